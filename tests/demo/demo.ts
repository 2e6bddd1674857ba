// npm run demo: the real server with a simulated Telegram and Slack around it, played through once and printed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toPlain } from '../../channels/slack/reading.ts';
import { environmentOf, openSides, type Sides } from '../support/desk.ts';
import { until } from '../support/house.ts';
import { startServer } from '../support/server.ts';
import type { Place } from '../support/slack-simulator-people.ts';
import type { SimulatedMessage } from '../support/slack-simulator-workspace.ts';

const HELP = `npm run demo -- [--help]

Starts Kaki with a simulated Telegram and a simulated Slack (nothing leaves this machine), plays a customer who writes
in Tamil, a hand-over, a colleague's reply in Slack and a hand-back, and prints what each side sees. Takes half a minute.`;

const GREY = '\u001b[90m';
const BOLD = '\u001b[1m';
const PLAIN = '\u001b[0m';
const isColoured = process.stdout.isTTY;

function print(who: string, text: string): void {
  const [grey, bold, plain] = isColoured ? [GREY, BOLD, PLAIN] : ['', '', ''];
  const indented = text.trim().replaceAll('\n', '\n    ');
  process.stdout.write(`${grey}${who}${plain}\n    ${bold}${indented}${plain}\n`);
}

/** Prints what appeared since it was looked at last. */
function createPrinter(sides: Sides) {
  const printed = { telegram: 0, slack: new Map<string, string>() };
  return {
    telegram(): void {
      const shown = sides.customer.sees();
      for (const { text, buttons } of shown.slice(printed.telegram)) {
        const titles = buttons.flat().map((button) => `[ ${button.text} ]`);
        print('Telegram, the business:', [text, titles.join(' ')].filter(Boolean).join('\n'));
      }
      printed.telegram = shown.length;
    },
    slack(card: Place): void {
      for (const message of sides.slack.thread(card)) {
        const text = readBlocks(message);
        const before = printed.slack.get(message.ts);
        if (before === text) continue;
        printed.slack.set(message.ts, text);
        const marks = message.reactions.map((reaction) => `:${reaction}:`).join(' ');
        const who = message.ts === card.ts ? 'Slack, the card:' : `Slack, the thread ${marks}:`;
        // A card that is drawn again: its state and its buttons are what changed.
        const lines = text.split('\n');
        const buttons = lines.filter((line) => line.startsWith('[ '));
        print(who, before === undefined ? text : [...lines.slice(0, 2), '…', ...buttons].join('\n'));
      }
    },
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

async function play(sides: Sides): Promise<void> {
  const { customer, ana } = sides;
  const printer = createPrinter(sides);
  const asks = async (text: string): Promise<void> => {
    const before = sides.shown().length;
    print('Telegram, Mei Ling:', text);
    customer.says(text);
    await until('there is an answer', () => sides.shown().length > before, 20_000);
    printer.telegram();
  };
  await asks('வணக்கம்');
  await asks('சனிக்கிழமை எத்தனை மணிக்குத் திறப்பீர்கள்?');
  await asks('மனிதருடன் பேச வேண்டும்');
  await until('the staff have a card', () => sides.cards().length === 1, 20_000);
  const [card] = sides.cards();
  if (!card) throw new Error('there is no card');
  printer.slack(card);

  const before = sides.shown().length;
  const typed = 'வணக்கம்! நான் அனா. எப்படி உதவலாம்?';
  print('Slack, Ana types in the thread:', typed);
  const reply = await ana.writesIn(card, typed);
  await until('the customer reads it', () => sides.shown().length >= before + 2, 20_000);
  printer.telegram();
  const isMarked = (): boolean =>
    sides.slack
      .thread(card)
      .some((post) => post.ts === reply.ts && post.reactions.includes('white_check_mark'));
  await until('her message is marked as sent', isMarked, 20_000);
  printer.slack(card);

  const thanks = 'நன்றி, என் காபி கிரைண்டரைச் சரிசெய்ய வேண்டும்';
  print('Telegram, Mei Ling:', thanks);
  customer.says(thanks);
  await until('the thread shows it', () => sides.find(card, thanks).length > 0, 20_000);
  printer.slack(card);

  print('Slack, Ana presses:', '[ Hand back ]');
  const handedBack = sides.shown().length;
  await ana.presses('desk.hand_back', card);
  await until('the customer is told', () => sides.shown().length > handedBack, 20_000);
  printer.telegram();
  await until('the card says so', () => sides.seen(card)[0]?.includes('Handed back') ?? false, 20_000);
  printer.slack(card);
  await asks('டெலிவரி கட்டணம் எவ்வளவு?');
}

async function main(): Promise<void> {
  if (process.argv.includes('--help')) return void process.stdout.write(`${HELP}\n`);
  const dataDir = mkdtempSync(join(tmpdir(), 'kaki-demo-'));
  const sides = await openSides();
  process.stdout.write('Starting Kaki with a simulated Telegram and Slack …\n');
  const server = await startServer({ DATA_DIR: dataDir, BURST_QUIET_MS: '200', ...environmentOf(sides) });
  try {
    await play(sides);
    process.stdout.write('That was the demo. Start your own with: npm start\n');
  } finally {
    await server.stop();
    await sides.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

await main();
