// Whether a group speaks to the bot: it is named, commanded or replied to. Everything else there is not for us to read.
import type { TelegramMessage } from './update.ts';

interface Named {
  readonly id: string;
  readonly username: string | undefined;
}

/** @returns what is said to the bot, without its name; undefined where it isn't spoken to. */
export function readGroupText(message: TelegramMessage, bot: Named): string | undefined {
  const text = message.text ?? message.caption ?? '';
  const entities = message.entities ?? message.caption_entities ?? [];
  const isReply = String(message.reply_to_message?.from?.id) === bot.id;
  const isBot = (name: string): boolean =>
    bot.username !== undefined && name.toLowerCase() === `@${bot.username}`.toLowerCase();
  const names = entities.filter(({ type, offset, length, user }) => {
    const named = text.slice(offset, offset + length);
    if (type === 'text_mention') return String(user?.id) === bot.id;
    return type === 'mention' && isBot(named);
  });
  const isCommand = entities.some(({ type, offset, length }) => {
    const name = /@\w+$/.exec(text.slice(offset, offset + length))?.[0];
    return type === 'bot_command' && name !== undefined && isBot(name);
  });
  if (!isReply && !isCommand && names.length === 0) return undefined;
  return names
    .toSorted((one, other) => other.offset - one.offset)
    .reduce((rest, { offset, length }) => rest.slice(0, offset) + rest.slice(offset + length), text)
    .replace(/ {2,}/g, ' ')
    .replace(/^[\s,:]+/, '');
}
