// The methods of the Bot API that the simulator knows, refusing what Telegram refuses in its own words.
import { type Parsed, parseHtml, Unparsable } from './telegram-simulator-html.ts';
import { type Call, Refused } from './telegram-simulator-requests.ts';
import type { UpdateLine } from './telegram-simulator-updates.ts';
import type {
  KeyboardButton,
  ReplyKeyboard,
  ShownMessage,
  SimulatedChat,
  World,
} from './telegram-simulator-world.ts';

export interface MethodContext {
  readonly world: World;
  readonly line: UpdateLine;
  readonly pressed: Set<string>;
  /** Aborted when the caller hangs up. */
  readonly closed: AbortSignal;
}

type Method = (call: Call, context: MethodContext) => unknown;

const MAX_TEXT = 4_096;
const MAX_DATA_BYTES = 64;
const MAX_DOWNLOAD_BYTES = 20_000_000;
const MAX_UPLOAD_BYTES = 50_000_000;
const MAX_PHOTO_BYTES = 10_000_000;
const ACTIONS = new Set(['typing', 'upload_photo', 'upload_document', 'record_voice', 'find_location']);

export const METHODS: Readonly<Record<string, Method>> = {
  getMe: (_call, { world }) => ({ ...world.bot, can_join_groups: true, can_read_all_group_messages: false }),
  getUpdates,
  setWebhook,
  deleteWebhook: (_call, { line }) => {
    line.setWebhook(undefined);
    return true;
  },
  getWebhookInfo: (_call, { line }) => ({
    url: line.webhook?.url ?? '',
    has_custom_certificate: false,
    pending_update_count: line.pending.length,
    ...(line.webhook && { max_connections: 40, allowed_updates: line.allowed }),
    ...(line.lastError && { last_error_date: 1_700_000_000, last_error_message: line.lastError }),
  }),
  sendMessage,
  sendPhoto: (call, context) => sendUpload(call, context, 'photo'),
  sendDocument: (call, context) => sendUpload(call, context, 'document'),
  editMessageText,
  deleteMessage,
  sendChatAction,
  answerCallbackQuery,
  getFile,
};

function getUpdates({ payload }: Call, { line, closed }: MethodContext): unknown {
  if (Array.isArray(payload.allowed_updates)) line.allowed = payload.allowed_updates as string[];
  const offset = payload.offset === undefined ? undefined : Number(payload.offset);
  return line.ask({ offset, timeoutS: Number(payload.timeout ?? 0), closed });
}

function setWebhook({ payload }: Call, { line }: MethodContext): unknown {
  const url = String(payload.url ?? '');
  if (url === '') {
    line.setWebhook(undefined);
    return true;
  }
  // Telegram itself asks for https; a Bot API server of one's own, like this one, takes its own machine too.
  if (!/^https:|^http:\/\/(?:127\.0\.0\.1|localhost)[:/]/.test(url))
    throw new Refused(400, 'Bad Request: bad webhook: An HTTPS URL must be provided for webhook');
  const secret = payload.secret_token === undefined ? undefined : String(payload.secret_token);
  if (secret !== undefined && secret.length > 256)
    throw new Refused(400, 'Bad Request: secret token is too long');
  if (secret !== undefined && !/^[\w-]*$/.test(secret))
    throw new Refused(400, 'Bad Request: secret token contains unallowed characters');
  line.allowed = (payload.allowed_updates as string[] | undefined) ?? [];
  line.setWebhook({ url, secret });
  return true;
}

function sendMessage({ payload }: Call, { world }: MethodContext): unknown {
  const chat = world.reachable(payload.chat_id);
  const parsed = readText(payload);
  const replyTo = readReply(payload, world.messagesOf(chat.id));
  setKeyboard(payload, chat, world);
  const shown = world.show(chat.id, {
    from: world.bot,
    ...parsed,
    buttons: readButtons(payload),
    ...(replyTo !== undefined && { replyTo }),
    ...(payload.message_thread_id !== undefined && { topic: Number(payload.message_thread_id) }),
  });
  return toMessage(shown, chat);
}

function readText(payload: Call['payload']): Parsed {
  const text = String(payload.text ?? '');
  const mode = payload.parse_mode;
  if (mode !== undefined && mode !== 'HTML') throw new Refused(400, 'Bad Request: unsupported parse_mode');
  const parsed = mode === 'HTML' ? parseOrRefuse(text) : { text: text.trim(), entities: [] };
  if (parsed.text === '') throw new Refused(400, 'Bad Request: message text is empty');
  if (parsed.text.length > MAX_TEXT) throw new Refused(400, 'Bad Request: message is too long');
  return parsed;
}

function parseOrRefuse(html: string): Parsed {
  try {
    return parseHtml(html);
  } catch (error) {
    throw error instanceof Unparsable ? new Refused(400, error.message) : error;
  }
}

function readReply(payload: Call['payload'], messages: readonly ShownMessage[]): number | undefined {
  const reply = payload.reply_parameters as
    | { message_id: number; allow_sending_without_reply?: boolean }
    | undefined;
  if (!reply) return undefined;
  if (messages.some(({ messageId }) => messageId === reply.message_id)) return reply.message_id;
  if (reply.allow_sending_without_reply) return undefined;
  throw new Refused(400, 'Bad Request: message to be replied not found');
}

function setKeyboard({ reply_markup: given }: Call['payload'], chat: SimulatedChat, world: World): void {
  const markup = (given ?? {}) as {
    keyboard?: ReplyKeyboard['rows'];
    one_time_keyboard?: boolean;
    remove_keyboard?: boolean;
  };
  if (markup.remove_keyboard) world.keyboards.delete(chat.id);
  if (!markup.keyboard) return;
  const buttons = markup.keyboard.flat();
  if (buttons.length === 0 || buttons.some(({ text }) => !text))
    throw new Refused(400, 'Bad Request: text buttons are unallowed in the keyboard');
  if (chat.type !== 'private' && buttons.some(({ request_contact: asks }) => asks))
    throw new Refused(400, 'Bad Request: phone number can be requested in private chats only');
  const isOneTime = markup.one_time_keyboard ?? false;
  world.keyboards.set(chat.id, { rows: markup.keyboard, isOneTime, isHidden: false });
}

function readButtons(payload: Call['payload']): readonly (readonly KeyboardButton[])[] {
  const markup = payload.reply_markup as { inline_keyboard?: KeyboardButton[][] } | undefined;
  const rows = markup?.inline_keyboard ?? [];
  for (const { text, callback_data: data, url } of rows.flat()) {
    if (!text) throw new Refused(400, 'Bad Request: text buttons are unallowed in the inline keyboard');
    if (data === undefined && url === undefined)
      throw new Refused(400, 'Bad Request: text buttons are unallowed in the inline keyboard');
    const bytes = Buffer.byteLength(data ?? 'x');
    if (bytes === 0 || bytes > MAX_DATA_BYTES) throw new Refused(400, 'Bad Request: BUTTON_DATA_INVALID');
  }
  return rows;
}

function sendUpload({ payload, files }: Call, { world }: MethodContext, kind: 'photo' | 'document'): unknown {
  const chat = world.reachable(payload.chat_id);
  const upload = files[kind];
  if (!upload) throw new Refused(400, `Bad Request: there is no ${kind} in the request`);
  if (upload.bytes.length === 0) throw new Refused(400, 'Bad Request: file must be non-empty');
  if (upload.bytes.length > MAX_UPLOAD_BYTES) throw new Refused(413, 'Request Entity Too Large');
  if (kind === 'photo' && upload.bytes.length > MAX_PHOTO_BYTES)
    throw new Refused(
      400,
      `Bad Request: file of size ${upload.bytes.length} bytes is too big for a photo; the maximum size is 10485760 bytes`,
    );
  if (kind === 'photo' && !isPicture(upload.bytes))
    throw new Refused(400, 'Bad Request: IMAGE_PROCESS_FAILED');
  const replyTo = readReply(payload, world.messagesOf(chat.id));
  const shown = world.show(chat.id, {
    from: world.bot,
    text: '',
    entities: [],
    buttons: readButtons(payload),
    file: { ...upload, kind },
    ...(replyTo !== undefined && { replyTo }),
  });
  return toMessage(shown, chat);
}

// JPEG, PNG or WebP by its first bytes.
function isPicture(bytes: Buffer): boolean {
  const start = bytes.subarray(0, 12).toString('latin1');
  return start.startsWith('\xff\xd8\xff') || start.startsWith('\x89PNG') || /^RIFF....WEBP/s.test(start);
}

function editMessageText({ payload }: Call, { world }: MethodContext): unknown {
  const chat = world.reachable(payload.chat_id);
  const shown = find(world, chat, payload.message_id);
  if (!shown || shown.from.id !== world.bot.id)
    throw new Refused(
      400,
      shown ? "Bad Request: message can't be edited" : 'Bad Request: message to edit not found',
    );
  if (shown.file) throw new Refused(400, 'Bad Request: there is no text in the message to edit');
  const [parsed, buttons] = [readText(payload), readButtons(payload)];
  const isSame =
    shown.text === parsed.text &&
    JSON.stringify([shown.entities, shown.buttons]) === JSON.stringify([parsed.entities, buttons]);
  if (isSame)
    throw new Refused(
      400,
      'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    );
  Object.assign(shown, parsed, { buttons, isEdited: true });
  return toMessage(shown, chat);
}

function deleteMessage({ payload }: Call, { world }: MethodContext): unknown {
  const chat = world.reachable(payload.chat_id);
  const shown = find(world, chat, payload.message_id);
  if (!shown) throw new Refused(400, 'Bad Request: message to delete not found');
  const messages = world.messagesOf(chat.id);
  messages.splice(messages.indexOf(shown), 1);
  return true;
}

function find(world: World, chat: SimulatedChat, messageId: unknown): ShownMessage | undefined {
  return world.messagesOf(chat.id).find((message) => message.messageId === Number(messageId));
}

function sendChatAction({ payload }: Call, { world }: MethodContext): unknown {
  const chat = world.reachable(payload.chat_id);
  const action = String(payload.action ?? '');
  if (!ACTIONS.has(action)) throw new Refused(400, 'Bad Request: wrong parameter action in request');
  world.actions.push({ chatId: chat.id, action, at: Date.now() });
  return true;
}

function answerCallbackQuery({ payload }: Call, { pressed }: MethodContext): unknown {
  if (!pressed.delete(String(payload.callback_query_id)))
    throw new Refused(
      400,
      'Bad Request: query is too old and response timeout expired or query ID is invalid',
    );
  return true;
}

function getFile({ payload }: Call, { world }: MethodContext): unknown {
  const id = String(payload.file_id ?? '');
  const file = world.files.get(id);
  if (!file) throw new Refused(400, 'Bad Request: wrong file_id or the file is temporarily unavailable');
  if (file.bytes.length > MAX_DOWNLOAD_BYTES) throw new Refused(400, 'Bad Request: file is too big');
  return { file_id: id, file_unique_id: id.slice(-8), file_size: file.bytes.length, file_path: file.path };
}

/** A message as the Bot API tells it. */
export function toMessage(shown: ShownMessage, chat: SimulatedChat): Record<string, unknown> {
  return {
    message_id: shown.messageId,
    from: shown.from,
    chat,
    date: Math.floor(Date.now() / 1_000),
    ...(shown.text && { text: shown.text }),
    ...(shown.entities.length > 0 && { entities: shown.entities }),
    ...(shown.buttons.length > 0 && { reply_markup: { inline_keyboard: shown.buttons } }),
  };
}
