// Both sides of M6W in one process, on one database: our search by words, and PostgreSQL's own full-text search.
import { randomUUID } from 'node:crypto';
import { replacePassages } from '../../knowledge/passages.ts';
import { toPostings } from '../../knowledge/postings.ts';
import { findByWords } from '../../knowledge/ranking.ts';
import { toTerms } from '../../knowledge/terms.ts';
import { type DocumentId, parseId, type TenantId } from '../../src/model/ids.ts';
import { migrate } from '../../src/store/migrate.ts';
import { type Database, inTransaction, openDatabase } from '../../src/store/pool.ts';
import { ensureTenant } from '../../src/store/tenants.ts';
import { serve } from './child.ts';
import type { SearchSide, Timed } from './searches.ts';
import { settle } from './settle.ts';

const LIMIT = 8;
const PASSAGES_PER_DOCUMENT = 200;
const QUESTION_WORDS = 6;
const TEXT_WORDS = 60;
const SMALL_WORDS = 'how can the is for a when to my do'.split(' ');

// Words as a language has them: few are everywhere, most are rare (Zipf). The same ones in every run.
const SYLLABLES = 'ba de fi go ku la me ni po ru sa te vi wo zu'.split(' ');
const MOST_WORDS = 30_000;
let seed = 7;

function random(): number {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 2 ** 32;
}

function word(): string {
  let rank = Math.floor(MOST_WORDS ** random());
  let text = '';
  for (let at = 0; at < 4; at += 1) {
    text += SYLLABLES[rank % SYLLABLES.length] ?? '';
    rank = Math.floor(rank / SYLLABLES.length);
  }
  return text;
}

function words(count: number): string {
  return Array.from({ length: count }, (_, at) =>
    at % 4 === 0 ? (SMALL_WORDS[Math.floor(random() * SMALL_WORDS.length)] ?? '') : word(),
  ).join(' ');
}

const BARE = `
  create table bare_passages (
    id bigint generated always as identity primary key,
    text text not null,
    search tsvector generated always as (to_tsvector('english', text)) stored
  );
  create index bare_search on bare_passages using gin (search)`;

let database: Database | undefined;
let tenantId: TenantId | undefined;

function opened() {
  if (!database || !tenantId) throw new Error('not open');
  return { database, pool: database.pool, tenantId };
}

const commands: SearchSide<Timed> = {
  async open(where) {
    database = await openDatabase({ databaseUrl: where.databaseUrl, dataDir: where.dataDir });
    await migrate(database.pool);
    await database.pool.query(BARE);
    tenantId = await ensureTenant(database.pool, 'default', 'Bench shop');
  },
  async seed(count) {
    for (let from = 0; from < count; from += PASSAGES_PER_DOCUMENT) await seedDocument();
  },
  /** What the background does in a running house. */
  async tend(): Promise<void> {
    const { database, pool } = opened();
    if (database.kind === 'postgresql') await pool.query('vacuum (analyze)');
    await settle(database);
    for (let at = 0; at < 20; at += 1) await ours(words(QUESTION_WORDS));
  },
  async run(count: number): Promise<Timed> {
    const result = { oursMs: [] as number[], rawMs: [] as number[] };
    for (let at = 0; at < count; at += 1) {
      const question = words(QUESTION_WORDS);
      // In turn, so that neither always finds the passages at hand.
      const sides = [
        { search: ours, tookMs: result.oursMs },
        { search: raw, tookMs: result.rawMs },
      ];
      for (const { search, tookMs } of at % 2 ? sides : sides.toReversed()) {
        const startedAt = performance.now();
        await search(question);
        tookMs.push(performance.now() - startedAt);
      }
    }
    return result;
  },
};

async function seedDocument(): Promise<void> {
  const { pool, tenantId } = opened();
  const id = parseId<'document'>(randomUUID()) as DocumentId;
  const texts = Array.from({ length: PASSAGES_PER_DOCUMENT }, () => ({
    heading: words(QUESTION_WORDS),
    text: words(TEXT_WORDS),
  }));
  await inTransaction(pool, async (client) => {
    await client.query(
      `insert into documents (tenant_id, id, kind, title, body, language)
       values ($1, $2, 'markdown', 'Bench', 'Bench', 'en')`,
      [tenantId, id],
    );
    const passages = texts.map(({ heading, text }) => ({
      heading,
      place: '',
      text,
      tokens: TEXT_WORDS,
      hash: '',
      index: toPostings({ asked: [heading], text }, 'en'),
    }));
    await replacePassages(client, { tenantId, id, language: 'en' }, passages);
    await client.query(
      `insert into bare_passages (text)
       select t.text
       from unnest($1::text[]) as t (text)`,
      [texts.map(({ heading, text }) => `${heading}\n${text}`)],
    );
  });
}

async function ours(question: string): Promise<void> {
  const { pool, tenantId } = opened();
  const query = { before: [], language: 'en', otherLanguage: 0.6, limit: LIMIT } as const;
  await findByWords(pool, tenantId, { ...query, terms: toTerms(question) });
}

// What PostgreSQL does by itself: no rare words, no ways to ask, no tenants, no drafts.
async function raw(question: string): Promise<void> {
  await opened().pool.query({
    name: 'raw',
    text: `select id, text
           from bare_passages, to_tsquery('english', $1) as asked
           where search @@ asked
           order by ts_rank(search, asked) desc
           limit ${LIMIT}`,
    values: [question.split(' ').join(' | ')],
  });
}

serve(commands);
