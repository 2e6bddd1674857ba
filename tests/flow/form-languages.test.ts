import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listDocuments, listVariants } from '../../knowledge/documents.ts';
import type { LanguageModel } from '../../src/llm/llm.ts';
import { ModelError } from '../../src/model/errors.ts';
import type { DocumentId } from '../../src/model/ids.ts';
import { type FormServer, startForm } from '../support/form-server.ts';
import { Visitor } from '../support/form-visitor.ts';
import { until } from '../support/house.ts';

/** Translates into a mark of the language; fails while told to. */
const translator = {
  name: 'translator',
  isDown: false,
  asked: [] as string[],
  /** It answers no sooner. */
  waits: undefined as Promise<void> | undefined,
  async reply({ messages }: Parameters<LanguageModel['reply']>[0]) {
    if (translator.isDown) throw new ModelError('model_unavailable', 'The model is away.');
    const [system, user] = messages;
    translator.asked.push(user?.content ?? '');
    await translator.waits;
    const language = /into (\w+)/.exec(system?.content ?? '')?.[1] ?? '';
    const lines = (user?.content ?? '').split('\n').map((line) => line && `${language}: ${line}`);
    return { text: lines.join('\n'), toolCalls: [], usage: { inputTokens: 0, outputTokens: 0 } };
  },
};

describe('languages that the model drafts', () => {
  let server: FormServer;
  let owner: Visitor;
  beforeAll(async () => {
    server = await startForm({ model: translator });
  });
  afterAll(() => server?.close());
  beforeEach(async () => {
    translator.isDown = false;
    translator.waits = undefined;
    owner = new Visitor(server.url);
    await owner.signIn();
  });

  const add = (title: string, body: string): Promise<DocumentId> =>
    server.house.library.save(server.house.database.tenantId, {
      kind: 'question_answer',
      title,
      body,
      language: 'en',
    });
  /** The entry's page, once the model drafts nothing for it any more. */
  const settled = async (id: DocumentId): Promise<string> => {
    const page = async () => (await owner.get(`/admin/knowledge/${id}`)).text;
    await until('nothing is being drafted', async () => !(await page()).includes('The model drafts:'));
    return page();
  };

  it('drafts the other languages with the model, marks them when the original changes, and takes them as right', async () => {
    const { pool, tenantId } = server.house.database;
    const id = await add('Do you sell candles?', 'Candles cost $9.\n\nThree for $25.');
    await owner.get(`/admin/knowledge/${id}`);
    const asked = await owner.post(`/admin/knowledge/${id}/variants`, { language: ['zh', 'ms', 'ta'] });
    expect(asked.location).toBe(`/admin/knowledge/${id}`);
    await settled(id);
    expect((await owner.get(`/admin/knowledge/${id}`)).text).toMatch(
      /Drafts to read, correct and approve: .*தமிழ்/,
    );
    const variants = async () => listVariants(pool, tenantId, id);
    const malay = (await variants()).find(({ language }) => language === 'ms');
    expect(malay).toMatchObject({
      title: 'Malay: Do you sell candles?',
      body: 'Malay: Candles cost $9.\n\nMalay: Three for $25.',
      isDraft: true,
      isOutdated: false,
    });
    const again = await owner.post(`/admin/knowledge/${id}/variants`, { language: 'ms' });
    expect([again.status, (await variants()).length]).toEqual([303, 4]);
    await server.house.library.save(tenantId, {
      ...{ id, kind: 'question_answer', title: 'Do you sell candles?', language: 'en' },
      body: 'Candles cost $10.\n\nThree for $25.',
    });
    const page = await owner.get(`/admin/knowledge/${malay?.id}`);
    expect(page.text).toContain('it may be out of date');
    expect(page.text).toContain('In the original, but not in this text: 10');
    expect((await owner.get('/admin/knowledge?status=outdated')).text).toContain(
      'Malay: Do you sell candles?',
    );
    await owner.post(`/admin/knowledge/${id}`, {
      ...{ title: 'Do you sell candles?', body: 'Candles cost $10.', language: 'en' },
      ...{ humanOnly: 'on', lastDay: '2099-12-31', allLanguages: 'on' },
    });
    expect(
      (await variants()).map(({ isHumanOnly, validUntil }) => [isHumanOnly, validUntil?.getFullYear()]),
    ).toEqual(Array(4).fill([true, 2099]));
    await owner.post(`/admin/knowledge/${malay?.id}/confirm`);
    expect((await owner.get(`/admin/knowledge/${malay?.id}`)).text).not.toContain('it may be out of date');
  });

  it('shows a draft, or looks on, at every moment while the model writes it', async () => {
    for (let round = 0; round < 12; round += 1) {
      const id = await add(`Do you sell lamp ${round}?`, `A lamp costs $${round + 20}.`);
      await owner.get(`/admin/knowledge/${id}`);
      await owner.post(`/admin/knowledge/${id}/variants`, { language: 'zh' });
      let page = '';
      do {
        page = (await owner.get(`/admin/knowledge/${id}`)).text;
        expect(page.includes('Drafts to read') || page.includes('data-watch="drafts"')).toBe(true);
      } while (!page.includes('Drafts to read'));
    }
  });

  it('says so where the model does not answer, and a language is written by hand beside the original', async () => {
    const { pool, tenantId } = server.house.database;
    const id = await add('Do you sell soap?', 'Soap costs $4.');
    translator.isDown = true;
    await owner.get(`/admin/knowledge/${id}`);
    await owner.post(`/admin/knowledge/${id}/variants`, { language: ['zh', 'ta'] });
    const failed = await settled(id);
    expect(failed).toContain('中文 was not drafted. The model did not answer.');
    expect(failed).toContain('Try again');
    translator.isDown = false;
    await owner.post(`/admin/knowledge/${id}/variants`, { language: 'ta' });
    expect(await settled(id)).toMatch(/Drafts to read, correct and approve: .*தமிழ்/);
    const editor = await owner.get(`/admin/knowledge/new?variant=${id}&language=zh`);
    expect(editor.text).toContain('Soap costs $4.');
    const saved = await owner.post('/admin/knowledge/new', {
      ...{ variant: id, language: 'zh', title: '有肥皂吗？', body: '肥皂四元。' },
    });
    expect((await owner.get(saved.location ?? '')).text).toContain('Saved “<bdi>有肥皂吗？</bdi>”');
    expect((await listVariants(pool, tenantId, id)).map(({ language }) => language).sort()).toEqual([
      'en',
      'ta',
      'zh',
    ]);
    expect(await settled(id), 'what was written meanwhile is no failure').not.toContain('was not drafted');
    const chinese = new URLSearchParams(saved.location?.split('?')[1]).get('saved') as DocumentId;
    await server.house.library.remove(tenantId, chinese);
    expect(await settled(id), 'nor when it is gone again').not.toContain('was not drafted');
  });

  it('sends nothing to the model that only a person answers from, and says why', async () => {
    const { pool, tenantId } = server.house.database;
    const id = await add('What did you pay for the shop?', 'A lot.');
    await server.house.library.mark(tenantId, { ids: [id] }, { isHumanOnly: true });
    const { text } = await owner.get(`/admin/knowledge/${id}`);
    expect(text).toContain('it is not sent to the model to be translated');
    expect(text).not.toContain('Draft the others with the model');
    translator.asked.length = 0;
    await owner.post(`/admin/knowledge/${id}/variants`, { language: 'zh' });
    expect(await settled(id)).toContain('the model does not see it');
    expect(translator.asked).toEqual([]);
    expect(await listVariants(pool, tenantId, id)).toHaveLength(1);
    await server.house.library.mark(tenantId, { ids: [id] }, { isHumanOnly: false });
    const shown = await settled(id);
    expect(shown).not.toContain('was not drafted');
    expect(shown).toContain('name="language" value="zh"');
  });

  it('drafts what was too long once it is shorter, and tells in any language what could not be drafted', async () => {
    const { pool, tenantId } = server.house.database;
    const id = await add('Tell me all.', 'All of it. '.repeat(1_500));
    await owner.get(`/admin/knowledge/${id}`);
    await owner.post(`/admin/knowledge/${id}/variants`, { language: 'ms' });
    expect(await settled(id)).toContain('This text is too long to be drafted at once.');
    await server.house.library.save(tenantId, {
      ...{ id, kind: 'question_answer', title: 'Tell me all.', body: 'In short.', language: 'en' },
    });
    expect(await settled(id)).toContain('Try again');
    await owner.post(`/admin/knowledge/${id}/variants`, { language: 'ms' });
    expect(await settled(id)).toMatch(/Drafts to read, correct and approve: .*Melayu/);
    const variants = await listVariants(pool, tenantId, id);
    const malay = variants.find(({ language }) => language === 'ms')?.id as DocumentId;
    await server.house.library.remove(tenantId, id);
    translator.isDown = true;
    await owner.post(`/admin/knowledge/${malay}/variants`, { language: 'ta' });
    expect(await settled(malay)).toContain('தமிழ் was not drafted.');
  });

  it('lets a draft follow what was done with its original while the model wrote', async () => {
    const { pool, tenantId } = server.house.database;
    const [gone, kept] = [await add('Do you sell wool?', 'Yes.'), await add('Do you sell silk?', 'Yes.')];
    const writing = Promise.withResolvers<void>();
    translator.waits = writing.promise;
    translator.asked.length = 0;
    await owner.get(`/admin/knowledge/${kept}`);
    for (const id of [gone, kept]) await owner.post(`/admin/knowledge/${id}/variants`, { language: 'ms' });
    await until('the model writes both', () => translator.asked.length === 2);
    await server.house.library.remove(tenantId, gone);
    const validUntil = new Date('2099-12-31T16:00:00Z');
    await server.house.library.mark(tenantId, { ids: [kept] }, { isHumanOnly: true, validUntil });
    writing.resolve();
    await until('both are over', async () => {
      const { rows } = await pool.query('select from language_drafts where document_id = any($1)', [
        [gone, kept],
      ]);
      return rows.length === 0;
    });
    const variants = await listVariants(pool, tenantId, kept);
    expect(variants.find(({ language }) => language === 'ms')).toMatchObject({
      ...{ isDraft: true, isHumanOnly: true, validUntil },
    });
    const { total } = await listDocuments(pool, tenantId, { query: 'sell wool', limit: 1, offset: 0 });
    expect(total, 'no language without its original').toBe(0);
  });

  it('is not taken as right over words of the original that nobody saw beside it', async () => {
    const { pool, tenantId } = server.house.database;
    const { library } = server.house;
    const id = await add('Do you sell rope?', 'Rope costs $3.');
    const rewrite = (body: string) =>
      library.save(tenantId, {
        ...{ id, kind: 'question_answer', title: 'Do you sell rope?', body, language: 'en' },
      });
    await owner.get(`/admin/knowledge/new?variant=${id}&language=ms`);
    const words = { title: 'Ada jual tali?', body: 'Tali $3.', language: 'ms' };
    const isOutdated = async () =>
      (await listVariants(pool, tenantId, id)).find(({ language }) => language === 'ms')?.isOutdated;
    const shownBy = async (address: string) =>
      /name="original" value="([^"]+)"/.exec((await owner.get(address)).text)?.[1] ?? '';
    const before = await shownBy(`/admin/knowledge/new?variant=${id}&language=ms`);
    await rewrite('Rope costs $4.');
    const saved = await owner.post('/admin/knowledge/new', { ...words, variant: id, original: before });
    expect(await isOutdated(), 'as it is saved').toBe(true);

    const malay = saved.location?.split('?')[0] ?? '';
    const seen = await shownBy(malay);
    await rewrite('Rope costs $5.');
    await owner.post(`${malay}/confirm`, { original: seen });
    expect(await isOutdated(), 'as it is found still right').toBe(true);
    await owner.post(malay, { ...words, body: 'Tali $4.', original: seen });
    expect(await isOutdated(), 'as it is changed').toBe(true);
    const read = await shownBy(malay);
    await owner.post(malay, { ...words, body: 'Tali $5.', original: read });
    expect(await isOutdated()).toBe(false);

    await rewrite('Rope costs $6.');
    const refused = await owner.post(malay, { ...words, body: '', original: read });
    expect(refused.status).toBe(422);
    const editor = refused.text.slice(refused.text.indexOf('id="editor"'));
    const original = /name="original" value="([^"]+)"/.exec(editor)?.[1];
    await owner.post(malay, { ...words, body: 'Tali kami $5.', original: original ?? '' });
    expect(await isOutdated(), 'as it is saved after a refusal').toBe(true);
    await owner.post(malay, { ...words, body: 'Tali $6.', original: await shownBy(malay) });
    await owner.post(`${malay}/confirm`, { original: read });
    expect(await isOutdated(), 'as an older page finds right what was written anew').toBe(false);
  });

  it('gets the days and the hand-over of its text, also where it is stored while they are saved', async () => {
    const { pool, tenantId } = server.house.database;
    const { library } = server.house;
    const id = await add('Do you sell nails?', 'A box is $2.');
    await owner.get(`/admin/knowledge/${id}`);
    const save = library.save;
    library.save = async (...given) => {
      library.save = save;
      const draft = { title: 'Ada jual paku?', body: 'Sekotak $2.', language: 'ms', isDraft: true } as const;
      await save(tenantId, { kind: 'question_answer', ...draft, variantOf: id });
      return save(...given);
    };
    await owner.post(`/admin/knowledge/${id}`, {
      ...{ title: 'Do you sell nails?', body: 'A box is $2.', language: 'en' },
      ...{ humanOnly: 'on', lastDay: '2099-12-31', allLanguages: 'on' },
    });
    expect(
      (await listVariants(pool, tenantId, id)).map(({ isHumanOnly, validUntil }) => [
        isHumanOnly,
        validUntil?.getFullYear(),
      ]),
    ).toEqual([
      [true, 2099],
      [true, 2099],
    ]);
  });

  it('drafts after a restart what was asked for before', async () => {
    const { pool, tenantId } = server.house.database;
    const id = await add('Do you sell thread?', 'A reel is $2.');
    await pool.query(
      `insert into language_drafts (tenant_id, document_id, language, state, attempts, lease_until)
       values ($1, $2, 'ms', 'working', 1, now() - interval '1 second')`,
      [tenantId, id],
    );
    expect(await settled(id)).toMatch(/Drafts to read, correct and approve: .*Melayu/);
  });
});
