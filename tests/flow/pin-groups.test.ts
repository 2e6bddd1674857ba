import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deleteDocument, markDocuments } from '../../knowledge/document-changes.ts';
import { createLibrary } from '../../knowledge/ingest.ts';
import { createPinGuard, type PinGuard, PinsWouldChange } from '../../knowledge/pin-guard.ts';
import { listPins, savePin } from '../../knowledge/pins.ts';
import { createLog } from '../../src/log.ts';
import { type DocumentId, parseId, type TenantId } from '../../src/model/ids.ts';
import { inTransaction, type Pool, type Queryable } from '../../src/store/pool.ts';
import { ensureTenant } from '../../src/store/tenants.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

const log = createLog('silent');
const { signal } = new AbortController();

describe('texts that come in many at once, where questions are pinned', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());

  /** A shop with one pinned question, and how often it was asked. */
  async function openShop(name: string) {
    const tenantId = await ensureTenant(database.pool, name, 'A shop');
    let asked = 0;
    const counted = (db: Queryable): Queryable['query'] =>
      (async (statement: { readonly name?: string }, values?: readonly unknown[]) => {
        if (statement.name === 'passages-by-words') asked += 1;
        return db.query(statement as never, values as never);
      }) as Queryable['query'];
    const pool: Pool = Object.assign(Object.create(database.pool), {
      query: counted(database.pool),
      async connect() {
        const client = await database.pool.connect();
        return { query: counted(client), release: (isBroken: boolean) => client.release(isBroken) };
      },
    });
    const library = createLibrary({ pool, embedder: undefined, log });
    const guard = createPinGuard({
      ...{ pool, embedder: undefined, reranker: undefined, threshold: 0.5, now: Date.now, log },
    });
    const title = 'How much is delivery to Sentosa?';
    const documentId = await library.save(tenantId, {
      ...{ kind: 'question_answer', title, body: 'Delivery is $5.' },
    });
    const pin = { question: 'how much is delivery', documentId, expectedText: '', language: 'en' } as const;
    await savePin(pool, tenantId, { ...pin, state: 'holds', answered: undefined });
    await guard.replay(tenantId, signal);
    asked = 0;
    const arrive = arrivals(guard, tenantId);
    return {
      ...{ tenantId, documentId },
      change: (of: { days?: Date[]; isForced: boolean }, work: (db: Queryable) => Promise<unknown>) =>
        guard.publish(tenantId, { ...of, signal }, (check) =>
          inTransaction(pool, async (db) => {
            await work(db);
            await check?.(db);
          }),
        ),
      /** @returns its title where it was published, else what kept it. */
      arrive: (draft: { readonly title: string; readonly body: string; readonly days?: readonly Date[] }) =>
        arrive(draft, async (id) =>
          library.prepare(tenantId, { ...draft, kind: 'question_answer', id }, 'new'),
        ),
      break: (fault: Error, times = Number.POSITIVE_INFINITY) => {
        let left = times;
        return arrive({ body: '' }, async () => async () => {
          left -= 1;
          if (left >= 0) throw fault;
        });
      },
      looks: () => asked,
      published: async () =>
        (
          await database.pool.query<{ title: string }>('select title from documents where tenant_id = $1', [
            tenantId,
          ])
        ).rows.map((row) => row.title),
      states: async () => (await listPins(pool, tenantId)).map(({ state }) => state),
    };
  }

  const arrivals =
    (guard: PinGuard, tenantId: TenantId) =>
    (
      { body, days = [] }: { readonly body: string; readonly days?: readonly Date[] },
      prepare: (id: DocumentId) => ReturnType<Parameters<PinGuard['publishTogether']>[1]['prepare']>,
    ): Promise<unknown> =>
      guard
        .publishTogether(tenantId, {
          chars: body.length,
          days,
          signal,
          prepare: () => prepare(parseId<'document'>(randomUUID())),
        })
        .then(
          () => 'published',
          (error: unknown) => error,
        );

  const others = Array.from({ length: 30 }, (_, at) => ({
    title: `What is tea number ${at}?`,
    body: `Tea number ${at} comes from hill ${at}.`,
  }));
  const closer = (price: string) => ({ title: 'How much is delivery', body: `Delivery is ${price} now.` });

  it('are published together: the question is asked for a group, not for each', async () => {
    const shop = await openShop('groups-all');
    const ends = await Promise.all(others.map((draft) => shop.arrive(draft)));
    expect(new Set(ends)).toEqual(new Set(['published']));
    expect(await shop.published()).toHaveLength(31);
    expect(await shop.states()).toEqual(['holds']);
    // Before all, and with 1, 2, 4, 8, 12 and 3 of them: what was found with one group is what the next is compared with.
    expect(shop.looks()).toBe(1 + 6);
  });

  it('are refused alone where they would change the answer, wherever in a group they stand', async () => {
    const shop = await openShop('groups-some');
    const texts = others.toSpliced(9, 0, closer('$8')).toSpliced(20, 0, closer('$9'));
    const ends = await Promise.all(texts.map((draft) => shop.arrive(draft)));
    const refused = texts.filter((_, at) => ends[at] !== 'published');
    expect(refused).toEqual([closer('$8'), closer('$9')]);
    expect(ends[9]).toBeInstanceOf(PinsWouldChange);
    expect(ends[9]).toMatchObject({
      changes: [{ after: { answered: { text: expect.stringContaining('$8') } } }],
    });
    expect(await shop.published()).toHaveLength(31);
    expect(await shop.states()).toEqual(['holds']);
  });

  it('are asked about each by itself where every one would change it', async () => {
    const shop = await openShop('groups-none');
    const texts = Array.from({ length: 10 }, (_, at) => closer(`$${at + 10}`));
    const ends = await Promise.all(texts.map((draft) => shop.arrive(draft)));
    expect(ends.every((end) => end instanceof PinsWouldChange)).toBe(true);
    expect(shop.looks()).toBe(1 + 10);
  });

  it('are compared with what was found before, unless anything changed since', async () => {
    const shop = await openShop('groups-change');
    const [first, second, third] = others;
    if (!first || !second || !third) throw new Error('too few');
    await shop.arrive(first);
    expect(shop.looks()).toBe(2);
    await shop.arrive(second);
    expect(shop.looks()).toBe(3);
    // By somebody who asks nobody.
    await database.pool.query(
      `update documents set human_only = true, version = version + 1 where tenant_id = $1 and title like '%Sentosa%'`,
      [shop.tenantId],
    );
    expect(await shop.arrive(third)).toBe('published');
    expect(shop.looks()).toBe(5);
    expect(await shop.states()).toEqual(['changed']);
  });

  it('are compared anew where a change that was refused had the same version as the one that was made', async () => {
    const shop = await openShop('groups-refused');
    const mark = (marks: Parameters<typeof markDocuments>[3], of: { days?: Date[]; isForced: boolean }) =>
      shop.change(of, (db) => markDocuments(db, shop.tenantId, { ids: [shop.documentId] }, marks));
    const refused = mark({ isHumanOnly: true }, { isForced: false });
    await expect(refused).rejects.toBeInstanceOf(PinsWouldChange);
    const validUntil = new Date(Date.now() + 86_400_000);
    await mark({ validUntil }, { isForced: true, days: [validUntil] });
    const deleting = shop.change({ isForced: false }, (db) =>
      deleteDocument(db, shop.tenantId, shop.documentId),
    );
    await expect(deleting).rejects.toBeInstanceOf(PinsWouldChange);
  });

  it('don’t suffer from one that can’t be stored', async () => {
    const shop = await openShop('groups-broken');
    const fault = new Error('broken');
    const ends = await Promise.all([
      ...others.slice(0, 6).map((draft) => shop.arrive(draft)),
      shop.break(fault),
      ...others.slice(6, 9).map((draft) => shop.arrive(draft)),
    ]);
    expect(ends.filter((end) => end !== 'published')).toEqual([fault]);
    expect(await shop.published()).toHaveLength(10);
    // With somebody's edit, which waited for rows of the group as the group for its own.
    const deadlock = Object.assign(new Error('deadlock detected'), { code: '40P01' });
    const after = await Promise.all([
      ...others.slice(10, 16).map((draft) => shop.arrive(draft)),
      shop.break(deadlock, 1),
    ]);
    expect(new Set(after)).toEqual(new Set(['published']));
  });

  it('are asked about alone where they begin on another day', async () => {
    const shop = await openShop('groups-days');
    const days = [new Date(Date.now() + 86_400_000)];
    const [first, second, third, ...rest] = others.slice(0, 7);
    if (!first || !second || !third) throw new Error('too few');
    const texts = [first, second, { ...third, days }, ...rest];
    await Promise.all(texts.map((draft) => shop.arrive(draft)));
    expect(await shop.published()).toHaveLength(8);
    // Before and with the first, with the second; before and with the third, today and then; before and with the rest.
    expect(shop.looks()).toBe(2 + 1 + 4 + 2);
  });
});
