import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LABELS } from '../../channels/webchat/widget/labels.ts';
import { deleteDocuments, undeleteDocuments } from '../../knowledge/document-changes.ts';
import { type DocumentRow, listDocuments, listVariants } from '../../knowledge/documents.ts';
import { createLibrary } from '../../knowledge/ingest.ts';
import { createSearch, type Search } from '../../knowledge/search.ts';
import { loadStarter } from '../../knowledge/starter.ts';
import { createLog } from '../../src/log.ts';
import { LANGUAGES, type Language } from '../../src/model/language.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { HELD_OUT, HELD_OUT_STRANGERS } from './sample-shop-questions.ts';

/** What must be the answer's own words: things that are easily taken for one another. */
const TOLD_APART: readonly (readonly [string, Language, RegExp])[] = [
  ['When do you open on Saturday?', 'en', /Tuesday to Sunday, 09:00/],
  ['do you deliver on sunday', 'en', /not on Sundays/],
  ['how long does delivery take', 'en', /working day/],
  ['dlvry to woodlands hw much', 'en', /Zone C/],
  ['周日开门吗', 'zh', /09:00–19:00/],
  ['送货要几天', 'zh', /(?:运费|送到)[\s\S]*工作日/],
  ['berapa lama penghantaran', 'ms', /hari itu juga|hari bekerja/],
  ['vegan snacks got?', 'en', /animal ingredients/],
  ['கார்டு மூலம் பணம் செலுத்தலாமா', 'ta', /Visa/],
  ['delivery evvalavu', 'en', /S\$\d/],
  ['kedai buka hari ahad tak', 'ms', /09:00–19:00/],
  ['சனிக்கிழமை கடை திறந்திருக்குமா', 'ta', /09:00–19:00/],
  ['how much is your cold brew', 'en', /S\$8\.50/],
  ['杏仁饼干几块钱', 'zh', /S\$16\.80/],
  ['biskut badam berapa ringgit', 'ms', /S\$16\.80/],
  ['மீன் தோல் என்ன விலை', 'ta', /S\$9\.50/],
  ['address', 'en', /Seng Poh/],
  ['price', 'en', /S\$9\.80/],
  ['is there any sugar in your coffee', 'en', /12 g of sugar/],
  ['饼干开封后能放多久', 'zh', /8 个星期、3 个星期/],
  ['biskut tahan berapa lama', 'ms', /8 minggu dan 3 minggu/],
  ['முகவரி', 'ta', /Seng Poh/],
];

/** What a newcomer asks the sample business. */
const NEWCOMER: readonly (readonly [string, Language])[] = [
  ['what time do you open', 'en'],
  ['where is your shop', 'en'],
  ['how much is delivery to tampines', 'en'],
  ['can pay by paynow or not', 'en'],
  ['my parcel arrived broken', 'en'],
  ['got halal cert anot', 'en'],
  ['is delivery free above 80', 'en'],
  ['how long does delivery take', 'en'],
  ['vegan snacks got?', 'en'],
  ['几点开门', 'zh'],
  ['送货费多少钱', 'zh'],
  ['可以退货吗', 'zh'],
  ['可以开发票吗', 'zh'],
  ['送货要几天', 'zh'],
  ['pukul berapa kedai buka', 'ms'],
  ['berapa caj penghantaran', 'ms'],
  ['boleh pulangkan barang tak', 'ms'],
  ['berapa lama penghantaran', 'ms'],
  ['கடை எப்போது திறக்கும்', 'ta'],
  ['டெலிவரி கட்டணம் எவ்வளவு', 'ta'],
  ['ஹலால் உள்ளதா', 'ta'],
  ['டெலிவரிக்கு எத்தனை நாள் ஆகும்', 'ta'],
];

const STRANGER: readonly (readonly [string, Language])[] = [
  ['what is the capital of France', 'en'],
  ['do you sell cars', 'en'],
  ['are you hiring', 'en'],
  ['法国首都是哪里', 'zh'],
  ['明天会下雨吗', 'zh'],
  ['boleh saya pinjam duit', 'ms'],
  ['siapa presiden singapura', 'ms'],
  ['can lend me money', 'en'],
  ['நாளை மழை வருமா', 'ta'],
  ['எனக்கு வேலை கிடைக்குமா', 'ta'],
];

// A turn waits for this search: it must not be felt. Measured 2 to 3 ms on two busy cores.
const MEDIAN_MS = 25;

/** Prices, hours, postal sectors, telephone numbers: what a translation must not change. */
function figuresOf({ body }: DocumentRow): readonly string[] {
  return (body.match(/S\$\d+\.\d\d|\d\d:\d\d|\d+%|\b(?:KP|TE|SN|HP)\d\d\b/g) ?? []).sort();
}

describe('the sample business', () => {
  let database: TestDatabase;
  let search: Search;
  beforeAll(async () => {
    database = await openTestDatabase();
    const deps = { pool: database.pool, embedder: undefined, log: createLog('silent') };
    await loadStarter(createLibrary(deps), database.tenantId);
    search = createSearch(deps);
  });
  afterAll(() => database.close());

  const find = (text: string, language: Language) =>
    search(database.tenantId, { text, language }, { limit: 4, signal: new AbortController().signal });

  it('shows the shop itself first, in English', async () => {
    const { documents } = await listDocuments(database.pool, database.tenantId, { limit: 1, offset: 0 });
    expect(documents[0]).toMatchObject({ title: 'About us and opening hours', language: 'en' });
  });

  it('holds each text in the four languages, side by side and as new as each other, with the same figures', async () => {
    const { documents } = await listDocuments(database.pool, database.tenantId, { limit: 500, offset: 0 });
    const originals = documents.filter(({ language }) => language === 'en');
    expect(originals.length * LANGUAGES.length).toBe(documents.length);
    for (const { id, title } of originals) {
      const variants = await listVariants(database.pool, database.tenantId, id);
      expect(variants.map(({ language }) => language).sort(), title).toEqual([...LANGUAGES].sort());
      expect(new Set(variants.map(({ variantGroup }) => variantGroup)), title).toEqual(new Set([id]));
      expect(variants.filter(({ isOutdated }) => isOutdated)).toEqual([]);
      const [english, ...others] = variants.map(figuresOf);
      for (const other of others) expect(other, title).toEqual(english);
    }
  });

  it('goes as a whole, and comes back with its languages side by side', async () => {
    const { pool, tenantId } = database;
    const list = () => listDocuments(pool, tenantId, { limit: 1, offset: 0 });
    const { total } = await list();
    const deletion = randomUUID();
    expect(await deleteDocuments(pool, tenantId, { source: 'starter' }, deletion)).toBe(total);
    expect(await list()).toMatchObject({ total: 0 });
    expect(await undeleteDocuments(pool, tenantId, deletion)).toBe(total);
    const [one] = (await list()).documents;
    expect(one && (await listVariants(pool, tenantId, one.id))).toHaveLength(LANGUAGES.length);
  });

  it.each(NEWCOMER)('answers "%s" in its language, and is sure', async (text, language) => {
    const { passages, confidence } = await find(text, language);
    expect(confidence).toBeGreaterThanOrEqual(0.5);
    expect(passages[0]).toMatchObject({ language });
  });

  // The buttons that a visitor sees first: hours, delivery and payment.
  it.each(LANGUAGES)(
    'answers in %s what the web chat offers to ask, with what was asked for',
    async (language) => {
      const wanted = [/09:00–19:00/, /S\$5\.00[\s\S]*S\$15\.00/, /PayNow[\s\S]*GrabPay[\s\S]*NETS/];
      for (const [index, text] of LABELS[language].starters.entries()) {
        const { passages, confidence } = await find(text, language);
        expect(confidence, text).toBeGreaterThanOrEqual(0.5);
        expect(passages[0]?.text, text).toMatch(wanted[index] ?? /nothing else is offered/);
        expect(passages[0]?.kind, text).toBe('question_answer');
      }
    },
  );

  it.each(TOLD_APART)('tells apart what "%s" asks', async (text, language, answer) => {
    expect((await find(text, language)).passages[0]?.text).toMatch(answer);
  });

  it.each([
    ['送货要几天？', '到兀兰呢', 'zh', /C 区/],
    ['how long does delivery take?', 'to woodlands?', 'en', /Zone C/],
    ['and delivery to bedok?', 'how about the tarts', 'en', /S\$22\.80/],
  ] as const)('after "%s" is as sure about "%s" as without it', async (first, text, language, answer) => {
    const [said] = (await find(first, language)).passages;
    const options = { limit: 4, signal: new AbortController().signal };
    const history = [first, said?.text ?? ''];
    const { passages, confidence } = await search(database.tenantId, { text, language, history }, options);
    expect(passages[0]?.text).toMatch(answer);
    expect(confidence).toBeGreaterThanOrEqual((await find(text, language)).confidence);
  });

  it.each([
    ['送货要几天？', '多少钱', 'zh'],
    ['can deliver to sentosa', 'how long', 'en'],
  ] as const)('after "%s" does not take "%s" for a question of its own', async (first, text, language) => {
    const [said] = (await find(first, language)).passages;
    const options = { limit: 4, signal: new AbortController().signal };
    const history = [first, said?.text ?? ''];
    const { passages, confidence } = await search(database.tenantId, { text, language, history }, options);
    const isAboutDelivery = /工作日|working day|运费|Zone/.test(`${passages[0]?.title} ${passages[0]?.text}`);
    expect(isAboutDelivery || confidence < 0.5, `${confidence} ${passages[0]?.title}`).toBe(true);
  });

  it.each(STRANGER)('is not sure about "%s"', async (text, language) => {
    expect((await find(text, language)).confidence).toBeLessThan(0.35);
  });

  // 25 of 30, and none of 15, when they were written.
  it('finds the answers to most questions that it was never tuned on, and is not sure about strangers’', async () => {
    const missed: string[] = [];
    for (const [text, language, answer] of HELD_OUT) {
      const [best] = (await find(text, language)).passages;
      if (!answer.test(`${best?.title}\n${best?.text}`)) missed.push(text);
    }
    expect(missed.length, missed.join('\n')).toBeLessThanOrEqual(HELD_OUT.length * 0.2);
    for (const [text, language] of HELD_OUT_STRANGERS)
      expect((await find(text, language)).confidence, text).toBeLessThan(0.5);
  });

  it('is searched in a few milliseconds', async () => {
    const times: number[] = [];
    for (let round = 0; round < 200; round += 1) {
      const [text, language] = NEWCOMER[round % NEWCOMER.length] ?? ['', 'en'];
      const started = performance.now();
      await find(text, language);
      times.push(performance.now() - started);
    }
    expect(times.sort((one, other) => one - other)[100]).toBeLessThan(MEDIAN_MS);
  });
});
