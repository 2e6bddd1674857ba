// Quick replies as buttons under a message, and what is said by pressing one.
import type { Suggestion } from '../../src/model/activity.ts';
import type { TelegramPress } from './update.ts';

export interface Button {
  readonly text: string;
  readonly callback_data: string;
}

/** Telegram's limit of `callback_data`. */
const MAX_DATA_BYTES = 64;

/** One to a row, so that every title can be read. A value too long for a button is said by its title instead. */
export function toButtons(suggestions: readonly Suggestion[]): readonly (readonly Button[])[] {
  return suggestions.map(({ title, value }, index) => {
    const data = `v:${value}`;
    const isShort = Buffer.byteLength(data) <= MAX_DATA_BYTES;
    return [{ text: title, callback_data: isShort ? data : `t:${index}` }];
  });
}

/** @returns undefined for a button that isn't ours, or whose message is too old to be told. */
export function readPressed({ data, message }: TelegramPress): string | undefined {
  if (data?.startsWith('v:')) return data.slice(2);
  if (!data?.startsWith('t:')) return undefined;
  return message?.reply_markup?.inline_keyboard.flat()[Number(data.slice(2))]?.text;
}
