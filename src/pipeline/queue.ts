// The bell: says that there is work, never what it is. Losing a ring loses nothing; the sweeper rings again.
import type { ConversationId, TenantId } from '../model/ids.ts';

/** turn: a customer waits for an answer. delivery: rows wait to go out. desk: the staff room is behind. reading: files wait to be read. */
export interface Bell {
  readonly kind: 'turn' | 'delivery' | 'desk' | 'reading';
  readonly tenantId: TenantId;
  readonly conversationId: ConversationId;
}

export type Handle = (bell: Bell) => Promise<void>;

export interface Queue {
  /** Returns at once; never throws. */
  ring(bell: Bell): void;
  /** Starts to hand out bells; resolves to its stop, after which none is handed out. */
  start(handle: Handle): Promise<() => Promise<void>>;
}

/** The bell of a single process. Rings before `start` or after the stop are left to the sweeper. */
export function createLocalQueue(): Queue {
  let handle: Handle | undefined;
  return {
    ring(bell) {
      setImmediate(() => void handle?.(bell));
    },
    async start(given) {
      handle = given;
      return async () => {
        handle = undefined;
      };
    },
  };
}
