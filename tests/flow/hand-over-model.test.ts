import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DocumentId } from '../../src/model/ids.ts';
import { phrase } from '../../src/model/phrases.ts';
import { type House, openHouse, until } from '../support/house.ts';
import { openSimulatedModel } from '../support/models.ts';
import { type OpenAISimulator, startOpenAISimulator } from '../support/openai-simulator.ts';
import { FAULTS } from '../support/openai-simulator-faults.ts';
import { inboundText } from '../support/platform.ts';

/** Wednesday 11:00 in Singapore: open. */
const OPEN_AT = Date.parse('2026-03-04T03:00:00Z');
const PASSED_ON = phrase('handedOverOpen', 'en');
const SECRET = 'the manager may go up to forty percent';

describe('a hand-over with a model', () => {
  let simulator: OpenAISimulator;
  let house: House;
  let reserved: DocumentId;

  beforeEach(async () => {
    simulator = await startOpenAISimulator();
    house = await openHouse({
      ...openSimulatedModel(simulator),
      now: () => OPEN_AT,
    });
    const { tenantId } = house.database;
    await house.library.save(tenantId, {
      kind: 'markdown',
      title: 'Bicycle repair',
      body: '# Bicycle repair\n\nA puncture repair costs $15 and takes one hour.',
      language: 'en',
    });
    reserved = await house.library.save(tenantId, {
      kind: 'question_answer',
      title: 'Do clubs get a discount on helmets?',
      body: `For clubs ${SECRET} off.`,
      alsoAsked: 'club discount on helmets',
      language: 'en',
      isHumanOnly: true,
    });
  });
  afterEach(async () => {
    await house.close();
    await simulator.stop();
  });

  const ask = async (text: string): Promise<string> => {
    const before = house.platform.shown.length;
    await house.receive(inboundText(text));
    await until('an answer is shown', () => house.platform.shown.length > before, 15_000);
    return house.platform.shown[before]?.message.text ?? '';
  };
  const prompts = (): readonly string[] =>
    simulator.journal
      .filter((call) => call.path.endsWith('/chat/completions'))
      .map((call) => JSON.stringify(call.body));
  const escalations = async () =>
    (
      await house.database.pool.query(
        'select reason, priority, summary, draft from escalations order by opened_at',
      )
    ).rows;

  it('follows a topic for people only without a word of it reaching the model or the customer', async () => {
    expect(await ask('Do clubs get a discount on helmets?')).toBe(
      `${phrase('onlyTeamAnswers', 'en')} ${PASSED_ON}`,
    );
    expect(prompts()).toEqual([]);
    expect(JSON.stringify([house.platform.shown, house.platform.progress])).not.toContain(SECRET);
    expect(await escalations()).toMatchObject([
      { reason: 'human_only', draft: expect.stringContaining(SECRET) },
    ]);
  });

  it('keeps what is for people only out of the passages and out of what the model searches for', async () => {
    const rounds = [
      { toolCalls: [{ name: 'search_knowledge', arguments: '{"query":"club discount on helmets"}' }] },
      { text: 'A puncture repair costs $15 [1].' },
    ];
    simulator.respond(() => rounds.shift() ?? { text: 'no more' });
    expect(await ask('How much is a puncture repair, I wear a helmet')).toContain('$15');
    expect(prompts()).toHaveLength(2);
    expect(prompts().join()).not.toContain(SECRET);
  });

  it('is no more once the owner takes the mark off, without the text being read again', async () => {
    const embedded = simulator.journal.length;
    await house.library.save(house.database.tenantId, {
      id: reserved,
      kind: 'question_answer',
      title: 'Do clubs get a discount on helmets?',
      body: `For clubs ${SECRET} off.`,
      alsoAsked: 'club discount on helmets',
      language: 'en',
      isHumanOnly: false,
    });
    expect(simulator.journal).toHaveLength(embedded);
    expect(await ask('Do clubs get a discount on helmets?')).toContain(SECRET);
    expect(prompts().join()).toContain(SECRET);
    expect(await escalations()).toEqual([]);
  });

  it('is urgent for the complaint that the model hears where the rules hear none', async () => {
    simulator.respond(() => ({
      toolCalls: [{ name: 'hand_over', arguments: '{"reason":"upset","because":"complaint"}' }],
    }));
    expect(await ask('Splendid, my wheel fell off on the way home')).toBe(
      `${phrase('sorryForThis', 'en')} ${PASSED_ON}`,
    );
    expect(await escalations()).toMatchObject([
      { reason: 'complaint', priority: 'high', summary: expect.stringContaining('Mood: unhappy') },
    ]);
  });

  it('is the model’s to decide where the rules hear displeasure that may be no complaint', async () => {
    simulator.respond((request) => {
      const isDoubted = JSON.stringify(request).includes('This customer sounds unhappy');
      return isDoubted
        ? { toolCalls: [{ name: 'hand_over', arguments: '{"reason":"cross","because":"complaint"}' }] }
        : { text: 'A puncture repair costs $15 [1].' };
    });
    expect(await ask('How much is a puncture repair?')).toContain('$15');
    await ask('A puncture repair, and my wheel has not arrived');
    expect(await escalations()).toMatchObject([{ reason: 'complaint', priority: 'high' }]);
  });

  it('does not ask the model about a complaint', async () => {
    await ask('Your service is terrible');
    expect(prompts()).toEqual([]);
    expect(await escalations()).toMatchObject([{ reason: 'complaint', priority: 'high' }]);
  });

  it('follows two questions in a row that the model cannot answer either', async () => {
    const unknown = 'I do not have that information.';
    simulator.respond(() => ({ text: unknown }));
    expect(await ask('Who painted the Mona Lisa?')).toBe(unknown);
    expect(await ask('Who built the Eiffel tower?')).toBe(`${phrase('stillNoAnswer', 'en')} ${PASSED_ON}`);
    expect(await escalations()).toMatchObject([{ reason: 'not_answered_twice', priority: 'normal' }]);
    expect((await escalations())[0].summary).toContain(unknown);
  });

  it('is for the model to prevent: the second question may be answered from what it finds', async () => {
    const rounds = [
      { text: 'I do not have that information.' },
      { toolCalls: [{ name: 'search_knowledge', arguments: '{"query":"puncture repair price"}' }] },
      { text: 'It costs $15 [1].' },
    ];
    simulator.respond(() => rounds.shift() ?? { text: 'no more' });
    await ask('Who painted the Mona Lisa?');
    expect(await ask('And that thing with my tyre?')).toBe('It costs $15 [1].');
    expect(await escalations()).toEqual([]);
  });

  it('follows a tool that fails where nothing can be quoted', async () => {
    await house.database.pool.query(
      `alter table customer_facts add constraint refuses_all check (key = 'never')`,
    );
    simulator.respond(() => ({
      toolCalls: [{ name: 'remember', arguments: '{"key":"name","value":"Devi"}' }],
    }));
    expect(await ask('I am Devi, who painted the Mona Lisa?')).toBe(
      `${phrase('troubleNow', 'en')} ${PASSED_ON}`,
    );
    expect(await escalations()).toMatchObject([{ reason: 'tool_failed', priority: 'high' }]);
  });

  it('is not needed when a tool fails and the knowledge can be quoted', async () => {
    await house.database.pool.query(
      `alter table customer_facts add constraint refuses_all check (key = 'never')`,
    );
    simulator.respond(() => ({
      toolCalls: [{ name: 'remember', arguments: '{"key":"name","value":"Devi"}' }],
    }));
    expect(await ask('How much is a puncture repair?')).toContain('A puncture repair costs $15');
    expect(await escalations()).toEqual([]);
  });

  it('follows a model that fails where nothing can be quoted', async () => {
    simulator.script({ on: 'chat', ...FAULTS.insufficientQuota });
    expect(await ask('Who painted the Mona Lisa?')).toBe(`${phrase('troubleNow', 'en')} ${PASSED_ON}`);
    expect(await escalations()).toMatchObject([{ reason: 'model_failed', priority: 'high' }]);
  });
});
