import { afterEach, describe, expect, it } from 'vitest';
import type { LanguageModel } from '../../src/llm/llm.ts';
import { ModelError } from '../../src/model/errors.ts';
import { type DeskHouse, openDeskHouse } from '../support/desk.ts';
import { until } from '../support/house.ts';
import type { Place } from '../support/slack-simulator-people.ts';

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

describe('a customer who speaks another language than the staff', () => {
  let desk: DeskHouse;
  afterEach(() => desk.close());

  const handOver = async (model?: LanguageModel): Promise<Place> => {
    desk = await openDeskHouse({ ...(model && { model }) });
    desk.customer.says(ASK);
    await until('the card is posted', () => desk.cards().length === 1);
    return desk.cards()[0] as Place;
  };
  const shows = (text: string): Promise<void> =>
    until(`the customer sees “${text}”`, () => desk.shown().includes(text));
  const says = (thread: Place, text: string): Promise<void> =>
    until(`the thread shows “${text}”`, () => desk.find(thread, text).length > 0);

  it('is read in both languages, and reads the staff in their own', async () => {
    const thread = await handOver(createTranslatingModel());
    expect(desk.seen(thread)[0]).toContain(ASK);
    expect(desk.seen(thread)[0]).toContain(`[English] ${ASK}`);
    desk.customer.says('明天可以送货吗');
    await says(thread, '[English] 明天可以送货吗');
    await says(thread, '明天可以送货吗');
    await desk.ana.writesIn(thread, 'Yes, tomorrow.');
    await shows('[Chinese] Yes, tomorrow.');
    const { rows } = await desk.house.database.pool.query(
      `select text, translation from messages where author = 'staff'`,
    );
    expect(rows).toEqual([{ text: 'Yes, tomorrow.', translation: '[Chinese] Yes, tomorrow.' }]);
  });

  it('reads the staff’s own words once the thread’s translation is switched off', async () => {
    const thread = await handOver(createTranslatingModel());
    await desk.ana.presses('desk.translate', thread);
    await until('the card says so', () => desk.seen(thread)[0]?.includes('switched off') ?? false);
    await desk.ana.writesIn(thread, '可以的');
    await shows('可以的');
    desk.customer.says('谢谢你们');
    await says(thread, '谢谢你们');
    expect(desk.find(thread, '[English] 谢谢你们')).toHaveLength(0);
  });

  it('gets the original where the model fails, and the staff are told', async () => {
    const model = createTranslatingModel();
    const thread = await handOver(model);
    model.isDown = true;
    await desk.ana.writesIn(thread, 'Yes, tomorrow.');
    await shows('Yes, tomorrow.');
    await says(thread, 'failed, so the customer gets your own words');
  });

  it('is told plainly where there is no model: translation is off', async () => {
    const thread = await handOver();
    expect(desk.seen(thread)[0]).toContain('Translation is off');
    await desk.ana.writesIn(thread, 'Yes, tomorrow.');
    await shows('Yes, tomorrow.');
  });
});
