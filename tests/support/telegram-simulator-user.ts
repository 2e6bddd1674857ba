// A person on the simulated Telegram: what they do becomes updates, what they see is read from the chat.
import { toMessage } from './telegram-simulator-methods.ts';
import type { Upload } from './telegram-simulator-requests.ts';
import type { UpdateLine } from './telegram-simulator-updates.ts';
import type { Person, ShownMessage, SimulatedChat, World } from './telegram-simulator-world.ts';

export interface SimulatedUser {
  readonly id: number;
  readonly person: Person;
  /** @returns the message's id. Names of the bot and commands become entities, as the app makes them. */
  says(text: string, of?: Said): number;
  edits(messageId: number, text: string): void;
  /** Presses the newest button of that title. @throws Error where none is to be seen. */
  presses(title: string, of?: { readonly in?: SimulatedChat }): void;
  sendsPhoto(of?: { readonly bytes?: Buffer; readonly caption?: string }): number;
  sendsFile(file: Upload, caption?: string): number;
  /** The keyboard that stands in place of the letters: titles, undefined where there is none. */
  keyboard(): readonly string[] | undefined;
  /** Presses the button that asks for the own number. @param phone as Telegram tells it, without a plus. */
  sharesNumber(phone: string): number;
  /** Any other kind of message, such as `{ location: … }`. */
  sends(content: Readonly<Record<string, unknown>>): number;
  /** What the chat with the bot shows, oldest first; only the bot's messages. */
  sees(chat?: SimulatedChat): readonly ShownMessage[];
  blocks(): void;
}

interface Said {
  readonly in?: SimulatedChat;
  readonly replyTo?: number;
}

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

export function createUser(
  { world, line, pressed }: { world: World; line: UpdateLine; pressed: Set<string> },
  person: Person,
): SimulatedUser {
  const own = world.chats.get(person.id) as SimulatedChat;
  const shownIn = (chat: SimulatedChat, messageId: number) =>
    world.messagesOf(chat.id).find((message) => message.messageId === messageId);
  const tell = (
    chat: SimulatedChat,
    content: Readonly<Record<string, unknown>>,
    replyTo?: number,
  ): number => {
    const text = String(content.text ?? '');
    const entities = entitiesOf(text, world.bot.username ?? '');
    const shown = world.show(chat.id, { from: person, text, entities, buttons: [] });
    const original = replyTo === undefined ? undefined : shownIn(chat, replyTo);
    line.add({
      message: {
        ...toMessage(shown, chat),
        ...content,
        ...(original && { reply_to_message: toMessage(original, chat) }),
      },
    });
    return shown.messageId;
  };
  const upload = (file: Upload) => ({
    file_id: world.store(file),
    file_unique_id: 'unique',
    file_size: file.bytes.length,
  });
  return {
    id: person.id,
    person,
    says: (text, of = {}) => tell(of.in ?? own, { text }, of.replyTo),
    edits(messageId, text) {
      const chat = [...world.chats.values()].find((one) => shownIn(one, messageId)) ?? own;
      const shown = shownIn(chat, messageId);
      if (!shown) throw new Error(`There is no message ${messageId} to edit.`);
      shown.text = text;
      line.add({
        edited_message: { ...toMessage(shown, chat), edit_date: Math.floor(Date.now() / 1_000) },
      });
    },
    presses(title, of = {}) {
      const chat = of.in ?? own;
      const shown = world
        .messagesOf(chat.id)
        .findLast(({ buttons }) => buttons.flat().some(({ text }) => text === title));
      const button = shown?.buttons.flat().find(({ text }) => text === title);
      if (!shown || !button) throw new Error(`No button "${title}" is to be seen.`);
      const id = `${person.id}${line.pending.length}${Date.now()}${pressed.size}`;
      pressed.add(id);
      line.add({
        callback_query: {
          id,
          from: person,
          message: toMessage(shown, chat),
          chat_instance: '1',
          data: button.callback_data,
        },
      });
    },
    sendsPhoto({ bytes = PIXEL, caption } = {}) {
      const large = {
        ...upload({ name: 'photo.jpg', contentType: 'image/jpeg', bytes }),
        width: 1280,
        height: 960,
      };
      const small = {
        ...upload({ name: 'photo.jpg', contentType: 'image/jpeg', bytes: PIXEL }),
        width: 90,
        height: 68,
      };
      return tell(own, { photo: [small, large], ...(caption && { caption }) });
    },
    sendsFile(file, caption) {
      const document = { ...upload(file), file_name: file.name, mime_type: file.contentType };
      return tell(own, { document, ...(caption && { caption }) });
    },
    keyboard() {
      const shown = world.keyboards.get(own.id);
      return shown && !shown.isHidden ? shown.rows.flat().map(({ text }) => text) : undefined;
    },
    sharesNumber(phone) {
      const shown = world.keyboards.get(own.id);
      if (!shown || shown.isHidden || !shown.rows.flat().some(({ request_contact: asks }) => asks))
        throw new Error('No button that asks for the number is to be seen.');
      shown.isHidden = shown.isOneTime;
      return tell(own, {
        contact: { phone_number: phone, first_name: person.first_name, user_id: person.id },
      });
    },
    sends: (content) => tell(own, content),
    sees: (chat = own) => world.messagesOf(chat.id).filter(({ from }) => from.id === world.bot.id),
    blocks: () => world.block(own.id),
  };
}

function entitiesOf(
  text: string,
  botName: string,
): readonly { type: string; offset: number; length: number }[] {
  const found = [...text.matchAll(/(?<!\S)\/\w+(?:@\w+)?|@\w{4,}/g)];
  return found
    .filter(([name]) => name.startsWith('/') || name.toLowerCase() === `@${botName}`.toLowerCase())
    .map((match) => ({
      type: match[0].startsWith('/') ? 'bot_command' : 'mention',
      offset: match.index,
      length: match[0].length,
    }));
}
