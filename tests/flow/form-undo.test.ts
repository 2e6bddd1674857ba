import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listVariants, readDocument } from '../../knowledge/documents.ts';
import type { DocumentDraft } from '../../knowledge/draft.ts';
import { listGaps } from '../../knowledge/gaps.ts';
import { unmark } from '../../knowledge/versions.ts';
import { type DocumentId, parseId } from '../../src/model/ids.ts';
import { inTransaction, type Queryable } from '../../src/store/pool.ts';
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
      (await listVariants(pool, tenantId, id)).map((one) => [one.isHumanOnly, one.validUntil]);
    expect(await marks()).toEqual(Array(2).fill([true, expect.any(Date)]));
    expect((await pressUndo(saved)).text).toContain('Undone: it is as it was before.');
    expect(await read(id)).toMatchObject({ body: 'Yes.' });
    expect(await marks()).toEqual(Array(2).fill([false, undefined]));
  });

  it('opens the questions again that were answered by what is undone', async () => {
    const { pool, tenantId } = server.house.database;
    const id = await add('When is the workshop on pottery?', { body: 'On Sundays at two.' });
    const question = 'Wheel throwing for beginners?';
    const about = { question, language: 'en', channel: 'webchat', conversationId: undefined } as const;
    await server.house.recordGap(tenantId, about);
    const open = async () => (await listGaps(pool, tenantId, 10)).map((gap) => gap.question);
    expect(await open()).toEqual([question]);
    await owner.get(`/admin/knowledge/${id}`);
    const saved = await owner.post(`/admin/knowledge/${id}`, {
      ...{ title: 'When is the workshop on pottery?', alsoAsked: question, body: 'On Sundays at two.' },
      language: 'en',
    });
    expect(await open()).toEqual([]);
    await pressUndo(saved);
    expect(await open()).toEqual([question]);
  });

  it('shows who changed what, and brings a version back as a new one', async () => {
    const id = await add('Is parking free?', { body: 'Parking is free for an hour.' });
    await owner.get(`/admin/knowledge/${id}`);
    const entry = { title: 'Is parking free?', language: 'en' };
    await owner.post(`/admin/knowledge/${id}`, { ...entry, body: 'Parking is free for two hours.' });
    await owner.post(`/admin/knowledge/${id}`, {
      ...entry,
      body: 'Parking is free for two hours.',
      humanOnly: 'on',
    });
    const history = await owner.get(`/admin/knowledge/${id}/history`);
    for (const words of ['Left to a person', 'Words changed', 'Written', 'Aisha Rahman', 'by the program'])
      expect(history.text).toContain(words);
    const second = await owner.get(`/admin/knowledge/${id}/history/2`);
    expect(second.text).toContain('<del>an</del><ins>two</ins>');
    const first = await owner.get(`/admin/knowledge/${id}/history/1`);
    expect(first.text).toContain('Only its words come back.');
    const restored = await owner.post(`/admin/knowledge/${id}/history/1/restore`);
    expect((await owner.get(restored.location ?? '')).text).toContain('Version 1 is back, as version 4.');
    expect(await read(id)).toMatchObject({ body: 'Parking is free for an hour.', isHumanOnly: true });
    expect((await owner.get(`/admin/knowledge/${id}/history`)).text).toContain('Version 1 brought back');
    expect((await owner.get(`/admin/knowledge/${id}/history/99`)).status).toBe(404);
  });

  it('looks up what was changed together by its moment, not through all versions', async () => {
    const { pool, tenantId } = server.house.database;
    const id = await add('Do you sell rope?');
    const plan = async (db: Queryable): Promise<string> => {
      await db.query(
        `insert into documents
         select (jsonb_populate_record(d, jsonb_build_object('id', gen_random_uuid()))).*
         from documents d, generate_series(1, 1000)
         where d.id = $1`,
        [id],
      );
      await db.query(
        `insert into document_versions
         select (jsonb_populate_record(v, jsonb_build_object('document_id', d.id, 'made_at', now() - random() * interval '1 day'))).*
         from document_versions v, documents d
         where v.document_id = $1 and d.id <> $1 and d.title = v.title`,
        [id],
      );
      await db.query('analyze documents, document_versions');
      let lines: readonly string[] = [];
      const query = async (sql: string, values: unknown[]) => {
        const { rows } = await db.query(`explain ${sql}`, values);
        lines = rows.map((row) => row['QUERY PLAN']);
        return { rows: [] };
      };
      const by = parseId<'user'>('00000000-0000-4000-8000-000000000000');
      await unmark({ query } as unknown as Queryable, tenantId, { moment: '2026-01-01 00:00:00+00', by });
      return lines.join('\n');
    };
    // Nothing of it stays.
    const shown = inTransaction(pool, async (db) => Promise.reject(new Error(await plan(db))));
    await expect(shown).rejects.toThrow('document_versions_made');
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
