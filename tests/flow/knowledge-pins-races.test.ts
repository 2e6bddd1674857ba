import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishHeld } from '../../knowledge/import/hold.ts';
import { createLibrary, type DocumentDraft } from '../../knowledge/ingest.ts';
import { createPinGuard } from '../../knowledge/pin-guard.ts';
import { listPins, savePin } from '../../knowledge/pins.ts';
import type { Embedder } from '../../src/llm/llm.ts';
import { createLog } from '../../src/log.ts';
import { parseId } from '../../src/model/ids.ts';
import { listHeld, settleHeld } from '../../src/store/import-list.ts';
import { refuseSource } from '../../src/store/import-origins.ts';
import { addReadItem, openImport } from '../../src/store/imports.ts';
import { inTransaction } from '../../src/store/pool.ts';
import { ensureTenant } from '../../src/store/tenants.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/house.ts';
import { embedText } from '../support/openai-simulator-vectors.ts';

const log = createLog('silent');
const { signal } = new AbortController();
const QUESTION = 'How much is delivery?';

/** Answers no sooner than it is told to. */
class SlowVectors implements Embedder {
  readonly model = 'slow-vectors';
  waits: Promise<void> | undefined;
  asked = 0;
  async embed(texts: readonly string[]): Promise<readonly (readonly number[])[]> {
    this.asked += 1;
    await this.waits;
    return texts.map((text) => embedText(text));
  }
}

// The embedded database has one connection: there a look and a change take turns.
describe('pinned questions that two look at, or change, at once', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase('postgresql');
  });
  afterAll(() => database?.close());

  let shops = 0;
  async function openShop() {
    shops += 1;
    const { pool } = database;
    const tenantId = await ensureTenant(pool, `races-${shops}`, 'A shop');
    const vectors = new SlowVectors();
    const library = createLibrary({ pool, embedder: undefined, log });
    const guard = createPinGuard({
      ...{ pool, embedder: vectors, reranker: undefined, threshold: 0.5, log },
      now: () => 0,
      patienceMs: 20_000,
    });
    const fee: DocumentDraft = { kind: 'question_answer', title: QUESTION, body: 'Delivery is $5.' };
    const documentId = await library.save(tenantId, fee);
    const pin = (expectedText: string, state: 'holds' | 'changed') =>
      savePin(pool, tenantId, {
        ...{ question: QUESTION, language: 'en', documentId, expectedText },
        ...{ state, answered: undefined },
      });
    await pin('is $5', 'holds');
    const slow = () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      vectors.waits = promise;
      vectors.asked = 0;
      return resolve;
    };
    return {
      ...{ tenantId, library, guard, vectors, pin, slow },
      entry: { ...fee, id: documentId },
      states: async () => (await listPins(pool, tenantId)).map(({ state }) => state),
      dearer: { ...fee, id: documentId, body: 'Delivery is $8.' },
    };
  }

  const isBlocked = async (): Promise<boolean> => {
    const { rows } = await database.pool.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return rows.length > 0;
  };

  /** A change that has come to this place in its transaction, and goes on when it is told to. */
  function publishing(
    { tenantId, library, guard, dearer }: Awaited<ReturnType<typeof openShop>>,
    place: 'before its look' | 'after its look',
  ) {
    const [came, goes] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const pause = async (): Promise<void> => {
      came.resolve();
      await goes.promise;
    };
    const done = guard.publish(tenantId, { isForced: true, signal }, (check) =>
      library.save(tenantId, dearer, async (db) => {
        if (place === 'before its look') await pause();
        await check?.(db);
        if (place === 'after its look') await pause();
      }),
    );
    return { came: Promise.race([came.promise, done]), goOn: goes.resolve, done };
  }

  it('do not hold again because a look that began before the change was published ends after it', async () => {
    const shop = await openShop();
    const { tenantId, guard, states } = shop;
    const change = publishing(shop, 'after its look');
    await change.came;
    const looking = guard.replay(tenantId, signal);
    await until('the look waits for the change', isBlocked).finally(change.goOn);
    await Promise.all([change.done, looking]);
    await guard.refresh(tenantId, signal);
    expect(await states()).toEqual(['changed']);
  });

  it('are looked at once more where a look of before the change was stored first', async () => {
    const shop = await openShop();
    const { tenantId, guard, states } = shop;
    const change = publishing(shop, 'before its look');
    await change.came;
    await guard.replay(tenantId, signal).finally(change.goOn);
    expect(await states()).toEqual(['holds']);
    await change.done;
    await guard.refresh(tenantId, signal);
    expect(await states()).toEqual(['changed']);
  });

  it('do not make texts that come in together wait for an edit that waits for them', async () => {
    const { tenantId, library } = await openShop();
    const [first, edited, second] = (['it is six', 'it is five', 'it was five'] as const).map((body) => ({
      ...({ kind: 'text', title: 'Price', body, id: parseId<'document'>(randomUUID()) } as const),
    }));
    if (!first || !edited || !second) throw new Error('too few');
    await library.add(tenantId, edited.id, edited);
    const storeFirst = await library.prepare(tenantId, first, 'new');
    const storeSecond = await library.prepare(tenantId, second, 'new');
    const edit = await library.prepare(tenantId, { ...edited, body: 'it is six' }, 'change');
    const { editing } = await inTransaction(database.pool, async (db) => {
      await storeFirst(db);
      const done = inTransaction(database.pool, edit);
      await until('the edit waits for the texts', isBlocked);
      await storeSecond(db);
      return { editing: done };
    });
    await editing;
  });

  it('keep what is expected by now, whatever a look finds of what was expected before', async () => {
    const { tenantId, guard, vectors, pin, slow, states } = await openShop();
    const go = slow();
    const looking = guard.replay(tenantId, signal);
    await until('it is being looked at', () => vectors.asked > 0);
    await pin('is $9', 'changed');
    go();
    await looking;
    expect(await states()).toEqual(['changed']);
  });

  it('are not shown as they were by a page that comes while another one looks, nor after that one was left', async () => {
    const { tenantId, library, guard, vectors, dearer, slow, states } = await openShop();
    await library.save(tenantId, dearer);
    const go = slow();
    const left = new AbortController();
    const first = guard.refresh(tenantId, left.signal);
    await until('it is being looked at', () => vectors.asked > 0);
    const second = guard.refresh(tenantId, signal).then(states);
    left.abort();
    await first;
    go();
    expect(await second).toEqual(['changed']);
  });

  it('stay as the first of two owners wants it who decide at once about a text that would change them', async () => {
    const { pool } = database;
    const { tenantId, library, entry, dearer } = await openShop();
    const importId = parseId<'import'>(randomUUID());
    await openImport(pool, tenantId, { id: importId, kind: 'files', title: 'fees' });
    const sourceHash = 'a'.repeat(64);
    await addReadItem(pool, tenantId, {
      ...{ id: parseId<'importItem'>(randomUUID()), importId, source: 'fees.md', documentId: entry.id },
      ...{ state: 'held', held: { changes: [], text: { ...dearer, sourceHash } } },
    });
    const marks = (await listHeld(pool, tenantId, { importId })).map(({ mark }) => mark);
    const [waiting] = await listHeld(pool, tenantId, { importId, marks });
    if (!waiting) throw new Error('nothing waits for its owner');
    const { publishing } = await inTransaction(pool, async (keeping) => {
      expect(await settleHeld(keeping, tenantId, { ...waiting, state: 'unchanged' })).toBe(true);
      const publishing = publishHeld({ pool, tenantId, library, by: undefined }, [waiting]);
      await until('the other owner waits', isBlocked);
      // Would be a deadlock where the other one had the entry by now.
      await refuseSource(keeping, tenantId, { id: entry.id, sourceHash });
      return { publishing };
    });
    expect(await publishing).toBe(0);
    const { rows } = await pool.query('select body from documents where id = $1', [entry.id]);
    expect(rows).toEqual([{ body: entry.body }]);
  });
});
