import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AccountState, AccountStatus } from '../../channels/account.ts';
import { hashPassword } from '../../knowledge/form/password.ts';
import { DeliveryError } from '../../src/model/errors.ts';
import { createUser } from '../../src/store/users.ts';
import { type ShopChannels, scanCode, shopChannels } from '../support/form-channels.ts';
import { type FormServer, OWNER, startForm } from '../support/form-server.ts';
import { lookAt } from '../support/form-shown.ts';
import { Visitor } from '../support/form-visitor.ts';

const STAFF = { email: 'staff@shop.example.sg', password: 'teh-c siew dai' } as const;
const ACCOUNT = { account: 'whatsapp-web' };

describe('the channels page', () => {
  let server: FormServer;
  let shop: ShopChannels;
  let owner: Visitor;
  let staff: Visitor;
  beforeAll(async () => {
    server = await startForm({ channelsNow: () => shop.now() });
    const { pool, tenantId } = server.house.database;
    const passwordHash = await hashPassword(STAFF.password);
    await createUser(pool, { tenantId, email: STAFF.email, name: 'Ben Ong', passwordHash, role: 'staff' });
    shop = shopChannels();
    owner = await signedIn(OWNER);
    staff = await signedIn(STAFF);
  });
  afterAll(() => server?.close());
  beforeEach(async () => {
    shop = shopChannels();
    await server.house.database.pool.query('delete from audit');
  });

  async function signedIn({ email, password }: { email: string; password: string }): Promise<Visitor> {
    const visitor = new Visitor(server.url);
    expect((await visitor.signIn(password, email)).status).toBe(303);
    await visitor.get('/admin/settings');
    return visitor;
  }
  const audited = async (): Promise<readonly unknown[]> =>
    (await server.house.database.pool.query('select action, subject from audit')).rows;
  const codeOf = async (visitor: Visitor): Promise<string | undefined> =>
    /role="img" aria-label="QR code[^>]*>(.*?)<\/svg>/s.exec(
      (await visitor.get('/admin/channels')).text,
    )?.[1];

  it('gives the code to owners alone, and to nobody as text', async () => {
    shop.phone('waiting_for_scan', { qr: scanCode(1) });
    expect(await codeOf(owner)).toContain('<path');
    expect(await codeOf(staff)).toBeUndefined();
    for (const path of ['/admin', '/admin/channels', '/admin/live/state?watch=channels'])
      expect((await owner.get(path)).text).not.toContain(scanCode(1).slice(0, 30));
    expect((await new Visitor(server.url).get('/admin/channels')).status).toBe(303);
  });

  it('lets owners restart and unlink, and keeps who did', async () => {
    shop.phone('ready', { phone: '+6591234567' });
    expect(await owner.post('/admin/channels/restart', ACCOUNT)).toMatchObject({
      status: 303,
      location: '/admin/channels?restarted=whatsapp-web',
    });
    expect(await owner.post('/admin/channels/unlink', ACCOUNT)).toMatchObject({
      status: 303,
      location: '/admin/channels?unlinked=whatsapp-web',
    });
    expect(shop.pressed).toEqual(['restart', 'unlink']);
    expect(await audited()).toEqual([
      { action: 'channel_restarted', subject: 'whatsapp-web' },
      { action: 'channel_unlinked', subject: 'whatsapp-web' },
    ]);
  });

  it('refuses staff, a missing form token and other sites, and does nothing then', async () => {
    shop.phone('ready');
    for (const path of ['/admin/channels/restart', '/admin/channels/unlink']) {
      expect((await staff.post(path, ACCOUNT)).status).toBe(403);
      expect((await owner.post(path, ACCOUNT, { csrf: undefined })).status).toBe(403);
      expect((await owner.post(path, ACCOUNT, { headers: { Origin: 'https://evil.example' } })).status).toBe(
        403,
      );
      expect((await new Visitor(server.url).post(path, ACCOUNT)).status).toBe(401);
    }
    expect(shop.pressed).toEqual([]);
    expect(await audited()).toEqual([]);
  });

  it('says so when an account is gone, can do nothing now, or could not be unlinked', async () => {
    expect((await owner.post('/admin/channels/restart', ACCOUNT)).status).toBe(404);
    shop.accounts.set('whatsapp-cloud', {
      channel: 'whatsapp',
      key: 'whatsapp-cloud',
      title: 'WhatsApp, Cloud API',
      state: 'ready',
      since: new Date(),
      detail: '',
      phone: undefined,
      qr: undefined,
    });
    const nothing = await owner.post('/admin/channels/unlink', { account: 'whatsapp-cloud' });
    expect(nothing.status).toBe(409);
    expect(nothing.text).toContain('This can’t be done now');
    shop.phone('ready', {
      unlink: async () => {
        throw new DeliveryError('busy', 'The browser does not answer. Try again in a minute.');
      },
    });
    const refused = await owner.post('/admin/channels/unlink', ACCOUNT);
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('The browser does not answer.');
    expect(await audited()).toEqual([]);
  });

  it('shows what a platform says as text', async () => {
    shop.phone('trouble', { title: '<b>x</b>', detail: '<img src=x onerror=alert(1)>', phone: '<i>' });
    shop.states.set('telegram', 'off: <script>alert(1)</script>');
    for (const path of ['/admin', '/admin/channels'])
      expect((await owner.get(path)).text).not.toMatch(/<img src=x|<script>alert|<b>x|<i>/);
  });

  it('is watched by its pages: a code, a state and an alert each change them', async () => {
    const version = async (watch: string): Promise<string> =>
      JSON.parse((await owner.get(`/admin/live/state?watch=${watch}`)).text).version;
    shop.phone('waiting_for_scan', { qr: scanCode(1) });
    const [page, lists] = [await version('channels'), await version('lists')];
    shop.phone('waiting_for_scan', { qr: scanCode(2) });
    expect(await version('channels')).not.toBe(page);
    // The home page shows no code: it need not be fetched for each.
    expect(await version('lists')).toBe(lists);
    shop.phone('ready');
    expect(await version('lists')).not.toBe(lists);
    const before = await version('lists');
    await server.house.alerts.raise({ key: 'model', text: 'The model refuses its key.' });
    expect(await version('lists')).not.toBe(before);
  });

  it('follows a phone from its code to its loss and back, at every step', async () => {
    const { hears } = lookAt(() => owner);
    // Begun in one moment: nothing but what is told tells the steps apart.
    const since = new Date();
    const is = (state: AccountState, given: Partial<AccountStatus> = {}) =>
      shop.phone(state, { since, ...given });
    is('connecting');
    const steps = [
      () => is('waiting_for_scan'),
      () => is('waiting_for_scan', { qr: scanCode(1) }),
      () => is('waiting_for_scan', { qr: scanCode(2) }),
      () => is('connecting'),
      () => {
        const { unlink: _, ...rest } = shop.accounts.get(ACCOUNT.account) ?? {};
        shop.accounts.set(ACCOUNT.account, rest as AccountStatus);
      },
      () => is('ready', { phone: '+6591234567' }),
      () => is('deaf', { phone: '+6591234567' }),
      () => is('trouble', { detail: 'It was restarted three times.' }),
      () => is('logged_out', { detail: 'The phone unlinked it.' }),
      () => is('waiting_for_scan', { qr: scanCode(3) }),
      () => is('ready', { phone: '+6587654321' }),
    ];
    for (const step of steps) await hears('/admin/channels', async () => step());
  });

  it('leaves alerts on every page until they are solved; of an account, where it is not shown itself', async () => {
    const { alerts } = server.house;
    const alert = { key: 'account:whatsapp-web', text: 'The phone <needs> to be linked. Scan the code.' };
    await alerts.raise(alert);
    for (const path of ['/admin/conversations', '/admin/knowledge', '/admin/settings'])
      expect((await owner.get(path)).text).toContain('The phone &lt;needs> to be linked.</span>');
    for (const path of ['/admin', '/admin/channels'])
      expect((await owner.get(path)).text).not.toContain('to be linked.');
    await alerts.clear({ ...alert, text: 'It works again.' });
    expect((await owner.get('/admin/conversations')).text).not.toContain('to be linked.');
  });
});
