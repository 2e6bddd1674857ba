import { describe, expect, it, type TestContext } from 'vitest';
import type { LanguageModel } from '../../src/llm/llm.ts';
import { ModelError } from '../../src/model/errors.ts';
import { type DeskHouse, openDesk } from '../support/desk.ts';
import { until } from '../support/house.ts';

const ASK = '我要找真人客服';

/** Translates by saying into which language; refuses on demand. */
function createTranslatingModel(): LanguageModel & { isDown: boolean } {
  return {
    name: 'translating',
    isDown: false,
    async reply({ messages }) {
      if (this.isDown) throw new ModelError('model_unavailable', 'The model is down.');
      const [system, user] = messages;
      const into = /^Translate the user's message into (\w+)/.exec(system?.content ?? '')?.[1];
      const text = into ? `[${into}] ${user?.content}` : 'I do not know.';
      return { text, toolCalls: [], usage: { inputTokens: 0, outputTokens: 0 } };
    },
  };
}

describe.concurrent('a customer who speaks another language than the staff', () => {
  const open = (test: TestContext, model?: LanguageModel): Promise<DeskHouse> =>
    openDesk(test, { ...(model && { model }) });
  const reads = (desk: DeskHouse, text: string): Promise<void> =>
    until(`the customer reads “${text}”`, () => desk.shown().includes(text));

  it('is read in both languages, and reads the staff in their own', async (context) => {
    const desk = await open(context, createTranslatingModel());
    const thread = await desk.handOver(ASK);
    expect(desk.seen(thread)[0]).toContain(ASK);
    expect(desk.seen(thread)[0]).toContain(`[English] ${ASK}`);
    desk.customer.says('明天可以送货吗');
    await desk.says(thread, '[English] 明天可以送货吗');
    await desk.says(thread, '明天可以送货吗');
    await desk.ana.writesIn(thread, 'Yes, tomorrow.');
    await reads(desk, '[Chinese] Yes, tomorrow.');
    const { rows } = await desk.house.database.pool.query(
      `select text, translation from messages where author = 'staff'`,
    );
    expect(rows).toEqual([{ text: 'Yes, tomorrow.', translation: '[Chinese] Yes, tomorrow.' }]);
  });

  it('reads the staff’s own words once the thread’s translation is switched off', async (context) => {
    const desk = await open(context, createTranslatingModel());
    const thread = await desk.handOver(ASK);
    await desk.ana.presses('desk.translate', thread);
    await until('the card says so', () => desk.seen(thread)[0]?.includes('switched off') ?? false);
    await desk.ana.writesIn(thread, '可以的');
    await reads(desk, '可以的');
    desk.customer.says('谢谢你们');
    await desk.says(thread, '谢谢你们');
    expect(desk.find(thread, '[English] 谢谢你们')).toHaveLength(0);
  });

  it('gets the original where the model fails, and the staff are told', async (context) => {
    const model = createTranslatingModel();
    const desk = await open(context, model);
    const thread = await desk.handOver(ASK);
    model.isDown = true;
    await desk.ana.writesIn(thread, 'Yes, tomorrow.');
    await reads(desk, 'Yes, tomorrow.');
    await desk.says(thread, 'failed, so the customer gets your own words');
  });

  it('is told plainly where there is no model: translation is off', async (context) => {
    const desk = await open(context);
    const thread = await desk.handOver(ASK);
    expect(desk.seen(thread)[0]).toContain('Translation is off');
    await desk.ana.writesIn(thread, 'Yes, tomorrow.');
    await reads(desk, 'Yes, tomorrow.');
  });
});
