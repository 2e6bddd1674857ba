// What the customer is told, as Telegram shows it: HTML in pieces, sources, buttons, files.
import type { Outbound } from '../../src/model/activity.ts';
import type { Traits } from '../channel.ts';
import { formatMarkdown } from '../format.ts';
import { sourcesLine } from '../sources.ts';
import { type Button, toButtons } from './buttons.ts';
import { TELEGRAM_HTML } from './dialect.ts';

export const TELEGRAM_TRAITS: Traits = {
  textLengthChars: 4_096,
  buttons: 8,
  files: true,
  typing: true,
  streaming: false,
  edit: true,
};

export type TelegramPayload =
  | {
      readonly kind: 'text';
      readonly html: string;
      /** [] where there are none. */
      readonly buttons: readonly (readonly Button[])[];
      /** The title of a button with which the customer shares their own number. */
      readonly shares?: string;
    }
  | {
      readonly kind: 'file';
      readonly contentUrl: string;
      readonly contentType: string;
      readonly name: string;
    };

/** Text first, with the buttons under its last part; files behind it, in the order given. */
export function encodeMessage(message: Outbound): readonly TelegramPayload[] {
  const files = (message.attachments ?? []).flatMap(({ contentUrl, contentType, name }) =>
    contentUrl ? [{ kind: 'file' as const, contentUrl, contentType, name: name || 'file' }] : [],
  );
  const markdown = [message.text, sourcesLine(message)].filter(Boolean).join('\n\n');
  const pieces = formatMarkdown(markdown, TELEGRAM_HTML, TELEGRAM_TRAITS.textLengthChars).filter(Boolean);
  const shares = message.suggestions.find(({ asks }) => asks === 'phone')?.title;
  const pressed = message.suggestions.filter(({ asks }) => asks === undefined);
  const buttons = toButtons(pressed.slice(0, TELEGRAM_TRAITS.buttons));
  // Telegram takes no empty text, and buttons need one.
  const texts = pieces.length > 0 || (files.length > 0 && buttons.length === 0) ? pieces : ['…'];
  return [
    ...texts.map((html, index) => ({
      kind: 'text' as const,
      html,
      buttons: index === texts.length - 1 ? buttons : [],
      ...(shares && index === texts.length - 1 && { shares }),
    })),
    ...files,
  ];
}
