// Who answers: the agent, the desk, and what carries messages between them and the channels. Built by main, and by tests.
import type { Channel, OpenFile, Receive, Reports } from '../channels/channel.ts';
import type { StaffRoom } from '../channels/staff-room.ts';
import { createGapBook, type RecordGap } from '../knowledge/gap-book.ts';
import { createPinGuard, type PinGuard } from '../knowledge/pin-guard.ts';
import { createReadiness } from '../knowledge/readiness.ts';
import { createSearch } from '../knowledge/search.ts';
import type { RespondDeps } from './agent/respond.ts';
import type { TurnDeps } from './agent/turn.ts';
import { type AlertDesk, createAlerts } from './desk/alerts.ts';
import { createDeskRoom, type DeskRoom } from './desk/desk.ts';
import type { Embedder, LanguageModel, Reranker, Transcriber } from './llm/llm.ts';
import type { Log } from './log.ts';
import type { ChannelName } from './model/activity.ts';
import type { ConversationId, TenantId } from './model/ids.ts';
import type { Language } from './model/language.ts';
import type { OpeningHours } from './model/opening-hours.ts';
import { createInbox } from './pipeline/inbox.ts';
import { giveUpForsaken, type OutboxDeps } from './pipeline/outbox.ts';
import { createLocalQueue, type Queue } from './pipeline/queue.ts';
import { createReader } from './pipeline/reading.ts';
import { createReports } from './pipeline/reports.ts';
import { startSweeper } from './pipeline/sweeper.ts';
import { createWorker, type Worker } from './pipeline/worker.ts';
import type { Files } from './store/files.ts';
import type { Pool } from './store/pool.ts';
import { EVERYTHING, type Served } from './store/served.ts';

export interface CoreDeps {
  readonly pool: Pool;
  readonly tenantId: TenantId;
  readonly channels: ReadonlyMap<ChannelName, Channel>;
  /**
   * Whose conversations this process answers and delivers, now; unset: everybody's. Who serves some accounts only leaves
   * the rounds of the whole business, such as reminders, to the others.
   */
  readonly served?: () => Served;
  /** undefined: the owners' form is the staff's only face. */
  readonly room: StaffRoom | undefined;
  readonly model: LanguageModel | undefined;
  readonly embedder: Embedder | undefined;
  /**
   * undefined: what was found stays in the order of the search. Whoever calls a reranker has one to themselves: after a
   * refusal it rests, and what customers ask must not rest with it.
   */
  readonly openReranker?: (() => Reranker) | undefined;
  /** undefined: voice messages are kept, but not heard. */
  readonly transcriber: Transcriber | undefined;
  /** Where customers' files are kept. */
  readonly files: Files;
  /** Reads a file wherever it is. */
  readonly openFile: OpenFile;
  readonly settings: {
    readonly businessName: string;
    readonly hours: OpeningHours;
    readonly languages: readonly Language[];
    readonly confidenceThreshold: number;
    readonly staffLanguage: Language;
    readonly reminderMinutes: readonly number[];
    readonly publicUrl: string | undefined;
    /** After the business wrote with a platform's own app, the bot is silent for so long. */
    readonly quietMinutes: number;
  };
  readonly burst: TurnDeps['burst'];
  /** Tells how the staff room is: its trouble, or undefined. */
  readonly reportRoom?: (trouble: string | undefined) => void;
  readonly now: () => number;
  /** 0 to 1: spreads retries. */
  readonly random: () => number;
  readonly log: Log;
}

export interface Core {
  readonly queue: Queue;
  readonly worker: Worker;
  readonly deskRoom: DeskRoom;
  /** What the staff have to hear once. */
  readonly alerts: AlertDesk;
  readonly respondDeps: RespondDeps;
  /** Counts a question that had no answer. */
  readonly recordGap: RecordGap;
  /** Watches over pinned questions. */
  readonly pins: PinGuard;
  /** Where every channel brings what customers write. */
  readonly receive: Receive;
  /** Where channels tell what became of our messages, and what the business wrote with their own apps. */
  readonly reports: Reports;
  /** Whether the staff can send this channel's approved message. */
  offersTemplate(channel: ChannelName): boolean;
  /** Rings again for everything left behind. @returns its stop. */
  sweep(): () => Promise<void>;
}

export function createCore(deps: CoreDeps): Core {
  const { pool, tenantId, channels, settings, model, embedder, now, random, log } = deps;
  const served = deps.served ?? (() => EVERYTHING);
  const queue = createLocalQueue();
  const respondDeps: RespondDeps = {
    pool,
    search: createSearch({ pool, embedder, reranker: deps.openReranker?.(), log }),
    model,
    openFile: deps.openFile,
    settings,
    now,
    log,
  };
  const readiness = createReadiness({ pool, now, log });
  const recordGap = createGapBook({ pool, embedder, readiness, log });
  const showStaff = (of: { tenantId: TenantId; conversationId: ConversationId }): void =>
    queue.ring({ kind: 'desk', tenantId: of.tenantId, conversationId: of.conversationId });
  const reportRoom = deps.reportRoom ?? (() => undefined);
  const alerts = createAlerts({ ...deps, publicUrl: settings.publicUrl, reportRoom });
  const deskRoom = createDeskRoom({
    ...deps,
    reportRoom,
    canEdit: (name) => channels.get(name)?.traits.edit ?? false,
    onChange(tenant, conversationId) {
      worker.callOff(conversationId);
      queue.ring({ kind: 'delivery', tenantId: tenant, conversationId });
      showStaff({ tenantId: tenant, conversationId });
    },
    onRedraw: (tenant, conversationId) => showStaff({ tenantId: tenant, conversationId }),
  });
  const { translator, threads, remind } = deskRoom;
  const offersTemplate = (name: ChannelName): boolean => channels.get(name)?.hasTemplate ?? false;
  const outbox: OutboxDeps = {
    pool,
    channels,
    served,
    translate: translator.forCustomer,
    onSettled: showStaff,
    offersTemplate,
    log,
    random,
  };
  const worker = createWorker({
    log,
    outbox,
    desk: threads?.show,
    readiness,
    readFiles: createReader({ ...deps, served }),
    turn: {
      ...respondDeps,
      recordGap,
      served,
      burst: deps.burst,
      show: (to, progress) => void channels.get(to.channel)?.show?.(to.address, progress),
    },
  });
  const reports = createReports({
    pool,
    tenantId,
    queue,
    businessName: settings.businessName,
    quietMinutes: settings.quietMinutes,
    callOff: worker.callOff,
    offersTemplate,
    log,
  });
  const rounds = {
    remind,
    showAlerts: alerts.show,
    reports,
    giveUpForsaken: () => giveUpForsaken(outbox),
    ...(threads && { findThreads: threads.findBehind }),
  };
  return {
    queue,
    worker,
    deskRoom,
    alerts,
    respondDeps,
    recordGap,
    pins: createPinGuard({
      ...{ pool, embedder, reranker: deps.openReranker?.(), now, log },
      threshold: settings.confidenceThreshold,
    }),
    receive: createInbox({ pool, queue, tenantId, log }),
    reports,
    offersTemplate,
    sweep() {
      const stop = startSweeper({ pool, queue, served, log, ...('except' in served() && rounds) });
      return async () => {
        await stop();
        await alerts.settled();
      };
    },
  };
}
