// Branded identifiers: a customer's id can't be passed where a conversation's is wanted.
import { InvalidInput } from './errors.ts';

declare const brand: unique symbol;
export type Id<Kind extends string> = string & { readonly [brand]: Kind };

export type TenantId = Id<'tenant'>;
export type UserId = Id<'user'>;
export type CustomerId = Id<'customer'>;
export type ConversationId = Id<'conversation'>;
export type MessageId = Id<'message'>;
export type EscalationId = Id<'escalation'>;
export type OutboxId = Id<'outbox'>;
export type DocumentId = Id<'document'>;
export type PassageId = Id<'passage'>;
export type GapId = Id<'gap'>;
export type WordingId = Id<'wording'>;
export type PinId = Id<'pin'>;
export type MergeId = Id<'merge'>;
export type ImportId = Id<'import'>;
export type ImportItemId = Id<'importItem'>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The one parser of ids: a UUID in text form, or InvalidInput. */
export function parseId<Kind extends string>(value: unknown): Id<Kind> {
  if (typeof value === 'string' && UUID.test(value)) return value.toLowerCase() as Id<Kind>;
  throw new InvalidInput(
    'id_malformed',
    'This id is not a valid identifier. Check the address and try again.',
  );
}
