// The shape of what Meta tells, as far as it is read:
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
import { z } from 'zod';
import { InvalidInput } from '../../../src/model/errors.ts';

// Meta adds fields and kinds all the time. What a message can do without never makes it unreadable.
const maybe = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined);
const list = <Schema extends z.ZodType>(schema: Schema) => z.array(schema).catch([]);

const file = z.object({
  id: z.string().regex(/^[\w-]{1,100}$/),
  mime_type: maybe(z.string()),
  filename: maybe(z.string()),
  caption: maybe(z.string()),
  voice: maybe(z.boolean()),
});

const contactCard = z.object({
  name: maybe(z.object({ formatted_name: z.string() })),
  phones: list(z.object({ phone: maybe(z.string()), wa_id: maybe(z.string()) })),
});

const reply = z.object({ id: z.string().catch(''), title: z.string().catch('') });

const fault = z.object({
  code: maybe(z.number()),
  title: z.string().catch(''),
  message: z.string().catch(''),
  error_data: maybe(z.object({ details: z.string().catch('') })),
});

const content = z.object({
  type: z.string().catch('unknown'),
  text: maybe(z.object({ body: z.string() })),
  image: maybe(file),
  video: maybe(file),
  audio: maybe(file),
  document: maybe(file),
  sticker: maybe(file),
  location: maybe(
    z.object({
      latitude: z.number(),
      longitude: z.number(),
      name: maybe(z.string()),
      address: maybe(z.string()),
    }),
  ),
  contacts: maybe(z.array(contactCard).min(1)),
  interactive: maybe(z.object({ button_reply: maybe(reply), list_reply: maybe(reply) })),
  button: maybe(z.object({ text: z.string() })),
});

const message = content.extend({
  id: z.string().min(1),
  /** The number, digits; gone where the customer shows a name instead of it. */
  from: maybe(z.string().regex(/^\d{5,20}$/)),
  from_user_id: maybe(z.string().min(1)),
  to: maybe(z.string()),
  timestamp: maybe(z.string()),
  group_id: maybe(z.string()),
  errors: maybe(z.array(fault).min(1)),
  edit: maybe(z.object({ original_message_id: z.string().min(1), message: content })),
});

const status = z.object({
  id: z.string().min(1),
  status: z.string(),
  errors: list(fault),
});

const contact = z.object({
  wa_id: maybe(z.string()),
  user_id: maybe(z.string()),
  profile: maybe(z.object({ name: maybe(z.string()), username: maybe(z.string()) })),
});

const value = z.object({
  metadata: z.object({ phone_number_id: z.string() }),
  contacts: list(contact.catch({})),
  messages: list(z.unknown()),
  statuses: list(z.unknown()),
  message_echoes: list(z.unknown()),
  errors: list(fault),
});

const change = z.object({ field: z.string(), value: z.unknown() }).catch({ field: '', value: undefined });

const body = z.object({
  object: z.literal('whatsapp_business_account'),
  entry: z.array(z.object({ changes: list(change) })),
});

export type CloudContent = z.output<typeof content>;
export type CloudMessage = z.output<typeof message>;
export type CloudStatus = z.output<typeof status>;
export type CloudContact = z.output<typeof contact>;
export type CloudFault = z.output<typeof fault>;
export type CloudValue = z.output<typeof value>;

/** @returns the changes that concern a phone number, of whatever field. @throws InvalidInput for what Meta never sends. */
export function parseEvent(
  raw: unknown,
): readonly { readonly field: string; readonly value: CloudValue | undefined }[] {
  const read = body.safeParse(raw);
  if (!read.success) {
    const where = read.error.issues[0]?.path.join('.') || 'body';
    throw new InvalidInput('event_malformed', `This is no event of WhatsApp's: see "${where}".`);
  }
  const changes = read.data.entry.flatMap((entry) => entry.changes);
  return changes.map((told) => ({ field: told.field, value: value.safeParse(told.value).data }));
}

/** undefined for what can't be read. */
export function parseMessage(raw: unknown): CloudMessage | undefined {
  return message.safeParse(raw).data;
}

/** undefined for what can't be read. */
export function parseStatus(raw: unknown): CloudStatus | undefined {
  return status.safeParse(raw).data;
}
