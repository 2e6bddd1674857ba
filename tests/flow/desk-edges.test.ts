// What a review of the desk found: each was wrong once.
import { afterEach, describe, expect, it } from 'vitest';
import type { LanguageModel } from '../../src/llm/llm.ts';
import { type DeskHouse, openDeskHouse } from '../support/desk.ts';
import { until } from '../support/house.ts';
import type { Place } from '../support/slack-simulator-people.ts';

describe('at the edges of the desk', () => {
  let desk: DeskHouse;
  afterEach(() => desk.close());

  const handOver = async (text = 'I want to talk to a person'): Promise<Place> => {
    desk.customer.says(text);
    await until('the card is posted', () => desk.cards().length === 1);
    return desk.cards()[0] as Place;
  };
  const shows = (text: string): Promise<void> =>
    until(`the customer sees “${text}”`, () => desk.shown().some((shown) => shown.includes(text)));
  const says = (thread: Place, text: string): Promise<void> =>
    until(`the thread shows “${text}”`, () => desk.find(thread, text).length > 0);
  const press = (action: string, thread: Place, notice: string): Promise<unknown> =>
    desk.ana.presses(action, { channel: thread.channel, ts: desk.find(thread, notice).at(-1)?.ts ?? '' });
  const handBack = async (thread: Place): Promise<void> => {
    await desk.ana.presses('desk.claim', thread);
    await desk.ana.presses('desk.hand_back', thread);
    await shows('automated assistant');
  };

  it('an edit while the words are being translated reaches the customer in its last form', async () => {
    const held: (() => void)[] = [];
    const model: LanguageModel = {
      name: 'slow',
      async reply({ messages }) {
        const text = messages.at(-1)?.content ?? '';
        if (text === 'We open at 9.') await new Promise<void>((resolve) => held.push(resolve));
        return { text: `译：${text}`, toolCalls: [], usage: { inputTokens: 0, outputTokens: 0 } };
      },
    };
    desk = await openDeskHouse({ model });
    const thread = await handOver('我要找真人客服');
    const reply = await desk.ana.writesIn(thread, 'We open at 9.');
    await until('it is being translated', () => held.length === 1);
    await desk.ana.edits(reply, 'We open at 10.');
    held[0]?.();
    await shows('译：We open at 10.');
    await until('the old words are gone', () => !desk.shown().includes('译：We open at 9.'));
  });

  it('a button is obeyed whose post Slack has shown but not yet confirmed', async () => {
    desk = await openDeskHouse();
    const thread = await handOver();
    await handBack(thread);
    await says(thread, 'automated assistant');
    // It arrives, and Slack's answer doesn't.
    desk.slack.fail('chat.postMessage', { kind: 'stall', accept: true });
    await desk.ana.writesIn(thread, 'Yes, two kinds.');
    await says(thread, 'The bot has');
    await press('desk.take_over', thread, 'The bot has');
    await shows('Yes, two kinds.');
  });

  it('a held reply that becomes a note never goes out', async () => {
    desk = await openDeskHouse();
    const thread = await handOver();
    await handBack(thread);
    const reply = await desk.ana.writesIn(thread, 'he pays late');
    await says(thread, 'The bot has');
    await desk.ana.edits(reply, '// he pays late');
    await press('desk.send_only', thread, 'The bot has');
    await desk.ana.writesIn(thread, 'Anything else?');
    await until('the desk asks again', () => desk.find(thread, 'The bot has').length === 2);
    await press('desk.send_only', thread, 'The bot has');
    await shows('Anything else?');
    expect(desk.shown().join('\n')).not.toContain('pays late');
  });

  it('a reply that was too long is sent once it is shortened', async () => {
    desk = await openDeskHouse();
    const thread = await handOver();
    const reply = await desk.ana.writesIn(thread, 'long '.repeat(900));
    await says(thread, 'Split it in two');
    await desk.ana.edits(reply, 'Short now.');
    await shows('Short now.');
  });

  it('a held reply is its writer’s to decide about', async () => {
    desk = await openDeskHouse();
    const thread = await handOver();
    await handBack(thread);
    await desk.ana.writesIn(thread, 'From Ana');
    await says(thread, 'The bot has');
    const prompt = { channel: thread.channel, ts: desk.find(thread, 'The bot has')[0]?.ts ?? '' };
    await desk.raj.presses('desk.take_over', prompt);
    await until('Raj is told', () => desk.slack.calls('chat.postEphemeral').length === 1);
    expect(desk.shown().join('\n')).not.toContain('From Ana');
    await desk.ana.presses('desk.take_over', prompt);
    await shows('From Ana');
  });

  it('a button on an older card changes nothing in a newer hand-over', async () => {
    desk = await openDeskHouse();
    const thread = await handOver();
    const old = desk.slack.workspace.message(thread.channel, thread.ts);
    const value = JSON.stringify(old.blocks).match(/"value":"([^"]+)"/)?.[1] ?? '';
    await handBack(thread);
    desk.customer.says('I want to talk to a person');
    await until('there is a second card', () => desk.cards().length === 2);
    await desk.ana.presses('desk.resolve', thread, { value });
    await until('Ana is told', () => desk.slack.calls('chat.postEphemeral').length === 1);
    const { rows } = await desk.house.database.pool.query('select mode from conversations');
    expect(rows).toEqual([{ mode: 'waiting' }]);
  });

  it('a card that Slack won’t change holds nothing up', async () => {
    desk = await openDeskHouse();
    const thread = await handOver();
    desk.slack.fail(
      'chat.update',
      ...Array.from({ length: 9 }, () => ({ kind: 'error' as const, error: 'edit_window_closed' })),
    );
    await desk.ana.presses('desk.claim', thread);
    await shows('Ana from our team');
    desk.customer.says('An urgent question');
    await says(thread, 'An urgent question');
  });

  it('what is typed below a deleted card still reaches the customer', async () => {
    desk = await openDeskHouse();
    const thread = await handOver();
    await desk.ana.writesIn(thread, 'Hello from Ana');
    await shows('Hello from Ana');
    await desk.ana.deletes(thread);
    await until('the thread is opened anew', () => desk.cards().length === 2);
    await desk.ana.writesIn(thread, 'Typed in the old place');
    await shows('Typed in the old place');
  });

  it('a card that is deleted while its thread is brought up to date is opened anew at once', async () => {
    const held: (() => void)[] = [];
    let holds = true;
    const model: LanguageModel = {
      name: 'slow',
      async reply({ messages }) {
        const text = messages.at(-1)?.content ?? '';
        if (holds && text.includes('地址')) await new Promise<void>((resolve) => held.push(resolve));
        return { text: `EN: ${text}`, toolCalls: [], usage: { inputTokens: 0, outputTokens: 0 } };
      },
    };
    desk = await openDeskHouse({ model });
    const thread = await handOver('我要找真人客服');
    desk.customer.says('我的地址写错了');
    await until('the message is being translated', () => held.length > 0);
    await desk.ana.deletes(thread);
    holds = false;
    for (const go of held) go();
    const anew = (): Place | undefined => desk.cards().find(({ ts }) => ts !== thread.ts);
    await until('the thread is opened anew', () => anew() !== undefined);
    await says(anew() as Place, '我的地址写错了');
  });

  it('a message that crosses the resolve opens the conversation again', async () => {
    desk = await openDeskHouse();
    const thread = await handOver();
    await desk.ana.presses('desk.claim', thread);
    await desk.ana.presses('desk.resolve', thread);
    await shows('How did we do?');
    const { pool } = desk.house.database;
    await pool.query(`update messages set handled_at = null, text = 'hello' where author = 'customer'`);
    await shows('Hi again');
    const { rows } = await pool.query('select mode from conversations');
    expect(rows).toEqual([{ mode: 'bot' }]);
  });
});
