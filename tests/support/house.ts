// The house as main.ts builds it, without a port: real database, knowledge, agent, desk and pipeline.

import type { Channel, Receive } from '../../channels/channel.ts';
import type { StaffRoom } from '../../channels/staff-room.ts';
import { createLibrary, type Library } from '../../knowledge/ingest.ts';
import { createSearch } from '../../knowledge/search.ts';
import type { RespondDeps } from '../../src/agent/respond.ts';
import { createDeskRoom, type DeskRoom } from '../../src/desk/desk.ts';
import type { Desk } from '../../src/desk/takeover.ts';
import type { Embedder, LanguageModel } from '../../src/llm/llm.ts';
import { createLog } from '../../src/log.ts';
import type { ConversationId, TenantId } from '../../src/model/ids.ts';
import { parseOpeningHours } from '../../src/model/opening-hours.ts';
import { createInbox } from '../../src/pipeline/inbox.ts';
import { createLocalQueue, type Queue } from '../../src/pipeline/queue.ts';
import { startSweeper } from '../../src/pipeline/sweeper.ts';
import { createWorker, type Worker } from '../../src/pipeline/worker.ts';
import { type Engine, openTestDatabase, type TestDatabase } from './database.ts';
import { createPlatform, type Platform } from './platform.ts';

export interface House {
  readonly database: TestDatabase;
  readonly platform: Platform;
  readonly library: Library;
  readonly desk: Desk;
  readonly deskRoom: DeskRoom;
  readonly queue: Queue;
  readonly worker: Worker;
  readonly respondDeps: RespondDeps;
  readonly receive: Receive;
  close(): Promise<void>;
}

export interface HouseOptions {
  readonly engine?: Engine;
  /** In place of a new one. */
  readonly database?: TestDatabase;
  readonly model?: LanguageModel;
  readonly embedder?: Embedder | undefined;
  readonly burst?: { readonly quietMs: number; readonly maxMs: number };
  readonly now?: () => number;
  readonly sweeps?: boolean;
  /** Beside the platform that lives in memory. */
  readonly channels?: readonly Channel[];
  /** Where the staff work; it is started, and stopped with the house. */
  readonly room?: StaffRoom;
}

export const HOURS_TEXT = 'Mon-Fri 09:00-18:00';

export async function openHouse(options: HouseOptions = {}): Promise<House> {
  const database = options.database ?? (await openTestDatabase(options.engine));
  const { pool, tenantId } = database;
  const log = createLog(process.env.TEST_LOG ?? 'silent');
  const hours = parseOpeningHours(HOURS_TEXT, 'Asia/Singapore');
  if (!hours) throw new Error('the test hours are wrong');
  const platform = createPlatform();
  const queue = createLocalQueue();
  const respondDeps: RespondDeps = {
    pool,
    search: createSearch({ pool, embedder: options.embedder, log }),
    model: options.model,
    settings: {
      businessName: 'Test shop',
      hours,
      languages: ['en', 'zh', 'ms', 'ta'],
      confidenceThreshold: 0.5,
    },
    now: options.now ?? Date.now,
    log,
  };
  const channels = new Map<Channel['name'], Channel>(
    [platform as Channel, ...(options.channels ?? [])].map((channel) => [channel.name, channel]),
  );
  const onChange = (tenant: TenantId, conversationId: ConversationId): void => {
    worker.callOff(conversationId);
    queue.ring({ kind: 'delivery', tenantId: tenant, conversationId });
    queue.ring({ kind: 'desk', tenantId: tenant, conversationId });
  };
  const deskRoom = createDeskRoom({
    pool,
    tenantId,
    room: options.room,
    model: options.model,
    settings: {
      businessName: 'Test shop',
      hours,
      staffLanguage: 'en',
      reminderMinutes: [5, 15, 30],
      publicUrl: undefined,
    },
    canEdit: (name) => channels.get(name)?.traits.edit ?? false,
    onChange,
    now: options.now ?? Date.now,
    random: Math.random,
    log,
  });
  const worker = createWorker({
    log,
    outbox: {
      pool,
      channels,
      translate: deskRoom.translator.forCustomer,
      onSettled: (row) =>
        queue.ring({ kind: 'desk', tenantId: row.tenantId, conversationId: row.conversationId }),
      log,
      random: Math.random,
    },
    desk: deskRoom.threads?.show,
    turn: {
      ...respondDeps,
      burst: options.burst ?? { quietMs: 0, maxMs: 0 },
      show: (to, progress) => void channels.get(to.channel)?.show?.(to.address, progress),
    },
  });
  const stopQueue = await queue.start(worker.handle);
  const stopRoom = deskRoom.threads && (await options.room?.start(deskRoom.threads.listener));
  const rounds = {
    remind: deskRoom.remind,
    ...(deskRoom.threads && { findThreads: deskRoom.threads.findBehind }),
  };
  const stopSweeper = options.sweeps === false ? undefined : startSweeper({ pool, queue, log, ...rounds });
  return {
    database,
    platform,
    library: createLibrary({ pool, embedder: options.embedder, log }),
    desk: deskRoom.desk,
    deskRoom,
    queue,
    worker,
    respondDeps,
    receive: createInbox({ pool, queue, tenantId, log }),
    async close() {
      await stopRoom?.();
      await stopSweeper?.();
      await stopQueue();
      await worker.stop(1_000);
      await database.close();
    },
  };
}

/** Polls until `holds`; fails after `deadlineMs` naming what was waited for. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  deadlineMs = 10_000,
): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited ${deadlineMs} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}
