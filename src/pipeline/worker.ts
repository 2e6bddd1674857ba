// Answers the bell: one thing at a time per conversation, and once more if it rang meanwhile.
import type { CheckReadiness } from '../../knowledge/readiness.ts';
import { runTurn, type TurnDeps } from '../agent/turn.ts';
import type { Log } from '../log.ts';
import type { ConversationId } from '../model/ids.ts';
import type { OutboxRow } from '../store/outbox.ts';
import { asStoreError } from '../store/pool.ts';
import { leaveToStaff } from '../store/turns.ts';
import { deliver, type OutboxDeps } from './outbox.ts';
import type { Bell } from './queue.ts';
import type { ReadFiles } from './reading.ts';

export interface Worker {
  /** Never throws: what fails is logged, and the sweeper rings again. */
  handle(bell: Bell): Promise<void>;
  /** Calls off the running turn of a conversation: a person took it. */
  callOff(conversationId: ConversationId): void;
  /** Takes no new bell and lets work end; after `graceMs` turns are called off, and no message of a line is begun. */
  stop(graceMs: number): Promise<void>;
}

export interface WorkerDeps {
  readonly turn: Omit<TurnDeps, 'later'>;
  /** Whether the knowledge can be asked: until then turns wait, and the sweeper rings for them. */
  readonly readiness: CheckReadiness;
  readonly outbox: OutboxDeps;
  /** Brings the staff room up to date; undefined without one. */
  readonly desk: ((work: Bell) => Promise<void>) | undefined;
  /** Reads the files that wait in a conversation. */
  readonly readFiles: ReadFiles;
  readonly log: Log;
}

export function createWorker(deps: WorkerDeps): Worker {
  const turns = new Map<ConversationId, AbortController>();
  const running = new Map<string, { again: boolean }>();
  const tasks = new Set<Promise<void>>();
  const grace = new AbortController();
  let isStopping = false;

  const track = (task: Promise<void>): Promise<void> => {
    const tracked = task.finally(() => tasks.delete(tracked));
    tasks.add(tracked);
    return tracked;
  };

  const later = (task: () => Promise<void>): void => {
    void track(task().catch((error: unknown) => deps.log.error({ err: error }, 'work after a turn failed')));
  };

  // Beside the rest: the staff room may be slow, and the customer's answer doesn't wait for it.
  const showToStaff = (bell: Bell): void => {
    if (deps.desk) later(() => handle({ ...bell, kind: 'desk' }));
  };

  const answer = async (bell: Bell): Promise<OutboxRow | undefined> => {
    if ((await deps.readiness(bell.tenantId)) === 'behind') return undefined;
    const controller = new AbortController();
    turns.set(bell.conversationId, controller);
    try {
      const end = await runTurn({ ...deps.turn, later }, bell, controller.signal);
      if (end.kind !== 'idle' && !(end.kind === 'done' && !end.isHandedOver)) showToStaff(bell);
      if (end.kind === 'done') return end.claimed;
      if (end.kind !== 'idle') await leaveToStaff(deps.turn.pool, bell.tenantId, bell.conversationId);
      return undefined;
    } finally {
      turns.delete(bell.conversationId);
    }
  };

  const work = async (bell: Bell, claimed?: OutboxRow): Promise<void> => {
    const { kind, conversationId } = bell;
    try {
      if (kind === 'desk') return await deps.desk?.(bell);
      if (kind === 'delivery') return await deliver(deps.outbox, { ...bell, signal: grace.signal }, claimed);
      if (kind === 'reading') {
        await deps.readFiles(bell, grace.signal);
        return showToStaff(bell);
      }
      // Not waited for: where a platform hangs, what the customer writes next is worked on all the same. The order is the
      // outbox's. By the same door as every delivery: whatever is committed meanwhile makes it look again.
      void handle({ ...bell, kind: 'delivery' }, await answer(bell));
    } catch (error) {
      deps.log.error(
        { err: asStoreError(error), conversationId, kind },
        'a conversation was not served; it is tried again shortly',
      );
    }
  };

  const serve = async (bell: Bell, key: string, claimed?: OutboxRow): Promise<void> => {
    const state = { again: false };
    running.set(key, state);
    await work(bell, claimed);
    while (state.again && !(isStopping && bell.kind === 'turn')) {
      state.again = false;
      await work(bell);
    }
    running.delete(key);
  };

  const handle = async (bell: Bell, claimed?: OutboxRow): Promise<void> => {
    if (isStopping && bell.kind === 'turn') return;
    const key = `${bell.kind} ${bell.conversationId}`;
    const state = running.get(key);
    if (!state) return track(serve(bell, key, claimed));
    state.again = true;
    // A claimed row is nobody else's, and all behind it has to wait for it.
    if (claimed) await track(work(bell, claimed));
  };

  return {
    handle,
    callOff(conversationId) {
      turns.get(conversationId)?.abort(new Error('a person took the conversation'));
    },
    async stop(graceMs) {
      isStopping = true;
      const timer = setTimeout(() => {
        for (const controller of [grace, ...turns.values()]) controller.abort(new Error('the server stops'));
      }, graceMs);
      // A turn leaves its delivery behind.
      while (tasks.size > 0) await Promise.allSettled(tasks);
      clearTimeout(timer);
    },
  };
}
