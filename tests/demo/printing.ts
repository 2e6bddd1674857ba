// What the demo prints: who said what, on which side.
import { toPlain } from '../../channels/slack/reading.ts';
import type { Sides } from '../support/desk.ts';
import type { Place } from '../support/slack-simulator-people.ts';
import type { SimulatedMessage } from '../support/slack-simulator-workspace.ts';

const GREY = '\u001b[90m';
const BOLD = '\u001b[1m';
const PLAIN = '\u001b[0m';
const isColoured = process.stdout.isTTY;

export function print(who: string, text: string): void {
  const [grey, bold, plain] = isColoured ? [GREY, BOLD, PLAIN] : ['', '', ''];
  const indented = text.trim().replaceAll('\n', '\n    ');
  process.stdout.write(`${grey}${who}${plain}\n    ${bold}${indented}${plain}\n`);
}

export interface Line {
  readonly text: string;
  readonly buttons: readonly string[];
}

/** Prints of a customer's chat what appeared since it was looked at last. */
export function createChatPrinter(who: string, sees: () => readonly Line[]): () => void {
  let printed = 0;
  return () => {
    const shown = sees();
    for (const { text, buttons } of shown.slice(printed)) {
      const titles = buttons.map((title) => `[ ${title} ]`);
      print(who, [text, titles.join(' ')].filter(Boolean).join('\n'));
    }
    printed = shown.length;
  };
}

/** Prints of a thread in Slack what appeared or changed since it was looked at last. */
export function createThreadPrinter({ slack }: Pick<Sides, 'slack'>): (card: Place) => void {
  const printed = new Map<string, string>();
  return (card) => {
    for (const message of slack.thread(card)) {
      const text = readBlocks(message);
      const marks = message.reactions.map((reaction) => `:${reaction}:`).join(' ');
      const state = `${text}${marks}`;
      const before = printed.get(message.ts);
      if (before === state) continue;
      printed.set(message.ts, state);
      const who = message.ts === card.ts ? 'Slack, the card:' : `Slack, the thread ${marks}:`;
      // A card that is drawn again: its state and its buttons are what changed.
      const lines = text.split('\n');
      const buttons = lines.filter((line) => line.startsWith('[ '));
      const isRedrawn = before !== undefined && message.ts === card.ts;
      print(who, isRedrawn ? [...lines.slice(0, 2), '…', ...buttons].join('\n') : text);
    }
  };
}

function readBlocks({ blocks, text }: SimulatedMessage): string {
  if (blocks.length === 0) return text;
  const lines = blocks
    .flatMap((block) => {
      const elements = (block.elements as { type: string; text?: unknown }[] | undefined) ?? [];
      const parts = [block.text, ...elements.map((element) => element.text)].map(textOf);
      const isRow = elements.some((element) => element.type === 'button');
      return isRow
        ? [
            parts
              .filter(Boolean)
              .map((label) => `[ ${label} ]`)
              .join(' '),
          ]
        : parts;
    })
    .filter(Boolean)
    .join('\n');
  return toPlain(lines, new Map(), '');
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null && 'text' in value ? textOf(value.text) : '';
}
