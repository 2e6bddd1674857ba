import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listVariants, readDocument } from '../../knowledge/documents.ts';
import type { DocumentDraft } from '../../knowledge/draft.ts';
import type { DocumentId } from '../../src/model/ids.ts';
import { type FormServer, startForm } from '../support/form-server.ts';
import { type Answer, Visitor } from '../support/form-visitor.ts';

describe('the undo of what an owner changed in the knowledge', () => {
  let server: FormServer;
  let owner: Visitor;
  beforeAll(async () => {
    server = await startForm();
    owner = new Visitor(server.url);
    await owner.signIn();
  });
  afterAll(() => server?.close());

  const add = (title: string, more: Partial<DocumentDraft> = {}): Promise<DocumentId> =>
    server.house.library.save(server.house.database.tenantId, {
      ...{ kind: 'question_answer', title, body: 'Yes.', language: 'en', ...more },
    });
  const read = async (id: DocumentId) => {
    const { pool, tenantId } = server.house.database;
    const document = await readDocument(pool, tenantId, id);
    if (!document) throw new Error('the entry is gone');
    return document;
  };
  /** Presses Undo on the page where a change led to. */
  const pressUndo = async ({ location }: Answer): Promise<Answer> => {
    const { text } = await owner.get(location ?? '');
    const [, action = '', inside = ''] =
      /<form method="post" action="([^"]+)">((?:(?!<\/form>).)*Undo)/s.exec(text) ?? [];
    const fields = [...inside.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
      name,
      value,
    ]);
    const answer = await owner.post(action, Object.fromEntries(fields));
    expect(answer.status, action).toBe(303);
    return owner.get(answer.location ?? '');
  };

  it.each([
    ['human', { isHumanOnly: false }, { isHumanOnly: true }],
    ['publish', { isDraft: true }, { isDraft: false }],
    ['until', { validUntil: undefined }, { validUntil: expect.any(Date) }],
  ])(
    'brings marks of several back (%s), but not of what was changed again since',
    async (action, was, is) => {
      const marks = action === 'publish' ? { isDraft: true } : {};
      const [one, other] = [
        await add('Do you repair shoes?', marks),
        await add('Do you repair bags?', marks),
      ];
      await owner.get('/admin/knowledge');
      const marked = await owner.post('/admin/knowledge/bulk', {
        action,
        id: [one, other],
        until: '2099-12-31',
      });
      expect(await read(one)).toMatchObject(is);
      await server.house.library.save(server.house.database.tenantId, {
        ...{ id: other, kind: 'question_answer', title: 'Do you repair bags?', body: 'Small ones.' },
      });
      expect((await pressUndo(marked)).text).toContain('1 entry as before.');
      expect(await read(one)).toMatchObject(was);
      expect(await read(other)).toMatchObject({ ...is, body: 'Small ones.' });
    },
  );

  it('brings words, days and marks of a saved entry back, in its other languages too', async () => {
    const { pool, tenantId } = server.house.database;
    const id = await add('Do you sell tea?');
    await add('Ada jual teh?', { language: 'ms', variantOf: id });
    await owner.get(`/admin/knowledge/${id}`);
    const saved = await owner.post(`/admin/knowledge/${id}`, {
      ...{ title: 'Do you sell tea?', body: 'No more.', language: 'en', version: '1' },
      ...{ humanOnly: 'on', lastDay: '2099-12-31', allLanguages: 'on' },
    });
    const marks = async () =>
      (await listVariants(pool, tenantId, await read(id))).map((one) => [one.isHumanOnly, one.validUntil]);
    expect(await marks()).toEqual(Array(2).fill([true, expect.any(Date)]));
    expect((await pressUndo(saved)).text).toContain('Undone: it is as it was before.');
    expect(await read(id)).toMatchObject({ body: 'Yes.' });
    expect(await marks()).toEqual(Array(2).fill([false, undefined]));
  });

  it('offers none where nothing was changed, and undoes nothing that somebody else changed since', async () => {
    const id = await add('Do you sell coffee?');
    await owner.get(`/admin/knowledge/${id}`);
    const entry = { title: 'Do you sell coffee?', language: 'en', version: '1' };
    const same = await owner.post(`/admin/knowledge/${id}`, { ...entry, body: 'Yes.' });
    expect((await owner.get(same.location ?? '')).text).not.toContain('Undo');
    await owner.post(`/admin/knowledge/${id}`, { ...entry, body: 'Black only.' });
    await owner.post(`/admin/knowledge/${id}`, { ...entry, version: '2', body: 'White, too.' });
    expect((await owner.post(`/admin/knowledge/${id}/undo`, { version: '2' })).location).toBe(
      `/admin/knowledge/${id}/history`,
    );
    expect(await read(id)).toMatchObject({ body: 'White, too.' });
  });

  it('takes the approval of a draft back, and the return of an old version', async () => {
    const id = await add('Do you sell milk?', { isDraft: true });
    await owner.get(`/admin/knowledge/${id}`);
    const entry = { title: 'Do you sell milk?', language: 'en', body: 'Yes.' };
    const approved = await owner.post(`/admin/knowledge/${id}`, {
      ...entry,
      version: '1',
      action: 'publish',
    });
    expect(await read(id)).toMatchObject({ isDraft: false });
    await pressUndo(approved);
    expect(await read(id)).toMatchObject({ isDraft: true });
    await owner.post(`/admin/knowledge/${id}`, {
      ...entry,
      body: 'Oat milk.',
      version: '3',
      action: 'publish',
    });
    await pressUndo(await owner.post(`/admin/knowledge/${id}/history/1/restore`));
    expect(await read(id)).toMatchObject({ isDraft: false, body: 'Oat milk.' });
  });
});
