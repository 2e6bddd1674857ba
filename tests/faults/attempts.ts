// A message on which every turn fails: a bug of ours, which goes to a person after so many attempts.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LanguageModel } from '../../src/llm/llm.ts';
import { phrase } from '../../src/model/phrases.ts';
import { type House, openHouse, until } from '../support/house.ts';
import { inboundText } from '../support/platform.ts';

/** Wednesday 11:00 in Singapore: open. */
const OPEN_AT = Date.parse('2026-03-04T03:00:00Z');

describe.concurrent('a message on which every turn fails', () => {
  let house: House;
  let calls = 0;
  beforeAll(async () => {
    // Not a ModelError, which has its own way out: a bug.
    const broken: LanguageModel = {
      name: 'broken',
      reply: async ({ messages }) => {
        if (!messages.at(-1)?.content.includes('poison'))
          return { text: 'Fine.', toolCalls: [], usage: { inputTokens: 0, outputTokens: 0 } };
        calls += 1;
        throw new TypeError('a bug');
      },
    };
    house = await openHouse({ model: broken, now: () => OPEN_AT });
    await house.library.save(house.database.tenantId, {
      kind: 'question_answer',
      title: 'What do you sell?',
      body: 'Bread.',
      language: 'en',
    });
  });
  afterAll(() => house.close());

  it.sequential('goes to a person in the end, and holds up nobody else', async () => {
    await house.receive(inboundText('poison', { conversation: 'bad' }));
    await house.receive(inboundText('What do you sell?', { conversation: 'good' }));
    await until('the other is answered', () => house.platform.textsOf('good').length === 1);
    await until('the customer is told', () => house.platform.textsOf('bad').length === 1, 28_000);
    expect(house.platform.textsOf('bad')).toEqual([
      `${phrase('troubleNow', 'en')} ${phrase('handedOverOpen', 'en')}`,
    ]);
    expect(calls).toBe(8);
    const { rows } = await house.database.pool.query('select reason, priority from escalations');
    expect(rows).toEqual([{ reason: 'turn_failed', priority: 'high' }]);
  });

  it.sequential('is not what a conversation is that was only asked after often', async () => {
    const { rows } = await house.database.pool.query(
      `select id, tenant_id from conversations where external_id = 'good'`,
    );
    for (let ring = 0; ring < 12; ring += 1) {
      await house.worker.handle({ kind: 'turn', tenantId: rows[0].tenant_id, conversationId: rows[0].id });
    }
    await house.receive(inboundText('And what else?', { conversation: 'good' }));
    await until('it is answered', () => house.platform.textsOf('good').length === 2);
    expect(house.platform.textsOf('good')[1]).toBe('Fine.');
  });
});
