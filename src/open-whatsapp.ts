// WhatsApp's accounts, each if it is configured: Meta's Cloud API, and a paired phone in a browser, here or in a worker.
import { randomUUID } from 'node:crypto';
import type { AccountStatus } from '../channels/account.ts';
import type { Channel, OpenFile } from '../channels/channel.ts';
import { serviceUrlOf } from '../channels/whatsapp/address.ts';
import type { Transport } from '../channels/whatsapp/transport.ts';
import type { Config } from './config.ts';
import type { WhatsappWebConfig } from './config-groups.ts';
import type { Log } from './log.ts';
import { formatPhone } from './model/identity.ts';
import type { TenantId } from './model/ids.ts';
import { isKept } from './store/files.ts';
import {
  forgetCode,
  readHostedAccount,
  saveHostedAccount,
  takeWish,
  wishOfAccount,
} from './store/hosted-accounts.ts';
import type { Pool } from './store/pool.ts';
import { createProcessLease } from './store/process-lease.ts';
import { findSentFile } from './store/readings.ts';
import { countSentByPhone } from './store/sent-count.ts';
import { EVERYTHING, type Served } from './store/served.ts';

export interface WhatsappGround {
  readonly pool: Pool;
  readonly tenantId: TenantId;
  readonly dataDir: string;
  readonly role: Config['server']['role'];
  readonly openFile: OpenFile;
  /** Hears of every change of an account. */
  readonly onStatus: (status: AccountStatus) => void;
  readonly log: Log;
}

export interface OpenWhatsapp {
  /** undefined where no account is configured. */
  readonly channel: Channel | undefined;
  /** Whose conversations this process can serve, now: those of the paired phone while the phone is its own. */
  readonly served: () => Served;
}

/** A process that crashed keeps the next from the phone for so long. */
const WEB_LEASE_MS = 10_000;
const PHONE = serviceUrlOf('web');
const ALL_BUT_PHONE: Served = { except: [PHONE] };

export async function openWhatsapp(
  { cloud, web }: Config['whatsapp'],
  ground: WhatsappGround,
): Promise<OpenWhatsapp> {
  const { role, openFile, onStatus, log } = ground;
  const transports: Transport[] = [];
  if (cloud && role !== 'worker') {
    const { createCloudTransport } = await import('../channels/whatsapp/cloud/transport.ts');
    transports.push(createCloudTransport({ openFile, onStatus, log, now: Date.now, settings: cloud }));
  }
  const phone = web && (role === 'web' ? await openDistantPhone(ground) : await openPhone(web, ground));
  if (phone) transports.push(phone.transport);
  // One without the phone leaves it alone, too: another process may have it.
  const served = phone?.served ?? (() => ALL_BUT_PHONE);
  if (transports.length === 0) return { channel: undefined, served };
  const { createWhatsapp } = await import('../channels/whatsapp/whatsapp.ts');
  const whatsapp = createWhatsapp(transports);
  return { channel: { ...whatsapp, hasTemplate: cloud?.template !== undefined } as Channel, served };
}

interface Phone {
  readonly transport: Transport;
  readonly served: () => Served;
}

async function openPhone(web: WhatsappWebConfig, ground: WhatsappGround): Promise<Phone> {
  const { pool, tenantId, role, log } = ground;
  const { createWebTransport } = await import('../channels/whatsapp/web/transport.ts');
  const lease = createProcessLease(pool, {
    name: `whatsapp web ${tenantId}`,
    owner: randomUUID(),
    durationMs: WEB_LEASE_MS,
  });
  const { isHeld } = lease;
  const deps = {
    ...ground,
    ...web,
    lease,
    countSentToday: () => countSentByPhone(pool, tenantId, startOfDay()),
    now: Date.now,
    random: Math.random,
  };
  if (role !== 'worker')
    return { transport: createWebTransport(deps), served: () => (isHeld() ? EVERYTHING : ALL_BUT_PHONE) };
  const { createHosting } = await import('../channels/whatsapp/web/hosting.ts');
  const hosting = createHosting({
    save: (account) => saveHostedAccount(pool, tenantId, account),
    takeWish: (key) => takeWish(pool, tenantId, key),
    isHeld,
    log,
  });
  const onStatus = (status: AccountStatus): void => {
    hosting.tell(status);
    ground.onStatus(status);
  };
  return {
    transport: hosting.host(createWebTransport({ ...deps, onStatus })),
    served: () => ({ only: isHeld() ? [PHONE] : [] }),
  };
}

async function openDistantPhone(ground: WhatsappGround): Promise<Phone> {
  const { pool, tenantId } = ground;
  const { createDistantTransport } = await import('../channels/whatsapp/web/distant.ts');
  const transport = createDistantTransport({
    ...ground,
    read: (key) => readHostedAccount(pool, tenantId, key),
    ask: (of) => wishOfAccount(pool, tenantId, of),
    forgetCode: (of) => forgetCode(pool, tenantId, of),
    async findCopy(account, externalId) {
      const file = await findSentFile(pool, tenantId, { channel: 'whatsapp', account, externalId });
      if (file?.contentUrl && isKept(file.contentUrl)) return file.contentUrl;
      return file?.isWaiting ? undefined : null;
    },
    now: Date.now,
  });
  return { transport, served: () => ALL_BUT_PHONE };
}

/** How an account is, in one line for the terminal and /health. */
export function accountLine({ state, detail, phone }: AccountStatus): string {
  const number = phone ? `, ${formatPhone(phone)}` : '';
  const words = state === 'ready' ? `on${number}` : state.replaceAll('_', ' ');
  return detail ? `${words}: ${detail}` : words;
}

// By the machine's own clock, as the transport's day.
function startOfDay(): Date {
  const day = new Date();
  day.setHours(0, 0, 0, 0);
  return day;
}
