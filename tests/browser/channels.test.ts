import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hashPassword } from '../../knowledge/form/password.ts';
import type { ConversationId } from '../../src/model/ids.ts';
import { createUser } from '../../src/store/users.ts';
import { DESK, launchBrowser, overflowPx, PHONE, savePicture } from '../support/browser.ts';
import { weakTexts } from '../support/contrast.ts';
import { type ShopChannels, scanCode, shopChannels } from '../support/form-channels.ts';
import { type FormServer, OWNER, startForm } from '../support/form-server.ts';
import { until } from '../support/house.ts';
import { qrFaults } from '../support/qr-pixels.ts';

const STAFF = { email: 'staff@shop.example.sg', password: 'teh-c siew dai' } as const;

describe('the channels in a browser', () => {
  let server: FormServer;
  let browser: Browser;
  let shop: ShopChannels;
  let thread: ConversationId;
  /** Errors of scripts, and what the page's policy refused. */
  const complaints: string[] = [];
  beforeAll(async () => {
    server = await startForm({ channelsNow: () => shop.now() });
    browser = await launchBrowser();
    const { pool, tenantId } = server.house.database;
    const passwordHash = await hashPassword(STAFF.password);
    thread = await server.customerWrites('human please');
    await createUser(pool, { tenantId, email: STAFF.email, name: 'Ben Ong', passwordHash, role: 'staff' });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  beforeEach(() => {
    shop = shopChannels();
  });
  afterEach(() => {
    expect(complaints.splice(0)).toEqual([]);
  });

  async function open(
    path: string,
    options: BrowserContextOptions = { viewport: DESK },
    who: { readonly email: string; readonly password: string } = OWNER,
  ): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage();
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) complaints.push(message.text());
    });
    await page.goto(`${server.url}${path}`);
    await page.getByLabel('E-mail address').fill(who.email);
    await page.getByLabel('Password').fill(who.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${server.url}${path}`);
    return page;
  }
  const codeOf = (page: Page) => page.getByRole('img', { name: 'QR code that links the phone' });

  it.each([
    ['phone', PHONE, 'light'],
    ['phone', PHONE, 'dark'],
    ['desk', DESK, 'light'],
    ['desk', DESK, 'dark'],
  ] as const)(
    'fit a %s, %o, in %s, with a code that a phone can scan',
    async (size, viewport, colorScheme) => {
      shop.phone('waiting_for_scan', { qr: scanCode(1) });
      shop.states.set(
        'telegram',
        'trouble: Another program reads this bot’s messages. Give each its own bot.',
      );
      await server.house.alerts.raise({
        key: 'model',
        text: 'The language model refuses its key. Set a new OPENAI_API_KEY.',
      });
      await server.house.alerts.raise({
        key: 'account:whatsapp-web',
        text: 'WhatsApp, paired phone: the phone needs to be linked again. Open Channels in the owners’ form on a computer and scan the code there with the phone (WhatsApp > Linked devices > Link a device). Until then customers there get no answer.',
      });
      const page = await open('/admin/channels', { viewport, colorScheme });
      expect(await qrFaults(page, codeOf(page), scanCode(1))).toEqual([]);
      for (const [name, path] of Object.entries({
        scan: '/admin/channels',
        home: '/admin',
        list: '/admin/conversations',
        thread: `/admin/conversations/${thread}`,
      })) {
        await page.goto(`${server.url}${path}`);
        expect(await overflowPx(page), `${name} on a ${size}`).toBe(0);
        expect(await weakTexts(page), `${name} in ${colorScheme}`).toEqual([]);
        await savePicture(page, `channels-${name}-${size}-${colorScheme}`);
        await savePicture(page, `channels-${name}-${size}-${colorScheme}-whole`, true);
      }
      shop.phone('ready', { phone: '+6591234567', detail: '14 of at most 200 messages were sent today.' });
      await page.goto(`${server.url}/admin/channels`);
      expect(await overflowPx(page)).toBe(0);
      expect(await weakTexts(page)).toEqual([]);
      await savePicture(page, `channels-linked-${size}-${colorScheme}-whole`, true);
      await server.house.database.pool.query('delete from alerts');
      await page.context().close();
    },
  );

  it('show each new code without a reload, and the number once it was scanned', async () => {
    shop.phone('waiting_for_scan', { qr: scanCode(1) });
    const page = await open('/admin/channels');
    await savePicture(page, 'whatsapp-qr');
    await page.evaluate('window.isTheSame = true');
    for (const number of [2, 3]) {
      shop.phone('waiting_for_scan', { qr: scanCode(number) });
      await until(`code ${number} is drawn`, async () => {
        // A code may be replaced while its picture is taken.
        const faults = await qrFaults(page, codeOf(page), scanCode(number)).catch(() => ['replaced']);
        return faults.length === 0;
      });
    }
    shop.phone('connecting');
    await page.getByText('Connecting', { exact: true }).waitFor();
    await codeOf(page).waitFor({ state: 'detached' });
    shop.phone('ready', { phone: '+6591234567' });
    await page.getByText('Linked: +65 9123 4567').waitFor();
    expect(await page.getByRole('status').first().textContent()).toContain('WhatsApp, paired phone: On.');
    expect(await page.evaluate('window.isTheSame')).toBe(true);
    await page.context().close();
  });

  it('are restarted with one press, and a phone is unlinked after a second thought', async () => {
    shop.phone('ready', { phone: '+6591234567' });
    const page = await open('/admin/channels');
    await page.getByRole('button', { name: 'Restart WhatsApp, paired phone' }).click();
    await page.getByRole('status').filter({ hasText: 'is being restarted' }).waitFor();
    expect(shop.pressed).toEqual(['restart']);
    await page.getByText('Unlink this phone').focus();
    await page.keyboard.press('Enter');
    expect(shop.pressed).toEqual(['restart']);
    shop.phone('ready', {
      phone: '+6591234567',
      unlink: async () => {
        shop.pressed.push('unlink');
        shop.phone('waiting_for_scan', { qr: scanCode(4) });
      },
    });
    await page.getByRole('button', { name: 'Unlink it now' }).click();
    await page.getByRole('status').filter({ hasText: 'the phone is being unlinked' }).waitFor();
    expect(await qrFaults(page, codeOf(page), scanCode(4))).toEqual([]);
    expect(shop.pressed).toEqual(['restart', 'unlink']);
    await page.context().close();
  });

  it('call the owner from the home page, at once and until it works again', async () => {
    const page = await open('/admin');
    await page.getByRole('heading', { name: 'One person is waiting for you' }).waitFor();
    shop.phone('logged_out', { detail: 'The phone’s owner unlinked this computer.' });
    const card = page.getByRole('region', { name: 'A channel needs you' });
    await card.getByText('unlinked this computer').waitFor();
    await card.getByRole('link', { name: 'Open channels' }).click();
    await page.waitForURL('**/admin/channels');
    shop.phone('ready', { phone: '+6591234567' });
    await page.getByText('Linked: +65 9123 4567').waitFor();
    await page.goto(`${server.url}/admin`);
    expect(await card.count()).toBe(0);
    await page.context().close();
  });

  it('show the staff how they are, and neither codes nor buttons', async () => {
    shop.phone('waiting_for_scan', { qr: scanCode(1) });
    const page = await open('/admin/channels', { viewport: DESK }, STAFF);
    await page.getByText('An owner has to scan a code').waitFor();
    expect(await codeOf(page).count()).toBe(0);
    expect(await page.getByRole('button', { name: /Restart/ }).count()).toBe(0);
    await savePicture(page, 'channels-staff-desk-light');
    await page.context().close();
  });
});
