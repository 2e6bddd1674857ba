import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DocumentDraft } from '../../knowledge/draft.ts';
import type { LanguageModel } from '../../src/llm/llm.ts';
import type { DocumentId } from '../../src/model/ids.ts';
import { DESK, launchBrowser, overflowPx, PHONE, savePicture } from '../support/browser.ts';
import { weakTexts } from '../support/contrast.ts';
import { type FormServer, OWNER, startForm } from '../support/form-server.ts';

const DELIVERY =
  'Yes, island-wide. Delivery is **$5**, and free from $40.\n\n- Central and East: same day before 2 pm\n- West and North: next day';

/** Knows Chinese for one entry, and little else. */
const model: LanguageModel = {
  name: 'translator',
  reply: async ({ messages }) => {
    const said = messages.at(-1)?.content ?? '';
    const text = said.startsWith('Do you deliver')
      ? '你们送货到我住的地方吗？\n可以送到淡滨尼吗？'
      : '可以，全岛送货。运费 **$5**，满 $40 免运费。\n\n- 中部和东部：下午 2 点前下单，当天送到\n- 西部和北部：隔天送到';
    return { text, toolCalls: [], usage: { inputTokens: 0, outputTokens: 0 } };
  },
};

describe('the knowledge pages in a browser', () => {
  let server: FormServer;
  let browser: Browser;
  let delivery: DocumentId;
  /** Errors of scripts, and what the page's policy refused. */
  const complaints: string[] = [];
  beforeAll(async () => {
    server = await startForm({ model });
    browser = await launchBrowser();
    delivery = await fill(server);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
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
    await page.goto(`${server.url}/admin/sign-in?next=${encodeURIComponent(path)}`);
    await page.locator('[name="email"]').fill(OWNER.email);
    await page.locator('[name="password"]').fill(OWNER.password);
    await page.locator('main button').first().click();
    await page.waitForURL(`${server.url}${path}`);
    return page;
  }

  it('ticks, counts and deletes several with the keyboard alone, and undoes it', async () => {
    const page = await open('/admin/knowledge?q=Kopi');
    const bar = page.locator('#bulk');
    expect(await bar.isVisible()).toBe(false);
    await page.getByRole('checkbox', { name: 'Select Kopi O price' }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('status').filter({ hasText: '1 selected' }).waitFor();
    await page.getByLabel('Select all on this page').check();
    await page.getByRole('status').filter({ hasText: '3 selected' }).waitFor();
    await savePicture(page, 'knowledge-bulk-desk');
    await page.getByRole('button', { name: 'Delete', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('3 entries deleted.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).press('Enter');
    await page.getByText('3 entries brought back.').waitFor();
    await page.context().close();
  });

  it('sets a last day for several on a phone', async () => {
    const page = await open('/admin/knowledge?q=Kopi', { viewport: PHONE, hasTouch: true });
    await page.getByLabel('Select all on this page').tap();
    await page.locator('#bulk summary').tap();
    await page.getByLabel('Last day', { exact: true }).fill('2099-12-31');
    await savePicture(page, 'knowledge-bulk-phone');
    expect(await weakTexts(page)).toEqual([]);
    expect(await overflowPx(page)).toBe(0);
    await page.getByRole('button', { name: 'Set', exact: true }).tap();
    await page.getByText('3 entries with a last day.').waitFor();
    await page.locator('.documents').getByText('until 31 Dec 2099').first().waitFor();
    await page.context().close();
  });

  it('shows that reading is over without a reload, and leaves ticks as they are', async () => {
    const { pool } = server.house.database;
    await pool.query(`update documents set status = 'processing' where title = 'Kopi O price'`);
    const page = await open('/admin/knowledge?q=Kopi');
    await page.getByText('1 entry is being read.').waitFor();
    const ticked = page.locator('.documents .pick input:checked');
    await page.getByRole('checkbox', { name: 'Select Kopi C price' }).check();
    await page.getByRole('checkbox', { name: 'Select Kopi O price' }).check();
    await savePicture(page, 'knowledge-reading-desk');
    await pool.query(`update documents set status = 'ready' where title = 'Kopi O price'`);
    await page.getByText('1 entry is being read.').waitFor({ state: 'detached' });
    await page.locator('.documents .tag.processing').waitFor({ state: 'detached' });
    expect(await ticked.count()).toBe(2);
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe(
      'Select Kopi O price',
    );
    const { rows } = await pool.query(
      `update documents set deleted_at = now() where title = 'Kopi C price' returning id`,
    );
    await page.getByRole('status').filter({ hasText: '1 selected' }).waitFor();
    expect(await ticked.count()).toBe(1);
    await pool.query('update documents set deleted_at = null where id = $1', [rows[0]?.id]);
    await page.context().close();
  });

  it('previews beside the editor while one types, and asks before what is typed is left', async () => {
    const page = await open(`/admin/knowledge/${delivery}`);
    const preview = page.locator('[data-region="preview"]');
    await preview.locator('strong', { hasText: '$5' }).waitFor();
    await page.getByLabel('Answer').fill('Delivery is **$6** now.');
    await preview.locator('strong', { hasText: '$6' }).waitFor();
    const asked = page.waitForEvent('dialog');
    const left = page.getByRole('link', { name: 'Cancel' }).click();
    const dialog = await asked;
    await dialog.dismiss();
    await left.catch(() => undefined);
    expect(await page.getByLabel('Answer').inputValue()).toBe('Delivery is **$6** now.');
    await page.context().close();
  });

  it('drafts a language with the model beside the original, and customers get it once it is approved', async () => {
    const page = await open(`/admin/knowledge/new?variant=${delivery}&language=zh`);
    await page.getByRole('button', { name: 'Draft it with the model' }).click();
    // The page tells by itself when it is there.
    await page
      .locator('.drafting', { hasText: 'Drafts to read' })
      .getByRole('link', { name: '中文' })
      .click();
    await page.locator('.original', { hasText: 'island-wide' }).waitFor();
    await page.locator('[data-region="preview"]', { hasText: '全岛送货' }).waitFor();
    await savePicture(page, 'knowledge-variant-desk');
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('The bot uses it from now on.').waitFor();
    await page.goto(`${server.url}/admin/try?question=${encodeURIComponent('你们送货到我住的地方吗？')}`);
    await page.locator('.trial .bubble', { hasText: '全岛送货' }).waitFor();
    await page.context().close();
  });

  it('shows what another owner saved meanwhile, beside what one wrote oneself', async () => {
    const page = await open(`/admin/knowledge/${delivery}`);
    await save(server, {
      id: delivery,
      title: 'Do you deliver to my area?',
      body: DELIVERY.replace('$40', '$60'),
    });
    await page.getByLabel('Answer').fill(DELIVERY.replace('$5', '$6'));
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText('saved this entry while you were writing').waitFor();
    await savePicture(page, 'knowledge-conflict-desk', true);
    expect(await weakTexts(page)).toEqual([]);
    await page.setViewportSize(PHONE);
    expect(await overflowPx(page)).toBe(0);
    await savePicture(page, 'knowledge-conflict-phone');
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await overflowPx(page), 'the narrowest phone').toBe(0);
    await page.getByRole('button', { name: 'Keep mine' }).first().click();
    await page.getByText('The bot uses it from now on.').waitFor();
    await page.context().close();
  });

  it.each([
    ['phone', PHONE, 'light', 'en'],
    ['phone', PHONE, 'dark', 'zh'],
    ['desk', DESK, 'light', 'zh'],
    ['desk', DESK, 'dark', 'en'],
  ] as const)(
    'fits a %s, %o, in %s and %s on every page, and is easy to read',
    async (size, viewport, colorScheme, locale) => {
      const page = await open('/admin/knowledge', { viewport, colorScheme, locale });
      for (const [name, path] of Object.entries(pagesOf(delivery))) {
        await page.goto(`${server.url}${path}`);
        await page.locator('h1').waitFor();
        expect(await overflowPx(page), `${name} on a ${size}`).toBe(0);
        expect(await weakTexts(page), `${name} in ${colorScheme}`).toEqual([]);
        await savePicture(page, `knowledge-${name}-${size}-${locale}`, true);
      }
      await page.context().close();
    },
  );
});

function save(server: FormServer, draft: Partial<DocumentDraft>): Promise<DocumentId> {
  const { library, database } = server.house;
  return library.save(database.tenantId, {
    kind: 'question_answer',
    title: '',
    body: '',
    language: 'en',
    ...draft,
  });
}

/** @returns the entry that has a history. */
async function fill(server: FormServer): Promise<DocumentId> {
  const title = 'Do you deliver to my area?';
  const id = await save(server, { title, body: 'Yes, island-wide. Delivery is $4.' });
  await save(server, { id, title, body: DELIVERY, alsoAsked: 'Can send to Tampines?' });
  await save(server, { title: 'Kopi O price', body: 'Kopi O is $1.40.', source: 'menu.xlsx' });
  await save(server, { title: 'Kopi C price', body: 'Kopi C is $1.60.', source: 'menu.xlsx' });
  await save(server, {
    title: 'Kopi gao price',
    body: 'Kopi gao is $1.80.',
    source: 'https://kopi.example/menu',
  });
  await save(server, {
    title: 'Do you have mooncakes?',
    body: 'From 1 September.',
    validUntil: new Date('2020-01-01'),
  });
  await save(server, { title: 'Can I have a refund?', body: 'Ask Aisha.', isHumanOnly: true });
  await save(server, { title: 'Christmas opening hours', body: 'Closed on 25 December.', isDraft: true });
  await save(server, {
    kind: 'html',
    title: 'Empty page',
    body: '<p></p>',
    source: 'https://kopi.example/empty',
  });
  return id;
}

function pagesOf(id: DocumentId): Record<string, string> {
  return {
    list: '/admin/knowledge',
    new: '/admin/knowledge/new?kind=question_answer',
    document: '/admin/knowledge/new?kind=markdown',
    editor: `/admin/knowledge/${id}`,
    language: `/admin/knowledge/new?variant=${id}&language=ms`,
    history: `/admin/knowledge/${id}/history`,
    version: `/admin/knowledge/${id}/history/2`,
  };
}
