import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerGap, dismissGap, listGaps, readGap, recordGap } from '../../knowledge/gaps.ts';
import { createLibrary } from '../../knowledge/ingest.ts';
import { createLog } from '../../src/log.ts';
import type { TenantId } from '../../src/model/ids.ts';
import { ensureTenant } from '../../src/store/tenants.ts';
import { ENGINES, openTestDatabase, type TestDatabase } from '../support/database.ts';

describe.each(ENGINES)('gaps on the %s engine', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(() => database.close());

  const ask = (tenantId: TenantId, question: string): Promise<void> =>
    recordGap(database.pool, tenantId, {
      question,
      language: 'en',
      channel: 'webchat',
      conversationId: undefined,
    });

  it('counts the same question, however it is typed, and lists the most asked first', async () => {
    const tenantId = await ensureTenant(database.pool, 'first', 'A shop');
    for (const question of ['Got bike trailers?', 'Do you rent scooters?', 'got BIKE trailers!!', '??'])
      await ask(tenantId, question);
    const gaps = await listGaps(database.pool, tenantId, 10);
    expect(gaps.map(({ question, times }) => [question, times])).toEqual([
      ['Got bike trailers?', 2],
      ['Do you rent scooters?', 1],
    ]);
  });

  it('closes with an answer and opens again when it is asked once more; a dismissed one stays away', async () => {
    const tenantId = await ensureTenant(database.pool, 'second', 'A shop');
    await ask(tenantId, 'Do you rent scooters?');
    await ask(tenantId, 'Tell me a joke');
    const [scooters, joke] = await listGaps(database.pool, tenantId, 10).then((gaps) =>
      [...gaps].sort((one, other) => one.question.localeCompare(other.question)),
    );
    if (!scooters || !joke) throw new Error('two gaps were recorded');
    const answer = await createLibrary({
      pool: database.pool,
      embedder: undefined,
      log: createLog('silent'),
    }).save(tenantId, { kind: 'text', title: 'Scooters', body: 'Scooters are S$9 an hour.' });
    await answerGap(database.pool, tenantId, scooters.id, answer);
    await dismissGap(database.pool, tenantId, joke.id);
    expect(await listGaps(database.pool, tenantId, 10)).toEqual([]);
    await ask(tenantId, 'do you rent scooters');
    await ask(tenantId, 'tell me a joke');
    expect(await listGaps(database.pool, tenantId, 10)).toMatchObject([{ id: scooters.id, times: 2 }]);
    expect(await readGap(database.pool, database.tenantId, scooters.id)).toBeUndefined();
  });
});
