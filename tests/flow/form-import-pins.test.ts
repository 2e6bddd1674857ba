import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishHeld } from '../../knowledge/import/hold.ts';
import type { DocumentDraft } from '../../knowledge/ingest.ts';
import { listPins } from '../../knowledge/pins.ts';
import { type DocumentId, parseId } from '../../src/model/ids.ts';
import { listHeld } from '../../src/store/import-list.ts';
import { type FormServer, startForm } from '../support/form-server.ts';
import { Visitor } from '../support/form-visitor.ts';
import { until } from '../support/house.ts';
import { htmlPage, openWebsite, type Website } from '../support/website.ts';

const FEE = { kind: 'question_answer', title: 'How much is delivery?', body: 'Delivery is $5.' } as const;

describe('an import that would change the answer to a pinned question', () => {
  let server: FormServer;
  let site: Website;
  let owner: Visitor;
  beforeAll(async () => {
    site = await openWebsite();
    server = await startForm({ web: site.web });
    owner = new Visitor(server.url);
    await owner.signIn();
    await server.house.library.save(server.house.database.tenantId, FEE);
    await owner.get('/admin/pins');
    await owner.post('/admin/pins', { question: 'How much is delivery', language: 'en' });
  });
  afterAll(async () => {
    await server?.close();
    await site?.close();
  });

  const query = async (text: string, ...values: unknown[]): Promise<Record<string, unknown>[]> =>
    (await server.house.database.pool.query(text, values)).rows;
  const entry = async (source: string) =>
    (
      await query('select id, body, is_draft from documents where source = $1 and deleted_at is null', source)
    )[0];
  const stateOfPins = async () => {
    const { pool, tenantId } = server.house.database;
    await server.house.pins.replay(tenantId, new AbortController().signal);
    return (await listPins(pool, tenantId)).map(({ state }) => state);
  };
  async function drop(...files: readonly File[]): Promise<string> {
    await owner.get('/admin/knowledge/import');
    const id = randomUUID();
    for (const file of files) await owner.post('/admin/knowledge/import', { import: id, files: file });
    const address = `/admin/knowledge/import/${id}`;
    await until('everything is read', async () => (await owner.get(address)).text.includes('All is read.'));
    return address;
  }
  const heldItems = (text: string): readonly string[] =>
    [...text.slice(text.indexOf('id="held"')).matchAll(/name="item" value="([^"]+)"/g)].map(
      ([, id]) => id ?? '',
    );
  async function watch(path: string) {
    const url = `${site.url}${path}`;
    await owner.get('/admin/knowledge/import');
    await owner.post('/admin/knowledge/import/web', { url });
    const state = async () =>
      (await query('select state from import_items where source = $1', url))[0]?.state;
    await until('the page is read', async () => ['done', 'held'].includes(String(await state())));
    const [{ id: importId } = {}] = await query('select id from imports where title = $1', url);
    const address = `/admin/knowledge/import/${importId}`;
    const check = async (wanted: string) => {
      const asked = site.asked.length;
      await owner.post(`${address}/check`);
      await until(`it is ${wanted}`, async () => site.asked.length > asked && (await state()) === wanted);
    };
    return { url, importId, address, state, check };
  }
  const closer = (price: string) => `# How much is delivery\n\nHow much is delivery? Delivery is ${price}.`;

  it('waits as a draft, while what changes none is published; the page shows both answers and asks', async () => {
    const address = await drop(
      new File(['Kaya toast is $3.'], 'menu.md'),
      new File([closer('$99')], 'fees.md'),
    );
    const { text } = await owner.get(address);
    expect(text).toContain('1 text waits: it would alter pinned answers');
    expect(text).toMatch(/Before<\/p>.*Delivery is \$5.*After<\/p>.*Delivery is \$99/s);
    expect(text).toContain('2 files: 1 taken in, 1 waiting for you');
    expect(await entry('menu.md')).toMatchObject({ is_draft: false });
    expect(await entry('fees.md')).toMatchObject({ is_draft: true });
    expect(await stateOfPins()).toEqual(['holds']);
    expect((await owner.get('/admin/knowledge/import')).text).toContain('1 imported text waits for you');
    expect((await owner.get('/admin')).text).toContain('1 imported text waits for you');
    // Nothing that the page did not show is published by it.
    await owner.post(`${address}/publish`);
    expect(await entry('fees.md')).toMatchObject({ is_draft: true });

    await owner.get(address);
    const kept = await owner.post(`${address}/keep`, { item: heldItems(text) });
    const after = await owner.get(kept.location ?? '');
    expect(after.text).not.toContain('it would alter');
    expect(after.text).toContain('>Draft<');
    expect(await entry('fees.md')).toMatchObject({ is_draft: true });
  });

  it('is published when the owner wants it all the same', async () => {
    const address = await drop(new File([closer('$88')], 'new fees.md'));
    const { text } = await owner.get(address, { 'Accept-Language': 'zh' });
    expect(text).toContain('有 1 份内容待定');
    const published = await owner.post(`${address}/publish`, { item: heldItems(text) });
    expect((await owner.get(published.location ?? '')).text).toContain('1 text published.');
    expect(await entry('new fees.md')).toMatchObject({ is_draft: false });
    expect(await stateOfPins()).toEqual(['changed']);
    const undo = await owner.post(`${address}/undo`);
    expect(undo.status).toBe(303);
    expect(await stateOfPins()).toEqual(['holds']);
    const redo = await owner.post(`${address}/redo`);
    expect(redo.text).toContain('This change would alter 1 pinned answer');
    expect(await entry('new fees.md')).toBeUndefined();
  });

  it('as new words for an entry that a pinned answer rests on leaves the entry alone until then', async () => {
    const { pool, tenantId } = server.house.database;
    const address = await drop(new File(['# Opening hours\n\nWe open from nine to six.'], 'hours.md'));
    expect(await entry('hours.md')).toMatchObject({ is_draft: false });
    await owner.post('/admin/pins', { question: 'What are your opening hours?', language: 'en' });
    const pin = (await listPins(pool, tenantId)).find(({ question }) => question.includes('hours'));
    await owner.post(`/admin/pins/${pin?.id}/expect`, { text: 'nine to six' });
    expect((await owner.post(`${address}/undo`)).text).toContain('This change would alter 1 pinned answer');

    const open = (hours: string, name = 'hours.md') =>
      drop(new File([`# Opening hours\n\nWe open from ${hours}.`], name));
    const again = await open('ten to four');
    const { text } = await owner.get(again);
    expect(text).toContain('New words for an entry');
    expect(await entry('hours.md')).toMatchObject({ body: expect.stringContaining('nine to six') });
    await owner.post(`${again}/keep`, { item: heldItems(text) });
    // What was refused is no news, and nothing that the knowledge says.
    expect((await owner.get(await open('ten to four'))).text).toContain('1 unchanged');
    expect((await owner.get(await open('ten to four', 'times.md'))).text).not.toContain('very same text');
    expect(await entry('times.md')).toBeDefined();

    const older = await open('eleven to five');
    const olderItems = heldItems((await owner.get(older)).text);
    const newer = await open('noon to seven');
    const overtaken = await owner.get(older);
    expect(overtaken.text).not.toContain('New words for an entry');
    expect(overtaken.text).toContain('A newer text of it came since.');
    const late = await owner.post(`${older}/publish`, { item: olderItems });
    expect((await owner.get(late.location ?? '')).text).toContain('Nothing was published');
    // Who wrote the entry anew meanwhile has the last word, and reads why.
    const [taken] = await query(
      `select id, kind, title, body, source from documents where source = 'hours.md'`,
    );
    const draft = taken as unknown as DocumentDraft;
    await server.house.library.save(tenantId, { ...draft, body: `${draft.body} Says the boss.` });
    const item = heldItems((await owner.get(newer)).text);
    const refused = await owner.post(`${newer}/publish`, { item });
    expect((await owner.get(refused.location ?? '')).text).toMatch(
      /Nothing was published.*You changed this entry since it was imported/s,
    );
    await server.house.library.save(tenantId, draft);
    const last = await open('noon to seven');
    await owner.post(`${last}/publish`, { item: heldItems((await owner.get(last)).text) });
    expect(await entry('hours.md')).toMatchObject({ body: expect.stringContaining('noon to seven') });
    await owner.post(`/admin/pins/${pin?.id}/remove`);
  });

  it('is not published by an owner who pressed in the moment in which another one decided against it', async () => {
    const { pool, tenantId } = server.house.database;
    const { library } = server.house;
    const deps = { pool, tenantId, library, by: undefined };
    await drop(new File(['# Parking\n\nParking is free.'], 'parking.md'));
    await owner.post('/admin/pins', { question: 'Is parking free?', language: 'en' });
    const [pin] = await listPins(pool, tenantId);
    await owner.post(`/admin/pins/${pin?.id}/expect`, { text: 'is free' });
    for (const file of [
      new File([closer('$77')], 'late fees.md'),
      new File(['# Parking\n\nParking costs $2.'], 'parking.md'),
    ]) {
      const address = await drop(file);
      const importId = parseId<'import'>(address.split('/').at(-1));
      const marks = heldItems((await owner.get(address)).text);
      const seen = await listHeld(pool, tenantId, { importId, marks });
      expect(seen, file.name).toHaveLength(1);
      const before = await entry(file.name);
      await owner.post(`${address}/keep`, { item: marks });
      expect(await publishHeld(deps, seen)).toBe(0);
      expect(await entry(file.name)).toEqual(before);
    }
    await owner.post(`/admin/pins/${pin?.id}/remove`);
  });

  it('as a watched page waits, too; refused, the same text is not asked about again, and another is', async () => {
    const show = (price: string) =>
      site.pages.set('/fees', { body: htmlPage('Parking fees', `Parking is ${price} an hour at our shop.`) });
    show('$2');
    const { url, address, check } = await watch('/fees');
    await owner.post('/admin/pins', { question: 'How much is parking at your shop?', language: 'en' });
    const { pool, tenantId } = server.house.database;
    const pin = (await listPins(pool, tenantId)).find(({ question }) => question.includes('parking'));
    await owner.post(`/admin/pins/${pin?.id}/expect`, { text: '$2' });
    show('$7');
    await check('held');
    expect(await entry(url)).toMatchObject({ body: expect.stringContaining('$2') });
    await owner.post(`${address}/keep`, { item: heldItems((await owner.get(address)).text) });
    expect((await owner.get(address)).text).toContain('You kept the entry as it was.');
    await check('unchanged');
    show('$8');
    await check('held');
    // Gone from the site, it stays as long as the pinned answer rests on it.
    site.pages.delete('/fees');
    for (let misses = 1; misses <= 3; misses += 1) await check('failed');
    expect((await owner.get(address)).text).toContain('because a pinned answer rests on it');
    const { id } = (await entry(url)) as { id: DocumentId };
    await owner.post(`/admin/knowledge/${parseId<'document'>(id)}/delete`, { anyway: 'yes' });
    expect(await entry(url)).toBeUndefined();
  });

  it('as a new watched page goes on waiting when it is looked at again, was cut off, or comes back', async () => {
    const body = htmlPage('How much is delivery', 'How much is delivery? Delivery is $77.');
    site.pages.set('/delivery', { body });
    const { url, importId, address, state, check } = await watch('/delivery');
    const pin = async () => (await stateOfPins()).at(-1);
    expect(await state()).toBe('held');
    const checkedAt = async () =>
      (await query('select last_checked_at from web_sources where import_id = $1', importId))[0]
        ?.last_checked_at;
    const before = await checkedAt();
    await owner.post(`${address}/check`);
    await until('it is looked at', async () => Number(await checkedAt()) !== Number(before));
    expect(await state()).toBe('held');
    // As a process leaves it that ends before it wrote down how it went.
    await query(
      `update import_items set state = 'waiting', held = null, document_id = null, next_attempt_at = now()
       where import_id = $1`,
      importId,
    );
    await until('it is held again', async () => (await state()) === 'held');
    expect(await entry(url)).toMatchObject({ is_draft: true });

    const item = heldItems((await owner.get(address)).text);
    await owner.post(`${address}/publish`, { item });
    expect(await entry(url)).toMatchObject({ is_draft: false });
    // Gone from the site, it is binned; back again, it would change the answer once more.
    site.pages.delete('/delivery');
    for (let misses = 1; misses <= 3; misses += 1) await check('failed');
    expect(await entry(url)).toBeUndefined();
    site.pages.set('/delivery', { body });
    await check('held');
    expect(await entry(url)).toMatchObject({ is_draft: true });
    expect((await owner.get(address)).text).toMatch(
      /Before<\/p>.*Delivery is \$5.*After<\/p>.*Delivery is \$77/s,
    );
    await owner.post(`${address}/keep`, { item });
    expect(await pin()).toBe('holds');
  });
});
