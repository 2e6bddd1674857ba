// The WhatsApp channel on a simulated Graph API, with what it heard.
import type { AccountStatus } from '../../channels/account.ts';
import type { OpenFile, Reports } from '../../channels/channel.ts';
import type { CloudSettings } from '../../channels/whatsapp/cloud/graph.ts';
import { createCloudTransport } from '../../channels/whatsapp/cloud/transport.ts';
import { createWhatsapp, type Whatsapp } from '../../channels/whatsapp/whatsapp.ts';
import { createLog } from '../../src/log.ts';
import type { Address, OwnWords, Receipt } from '../../src/model/activity.ts';
import type { GraphSimulator } from './graph-simulator.ts';

export interface CloudOptions {
  readonly settings?: Partial<CloudSettings>;
  readonly openFile?: OpenFile;
  readonly now?: () => number;
  readonly onStatus?: (status: AccountStatus) => void;
}

/** The channel with its one account, the Cloud API. */
export function buildWhatsapp(
  simulator: Pick<GraphSimulator, 'settings'>,
  { settings, openFile, now, onStatus }: CloudOptions = {},
): Whatsapp {
  const cloud = createCloudTransport({
    settings: { ...simulator.settings, ...settings },
    openFile: openFile ?? (() => Promise.reject(new Error('no file was to be read'))),
    log: createLog('silent'),
    now: now ?? Date.now,
    ...(onStatus && { onStatus }),
  });
  return createWhatsapp([cloud]);
}

/** Where a person is written to; with their last message, they may be shown typing. */
export function addressOf(
  user: { readonly id: string; readonly name?: string },
  lastMessage?: string,
): Address {
  return {
    channelId: 'whatsapp',
    serviceUrl: 'whatsapp:cloud',
    conversation: {
      id: user.id,
      isGroup: false,
      conversationType: 'personal',
      name: '',
      ...(lastMessage !== undefined && { properties: { lastMessage } }),
    },
    user: { id: user.id, name: user.name ?? '' },
    bot: { id: '106540352242922', name: '' },
  };
}

/** Reports that are kept; they fail as often as told. */
export function createReports() {
  const receipts: Receipt[] = [];
  const spoken: OwnWords[] = [];
  const failures: Error[] = [];
  const take = async (): Promise<void> => {
    const failure = failures.shift();
    if (failure) throw failure;
  };
  const reports: Reports = {
    async receipt(receipt) {
      await take();
      receipts.push(receipt);
    },
    async spoke(words) {
      await take();
      spoken.push(words);
    },
  };
  return { receipts, spoken, reports, failNext: (...errors: Error[]) => void failures.push(...errors) };
}
