import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLibrary } from '../../knowledge/ingest.ts';
import { readFile } from '../../knowledge/parse/file.ts';
import { createSearch } from '../../knowledge/search.ts';
import { createLog } from '../../src/log.ts';
import { ensureTenant } from '../../src/store/tenants.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { makePagedPdf } from '../support/pdf-documents.ts';

const log = createLog('silent');

describe('a passage of a file', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase('embedded');
  });
  afterAll(() => database.close());

  it('is found with the page on which it stands', async () => {
    const tenantId = await ensureTenant(database.pool, 'shop', 'A shop');
    const library = createLibrary({ pool: database.pool, embedder: undefined, log });
    const pages = ['The bakery opens at ten.', 'Walnut clocks are mended on Fridays.'].map((line) => [
      `${line} `.repeat(3),
      ...Array.from({ length: 40 }, (_, at) => `Line ${at} says nothing in particular to anybody at all.`),
    ]);
    const file = { name: 'shop.pdf', bytes: makePagedPdf(pages) };
    const { kind, text } = await readFile(file, { mostChars: 100_000 });
    await library.save(tenantId, { kind, title: 'shop.pdf', body: text, source: 'shop.pdf' });
    const search = createSearch({ pool: database.pool, embedder: undefined, log });
    const query = { text: 'walnut clocks mended', language: 'en' } as const;
    const { passages } = await search(tenantId, query, { limit: 3, signal: AbortSignal.timeout(10_000) });
    expect(passages[0]).toMatchObject({ title: 'shop.pdf', place: 'page 2' });
  });
});
