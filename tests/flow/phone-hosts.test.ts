// Who hosts the paired phone, and what the processes know of each other: no browser is needed for that.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountStatus } from '../../channels/account.ts';
import type { FileContent, OpenFile } from '../../channels/channel.ts';
import { toAddress } from '../../channels/whatsapp/address.ts';
import { profileOf } from '../../channels/whatsapp/web/chromium.ts';
import { createLog } from '../../src/log.ts';
import { type OpenWhatsapp, openWhatsapp } from '../../src/open-whatsapp.ts';
import { saveHostedAccount, takeWish, wishOfAccount } from '../../src/store/hosted-accounts.ts';
import { receiveFirst } from '../../src/store/inbound.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/house.ts';
import { inboundText } from '../support/platform.ts';

const KEY = 'whatsapp-web';
const COPY = `file:${'a'.repeat(32)}`;
const CODE = '2@aCodeThatLetsAnybodyIn';
const WEB = { chromiumPath: '/no/such/chromium', dailyLimit: 300 };
const EVERYBODY = { except: [] };
const ALL_BUT_PHONE = { except: ['whatsapp:web'] };

describe('processes on one database', () => {
  let database: TestDatabase;
  let stops: (() => Promise<void>)[];
  beforeEach(async () => {
    database = await openTestDatabase();
    stops = [];
  });
  afterEach(async () => {
    for (const stop of stops) await stop();
    await database.close();
  });

  async function begin(role: 'all' | 'web' | 'worker'): Promise<
    OpenWhatsapp & {
      readonly account: () => AccountStatus;
      readonly heard: readonly AccountStatus[];
      readonly stop: () => Promise<void>;
      readonly open: (contentUrl: string) => Promise<FileContent>;
    }
  > {
    const { pool, tenantId, where } = database;
    const heard: AccountStatus[] = [];
    const opened = await openWhatsapp(
      { cloud: undefined, web: WEB, quietMinutes: 60 },
      {
        pool,
        tenantId,
        dataDir: where.dataDir,
        role,
        openFile: async (name) => ({ name, contentType: 'image/jpeg', bytes: new Uint8Array() }),
        onStatus: (status) => void heard.push(status),
        log: createLog('silent'),
      },
    );
    const { channel } = opened;
    if (!channel) throw new Error('there is no channel');
    const stop = await channel.start(async () => undefined);
    stops.push(stop);
    return {
      ...opened,
      heard,
      stop,
      account: () => channel.accounts?.()[0] as AccountStatus,
      open: (url) => (channel.openFile as OpenFile)(url, AbortSignal.timeout(10_000)),
    };
  }
  const codeKept = async (): Promise<unknown> =>
    (await database.pool.query('select qr from hosted_accounts')).rows[0]?.qr;
  /** What a worker told that is no more. */
  const leaveCode = async (secondsAgo: number): Promise<void> => {
    const { pool, tenantId } = database;
    const told = { key: KEY, state: 'waiting_for_scan', detail: '', phone: undefined, qr: CODE };
    await saveHostedAccount(pool, tenantId, { ...told, since: new Date() });
    await pool.query(`update hosted_accounts set seen_at = now() - $1 * interval '1 second'`, [secondsAgo]);
  };

  it('serve the phone’s conversations only while they hold it, and take over when the other ends', async () => {
    const first = await begin('all');
    await until('the first has the phone', () => isEverybody(first));
    const second = await begin('all');
    expect(second.served()).toEqual(ALL_BUT_PHONE);
    await first.stop();
    expect(first.served()).toEqual(ALL_BUT_PHONE);
    await until('the second has it', () => isEverybody(second));
  });

  it('serve nothing else as a worker, and nothing at all as one that waits for the phone', async () => {
    const worker = await begin('worker');
    await until('it has the phone', () => JSON.stringify(worker.served()).includes('whatsapp:web'));
    expect(worker.served()).toEqual({ only: ['whatsapp:web'] });
    expect((await begin('worker')).served()).toEqual({ only: [] });
    expect((await begin('web')).served()).toEqual(ALL_BUT_PHONE);
  });

  it('know from the worker how the phone is, and have it begin anew, or forget its phone', async () => {
    const web = await begin('web');
    expect(web.account()).toMatchObject({ state: 'trouble', detail: expect.stringContaining('ROLE=worker') });
    expect(web.account().restart).toBeUndefined();
    const worker = await begin('worker');
    await until('the web process knows', () => web.account().detail.includes('No Chromium'));
    expect(web.account()).toMatchObject({ state: 'trouble', phone: undefined, qr: undefined });
    const begun = (): number => worker.heard.filter(({ state }) => state === 'connecting').length;
    const session = profileOf(join(database.where.dataDir, 'whatsapp'));
    mkdirSync(session, { recursive: true });
    const before = begun();
    web.account().restart?.();
    await until('the worker begins anew', () => begun() > before);
    expect(existsSync(session)).toBe(true);
    await web.account().unlink?.();
    await until('the worker has forgotten the phone', () => !existsSync(session));
    await worker.stop();
    await until('it is known to have stopped', () => web.account().state === 'stopped');
  });

  it('show a code while its worker lives', async () => {
    await leaveCode(1);
    expect((await begin('web')).account()).toMatchObject({ state: 'waiting_for_scan', qr: CODE });
  });

  it('forget the code of a worker that died, and say what to do', async () => {
    await leaveCode(11);
    const { account } = await begin('web');
    expect(account()).toMatchObject({ state: 'trouble', qr: undefined });
    expect(account().detail).toContain('ROLE=worker');
    expect(account().restart).toBeUndefined();
    expect(await codeKept()).toBeNull();
  });

  it('keep no code once another state is told', async () => {
    await leaveCode(0);
    const ready = { key: KEY, state: 'ready', detail: '', phone: '+6580001234', qr: undefined };
    await saveHostedAccount(database.pool, database.tenantId, { ...ready, since: new Date() });
    expect(await codeKept()).toBeNull();
  });

  it('open a customer’s file once the worker has kept a copy, and say of others where they are', async () => {
    const { pool, tenantId } = database;
    const ready = { key: KEY, state: 'ready', detail: '', phone: '+6580001234', qr: undefined };
    await saveHostedAccount(pool, tenantId, { ...ready, since: new Date() });
    const address = toAddress(
      { transport: 'web', account: '6580001234', customer: '6591112222', lastMessage: undefined },
      'Mei',
    );
    await receiveFirst(pool, tenantId, {
      ...inboundText('Look'),
      ...{ channel: 'whatsapp', account: '6580001234', id: 'PICTURE', address },
      attachments: [{ contentType: 'image/jpeg', contentUrl: 'whatsapp:web:PICTURE', name: 'photo.jpg' }],
    });
    const { open } = await begin('web');
    const opened = open('whatsapp:web:PICTURE');
    await expect(open('whatsapp:web:TYPED')).rejects.toThrow('on the phone alone');
    await pool.query(
      `update messages set attachments = jsonb_set(attachments, '{0,contentUrl}', to_jsonb('${COPY}'::text))`,
    );
    expect(await opened).toMatchObject({ name: COPY });
    await pool.query(`update readings set state = 'unread'`);
    await pool.query(`update messages set attachments = '[{"contentUrl": "whatsapp:web:PICTURE"}]'`);
    await expect(open('whatsapp:web:PICTURE')).rejects.toThrow('on the phone alone');
  });

  it('do what an owner asks once, and not what was asked of a worker that died long ago', async () => {
    const { pool, tenantId } = database;
    await leaveCode(0);
    await wishOfAccount(pool, tenantId, { key: KEY, wish: 'unlink' });
    expect(await takeWish(pool, tenantId, KEY)).toBe('unlink');
    expect(await takeWish(pool, tenantId, KEY)).toBeUndefined();
    await wishOfAccount(pool, tenantId, { key: KEY, wish: 'unlink' });
    await pool.query(`update hosted_accounts set wished_at = now() - interval '31 seconds'`);
    expect(await takeWish(pool, tenantId, KEY)).toBeUndefined();
    expect((await pool.query('select wish from hosted_accounts')).rows).toEqual([{ wish: null }]);
  });
});

function isEverybody({ served }: OpenWhatsapp): boolean {
  return JSON.stringify(served()) === JSON.stringify(EVERYBODY);
}
