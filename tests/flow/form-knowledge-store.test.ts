import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confirmWords, deleteDocuments, undeleteDocuments } from '../../knowledge/document-changes.ts';
import { countStandings, listDocuments, readDocument } from '../../knowledge/documents.ts';
import type { DocumentDraft } from '../../knowledge/draft.ts';
import { createLibrary, type Library } from '../../knowledge/ingest.ts';
import { createSearch } from '../../knowledge/search.ts';
import { listVersions, readVersions } from '../../knowledge/versions.ts';
import { createLog } from '../../src/log.ts';
import type { DocumentId } from '../../src/model/ids.ts';
import type { Pool } from '../../src/store/pool.ts';
import { createUser, findUserByEmail } from '../../src/store/users.ts';
import { ENGINES, openTestDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/house.ts';

const answer = (title: string, body: string, more: Partial<DocumentDraft> = {}): DocumentDraft => ({
  kind: 'question_answer',
  title,
  body,
  language: 'en',
  ...more,
});

describe.each(ENGINES)('what is kept of knowledge, on %s', (engine) => {
  let database: TestDatabase;
  let library: Library;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    library = createLibrary({ pool: database.pool, embedder: undefined, log: createLog('silent') });
  });
  afterAll(() => database?.close());

  const read = async (id: Parameters<typeof readDocument>[2]) => {
    const document = await readDocument(database.pool, database.tenantId, id);
    if (!document) throw new Error('the document is gone');
    return document;
  };
  const titles = async (filter: Partial<Parameters<typeof listDocuments>[2]>) => {
    const { documents } = await listDocuments(database.pool, database.tenantId, {
      limit: 50,
      offset: 0,
      ...filter,
    });
    return documents.map(({ title }) => title).sort();
  };
  const finds = async (text: string): Promise<boolean> => {
    const search = createSearch({ pool: database.pool, embedder: undefined, log: createLog('silent') });
    const options = { limit: 5, signal: AbortSignal.timeout(10_000) };
    const { passages } = await search(database.tenantId, { text, language: 'en' }, options);
    return passages.some((passage) => passage.text.includes('$8 an hour'));
  };

  it('keeps each version with who wrote it and what changed, and no version where nothing did', async () => {
    const { pool, tenantId } = database;
    await createUser(pool, {
      tenantId,
      email: 'mei@shop.example',
      name: 'Mei',
      passwordHash: 'x',
      role: 'owner',
    });
    const mei = (await findUserByEmail(pool, tenantId, 'mei@shop.example'))?.id;
    const id = await library.save(tenantId, answer('Is there a lift?', 'Yes, at the back.', { by: mei }));
    const change = (body: string, more: Partial<DocumentDraft> = {}) =>
      library.save(tenantId, { id, ...answer('Is there a lift?', body, { by: mei, ...more }) });
    await change('Yes, at the back.');
    await change('Yes, at the front.');
    await change('Yes, at the front.', { isHumanOnly: true, validUntil: new Date('2030-01-01') });
    const lines = await listVersions(pool, tenantId, id);
    expect(lines.map(({ version, userName, changed }) => ({ version, userName, changed }))).toEqual([
      { version: 3, userName: 'Mei', changed: ['human_only', 'validity'] },
      { version: 2, userName: 'Mei', changed: ['words'] },
      { version: 1, userName: 'Mei', changed: undefined },
    ]);
    const [second, first] = await readVersions(pool, tenantId, { id, version: 2 });
    expect([second?.body, first?.body]).toEqual(['Yes, at the front.', 'Yes, at the back.']);
    expect(await readVersions(pool, tenantId, { id, version: 9 })).toEqual([]);
  });

  it('keeps the newest fifty versions', async () => {
    const { pool, tenantId } = database;
    const id = await library.save(tenantId, answer('Is it cold?', 'It is 1 degree.'));
    for (let degrees = 2; degrees <= 53; degrees += 1)
      await library.save(tenantId, { id, ...answer('Is it cold?', `It is ${degrees} degrees.`) });
    const lines = await listVersions(pool, tenantId, id);
    expect([lines.length, lines[0]?.version, lines.at(-1)?.version]).toEqual([50, 53, 4]);
  });

  it('refuses to save over a version that was not seen, and of two at once lets one through', async () => {
    const { tenantId } = database;
    const id = await library.save(tenantId, answer('Who opens?', 'Ali opens.'));
    const write = (body: string) =>
      library.save(tenantId, { id, ...answer('Who opens?', body, { basedOn: 1 }) });
    const results = await Promise.allSettled([write('Siti opens.'), write('Ravi opens.')]);
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toEqual([
      expect.objectContaining({ reason: expect.objectContaining({ code: 'document_conflict' }) }),
    ]);
    expect((await read(id)).version).toBe(2);
  });

  it('changes nothing at all where the check in its transaction fails', async () => {
    const { tenantId } = database;
    const id = await library.save(tenantId, answer('Do you fix umbrellas?', 'Yes, within a day.'));
    const failing = library.save(
      tenantId,
      { id, ...answer('Do you fix umbrellas?', 'No longer.') },
      async (db) => {
        expect((await readDocument(db, tenantId, id))?.body).toBe('No longer.');
        throw new Error('a pinned answer would change');
      },
    );
    await expect(failing).rejects.toThrow('a pinned answer');
    expect(await read(id)).toMatchObject({
      body: 'Yes, within a day.',
      status: 'ready',
      version: 1,
      passages: 1,
    });
  });

  it('lets customers find what is neither a draft nor outside its days', async () => {
    const { tenantId } = database;
    const hour = 3_600_000;
    const now = Date.now();
    const draft = answer('Do you rent bicycles?', 'Bicycles are $8 an hour.', { isDraft: true });
    const id = await library.save(tenantId, draft);
    expect(await finds('rent bicycles')).toBe(false);
    await library.mark(tenantId, { ids: [id] }, { isDraft: false });
    expect(await finds('rent bicycles')).toBe(true);
    await library.mark(tenantId, { ids: [id] }, { validUntil: new Date(now - hour) });
    expect(await finds('rent bicycles')).toBe(false);
    expect(await titles({ status: 'resting' })).toEqual(['Do you rent bicycles?']);
    await library.save(tenantId, {
      id,
      ...draft,
      isDraft: false,
      validFrom: new Date(now - hour),
      validUntil: null,
    });
    expect(await finds('rent bicycles')).toBe(true);
    expect((await read(id)).validUntil).toBeUndefined();
    await expect(
      library.save(tenantId, { id, ...draft, validFrom: new Date(now), validUntil: new Date(now) }),
    ).rejects.toThrow('last day is before the first');
  });

  it('deletes and marks what is chosen, by ids or by what matches, and undoes one deletion as a whole', async () => {
    const { pool, tenantId } = database;
    const source = 'stock.csv';
    for (const fruit of ['Durian', 'Mango', 'Papaya'])
      await library.save(tenantId, answer(fruit, `${fruit} is in stock.`, { source }));
    await library.save(
      tenantId,
      answer('Stock page', 'All in stock.', { source: 'https://shop.example/stock' }),
    );
    const matching = { source: 'file', query: 'in stock' } as const;
    expect(await titles(matching)).toEqual(['Durian', 'Mango', 'Papaya']);
    expect(await titles({ source: 'web' })).toEqual(['Stock page']);
    expect(await library.mark(tenantId, matching, { isHumanOnly: true })).toBe(3);
    expect(await library.mark(tenantId, matching, { isHumanOnly: true })).toBe(0);
    expect(await countStandings(pool, tenantId, matching)).toMatchObject({ all: 3, human_only: 3, ready: 3 });
    const mango = (await listDocuments(pool, tenantId, { query: 'Mango', limit: 1, offset: 0 })).documents[0];
    await deleteDocuments(pool, tenantId, { ids: mango ? [mango.id] : [] }, randomUUID());
    const deletion = randomUUID();
    const count = await deleteDocuments(pool, tenantId, matching, deletion);
    expect([count, await titles(matching)]).toEqual([2, []]);
    expect(await undeleteDocuments(pool, tenantId, deletion)).toBe(2);
    expect(await titles(matching)).toEqual(['Durian', 'Papaya']);
  });

  it('takes an approval for no new words: what was written from a draft is not out of date for it', async () => {
    const { tenantId } = database;
    const title = 'Do you rent out stools?';
    const original = await library.save(tenantId, {
      kind: 'question_answer',
      title,
      body: 'Yes.',
      isDraft: true,
    });
    const { wordsAt } = await read(original);
    const malay = await library.save(tenantId, {
      ...{ kind: 'question_answer', title: 'Ada sewa bangku?', body: 'Ada.', language: 'ms', isDraft: true },
      ...{ variantOf: original, wordsAt },
    });
    await library.mark(tenantId, { ids: [original] }, { isDraft: false });
    expect((await read(malay)).isOutdated).toBe(false);
    await library.save(tenantId, { id: original, kind: 'question_answer', title, body: 'No longer.' });
    await library.mark(tenantId, { ids: [malay] }, { isDraft: false });
    expect((await read(malay)).isOutdated, 'nobody looked at what changed').toBe(true);
  });

  it('tells a language out of date by how old its words are, and the original’s, also when old words come back', async () => {
    const { tenantId } = database;
    const write = (id: DocumentId, body: string, more: Partial<DocumentDraft> = {}) =>
      library.save(tenantId, { ...answer('What is a towel?', body, more), id });
    const english = await library.save(tenantId, answer('What is a towel?', '$5.'));
    const malay = await library.save(
      tenantId,
      answer('Berapa tuala?', '$5.', { language: 'ms', variantOf: english }),
    );
    const isOutdated = async () => (await read(malay)).isOutdated;
    await write(english, '$6.');
    await write(english, '$5.', { restoredFrom: 1 });
    expect(await isOutdated(), 'the very words are back').toBe(false);
    await write(english, '$7.');
    await write(malay, '$7.', { language: 'ms' });
    expect(await isOutdated()).toBe(false);
    await write(malay, '$5.', { language: 'ms', restoredFrom: 1 });
    expect(await isOutdated(), 'it says the old price').toBe(true);
    await confirmWords(database.pool, tenantId, malay);
    await write(malay, '$8.', { language: 'ms' });
    await write(malay, '$5.', { language: 'ms', restoredFrom: 3 });
    expect(await isOutdated(), 'it was found right').toBe(false);
    await write(english, '$6.', { restoredFrom: 2 });
    expect(await isOutdated(), 'it was written for words that are gone').toBe(true);
  });

  it('reads again in the background', async () => {
    const { tenantId } = database;
    const id = await library.save(tenantId, {
      kind: 'html',
      title: 'Nothing',
      body: '<p></p>',
      language: 'en',
    });
    expect((await read(id)).status).toBe('failed');
    expect(await library.readAgain(tenantId, { ids: [id] })).toBe(1);
    await until('it was read', async () => (await read(id)).status !== 'processing');
    expect((await read(id)).version).toBe(1);
  });

  it('keeps one entry of a text in each language, also when one comes back from the bin', async () => {
    const { tenantId } = database;
    const original = await library.save(tenantId, answer('Do you cater?', 'From 20 people.'));
    const malay = answer('Ada katering?', 'Dari 20 orang.', { language: 'ms', variantOf: original });
    const first = await library.save(tenantId, malay);
    expect([await read(original), await read(first)].map(({ variantGroup }) => variantGroup)).toEqual([
      original,
      original,
    ]);
    await expect(library.save(tenantId, malay)).rejects.toThrow('has an entry in that language already');
    await library.remove(tenantId, first);
    await library.save(tenantId, malay);
    await library.restore(tenantId, first);
    expect((await read(first)).variantGroup).toBeUndefined();
  });

  it('reads old documents anew without undoing what an owner changes meanwhile', async () => {
    const { pool, tenantId } = database;
    const ids = await Promise.all(
      ['Is there a shower?', 'Is there a sauna?'].map((title) =>
        library.save(tenantId, answer(title, 'No.')),
      ),
    );
    await pool.query(`update documents set content_hash = 'r0:' || id where id = any($1)`, [ids]);
    // While the first of them is being read, both are changed.
    let change: Promise<unknown> | undefined;
    const slow: Pool = Object.assign(Object.create(pool), {
      query: pool.query.bind(pool),
      async connect() {
        change ??= Promise.all(
          ids.map((id, at) => library.save(tenantId, { id, ...answer(`Question ${at}?`, 'Yes.') })),
        );
        await change;
        return pool.connect();
      },
    });
    await createLibrary({ pool: slow, embedder: undefined, log: createLog('silent') }).resume();
    expect(change).toBeDefined();
    for (const id of ids) expect(await read(id)).toMatchObject({ body: 'Yes.', status: 'ready', version: 2 });
  });

  it('lets customers in between documents that it reads anew', async () => {
    const { pool, tenantId } = database;
    const questions = Array.from({ length: 20 }, (_, at) => `Is row ${at} free?`);
    for (const question of questions) await library.save(tenantId, answer(question, 'Yes.'));
    await pool.query(`update documents set status = 'processing' where title like 'Is row %'`);
    let turns = 0;
    let isOver = false;
    const count = (): void => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    expect(await library.resume()).toBe(20);
    isOver = true;
    expect(turns).toBeGreaterThanOrEqual(3);
  });
});
