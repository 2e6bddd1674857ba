// Where every message goes out: in order per conversation, part by part, a retry resuming at the first unsent part.
import type { Channel } from '../../channels/channel.ts';
import type { Log } from '../log.ts';
import type { ChannelName, Outbound } from '../model/activity.ts';
import { DeliveryError, StoreError } from '../model/errors.ts';
import type { ConversationId, TenantId } from '../model/ids.ts';
import { type Failure, markFailed } from '../store/given-up.ts';
import {
  claimOutbox,
  markChanged,
  markPart,
  markSent,
  markStopped,
  type OutboxRow,
  postponeOutbox,
  renewSending,
} from '../store/outbox.ts';
import { asStoreError, type Pool } from '../store/pool.ts';
import { type Served, unserved } from '../store/served.ts';
import { findForsakenDeliveries } from '../store/sweep.ts';

export interface OfferDeps {
  /** Whether the platform has an approved message of ours for customers who may not be written to otherwise. */
  readonly offersTemplate: (channel: ChannelName) => boolean;
}

export interface OutboxDeps extends OfferDeps {
  readonly pool: Pool;
  readonly channels: ReadonlyMap<ChannelName, Channel>;
  readonly served: () => Served;
  /** What goes out: a staff member's words in the customer's language. undefined for what must never go out. */
  readonly translate: (row: OutboxRow) => Promise<Outbound | undefined>;
  /** A staff member's message was delivered or given up: the staff room shows it. */
  readonly onSettled: (row: OutboxRow) => void;
  readonly log: Log;
  /** 0 to 1: spreads retries. */
  readonly random: () => number;
}

const RENEW_MS = 4_000;
/** About six hours of trying, with the cap below. */
const MAX_ATTEMPTS = 73;
/** A bug repeats itself: what waits behind such a message must not wait for ever. */
const MAX_BUG_ATTEMPTS = 5;
const FIRST_DELAY_MS = 1_000;
/**
 * Each wait is at most a second and half of what was waited before, whatever the spread: a platform that is back after a
 * minute keeps nobody for much more than half a minute. Doubling kept customers for 44 s, and could for a whole minute.
 */
const DELAY_GROWTH = 1.25;
const LONGEST_DELAY_MS = 10 * 60_000;
/** As long as an account is tried that does not work. */
const FORSAKEN_MS = 6 * 3_600_000;

interface Line {
  readonly tenantId: TenantId;
  readonly conversationId: ConversationId;
  /** Aborted, nothing more is begun: what is left is the next start's. */
  readonly signal: AbortSignal;
}

/**
 * Sends what is due in a conversation, oldest first; stops at the first that has to wait.
 * @param claimed what a turn has just committed and claimed: it goes first.
 */
export async function deliver(deps: OutboxDeps, line: Line, claimed?: OutboxRow): Promise<void> {
  const claim = async (): Promise<OutboxRow | undefined> =>
    line.signal.aborted ? undefined : claimOutbox(deps.pool, line, deps.served());
  let row = claimed ?? (await claim());
  while (row && (await deliverRow(deps, row))) row = await claim();
}

type GiveUpDeps = SettleDeps & Pick<OutboxDeps, 'served' | 'onSettled'>;

/** Gives up what no process claimed: the account was switched off, or who speaks through it does not run. */
export async function giveUpForsaken(deps: GiveUpDeps): Promise<void> {
  // All that waited so long in a line, or the last of it would still go out without the first.
  while (await giveUpHeads(deps));
}

async function giveUpHeads(deps: GiveUpDeps): Promise<boolean> {
  let hasAny = false;
  const others = unserved(deps.served());
  for (const work of await findForsakenDeliveries(deps.pool, others, FORSAKEN_MS)) {
    // Who came back in this moment sends what is left of the line.
    const row = await claimOutbox(deps.pool, { ...work, idleMs: FORSAKEN_MS }, others);
    if (!row) continue;
    hasAny = true;
    const reason =
      'The account that this customer writes to was off for six hours. Switch it on, then try again.';
    await settleFailure(deps, row, new DeliveryError('channel_off', reason));
    if (row.message?.author === 'staff') deps.onSettled(row);
  }
  return hasAny;
}

// Resolves to false where nothing more can go: the line is empty, or this row has to wait and with it all behind it.
async function deliverRow(deps: OutboxDeps, row: OutboxRow): Promise<boolean> {
  const release = holdRow(deps, row);
  try {
    return await sendParts(deps, row);
  } catch (error) {
    if (error instanceof DeliveryError) return settleFailure(deps, row, error);
    if (asStoreError(error) instanceof StoreError || row.attempts < MAX_BUG_ATTEMPTS) throw error;
    const reason = new DeliveryError('bug', 'Kaki itself failed on this message. Write it in other words.', {
      cause: error,
    });
    return settleFailure(deps, row, reason);
  } finally {
    release();
    if (row.message?.author === 'staff') deps.onSettled(row);
  }
}

// A file may take longer than the lease: without this another worker would send it, too.
function holdRow({ pool, log }: OutboxDeps, row: OutboxRow): () => void {
  const timer = setInterval(() => {
    renewSending(pool, row).catch((error: unknown) =>
      log.warn({ err: error, messageId: row.messageId }, 'the lease of a message was not renewed'),
    );
  }, RENEW_MS);
  return () => clearInterval(timer);
}

async function sendParts(deps: OutboxDeps, row: OutboxRow): Promise<boolean> {
  if (row.action === 'send' && row.isTakenBack) return markStopped(deps.pool, row);
  const channel = deps.channels.get(row.channel);
  if (!channel)
    throw new DeliveryError(
      'channel_off',
      `The channel ${row.channel} is switched off. Set its variables and start again.`,
      { retryable: true },
    );
  if (row.isUnreachable)
    throw new DeliveryError(
      'address_gone',
      'The customer can’t be reached there: they blocked the bot, or closed their account.',
    );
  if (row.action !== 'send') return change(deps, row, channel);
  const message = await deps.translate(row);
  if (!message) throw new DeliveryError('not_to_be_sent', 'This was never meant for the customer.');
  const payloads = channel.encode(message);
  const parts = [...row.parts];
  for (const [index, payload] of payloads.entries()) {
    if (index < row.parts.length) continue;
    const platformId = await channel.send(row.address, payload);
    parts.push(platformId);
    const isLast = index === payloads.length - 1;
    if (!isLast && !(await markPart(deps.pool, row, platformId))) return false;
  }
  return markSent(deps.pool, row, parts.length > 0 ? parts : [row.messageId]);
}

// What was sent changes, or is taken back; what never went out needs neither.
async function change(deps: OutboxDeps, row: OutboxRow, channel: Channel): Promise<boolean> {
  if (row.parts.length === 0) return markChanged(deps.pool, row, row.parts);
  if (row.action === 'remove') {
    await channel.remove?.(row.address, row.parts);
    return markChanged(deps.pool, row, []);
  }
  const message = await deps.translate(row);
  if (!message || !channel.edit) return markChanged(deps.pool, row, row.parts);
  const parts = await channel.edit(row.address, row.parts, channel.encode(message));
  return markChanged(deps.pool, row, parts);
}

type SettleDeps = Omit<OutboxDeps, 'channels' | 'translate' | 'served' | 'onSettled'>;

async function settleFailure(deps: SettleDeps, row: OutboxRow, error: DeliveryError): Promise<boolean> {
  const fields = {
    err: error,
    conversationId: row.conversationId,
    messageId: row.messageId,
    attempts: row.attempts,
  };
  if (!error.retryable || row.attempts >= MAX_ATTEMPTS) {
    deps.log.error(fields, 'a message was given up; the staff see why');
    const failure = failureOf(deps, row.channel, error);
    const buttons = row.action === 'send' ? failure.buttons : [];
    const given = { ...row, text: row.message?.text ?? '', attempt: row.attempts };
    await markFailed(deps.pool, given, { ...failure, buttons });
    return true;
  }
  const backoffMs =
    Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * DELAY_GROWTH ** (row.attempts - 1)) *
    (0.5 + deps.random() / 2);
  const delayMs = Math.max(error.retryAfterMs ?? 0, Math.round(backoffMs));
  deps.log.warn({ ...fields, delayMs }, 'a message has to wait');
  await postponeOutbox(deps.pool, row, { delayMs, error: error.message });
  return false;
}

/** Why a message is given up, and what staff can do about it. */
export function failureOf(
  deps: OfferDeps,
  channel: ChannelName,
  { code, message }: { readonly code: string; readonly message: string },
): Failure {
  const offersTemplate = code === 'window_closed' && deps.offersTemplate(channel);
  return {
    code,
    error: message,
    isUnreachable: code === 'address_gone',
    buttons: [
      ...(offersTemplate ? [{ action: 'send_template', label: 'Send the template' }] : []),
      { action: 'retry', label: 'Try again' },
    ],
  };
}
