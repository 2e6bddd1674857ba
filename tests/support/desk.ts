// A house with its staff in a simulated Slack and its customers on a simulated Telegram: real adapters on both sides.
import { readFileSync } from 'node:fs';
import type { TestContext } from 'vitest';
import { parse } from 'yaml';
import type { Channel, OpenFile } from '../../channels/channel.ts';
import { createSlack } from '../../channels/slack/slack.ts';
import { createLog } from '../../src/log.ts';
import { type CustomerSide, FAST_CLOCK, onTelegram } from './desk-customers.ts';
import { type House, type HouseOptions, openHouse, until } from './house.ts';
import { APP_TOKEN, BOT_TOKEN, type SlackSimulator, startSlack } from './slack-simulator.ts';
import type { Member, Place } from './slack-simulator-people.ts';
import type { SimulatedMessage } from './slack-simulator-workspace.ts';
import { startTelegramSimulator, type TelegramSimulator } from './telegram-simulator.ts';
import type { SimulatedUser } from './telegram-simulator-user.ts';

/** Both simulated platforms with people on them. */
export interface Sides {
  readonly slack: SlackSimulator;
  readonly telegram: TelegramSimulator;
  readonly customer: SimulatedUser;
  readonly ana: Member;
  readonly raj: Member;
  readonly staffChannel: string;
  /** The cards of the staff channel, oldest first. */
  cards(): readonly Place[];
  /** What the staff see in a thread, its card first: texts of the blocks, a line each message. */
  seen(card: Place): readonly string[];
  /** The messages of a thread that have this text somewhere. */
  find(card: Place, text: string): readonly SimulatedMessage[];
  /** What the customer sees of the business, oldest first. */
  shown(): readonly string[];
  close(): Promise<void>;
}

export interface DeskHouse extends Sides, Pick<CustomerSide, 'writer' | 'refusesNext'>, Deeds {
  readonly house: House;
}

/** What happens at nearly every desk. */
interface Deeds {
  /** The customer asks for a person. @returns the card. */
  handOver(text?: string): Promise<Place>;
  /** Ana takes it, and gives it back to the bot. */
  handBack(card: Place): Promise<void>;
  /** Waits until the customer sees this. */
  shows(text: string): Promise<void>;
  /** Waits until the thread does. */
  says(card: Place, text: string): Promise<void>;
  /** Ana presses a button of the thread's newest post with this text. */
  press(action: string, card: Place, notice: string): Promise<unknown>;
}

const MANIFEST = new URL('../../channels/slack/manifest.yaml', import.meta.url);

/** The scopes that the README lets owners grant. */
export function manifestScopes(): readonly string[] {
  return parse(readFileSync(MANIFEST, 'utf8')).oauth_config.scopes.bot;
}

export async function openSides(of: { readonly retryDelaysMs?: readonly number[] } = {}): Promise<Sides> {
  const slack = await startSlack({ scopes: manifestScopes(), ...of });
  const channel = slack.workspace.addChannel({ name: 'support' });
  const telegram = await startTelegramSimulator();
  const customer = telegram.user({ first_name: 'Mei Ling', language_code: 'en' });
  const join = (display: string): Member => slack.join({ display, channels: [channel.id] });
  return {
    slack,
    telegram,
    customer,
    ana: join('Ana'),
    raj: join('Raj'),
    staffChannel: channel.id,
    cards: () =>
      channel.messages
        .filter((message) => message.bot_id && !message.thread_ts && !message.onlyFor)
        .map(({ ts }) => ({ channel: channel.id, ts })),
    seen: (card) => slack.thread(card).map(textOf),
    find: (card, text) => slack.thread(card).filter((message) => textOf(message).includes(text)),
    shown: () => customer.sees().map(({ text }) => text),
    async close() {
      await slack.stop();
      await telegram.close();
    },
  };
}

type DeskOptions = Omit<HouseOptions, 'channels' | 'room'> & {
  readonly onCall?: string;
  readonly edits?: boolean;
  /** In place of Telegram. */
  readonly customers?: (openFile: OpenFile) => Promise<CustomerSide>;
};

/** A desk that is closed with its test: several may run side by side. */
export async function openDesk(test: TestContext, options?: DeskOptions): Promise<DeskHouse> {
  const desk = await openDeskHouse(options);
  test.onTestFinished(desk.close);
  return desk;
}

export async function openDeskHouse(options: DeskOptions = {}): Promise<DeskHouse> {
  const sides = await openSides();
  const { slack, telegram } = sides;
  slack.delivery.overSocket();
  const keepers: { slack?: OpenFile; house?: OpenFile } = {};
  const openFile: OpenFile = (url, signal) => {
    const open = url.startsWith('slack:') ? keepers.slack : keepers.house;
    if (!open) throw new Error(`no one keeps ${url}`);
    return open(url, signal);
  };
  const { channel, room } = await createSlack({
    botToken: BOT_TOKEN,
    appToken: APP_TOKEN,
    signingSecret: undefined,
    staffChannel: sides.staffChannel,
    onCall: options.onCall,
    staffNames: 'display',
    businessName: 'Test shop',
    apiUrl: slack.apiUrl,
    openFile,
    log: createLog(process.env.TEST_LOG ?? 'silent'),
    now: Date.now,
    spacing: FAST_CLOCK,
  });
  if (!room) throw new Error('Slack has a staff channel, but no room');
  const side =
    (await options.customers?.(openFile)) ??
    onTelegram(telegram, sides.customer, { openFile, edits: options.edits ?? true });
  const channels = [side.channel, channel as Channel];
  const house = await openHouse({ ...options, channels, room });
  Object.assign(keepers, { slack: room.openFile, house: house.openFile });
  const stops = [
    await side.channel.start(house.receive, house.reports),
    await channel.start(house.receive, house.reports),
  ];
  return {
    ...sides,
    ...side,
    ...deedsOf(sides, side),
    shown: side.writer.shown,
    house,
    async close() {
      for (const stop of stops) await stop();
      await house.close();
      await side.close();
      await sides.close();
    },
  };
}

function deedsOf(sides: Sides, { writer }: CustomerSide): Deeds {
  const { ana, cards, find } = sides;
  const shows = (text: string): Promise<void> =>
    until(`the customer sees “${text}”`, () => writer.shown().some((shown) => shown.includes(text)));
  return {
    async handOver(text = 'Can I talk to a real person please?') {
      writer.says(text);
      await until('the card is posted', () => cards().length === 1);
      return cards()[0] as Place;
    },
    async handBack(card) {
      await ana.presses('desk.claim', card);
      await ana.presses('desk.hand_back', card);
      await shows('automated assistant');
    },
    shows,
    says: (card, text) => until(`the thread shows “${text}”`, () => find(card, text).length > 0),
    press: (action, card, notice) =>
      ana.presses(action, { channel: card.channel, ts: find(card, notice).at(-1)?.ts ?? '' }),
  };
}

/** What a server needs to speak to both: Socket Mode and long polling, since no platform could call this machine. */
export function environmentOf({ slack, telegram, staffChannel }: Sides): Readonly<Record<string, string>> {
  slack.delivery.overSocket();
  return {
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
    SLACK_BOT_TOKEN: BOT_TOKEN,
    SLACK_APP_TOKEN: APP_TOKEN,
    SLACK_API_URL: slack.apiUrl,
    SLACK_STAFF_CHANNEL: staffChannel,
  };
}

/** Everything that a message shows: its text, or its blocks, and its files. */
export function textOf({ text, blocks, files }: SimulatedMessage): string {
  const shown =
    blocks.length > 0 ? JSON.stringify(blocks, (key, value) => (key === 'alt_text' ? '' : value)) : text;
  return [shown, ...(files ?? []).map(({ name }) => `[file ${name}]`)].join(' ').replaceAll('\\n', '\n');
}
