// The house as main.ts builds it, without a port: real database, knowledge, agent, desk and pipeline.

import { type Channel, FILE_LIMIT_BYTES, type OpenFile } from '../../channels/channel.ts';
import type { StaffRoom } from '../../channels/staff-room.ts';
import { createLibrary, type Library } from '../../knowledge/ingest.ts';
import { type Core, createCore } from '../../src/core.ts';
import type { Desk } from '../../src/desk/takeover.ts';
import type { Embedder, LanguageModel, Reranker, Transcriber } from '../../src/llm/llm.ts';
import { createLog } from '../../src/log.ts';
import type { ChannelName } from '../../src/model/activity.ts';
import { parseOpeningHours } from '../../src/model/opening-hours.ts';
import { fileOpener } from '../../src/open-channels.ts';
import { createFiles, type Files } from '../../src/store/files.ts';
import type { Served } from '../../src/store/served.ts';
import { type Engine, openTestDatabase, type TestDatabase } from './database.ts';
import { createPlatform, type Platform } from './platform.ts';

export interface House extends Core {
  readonly database: TestDatabase;
  readonly platform: Platform;
  readonly library: Library;
  readonly desk: Desk;
  /** Where customers' files are kept. */
  readonly files: Files;
  readonly openFile: OpenFile;
  close(): Promise<void>;
}

export interface HouseOptions {
  readonly engine?: Engine;
  /** In place of a new one. */
  readonly database?: TestDatabase;
  readonly model?: LanguageModel;
  readonly embedder?: Embedder | undefined;
  readonly openReranker?: () => Reranker;
  readonly transcriber?: Transcriber | undefined;
  /** In place of those on the disk. */
  readonly files?: Files;
  readonly burst?: { readonly quietMs: number; readonly maxMs: number };
  readonly now?: () => number;
  readonly sweeps?: boolean;
  readonly quietMinutes?: number;
  /** Whose conversations it answers and delivers. */
  readonly served?: () => Served;
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
  const channels = new Map<Channel['name'], Channel>(
    [platform as Channel, ...(options.channels ?? [])].map((channel) => [channel.name, channel]),
  );
  const files = options.files ?? createFiles(database.where.dataDir, FILE_LIMIT_BYTES);
  const openFile = fileOpener((scheme) =>
    scheme === 'file' || scheme === 's3' ? files.open : channels.get(scheme as ChannelName)?.openFile,
  );
  const core = createCore({
    pool,
    tenantId,
    channels,
    room: options.room,
    model: options.model,
    embedder: options.embedder,
    openReranker: options.openReranker,
    transcriber: options.transcriber,
    files,
    openFile,
    settings: {
      businessName: 'Test shop',
      hours,
      languages: ['en', 'zh', 'ms', 'ta'],
      confidenceThreshold: 0.5,
      staffLanguage: 'en',
      reminderMinutes: [5, 15, 30],
      publicUrl: undefined,
      quietMinutes: options.quietMinutes ?? 60,
    },
    burst: options.burst ?? { quietMs: 0, maxMs: 0 },
    now: options.now ?? Date.now,
    random: Math.random,
    log,
    ...(options.served && { served: options.served }),
  });
  const { queue, worker, deskRoom } = core;
  const stopQueue = await queue.start(worker.handle);
  const stopRoom = deskRoom.threads && (await options.room?.start(deskRoom.threads.listener));
  const stopSweeper = options.sweeps === false ? undefined : core.sweep();
  return {
    database,
    platform,
    library: createLibrary({ pool, embedder: options.embedder, log }),
    desk: deskRoom.desk,
    files,
    openFile,
    ...core,
    async close() {
      await stopRoom?.();
      await stopSweeper?.();
      await stopQueue();
      await worker.stop(1_000);
      await database.close();
    },
  };
}

/**
 * Polls until `holds`; fails after `deadlineMs` naming what was waited for. Unless a promise is measured, that is to end
 * what hangs: tests that run side by side on a busy machine are slower than any of them alone.
 */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  deadlineMs = 20_000,
): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited ${deadlineMs} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}
