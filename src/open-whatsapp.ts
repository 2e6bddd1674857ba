// WhatsApp's accounts, each if it is configured: Meta's Cloud API, and a paired phone in a browser.
import { randomUUID } from 'node:crypto';
import type { AccountStatus } from '../channels/account.ts';
import type { Channel, OpenFile } from '../channels/channel.ts';
import type { Transport } from '../channels/whatsapp/transport.ts';
import type { Config } from './config.ts';
import type { Log } from './log.ts';
import { formatPhone } from './model/identity.ts';
import type { TenantId } from './model/ids.ts';
import type { Pool } from './store/pool.ts';
import { createProcessLease } from './store/process-lease.ts';
import { countSentByPhone } from './store/sent-count.ts';

export interface WhatsappGround {
  readonly pool: Pool;
  readonly tenantId: TenantId;
  readonly dataDir: string;
  readonly openFile: OpenFile;
  /** Hears of every change of an account. */
  readonly onStatus: (status: AccountStatus) => void;
  readonly log: Log;
}

/** A process that crashed keeps the next from the phone for so long. */
const WEB_LEASE_MS = 10_000;

/** @returns undefined where no account is configured. */
export async function openWhatsapp(
  { cloud, web }: Config['whatsapp'],
  ground: WhatsappGround,
): Promise<Channel | undefined> {
  const { pool, tenantId, dataDir, openFile, onStatus, log } = ground;
  const deps = { openFile, onStatus, log, now: Date.now };
  const transports: Transport[] = [];
  if (cloud) {
    const { createCloudTransport } = await import('../channels/whatsapp/cloud/transport.ts');
    transports.push(createCloudTransport({ ...deps, settings: cloud }));
  }
  if (web) {
    const { createWebTransport } = await import('../channels/whatsapp/web/transport.ts');
    const countSentToday = (): Promise<number> => countSentByPhone(pool, tenantId, startOfDay());
    const lease = createProcessLease(pool, {
      name: `whatsapp web ${tenantId}`,
      owner: randomUUID(),
      durationMs: WEB_LEASE_MS,
    });
    transports.push(
      createWebTransport({ ...deps, ...web, dataDir, countSentToday, lease, random: Math.random }),
    );
  }
  if (transports.length === 0) return undefined;
  const { createWhatsapp } = await import('../channels/whatsapp/whatsapp.ts');
  const whatsapp = createWhatsapp(transports);
  return { ...whatsapp, hasTemplate: cloud?.template !== undefined } as Channel;
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
