// What channels tell beside customers' messages: what became of ours, and what the business wrote from its own phone.
import type { Reports } from '../../channels/channel.ts';
import type { Log } from '../log.ts';
import type { OwnWords } from '../model/activity.ts';
import type { ConversationId, TenantId } from '../model/ids.ts';
import { cleanText } from '../model/text.ts';
import { markFailed } from '../store/given-up.ts';
import { endQuiet, storeOwnWords } from '../store/own-words.ts';
import { asStoreError, type Pool } from '../store/pool.ts';
import {
  forgetPart,
  type LateFailure,
  listLateFailures,
  saveReceipt,
  sendAgain,
  settleFailure,
} from '../store/receipts.ts';
import { failureOf, type OfferDeps } from './outbox.ts';
import type { Queue } from './queue.ts';

export interface ReportDeps extends OfferDeps {
  readonly pool: Pool;
  readonly tenantId: TenantId;
  readonly queue: Queue;
  readonly businessName: string;
  /** So long after its last words from the phone the business leaves the conversation to the bot again. */
  readonly quietMinutes: number;
  /** A person has the conversation now: a running turn is called off. */
  readonly callOff: (conversationId: ConversationId) => void;
  readonly log: Log;
}

export interface ReportRounds {
  /** What follows from failures that came late. */
  settle(): Promise<void>;
  /** The bot returns where nobody wrote from the phone any more. */
  endQuiet(): Promise<void>;
}

/** After so many tries a message that the platform takes and then gives up is given up. */
const MAX_ATTEMPTS = 5;
const FIRST_DELAY_MS = 6_000;
// Failures of what another program sent on the same number belong to no message, and looking for one costs a millisecond:
// each round looks at new ones only, some at those of messages that waited long for their last part.
const NEW_MS = 60_000;
const LATE_ROUNDS = 150;
const LATEST_MS = 2 * 24 * 3_600_000;

export function createReports(deps: ReportDeps): Reports & ReportRounds {
  const { pool, tenantId, queue, log } = deps;
  let rounds = 0;
  const show = (of: { tenantId: TenantId; conversationId: ConversationId }): void =>
    queue.ring({ kind: 'desk', tenantId: of.tenantId, conversationId: of.conversationId });

  const settle = async (of: Parameters<typeof listLateFailures>[1]): Promise<void> => {
    for (const late of await listLateFailures(pool, of)) {
      if (!(await settleFailure(pool, late, (db) => follow(deps, db, late)))) continue;
      log.warn(
        { conversationId: late.conversationId, messageId: late.messageId, code: late.failure.code },
        'a message that the platform had taken was not delivered',
      );
      queue.ring({ kind: 'delivery', tenantId: late.tenantId, conversationId: late.conversationId });
      show(late);
    }
  };

  return {
    async receipt(receipt) {
      const conversationId = await durable(saveReceipt(pool, tenantId, receipt));
      if (receipt.state === 'failed') await durable(settle({ part: receipt.id, youngerThanMs: LATEST_MS }));
      else if (conversationId) show({ tenantId, conversationId });
    },
    async spoke(words) {
      const conversationId = await durable(storeOwnWords(pool, tenantId, toStored(deps, words)));
      if (!conversationId) return;
      deps.callOff(conversationId);
      show({ tenantId, conversationId });
    },
    async settle() {
      const youngerThanMs = rounds % LATE_ROUNDS === 0 ? LATEST_MS : NEW_MS;
      rounds += 1;
      await settle({ youngerThanMs });
    },
    async endQuiet() {
      const text = `Nobody wrote from the phone for ${deps.quietMinutes} minutes: the bot answers here again.`;
      for (const ended of await endQuiet(pool, { text })) show(ended);
    },
  };
}

function toStored({ businessName, quietMinutes }: ReportDeps, words: OwnWords) {
  return {
    words: { ...words, text: cleanText(words.text) },
    authorName: `${businessName} (phone)`,
    until: new Date(words.writtenAt.getTime() + quietMinutes * 60_000),
  };
}

// Sent again only where nothing of the message went out behind it: else it would be said in the wrong order, or twice.
async function follow(
  deps: OfferDeps,
  db: Parameters<typeof markFailed>[0],
  late: LateFailure,
): Promise<void> {
  const { code, message, retryable, retryAfterMs } = late.failure;
  const delayMs = Math.max(retryAfterMs ?? 0, FIRST_DELAY_MS * 2 ** late.attempts);
  await forgetPart(db, late);
  if (retryable && late.isLastPart && late.attempts < MAX_ATTEMPTS)
    await sendAgain(db, late, { delayMs, error: message });
  else await markFailed(db, late, failureOf(deps, late.channel, { code, message }));
}

// The platform is not acknowledged and tells it again.
async function durable<T>(stored: Promise<T>): Promise<T> {
  return stored.catch((error: unknown) => {
    throw asStoreError(error);
  });
}
