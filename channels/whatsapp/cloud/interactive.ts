// Quick replies as WhatsApp shows them: up to three buttons under a short text, else a list that opens.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-reply-buttons-messages
import { shorten } from '../../../src/model/text.ts';
import type { WhatsappPayload } from '../transport.ts';

type TextPayload = Extract<WhatsappPayload, { kind: 'text' }>;
type Option = TextPayload['options'][number];

const MOST_BUTTONS = 3;
const BUTTON_BODY_CHARS = 1_024;
const BUTTON_TITLE_CHARS = 20;
const BUTTON_ID_CHARS = 256;
const MOST_ROWS = 10;
const ROW_TITLE_CHARS = 24;
const ROW_DESCRIPTION_CHARS = 72;
const ROW_ID_CHARS = 200;
// What opens the list: the customer's language is not known here.
const OPEN_LIST = '⋯';

/** What goes into a message beside its recipient. */
export function toTextMessage({ text, options }: TextPayload): object {
  const given = distinct(options);
  if (given.length === 0) return { type: 'text', text: { body: text, preview_url: false } };
  const action = hasButtons(text, given) ? toButtons(given) : toList(given);
  return { type: 'interactive', interactive: { ...action, body: { text } } };
}

function hasButtons(text: string, options: readonly Option[]): boolean {
  return (
    options.length <= MOST_BUTTONS &&
    text.length <= BUTTON_BODY_CHARS &&
    options.every(({ title }) => title.length <= BUTTON_TITLE_CHARS) &&
    new Set(options.map(({ title }) => title)).size === options.length
  );
}

function toButtons(options: readonly Option[]) {
  const buttons = options.map((option) => ({
    type: 'reply',
    reply: { id: toId(option, BUTTON_ID_CHARS), title: option.title },
  }));
  return { type: 'button', action: { buttons } };
}

function toList(options: readonly Option[]) {
  const rows = options.map((option) => {
    const title = shorten(option.title, ROW_TITLE_CHARS);
    const isCut = title !== option.title;
    const rest = isCut ? option.title.slice(title.length - 1).trim() : '';
    return {
      id: toId(option, ROW_ID_CHARS),
      title,
      ...(rest && { description: shorten(rest, ROW_DESCRIPTION_CHARS) }),
    };
  });
  return { type: 'list', action: { button: OPEN_LIST, sections: [{ rows }] } };
}

/** A value too long for an id is said by its title instead. */
function toId({ title, value }: Option, mostChars: number): string {
  return value.length <= mostChars ? value : shorten(title, mostChars);
}

// WhatsApp refuses two with one id; two that say the same are one anyway.
function distinct(options: readonly Option[]): readonly Option[] {
  const seen = new Set<string>();
  const told = options.flatMap(({ title, value }) => {
    const [shown, said] = [(title || value).replace(/\s+/g, ' ').trim(), (value || title).trim()];
    const id = toId({ title: shown, value: said }, ROW_ID_CHARS);
    if (!shown || seen.has(id)) return [];
    seen.add(id);
    return [{ title: shown, value: said }];
  });
  return told.slice(0, MOST_ROWS);
}
