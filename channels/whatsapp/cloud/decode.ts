// What Meta tells, read into the words of the domain: pure, and nothing unreadable keeps the rest of a batch away.
import type { Inbound, OwnWords, Receipt } from '../../../src/model/activity.ts';
import { normalizePhone, type Proof } from '../../../src/model/identity.ts';
import { cleanText } from '../../../src/model/text.ts';
import { toAddress } from '../address.ts';
import { readContent, UNSUPPORTED } from './content.ts';
import {
  type CloudContact,
  type CloudFault,
  type CloudMessage,
  type CloudStatus,
  type CloudValue,
  parseEvent,
  parseMessage,
  parseStatus,
} from './event.ts';
import { Refusal, toFailure } from './refusal.ts';

/** One thing that was told, in the order it was. */
export type Told =
  | { readonly kind: 'message'; readonly inbound: Inbound }
  | { readonly kind: 'receipt'; readonly receipt: Receipt; readonly refusal: Refusal | undefined }
  | { readonly kind: 'spoke'; readonly words: OwnWords }
  /** For the log alone. */
  | { readonly kind: 'skipped'; readonly why: string };

const STATES: Readonly<Record<string, Receipt['state']>> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  // Of a voice message.
  played: 'read',
  failed: 'failed',
};

// A feeling, news of the chat itself, and what was taken back: nothing to answer.
const NO_WORDS = new Set(['reaction', 'system', 'request_welcome', 'revoke']);

/** @param account the id of our phone number: one app may serve several. @throws InvalidInput */
export function readEvent(raw: unknown, account: string): readonly Told[] {
  return parseEvent(raw).flatMap(({ field, value }): readonly Told[] => {
    if (!value) return [skipped(`a change of "${field}" that concerns no phone number`)];
    const { phone_number_id: id } = value.metadata;
    if (id !== account) return [skipped(`of another phone number (${id})`)];
    if (field === 'smb_message_echoes')
      return value.message_echoes.map((echo) => readEcho(parseMessage(echo), account));
    if (field !== 'messages') return [skipped(`a change of "${field}"`)];
    return [
      ...value.messages.map((message) => readMessage(parseMessage(message), value, account)),
      ...value.statuses.map((status) => readStatus(parseStatus(status), account)),
      ...value.errors.map((fault) => skipped(`Meta reports: ${detailsOf(fault)}`)),
    ];
  });
}

function skipped(why: string): Told {
  return { kind: 'skipped', why };
}

function readMessage(message: CloudMessage | undefined, value: CloudValue, account: string): Told {
  if (!message) return skipped('a message that can’t be read');
  const { type, id, edit } = message;
  const contact = contactOf(message, value.contacts);
  const customer = message.from ?? message.from_user_id ?? contact?.user_id;
  if (!customer) return skipped('a message from nobody');
  if (message.group_id) return skipped('a message of a group');
  if (NO_WORDS.has(type)) return skipped(`a message of type "${type}"`);
  const { name: given, username } = contact?.profile ?? {};
  const name = cleanText(given ?? username ?? '').trim();
  const proofs = proofsOf(message.from);
  const writtenAt = timeOf(message);
  return {
    kind: 'message',
    inbound: {
      type: 'message',
      channel: 'whatsapp',
      account,
      // Of two edits the later must have the greater id: Meta's own have no order.
      id: edit ? `${edit.original_message_id}:edit:${writtenAt?.getTime() ?? 0}:${id}` : id,
      from: { id: customer, name },
      address: toAddress({ transport: 'cloud', account, customer, lastMessage: id }, name),
      ...(message.errors ? UNSUPPORTED : readContent(edit?.message ?? message)),
      ...(edit && { editOf: edit.original_message_id }),
      ...(writtenAt && { writtenAt }),
      ...(proofs && { proofs }),
    },
  };
}

function contactOf(
  { from, from_user_id: userId }: CloudMessage,
  contacts: readonly CloudContact[],
): CloudContact | undefined {
  const found = contacts.find(
    ({ wa_id, user_id }) =>
      (wa_id !== undefined && wa_id === from) || (user_id !== undefined && user_id === userId),
  );
  return found ?? (contacts.length === 1 ? contacts[0] : undefined);
}

// Meta vouches for the number; a customer known by name alone has proved none.
function proofsOf(phone: string | undefined): readonly Proof[] | undefined {
  const value = phone && normalizePhone(`+${phone}`);
  return value ? [{ kind: 'phone', value }] : undefined;
}

function readStatus(status: CloudStatus | undefined, account: string): Told {
  const state = status && STATES[status.status];
  if (!status || !state) return skipped(`a status that tells nothing (${status?.status ?? 'unreadable'})`);
  const { id } = status;
  const told = { channel: 'whatsapp', account, id, state } as const;
  if (state !== 'failed') return { kind: 'receipt', receipt: told, refusal: undefined };
  const [fault] = status.errors;
  const refusal = new Refusal({ code: fault?.code, details: fault ? detailsOf(fault) : '', status: 0 });
  const failure = toFailure(refusal);
  return { kind: 'receipt', receipt: { ...told, ...(failure && { failure }) }, refusal };
}

function detailsOf({ error_data, message, title }: CloudFault): string {
  return error_data?.details || message || title;
}

// The business's own phone and we share the number ("coexistence"): a person answered there.
function readEcho(echo: CloudMessage | undefined, account: string): Told {
  const customer = echo?.to;
  if (!echo || !customer || !/^\d{5,20}$/.test(customer)) return skipped('own words that can’t be read');
  if (NO_WORDS.has(echo.type) || echo.edit) return skipped(`own words of type "${echo.type}"`);
  const proofs = proofsOf(customer);
  return {
    kind: 'spoke',
    words: {
      channel: 'whatsapp',
      account,
      id: echo.id,
      customer: { id: customer, name: '' },
      address: toAddress({ transport: 'cloud', account, customer, lastMessage: undefined }, ''),
      ...readContent(echo),
      ...(proofs && { proofs }),
      writtenAt: timeOf(echo) ?? new Date(0),
    },
  };
}

/** Epoch seconds, as text. */
function timeOf({ timestamp }: CloudMessage): Date | undefined {
  return timestamp && /^\d{9,11}$/.test(timestamp) ? new Date(Number(timestamp) * 1_000) : undefined;
}
