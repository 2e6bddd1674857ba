// The shape of what Telegram tells, as far as it is read: https://core.telegram.org/bots/api#update
import { z } from 'zod';
import { InvalidInput } from '../../src/model/errors.ts';

// Telegram adds fields and kinds all the time. What a message can do without never makes it unreadable.
const maybe = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined);

const user = z.object({
  id: z.int(),
  is_bot: maybe(z.boolean()),
  first_name: z.string().catch(''),
  last_name: maybe(z.string()),
  language_code: maybe(z.string()),
});

const chat = z.object({
  id: z.int(),
  type: z.enum(['private', 'group', 'supergroup', 'channel']),
  title: maybe(z.string()),
});

const entity = z.object({
  type: z.string(),
  offset: z.int(),
  length: z.int(),
  user: maybe(z.object({ id: z.int() })),
});

const file = z.object({
  file_id: z.string().min(1),
  mime_type: maybe(z.string()),
  file_name: maybe(z.string()),
});

const location = z.object({ latitude: z.number(), longitude: z.number() });

const media = z.object({
  photo: maybe(z.array(z.object({ file_id: z.string().min(1), width: z.number(), height: z.number() }))),
  document: maybe(file),
  animation: maybe(file),
  voice: maybe(file),
  audio: maybe(file.extend({ title: maybe(z.string()) })),
  video: maybe(file),
  video_note: maybe(file),
  sticker: maybe(
    file.extend({
      emoji: maybe(z.string()),
      is_animated: maybe(z.boolean()),
      is_video: maybe(z.boolean()),
    }),
  ),
  location: maybe(location),
  venue: maybe(z.object({ location, title: z.string(), address: z.string().catch('') })),
  contact: maybe(
    z.object({
      phone_number: z.string(),
      first_name: z.string(),
      last_name: maybe(z.string()),
      vcard: maybe(z.string()),
      user_id: maybe(z.int()),
    }),
  ),
  poll: maybe(z.object({ question: z.string(), options: z.array(z.object({ text: z.string() })).catch([]) })),
  dice: maybe(z.object({ emoji: z.string(), value: z.int() })),
});

const words = media.extend({
  text: z.string().optional(),
  caption: z.string().optional(),
});

const message = words.extend({
  message_id: z.int(),
  edit_date: maybe(z.int()),
  message_thread_id: maybe(z.int()),
  is_topic_message: maybe(z.boolean()),
  chat,
  from: user.optional(),
  entities: maybe(z.array(entity)),
  caption_entities: maybe(z.array(entity)),
  reply_to_message: maybe(words.extend({ from: maybe(user) })),
  // Somebody else made it, or it was made another time.
  forward_origin: z.unknown().optional(),
  via_bot: z.unknown().optional(),
  quote: maybe(z.object({ text: z.string() })),
});

const keyboard = z.object({ inline_keyboard: z.array(z.array(z.object({ text: z.string() }))) });

const press = z.object({
  id: z.string().min(1),
  from: user,
  data: maybe(z.string()),
  // Gone for a message that is too old, and for one that was sent in another's name.
  message: maybe(
    z.object({
      message_id: maybe(z.int()),
      message_thread_id: maybe(z.int()),
      is_topic_message: maybe(z.boolean()),
      chat,
      reply_markup: maybe(keyboard),
    }),
  ),
});

const update = z.object({
  update_id: z.int(),
  message: message.optional(),
  edited_message: message.optional(),
  callback_query: press.optional(),
});

export type TelegramUser = z.output<typeof user>;
export type TelegramMedia = z.output<typeof media>;
export type TelegramMessage = z.output<typeof message>;
export type TelegramPress = z.output<typeof press>;
export type TelegramUpdate = z.output<typeof update>;

/** @throws InvalidInput for what Telegram never sends. */
export function parseUpdate(raw: unknown): TelegramUpdate {
  const read = update.safeParse(raw);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const where = issue?.path.join('.') || 'update';
  throw new InvalidInput(
    'update_malformed',
    `This is no update of Telegram's: "${where}" ${issue?.message ?? ''}.`,
  );
}
