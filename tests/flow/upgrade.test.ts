// After an upgrade that changes how documents are read: nobody is answered worse than before, whatever stands in the index.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { READER_VERSION } from '../../knowledge/draft.ts';
import { listGaps } from '../../knowledge/gaps.ts';
import { createLibrary, type DocumentDraft } from '../../knowledge/ingest.ts';
import { createReadiness, GIVING_WAY_MS, STUCK_MS } from '../../knowledge/readiness.ts';
import { createLog } from '../../src/log.ts';
import type { ConversationId } from '../../src/model/ids.ts';
import { startUpkeep } from '../../src/pipeline/upkeep.ts';
import { announceWays } from '../../src/store/reading-ways.ts';
import { ENGINES } from '../support/database.ts';
import { type House, openHouse, until } from '../support/house.ts';
import { inboundText } from '../support/platform.ts';

const log = createLog(process.env.TEST_LOG ?? 'silent');
const entry = (title: string, body: string): DocumentDraft => ({
  kind: 'question_answer',
  title,
  body,
  language: 'en',
});

describe.concurrent.each(ENGINES)('after an upgrade of the reader, on %s', (engine) => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse({ engine });
  });
  afterAll(() => house.close());

  // As an older version left it: words that this one doesn't make.
  beforeEach(async () => {
    const { pool, tenantId } = house.database;
    await pool.query('delete from documents');
    await pool.query('delete from reading_ways');
    await house.library.save(tenantId, entry('Do you repair umbrellas?', 'We repair umbrellas for $8.'));
    await house.library.save(tenantId, entry('Where do you park?', 'Park behind the temple.'));
    await pool.query(`update documents set content_hash = 'r0:' || id`);
    await pool.query(`update passages set words = '', terms = '{}'`);
    await pool.query('delete from vocabulary');
  });

  const readinessAt = (now: () => number) => createReadiness({ pool: house.database.pool, now, log });

  it.sequential('questions wait until the documents are read anew, and none becomes a gap or a hand-over', async () => {
    const { pool, tenantId } = house.database;
    await house.receive(inboundText('Do you repair umbrellas?', { conversation: 'patient' }));
    const { rows } = await pool.query<{ id: ConversationId }>('select id from conversations');
    for (const { id } of rows) await house.worker.handle({ kind: 'turn', tenantId, conversationId: id });
    const stop = startUpkeep({ ...house.database, library: house.library, embedder: undefined, log });
    try {
      await until('the customer is answered', () => house.platform.textsOf('patient').length > 0);
    } finally {
      await stop();
    }
    expect(house.platform.textsOf('patient')).toEqual(['We repair umbrellas for $8.']);
    expect(await listGaps(pool, tenantId, 10)).toEqual([]);
    const escalations = await pool.query('select from escalations');
    expect(escalations.rowCount).toBe(0);
  });

  it.sequential('questions don’t wait for what nobody reads, and what they miss is no gap', async () => {
    const { pool, tenantId } = house.database;
    let nowMs = 0;
    const readiness = readinessAt(() => nowMs);
    const askedRarely = readinessAt(() => nowMs);
    expect(await readiness(tenantId)).toBe('behind');
    nowMs = STUCK_MS - 1;
    expect(await readiness(tenantId)).toBe('behind');
    await pool.query(`delete from documents where title like 'Where%'`);
    nowMs = STUCK_MS + 1_000;
    expect(await readiness(tenantId)).toBe('behind');
    nowMs = 2 * STUCK_MS + 1_000;
    expect(await readiness(tenantId)).toBe('stuck');
    // Of what was behind long ago nobody knows whether it still is.
    expect(await askedRarely(tenantId)).toBe('behind');
    nowMs += 2 * STUCK_MS;
    expect(await askedRarely(tenantId)).toBe('behind');
    await house.library.resume();
    nowMs += STUCK_MS;
    expect(await readiness(tenantId)).toBe('ready');
  });

  it.sequential('a version that gives way leaves the documents of the one that decides alone, and takes no turns', async () => {
    const { pool, tenantId } = house.database;
    const ours = { kind: 'reader', value: READER_VERSION } as const;
    await announceWays(pool, [ours]);
    // The embedded database tells no two moments of a millisecond apart.
    await pool.query(`update reading_ways set started_at = started_at - interval '1 second'`);
    await announceWays(pool, [{ kind: 'reader', value: 'r0' }]);
    const library = createLibrary({ pool, embedder: undefined, log });
    expect(await library.resume()).toBe(0);
    let nowMs = 0;
    const readiness = readinessAt(() => nowMs);
    for (; nowMs < GIVING_WAY_MS; nowMs += STUCK_MS / 2) expect(await readiness(tenantId)).toBe('behind');
    // There may be conversations that the other does not serve.
    expect(await readiness(tenantId)).toBe('stuck');
    // The other one was the old one after all, and ends.
    await pool.query(`update reading_ways set seen_at = now() - interval '10 minutes' where value = 'r0'`);
    expect(await library.resume()).toBe(2);
    expect(await readinessAt(() => 0)(tenantId)).toBe('ready');
  });

  it.sequential('one whose first word to the database fails decides all the same', async () => {
    const { pool } = house.database;
    let isBusy = true;
    const shaky = new Proxy(pool, {
      get(target, key) {
        if (key !== 'query' || !isBusy) return Reflect.get(target, key);
        isBusy = false;
        return () => Promise.reject(new Error('the database is busy'));
      },
    });
    const stop = startUpkeep({
      ...house.database,
      pool: shaky,
      library: house.library,
      embedder: undefined,
      log,
    });
    try {
      await until('it is known', async () => {
        const { rows } = await pool.query('select value from reading_ways');
        return rows.some(({ value }) => value === READER_VERSION);
      });
    } finally {
      await stop();
    }
  });

  it.sequential('one that can not be read any more keeps neither the others nor questions waiting, and says so', async () => {
    const { pool, tenantId } = house.database;
    await pool.query(`update documents set body = repeat('x ', 600000) where title like 'Where%'`);
    expect(await house.library.resume()).toBe(1);
    expect(await readinessAt(() => 0)(tenantId)).toBe('ready');
    const { rows } = await pool.query(
      'select title, status, error is not null as told from documents order by title',
    );
    expect(rows).toEqual([
      { title: 'Do you repair umbrellas?', status: 'ready', told: false },
      { title: 'Where do you park?', status: 'failed', told: true },
    ]);
    expect(await house.library.resume()).toBe(0);
  });

  it.sequential('what comes out of the bin is read anew', async () => {
    const { pool, tenantId } = house.database;
    const { rows } = await pool.query(
      `update documents set deleted_at = now() where title like 'Where%' returning id`,
    );
    await house.library.resume();
    await house.library.restore(tenantId, rows[0].id);
    const stop = startUpkeep({ ...house.database, library: house.library, embedder: undefined, log });
    try {
      const readiness = readinessAt(Date.now);
      await until('it is read', async () => (await readiness(tenantId)) === 'ready');
    } finally {
      await stop();
    }
  });
});
