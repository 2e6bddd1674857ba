// For a scorer: the product's own search, on its own database (PGlite in a folder of its own), without a model.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLibrary } from '../../knowledge/ingest.ts';
import { createSearch } from '../../knowledge/search.ts';
import { createLog } from '../../src/log.ts';
import { isLanguage } from '../../src/model/language.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openDatabase } from '../../src/store/pool.ts';
import { ensureTenant } from '../../src/store/tenants.ts';

interface Document {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly example_questions?: readonly string[];
}

interface Hit {
  /** The document's. */
  readonly id: string;
  /** 0 to 1; the best one's is how sure the search is that the answer is there. */
  readonly score: number;
  readonly text: string;
}

interface Options {
  readonly lang?: string;
  /** The turns before, oldest first. */
  readonly history?: readonly { readonly text: string }[];
}

interface Engine {
  search(query: string, limit: number, options?: Options): Promise<readonly Hit[]>;
}

/** Set EVAL_DATABASE_URL to measure on PostgreSQL; its data stays there. */
export async function create(documents: readonly Document[]): Promise<Engine> {
  const dataDir = mkdtempSync(join(tmpdir(), 'kaki-eval-'));
  process.once('exit', () => rmSync(dataDir, { recursive: true, force: true }));
  const { pool } = await openDatabase({ databaseUrl: process.env.EVAL_DATABASE_URL, dataDir });
  await migrate(pool);
  const tenantId = await ensureTenant(pool, `eval-${Date.now()}`, 'Measured shop');
  const deps = { pool, embedder: undefined, log: createLog('silent') };
  const library = createLibrary(deps);
  const search = createSearch(deps);
  const given = new Map<string, string>();
  for (const { id, title, text, example_questions: questions } of documents) {
    const draft = { kind: 'question_answer', title, body: text } as const;
    const saved = await library.save(tenantId, { ...draft, alsoAsked: questions?.join('\n') ?? '' });
    given.set(saved, id);
  }
  return {
    async search(query, limit, { lang, history = [] } = {}) {
      const language = isLanguage(lang) ? lang : 'en';
      const asked = { text: query, language, history: history.map((turn) => turn.text) };
      const { signal } = new AbortController();
      const { passages, confidence } = await search(tenantId, asked, { limit, signal });
      return passages.map((found, rank) => ({
        id: given.get(found.documentId) ?? '',
        score: confidence / (rank + 1),
        text: found.text,
      }));
    },
  };
}
