// Which channels are on: each is loaded only when it is configured, and one that can't start doesn't stop the others.
import { createHmac, randomUUID } from 'node:crypto';
import type { AccountStatus } from '../channels/account.ts';
import type { Channel, OpenFile, Receive, Reports } from '../channels/channel.ts';
import type { StaffListener, StaffRoom } from '../channels/staff-room.ts';
import type { Webchat } from '../channels/webchat/webchat.ts';
import type { Config } from './config.ts';
import type { Log } from './log.ts';
import type { ChannelName } from './model/activity.ts';
import { DeliveryError } from './model/errors.ts';
import type { TenantId } from './model/ids.ts';
import { accountLine, openWhatsapp } from './open-whatsapp.ts';
import type { Files } from './store/files.ts';
import type { Pool } from './store/pool.ts';
import { createProcessLease } from './store/process-lease.ts';
import type { Served } from './store/served.ts';

export interface OpenChannels {
  readonly channels: ReadonlyMap<ChannelName, Channel>;
  readonly room: StaffRoom | undefined;
  /** Reads a file wherever it is kept. */
  readonly openFile: OpenFile;
  /** One line each, for the terminal and /health: "on", "on, long polling", or "off: …" with what to do. */
  readonly states: Map<
    'webchat' | 'telegram' | 'whatsapp cloud' | 'whatsapp web' | 'slack' | 'staff room',
    string
  >;
  /** Hears of every change of an account from then on. */
  onAccount(listener: (status: AccountStatus) => void): void;
  /** Whose conversations this process can speak in, now. */
  readonly served: () => Served;
}

interface Ground {
  readonly pool: Pool;
  readonly tenantId: TenantId;
  readonly files: Files;
  readonly signingKey: Uint8Array;
  readonly log: Log;
}

/** A process that crashed keeps the others from polling for so long. */
const POLLER_LEASE_MS = 10_000;

/** @param createWebchat gets what reads files wherever they are kept. */
export async function openChannels(
  config: Config,
  ground: Ground,
  createWebchat: (openFile: OpenFile) => Webchat,
): Promise<OpenChannels & { readonly webchat: Webchat }> {
  const channels = new Map<ChannelName, Channel>();
  const states: OpenChannels['states'] = new Map();
  let room: StaffRoom | undefined;
  // A file is read where it is kept, whoever asks for it.
  const openFile = fileOpener((scheme) => {
    if (scheme === 'file' || scheme === 's3') return ground.files.open;
    if (scheme === 'slack' && room) return room.openFile;
    return channels.get(scheme as ChannelName)?.openFile;
  });
  const webchat = createWebchat(openFile);
  channels.set('webchat', webchat as Channel);
  states.set('webchat', 'on');
  states.set('telegram', 'off: set TELEGRAM_BOT_TOKEN');
  const { publicUrl, dataDir, role } = config.server;
  if (config.telegram)
    channels.set('telegram', await openTelegram(config.telegram, { ...ground, openFile, publicUrl }));
  states.set(
    'whatsapp cloud',
    'off: set WHATSAPP_PHONE_NUMBER_ID, WHATSAPP_ACCESS_TOKEN, WHATSAPP_APP_SECRET',
  );
  states.set('whatsapp web', 'off: set WHATSAPP_WEB=on to pair a phone (unofficial)');
  const { onStatus, onAccount } = listenTo(states);
  const whatsapp = await openWhatsapp(config.whatsapp, { ...ground, dataDir, role, openFile, onStatus });
  if (whatsapp.channel) channels.set('whatsapp', whatsapp.channel);
  for (const account of listAccounts({ channels })) onStatus(account);
  states.set('slack', 'off: set SLACK_BOT_TOKEN');
  states.set('staff room', 'the owner’s form; set SLACK_STAFF_CHANNEL for threads in Slack');
  if (config.slack) {
    const slack = await openSlack(config.slack, { config, openFile, log: ground.log });
    if (typeof slack === 'string') states.set('slack', slack);
    else {
      channels.set('slack', slack.channel as Channel);
      room = slack.room;
    }
  }
  return { channels, room, openFile, states, onAccount, served: whatsapp.served, webchat };
}

/**
 * A worker's: the paired phone alone. Slack is asked for the files that staff send from there, and never listened to.
 */
export async function openPhone(config: Config, ground: Ground): Promise<OpenChannels> {
  const { dataDir, role } = config.server;
  const states: OpenChannels['states'] = new Map([['whatsapp web', 'connecting']]);
  const { onStatus, onAccount } = listenTo(states);
  const { log, files } = ground;
  const openFile = fileOpener((scheme) => {
    if (scheme === 'file' || scheme === 's3') return files.open;
    return scheme === 'slack' ? slackFile : channel?.openFile;
  });
  const { channel, served } = await openWhatsapp(config.whatsapp, {
    ...ground,
    dataDir,
    role,
    openFile,
    onStatus,
  });
  const slack = config.slack && (await openSlack(config.slack, { config, openFile, log }));
  if (typeof slack === 'string') log.warn({ reason: slack }, 'files that staff send in Slack can’t be read');
  const slackFile = typeof slack === 'object' ? slack.channel.openFile : undefined;
  const channels = new Map<ChannelName, Channel>(channel ? [['whatsapp', channel]] : []);
  return { channels, room: undefined, openFile, states, onAccount, served };
}

// What accounts tell becomes their line among the states, and goes to whoever listens from then on.
function listenTo(states: OpenChannels['states']) {
  const listeners: ((status: AccountStatus) => void)[] = [];
  return {
    onStatus(status: AccountStatus): void {
      const name = status.key.replace('-', ' ');
      if (isState(states, name)) states.set(name, accountLine(status));
      for (const listener of listeners) listener(status);
    },
    onAccount: (listener: (status: AccountStatus) => void): void => void listeners.push(listener),
  };
}

function isState<Name extends string>(states: ReadonlyMap<Name, string>, name: string): name is Name {
  return states.has(name as Name);
}

/** The business's accounts on all channels, as they are now. */
export function listAccounts({ channels }: Pick<OpenChannels, 'channels'>): readonly AccountStatus[] {
  return [...channels.values()].flatMap((channel) => channel.accounts?.() ?? []);
}

/** What /health says of the staff room once it is in use. */
export function reportRoom({ states }: OpenChannels, { slack }: Config) {
  return (trouble: string | undefined): void => {
    states.set('staff room', trouble ? `trouble: ${trouble}` : roomState(slack));
  };
}

function roomState(slack: Config['slack']): string {
  return `Slack, ${slack?.staffChannel}`;
}

/** Reads files by the scheme of their reference. @param keeperOf who reads those of a scheme. */
export function fileOpener(keeperOf: (scheme: string) => OpenFile | undefined): OpenFile {
  return async (contentUrl, signal) => {
    const open = keeperOf(contentUrl.slice(0, contentUrl.indexOf(':')));
    if (!open) throw new DeliveryError('file_unknown', 'This file is kept nowhere that can be read.');
    return open(contentUrl, signal);
  };
}

/** Starts each; one that is refused is off, with the reason. @returns their stops. */
export async function startChannels(
  { channels, room, states }: OpenChannels,
  deps: {
    readonly receive: Receive;
    readonly reports: Reports;
    readonly listener: StaffListener | undefined;
    readonly config: Config;
    readonly log: Log;
  },
): Promise<readonly (() => Promise<void>)[]> {
  const { receive, reports, listener, config, log } = deps;
  const stops: (() => Promise<void>)[] = [];
  const begin = async (
    name: Parameters<typeof states.set>[0],
    on: string,
    start: () => Promise<() => Promise<void>>,
  ) => {
    try {
      stops.push(await start());
      states.set(name, on);
    } catch (error) {
      states.set(name, explain(error));
      log.error({ err: error }, `${name} could not start`);
    }
  };
  if (room && listener) await begin('staff room', roomState(config.slack), () => room.start(listener));
  for (const [name, channel] of channels) {
    if (name === 'webchat' || name === 'telegram' || name === 'slack')
      await begin(name, howOf(name, config), () => channel.start(receive, reports));
    // Its accounts tell by themselves how they are.
    if (name === 'whatsapp') stops.push(await channel.start(receive, reports));
  }
  return stops;
}

async function openTelegram(
  { botToken, apiRoot, webhookSecret }: NonNullable<Config['telegram']>,
  { publicUrl, ...ground }: Ground & { readonly openFile: OpenFile; readonly publicUrl: string | undefined },
): Promise<Channel> {
  const { pool, signingKey, log, openFile } = ground;
  const { createTelegram } = await import('../channels/telegram/telegram.ts');
  const secret =
    webhookSecret ?? createHmac('sha256', signingKey).update(`telegram ${botToken}`).digest('hex');
  const name = `telegram ${botToken.split(':')[0]}`;
  return createTelegram({
    token: botToken,
    apiRoot,
    webhook: publicUrl ? { url: `${publicUrl}/channels/telegram`, secret } : undefined,
    poller: createProcessLease(pool, { name, owner: randomUUID(), durationMs: POLLER_LEASE_MS }),
    openFile,
    log,
    now: Date.now,
  }) as Channel;
}

async function openSlack(
  slack: NonNullable<Config['slack']>,
  { config, ...deps }: { readonly config: Config; readonly openFile: OpenFile; readonly log: Log },
) {
  const { createSlack } = await import('../channels/slack/slack.ts');
  const { name: businessName } = config.business;
  return createSlack({ ...slack, ...deps, businessName, now: Date.now }).catch((error: unknown) =>
    explain(error),
  );
}

function howOf(name: 'webchat' | 'telegram' | 'slack', { server, slack }: Config): string {
  switch (name) {
    case 'webchat':
      return 'on';
    case 'telegram':
      return server.publicUrl ? 'on, by webhook' : 'on, by long polling (set PUBLIC_URL for a webhook)';
    case 'slack':
      return slack?.appToken ? 'on, by Socket Mode' : 'on, by HTTP at /channels/slack';
    default:
      return name satisfies never;
  }
}

function explain(error: unknown): string {
  if (error instanceof DeliveryError) return `off: ${error.message}`;
  throw error;
}
