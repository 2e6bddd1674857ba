import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { DESK, launchBrowser, overflowPx, PHONE, savePicture } from '../support/browser.ts';
import { type ServerProcess, startServer } from '../support/server.ts';

const OWNER = { email: 'owner@example.sg', password: 'a sentence I remember' };

describe('the whole house in a browser', () => {
  let server: ServerProcess;
  let browser: Browser;
  let dataDir: string;
  let environment: Readonly<Record<string, string>>;
  const complaints: string[] = [];
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'kaki-browser-'));
    cpSync(inject('embeddedTemplate'), dataDir, { recursive: true });
    environment = {
      DATA_DIR: dataDir,
      BURST_QUIET_MS: '100',
      BUSINESS_HOURS: '24/7',
      OWNER_EMAIL: OWNER.email,
      OWNER_PASSWORD: OWNER.password,
    };
    server = await startServer(environment);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
  afterEach(() => {
    expect(complaints.splice(0)).toEqual([]);
  });

  async function open(path: string, options: BrowserContextOptions = { viewport: DESK }): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage();
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) complaints.push(message.text());
    });
    await page.goto(`${server.url}${path}`);
    return page;
  }
  async function openChat(options: BrowserContextOptions = { viewport: DESK }): Promise<Page> {
    const page = await open('/', { locale: 'en-SG', ...options });
    const box = page.getByRole('textbox');
    const launcher = page.getByRole('button', { name: /open chat|打开聊天/i });
    await box.or(launcher).first().waitFor();
    if (!(await box.isVisible())) await launcher.click();
    await box.waitFor();
    return page;
  }
  async function write(page: Page, text: string): Promise<void> {
    await page.getByRole('textbox').fill(text);
    await page.getByRole('textbox').press('Enter');
  }
  const log = (page: Page): Locator => page.getByRole('log');
  async function signIn(path: string): Promise<Page> {
    const page = await open(path);
    await page.getByLabel('E-mail address').fill(OWNER.email);
    await page.getByLabel('Password').fill(OWNER.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${server.url}${path}`);
    return page;
  }

  it.each([
    ['English', 'What time does the shop open?', '09:00'],
    ['Mandarin', '你们几点开门？', '星期一休息'],
    ['Malay', 'kedai buka pukul berapa?', 'tutup pada hari Isnin'],
    ['Tamil', 'கடை எப்போது திறக்கும்?', 'திங்கட்கிழமை மூடியிருக்கும்'],
    ['Singlish', 'you all close what time sia', '09:00'],
  ])('chats in %s, with the source shown', async (language, question, answer) => {
    const page = await openChat();
    await write(page, question);
    await log(page).getByText(answer).first().waitFor();
    await page
      .getByRole('group', { name: /Sources|来源|Sumber|ஆதார/ })
      .first()
      .waitFor();
    await savePicture(page, `chat-${language.toLowerCase()}`);
    await page.context().close();
  });

  it.each(['en-SG', 'zh-SG', 'ms-MY', 'ta-SG'])(
    'says on a line each how it is and where to write, in %s',
    async (locale) => {
      const page = await openChat({ viewport: DESK, locale });
      expect((await page.getByRole('textbox').boundingBox())?.height).toBe(44);
      expect((await page.locator('.status').boundingBox())?.height).toBeLessThan(28);
      await page.context().close();
    },
  );

  it('says what it does not know and offers a person, who is then called', async () => {
    const page = await openChat();
    await write(page, 'Who painted the Mona Lisa?');
    await log(page).getByText("I'd rather not guess").waitFor();
    await page.getByRole('button', { name: 'Talk to a person' }).click();
    await log(page).getByText('a person will reply to you here').waitFor();
    await page.context().close();
  });

  it('lets the owner step in, and the bot answers again after it is handed back', async () => {
    const chat = await openChat();
    await write(chat, 'nak cakap dengan orang');
    await log(chat).getByText('seorang staf akan membalas').waitFor();
    const form = await signIn('/admin/conversations');
    await form.locator('.row', { hasText: 'nak cakap dengan orang' }).first().click();
    await form.getByText('nak cakap dengan orang').first().waitFor();
    await form.getByLabel('Your reply').fill('Selamat pagi! Apa yang boleh saya bantu?');
    await form.getByRole('button', { name: 'Send' }).click();
    await log(chat).getByText('Selamat pagi!').waitFor();
    await savePicture(form, 'form-thread');

    await write(chat, 'kedai buka pukul berapa?');
    await form.getByText('kedai buka pukul berapa?').first().waitFor();
    await form.getByLabel('Your reply').fill('Pukul sembilan.');
    await form.getByRole('button', { name: 'Send' }).click();
    await log(chat).getByText('Pukul sembilan.').waitFor();
    expect(await log(chat).getByText('tutup pada hari Isnin').count()).toBe(0);

    await form.getByRole('button', { name: /Hand back to the bot/ }).click();
    await log(chat).getByText('pembantu automatik').waitFor();
    await write(chat, 'kedai buka pukul berapa?');
    await log(chat).getByText('tutup pada hari Isnin').first().waitFor();
    await savePicture(chat, 'chat-takeover');
    for (const page of [chat, form]) await page.context().close();
  });

  it('uses knowledge from the very next question after the owner has added it', async () => {
    const form = await signIn('/admin/knowledge/new');
    await form.getByLabel('Question').fill('Do you rent out bicycles?');
    await form.getByLabel('Answer').fill('Yes, **$12** a day.');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByRole('status').filter({ hasText: 'Saved' }).waitFor();
    const chat = await openChat();
    await write(chat, 'do you rent out bicycles');
    await log(chat).locator('strong', { hasText: '$12' }).waitFor();
    for (const page of [chat, form]) await page.context().close();
  });

  it('shows script as the text that it is', async () => {
    const page = await openChat();
    const script = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';
    await write(page, script);
    await log(page).getByText('window.hacked=1').first().waitFor();
    await log(page)
      .getByText(/rather not guess|Did you mean/)
      .waitFor();
    expect(await page.evaluate('window.hacked')).toBeUndefined();
    await page.context().close();
  });

  it('keeps the conversation across a reload', async () => {
    const page = await openChat();
    await write(page, 'Do you ship overseas?');
    await log(page).getByText('Singapore only').first().waitFor();
    await page.reload();
    await page
      .getByRole('textbox')
      .or(page.getByRole('button', { name: /open chat/i }))
      .first()
      .waitFor();
    await log(page).getByText('Singapore only').first().waitFor();
    expect(await log(page).locator('.message.customer').count()).toBe(1);
    await page.context().close();
  });

  it('comes back by itself after a restart of the server, and shows what was missed', async () => {
    const page = await openChat();
    await write(page, 'Do you ship overseas?');
    await log(page).getByText('Singapore only').first().waitFor();
    const { port } = new URL(server.url);
    await server.kill();
    await page.getByText('Reconnecting…').waitFor();
    server = await startServer({ ...environment, PORT: port });
    await page.getByText('Reconnecting…').waitFor({ state: 'detached', timeout: 20_000 });
    await write(page, 'Is it halal?');
    await log(page).getByText('not halal-certified').first().waitFor();
    await page.context().close();
  });

  it.each([
    ['light', PHONE, 'light'],
    ['dark', PHONE, 'dark'],
    ['desk', DESK, 'light'],
  ] as const)('fits its window: %s', async (name, viewport, colorScheme) => {
    const page = await openChat({ viewport, colorScheme });
    await write(page, 'whats the price of kopi o beans');
    await log(page).locator('table').first().waitFor();
    expect(await overflowPx(page)).toBe(0);
    await savePicture(page, `chat-${name}-${viewport.width}`);
    await page.context().close();
  });
});
