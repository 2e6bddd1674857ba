// Two processes on one database: a worker that hosts the paired phone, and a web process that does everything else.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { environmentOf, openSides, type Sides } from '../support/desk.ts';
import { openVisitor } from '../support/direct-line.ts';
import { Visitor } from '../support/form-visitor.ts';
import { until } from '../support/house.ts';
import { findShownCode } from '../support/qr-reader.ts';
import { type ServerProcess, startServer } from '../support/server.ts';
import type { Customer } from '../support/whatsapp-web-people.ts';
import { startWhatsappWebSimulator, type WhatsappWebSimulator } from '../support/whatsapp-web-simulator.ts';

const DEADLINE_MS = 60_000;
const PASSWORD = 'a sentence to remember';
const JPEG = Buffer.from('ffd8ffe000104a46494600010101004800480000ffdb', 'hex');

describe('a web process and a worker on one database', () => {
  let database: TestDatabase;
  let sides: Sides;
  let phone: WhatsappWebSimulator;
  let web: ServerProcess;
  let worker: ServerProcess;
  let owner: Visitor;
  let lim: Customer;
  const begin = (role: 'web' | 'worker', whatsappWeb = 'on'): Promise<ServerProcess> =>
    startServer({
      ...environmentOf(sides),
      DATABASE_URL: database.where.databaseUrl ?? '',
      DATA_DIR: database.where.dataDir,
      BURST_QUIET_MS: '100',
      OWNER_PASSWORD: PASSWORD,
      WHATSAPP_WEB: whatsappWeb,
      CHROMIUM_PATH: phone.chromiumPath,
      ROLE: role,
    });

  beforeAll(async () => {
    [database, sides, phone] = await Promise.all([
      openTestDatabase('postgresql'),
      openSides(),
      startWhatsappWebSimulator(inject('chromiumPath')),
    ]);
    [web, worker] = await Promise.all([begin('web'), begin('worker')]);
    owner = new Visitor(web.url);
    await owner.signIn(PASSWORD, 'owner@kaki.local');
    // In Chinese everything is short, and the phone types at a person's pace.
    lim = phone.customer('林美玲', '6598765432');
  }, 2 * DEADLINE_MS);
  afterAll(async () => {
    await Promise.all([web?.stop(), worker?.stop()]);
    await Promise.all([phone?.close(), sides?.close()]);
    await database?.close();
  });

  const rows = async (statement: string): Promise<readonly Record<string, unknown>[]> =>
    (await database.pool.query(statement)).rows;
  const isState = (state: string): Promise<void> =>
    until(
      `the web process says that the phone is ${state}`,
      async () => {
        const health = await fetch(`${web.url}/health`).then((response) => response.json());
        return health.components.accounts['whatsapp-web']?.state === state;
      },
      DEADLINE_MS,
    );
  const hears = (text: string): Promise<void> =>
    until(`she reads “${text}”`, () => lim.texts().join('\n').includes(text), DEADLINE_MS);
  const reply = async (text: string): Promise<void> => {
    const [found] = await rows(`select id from conversations where external_id = '6598765432'`);
    const page = await owner.get(`/admin/conversations/${found?.id}`);
    const message = /name="message" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const sent = await owner.post(`/admin/conversations/${found?.id}/reply`, { message, text });
    expect(sent.status).toBe(303);
  };
  /** So many rounds of the worker in which it would have done what it may. */
  const rounds = async (count: number): Promise<void> => {
    const told = new Set<unknown>();
    await until('the worker has told often enough that it lives', async () => {
      for (const row of await rows('select seen_at::text from hosted_accounts')) told.add(row.seen_at);
      return told.size > count;
    });
  };

  it(
    'show the code in the form of the one, and open the browser in the other',
    async () => {
      await isState('waiting_for_scan');
      const code = findShownCode((await owner.get('/admin/channels')).text) ?? '';
      phone.phone.scan(code);
      await isState('ready');
      expect((await owner.get('/admin/channels')).text).toContain('<strong class="number">+65 80001234<');
      expect(await rows('select state, qr from hosted_accounts')).toEqual([{ state: 'ready', qr: null }]);
      expect(web.output() + worker.output()).not.toContain(code.slice(0, 20));
      expect(worker.output()).toMatch(/this worker hosts the paired phone/);
      expect(worker.output()).not.toMatch(/password/i);
    },
    2 * DEADLINE_MS,
  );

  it('answer everybody once, whichever of them has the channel', async () => {
    const visitor = await openVisitor(web.url);
    lim.says('你好');
    sides.customer.says('hello');
    expect(await visitor.post('When does the shop open?', 'one')).toBe(200);
    await until('the phone’s customer is answered', () => lim.texts().length === 1, DEADLINE_MS);
    await until('Telegram’s customer is answered', () => sides.shown().length === 1, DEADLINE_MS);
    await until('the visitor is answered', async () => (await visitor.read()).length === 2, DEADLINE_MS);
    expect(sides.slack.delivery.openSockets).toBe(1);
    expect((await fetch(`${worker.url}/health/ready`)).status).toBe(200);
    for (const path of ['/', '/admin', '/webchat/widget.js', '/channels/telegram'])
      expect((await fetch(worker.url + path)).status, path).toBe(404);
  });

  it(
    'hand over to the staff, whose words and files reach the phone wherever they write',
    async () => {
      const photo = { type: 'image', mimetype: 'image/jpeg', bytes: JPEG };
      lim.sends({ ...photo, caption: '真人客服' });
      await until('the card is posted', () => sides.cards().length === 1, DEADLINE_MS);
      const card = sides.cards()[0] ?? { channel: '', ts: '' };
      await reply('Aisha here.');
      await until('it is in the thread', () => sides.find(card, 'Aisha here.').length > 0, DEADLINE_MS);
      const file = sides.slack.workspace.addFile({ name: 'menu.jpg', mimetype: 'image/jpeg', bytes: JPEG });
      const deed = await sides.ana.writesIn(card, '', { files: [file] });
      const asked = () => sides.find(card, 'desk.send_only')[0];
      await until('Ana is asked', () => asked() !== undefined, DEADLINE_MS);
      await sides.ana.presses('desk.send_only', { channel: card.channel, ts: asked()?.ts ?? '' });
      const isShared = () =>
        sides.slack.thread(card).some(({ files }) => files?.some(({ name }) => name === 'photo.jpg'));
      lim.sends({ ...photo, caption: '要这个' });
      await until('her picture is in the thread', isShared, DEADLINE_MS);
      await hears('Aisha here.');
      await until('she has the menu', () => lim.sees().some(({ type }) => type === 'image'), DEADLINE_MS);
      const marks = () => sides.slack.thread(card).find(({ ts }) => ts === deed.ts)?.reactions ?? [];
      await until('it is marked as sent', () => marks().includes('white_check_mark'), DEADLINE_MS);
    },
    2 * DEADLINE_MS,
  );

  it(
    'restart the browser of the other from the form of the one',
    async () => {
      const pid = phone.browserPid();
      await owner.get('/admin/channels');
      const pressed = await owner.post('/admin/channels/restart', { account: 'whatsapp-web' });
      expect(pressed.location).toBe('/admin/channels?restarted=whatsapp-web');
      await until('another browser runs', () => phone.browserPid() !== pid, DEADLINE_MS);
      await isState('ready');
    },
    2 * DEADLINE_MS,
  );

  it(
    'tell when the worker is killed, keep what staff write, and go on with a new one, saying nothing twice',
    async () => {
      await worker.kill();
      lim.says('Still there?');
      await isState('trouble');
      expect((await owner.get('/admin/channels')).text).toContain('ROLE=worker');
      await reply('Yes, one moment.');
      expect(await rows(`select state, attempts from outbox where state <> 'sent'`)).toEqual([
        { state: 'queued', attempts: 0 },
      ]);
      worker = await begin('worker');
      await hears('Yes, one moment.');
      await isState('ready');
      await until(
        'her words are stored',
        async () => (await rows(`select from messages where text = 'Still there?'`)).length === 1,
        DEADLINE_MS,
      );
      expect(lim.texts().length).toBe(new Set(lim.texts()).size);
    },
    2 * DEADLINE_MS,
  );

  it(
    'do not get in each other’s way where the one does not even know of the phone',
    async () => {
      expect(await web.stop()).toBe(0);
      web = await begin('web', 'off');
      owner = new Visitor(web.url);
      await owner.signIn(PASSWORD, 'owner@kaki.local');
      await database.pool.query(`update conversations set mode = 'bot' where external_id = '6598765432'`);
      await database.pool.query('update outbox set attempts = 1');
      const isOpen = async () =>
        (await rows(`select from outbox where state in ('queued', 'sending')`)).length > 0;
      const heard = lim.texts().length;
      lim.says('你好');
      await until('the bot answers her', () => lim.texts().length === heard + 1, DEADLINE_MS);
      await database.pool.query(`update conversations set mode = 'human' where external_id = '6598765432'`);
      for (const text of ['One.', 'Two.', 'Three.']) {
        await reply(text);
        await hears(text);
      }
      await until('all is sent', async () => !(await isOpen()), DEADLINE_MS);
      expect(await rows('select from outbox where attempts <> 1')).toEqual([]);
      expect(web.output()).not.toContain('a message has to wait');
    },
    2 * DEADLINE_MS,
  );

  it('leave alone what the other has to do', async () => {
    expect(await web.stop()).toBe(0);
    const polls = sides.telegram.callsOf('getUpdates').length;
    await database.pool.query(
      `update messages set handled_at = null, outcome = null where author = 'customer' and channel = 'webchat'`,
    );
    await rounds(2);
    expect(sides.telegram.callsOf('getUpdates')).toHaveLength(polls);
    expect(sides.slack.delivery.openSockets).toBe(0);
    expect(
      await rows(`select turn_attempts, lease_owner from conversations where channel = 'webchat'`),
    ).toEqual([{ turn_attempts: 0, lease_owner: null }]);
    expect(await rows(`select from messages where channel = 'webchat' and author = 'bot'`)).toHaveLength(1);
    expect(await worker.stop()).toBe(0);
  });
});
