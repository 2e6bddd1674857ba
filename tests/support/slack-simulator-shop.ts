// A shop on the simulated Slack: the real adapter, a staff channel with people in it, and what each side was told.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import type { OpenFile } from '../../channels/channel.ts';
import { createSlack, type Slack, type SlackDeps } from '../../channels/slack/slack.ts';
import type {
  Button,
  Card,
  StaffPressed,
  StaffWrote,
  ThreadPost,
  ThreadRef,
} from '../../channels/staff-room.ts';
import { createLog } from '../../src/log.ts';
import type { Inbound } from '../../src/model/activity.ts';
import { DeliveryError } from '../../src/model/errors.ts';
import type { EscalationId } from '../../src/model/ids.ts';
import { APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, type SlackSimulator, startSlack } from './slack-simulator.ts';
import type { Member } from './slack-simulator-people.ts';
import type { SimulatedChannel } from './slack-simulator-workspace.ts';

export const ESCALATION = '0b9f6f6e-6a44-4a34-9d7b-0f4c1f0c7f11' as EscalationId;

export interface Manifest {
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } };
  readonly settings: {
    readonly event_subscriptions: { readonly bot_events: readonly string[] };
    readonly interactivity: { readonly is_enabled: boolean };
  };
}

export function readManifest(): Manifest {
  return parse(
    readFileSync(new URL('../../channels/slack/manifest.yaml', import.meta.url), 'utf8'),
  ) as Manifest;
}

type Did =
  | ({ readonly kind: 'wrote' | 'edited' } & StaffWrote)
  | ({ readonly kind: 'deleted' } & ThreadRef & { readonly post: string })
  | ({ readonly kind: 'pressed' } & StaffPressed);

export interface Shop {
  readonly simulator: SlackSimulator;
  readonly slack: Slack;
  readonly room: NonNullable<Slack['room']>;
  readonly staffChannel: SimulatedChannel;
  readonly mei: Member;
  readonly customer: Member;
  readonly received: Inbound[];
  readonly did: Did[];
  /** What the next calls of receive or of the listener fail with. */
  readonly storeFails: Error[];
  stop(): Promise<void>;
}

export interface ShopOptions extends Partial<Omit<SlackDeps, 'apiUrl' | 'log'>> {
  readonly transport?: 'http' | 'socket';
  readonly scopes?: readonly string[];
  readonly ackTimeoutMs?: number;
}

/** `slack:` is read from the simulator; anything else is no file. */
function openFileOf(slack: () => Slack | undefined): OpenFile {
  return async (url, signal) => {
    const open = slack()?.channel.openFile;
    if (open && url.startsWith('slack:')) return open(url, signal);
    if (url === 'telegram:photo')
      return { name: 'photo.jpg', contentType: 'image/jpeg', bytes: new Uint8Array([1, 2, 3]) };
    throw new DeliveryError('file_not_readable', 'Telegram no longer has this file.');
  };
}

export async function openShop(options: ShopOptions = {}): Promise<Shop> {
  const {
    transport = 'http',
    scopes = readManifest().oauth_config.scopes.bot,
    ackTimeoutMs,
    ...given
  } = options;
  const simulator = await startSlack({ scopes, ...(ackTimeoutMs !== undefined && { ackTimeoutMs }) });
  const staffChannel = simulator.workspace.addChannel({ name: 'support', kind: 'group' });
  const mei = simulator.join({ display: 'Mei Ling', channels: [staffChannel.id] });
  const customer = simulator.join({ display: 'Ravi', locale: 'ta-SG' });
  let opened: Slack | undefined;
  opened = await createSlack({
    botToken: BOT_TOKEN,
    signingSecret: transport === 'http' ? SIGNING_SECRET : undefined,
    appToken: transport === 'socket' ? APP_TOKEN : undefined,
    staffChannel: staffChannel.id,
    onCall: undefined,
    staffNames: 'display',
    businessName: 'Kopi & Kind',
    openFile: openFileOf(() => opened),
    now: Date.now,
    ...given,
    apiUrl: simulator.apiUrl,
    log: createLog('silent'),
  });
  return {
    ...(await begin(opened, simulator, transport)),
    simulator,
    slack: opened,
    staffChannel,
    mei,
    customer,
  };
}

async function begin(slack: Slack, simulator: SlackSimulator, transport: 'http' | 'socket') {
  const { channel, room } = slack;
  if (!room || !channel.webhook) throw new Error('The shop has no staff room.');
  const [received, did, storeFails]: [Inbound[], Did[], Error[]] = [[], [], []];
  const stored = <T>(kept: T[], told: T): void => {
    const fault = storeFails.shift();
    if (fault) throw fault;
    kept.push(told);
  };
  const stopChannel = await channel.start(async (inbound) => stored(received, inbound));
  const stopRoom = await room.start({
    wrote: async (message) => stored(did, { kind: 'wrote', ...message }),
    edited: async (message) => stored(did, { kind: 'edited', ...message }),
    deleted: async (place) => stored(did, { kind: 'deleted', ...place }),
    pressed: async (press) => stored(did, { kind: 'pressed', ...press }),
  });
  if (transport === 'http') simulator.delivery.overHttp(channel.webhook);
  else simulator.delivery.overSocket();
  const stop = async (): Promise<void> => {
    await simulator.delivery.settled();
    await stopRoom();
    await stopChannel();
    await simulator.stop();
  };
  return { room, received, did, storeFails, stop };
}

export function card(given: Partial<Card> = {}): Card {
  return {
    escalationId: ESCALATION,
    state: 'open',
    stateText: 'Waiting for a person',
    priority: 'high',
    customerName: 'Ravi Kumar',
    channel: 'whatsapp',
    phones: [],
    otherChannels: [],
    language: 'Tamil',
    reasonText: 'asked for a person',
    summary: ['Wants to change the delivery to Friday.', 'Order 1043, paid by PayNow.'],
    lastMessages: [
      {
        author: 'customer',
        authorName: 'Ravi',
        text: 'Can I talk to someone?',
        translation: undefined,
        attachments: [],
      },
    ],
    draft: 'Deliveries can be moved until noon of the day before.',
    openedAt: new Date(),
    notices: ['Translation is on.'],
    buttons: [
      { action: 'claim', label: 'Take over', style: 'primary' },
      { action: 'resolve', label: 'Resolve' },
    ],
    url: 'https://shop.example.sg/admin/conversations/1?a=b&c=d',
    ...given,
  };
}

type SaidPost = ThreadPost & { readonly kind: 'said' };

export function saidPost(
  text: string,
  given: Partial<SaidPost['said']> & Partial<Pick<SaidPost, 'change' | 'key' | 'buttons'>> = {},
): SaidPost {
  const { change = 'none', key = `key-${Math.random()}`, buttons = [], ...said } = given;
  return {
    kind: 'said',
    escalationId: ESCALATION,
    key,
    buttons,
    change,
    said: { author: 'customer', authorName: 'Ravi', translation: undefined, attachments: [], ...said, text },
  };
}

export function notice(
  text: string,
  given: { readonly mention?: boolean; readonly key?: string; readonly buttons?: readonly Button[] } = {},
): ThreadPost {
  const { mention = false, key = `key-${Math.random()}`, buttons = [] } = given;
  return { kind: 'notice', escalationId: ESCALATION, key, buttons, text, mention };
}

/** A card in the staff channel, as a place. */
export async function openThread(shop: Shop, given: Partial<Card> = {}) {
  const thread = await shop.room.open(card(given), false);
  return { thread, place: { channel: thread.room, ts: thread.thread } };
}

/** Waits for a condition. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; ) {
    if (holds()) return;
    await sleep(10);
  }
  throw new Error(`It never happened: ${what}`);
}

/** What a call is refused with; a call that isn't refused fails the test. */
export function refusal(call: Promise<unknown>): Promise<DeliveryError> {
  return call.then(
    () => Promise.reject(new Error('It was not refused.')),
    (error: unknown) => (error instanceof DeliveryError ? error : Promise.reject(error)),
  );
}
