// What a review of the desk found: each was wrong once.
import { describe, expect, it } from 'vitest';
import type { LanguageModel } from '../../src/llm/llm.ts';
import { openDesk } from '../support/desk.ts';
import { until } from '../support/house.ts';
import type { Place } from '../support/slack-simulator-people.ts';

describe.concurrent('at the edges of the desk', () => {
  it('an edit while the words are being translated reaches the customer in its last form', async (context) => {
    const held: (() => void)[] = [];
    const model: LanguageModel = {
      name: 'slow',
      async reply({ messages }) {
        const text = messages.at(-1)?.content ?? '';
        if (text === 'We open at 9.') await new Promise<void>((resolve) => held.push(resolve));
        return { text: `译：${text}`, toolCalls: [], usage: { inputTokens: 0, outputTokens: 0 } };
      },
    };
    const desk = await openDesk(context, { model });
    const thread = await desk.handOver('我要找真人客服');
    const reply = await desk.ana.writesIn(thread, 'We open at 9.');
    await until('it is being translated', () => held.length === 1);
    await desk.ana.edits(reply, 'We open at 10.');
    held[0]?.();
    await desk.shows('译：We open at 10.');
    await until('the old words are gone', () => !desk.shown().includes('译：We open at 9.'));
  });

  it('a button is obeyed whose post Slack has shown but not yet confirmed', async (context) => {
    const desk = await openDesk(context);
    const thread = await desk.handOver();
    await desk.handBack(thread);
    await desk.says(thread, 'automated assistant');
    // It arrives, and Slack's answer doesn't.
    desk.slack.fail('chat.postMessage', { kind: 'stall', accept: true });
    await desk.ana.writesIn(thread, 'Yes, two kinds.');
    await desk.says(thread, 'The bot has');
    await desk.press('desk.take_over', thread, 'The bot has');
    await desk.shows('Yes, two kinds.');
  });

  it('a held reply that becomes a note never goes out', async (context) => {
    const desk = await openDesk(context);
    const thread = await desk.handOver();
    await desk.handBack(thread);
    const reply = await desk.ana.writesIn(thread, 'he pays late');
    await desk.says(thread, 'The bot has');
    await desk.ana.edits(reply, '// he pays late');
    await desk.press('desk.send_only', thread, 'The bot has');
    await desk.ana.writesIn(thread, 'Anything else?');
    await until('the desk asks again', () => desk.find(thread, 'The bot has').length === 2);
    await desk.press('desk.send_only', thread, 'The bot has');
    await desk.shows('Anything else?');
    expect(desk.shown().join('\n')).not.toContain('pays late');
  });

  it('a reply that was too long is sent once it is shortened', async (context) => {
    const desk = await openDesk(context);
    const thread = await desk.handOver();
    const reply = await desk.ana.writesIn(thread, 'long '.repeat(900));
    await desk.says(thread, 'Split it in two');
    await desk.ana.edits(reply, 'Short now.');
    await desk.shows('Short now.');
  });

  it('a held reply is its writer’s to decide about', async (context) => {
    const desk = await openDesk(context);
    const thread = await desk.handOver();
    await desk.handBack(thread);
    await desk.ana.writesIn(thread, 'From Ana');
    await desk.says(thread, 'The bot has');
    const prompt = { channel: thread.channel, ts: desk.find(thread, 'The bot has')[0]?.ts ?? '' };
    await desk.raj.presses('desk.take_over', prompt);
    await until('Raj is told', () => desk.slack.calls('chat.postEphemeral').length === 1);
    expect(desk.shown().join('\n')).not.toContain('From Ana');
    await desk.ana.presses('desk.take_over', prompt);
    await desk.shows('From Ana');
  });

  it('a button on an older card changes nothing in a newer hand-over', async (context) => {
    const desk = await openDesk(context);
    const thread = await desk.handOver();
    const old = desk.slack.workspace.message(thread.channel, thread.ts);
    const value = JSON.stringify(old.blocks).match(/"value":"([^"]+)"/)?.[1] ?? '';
    await desk.handBack(thread);
    desk.customer.says('I want to talk to a person');
    await until('there is a second card', () => desk.cards().length === 2);
    await desk.ana.presses('desk.resolve', thread, { value });
    await until('Ana is told', () => desk.slack.calls('chat.postEphemeral').length === 1);
    const { rows } = await desk.house.database.pool.query('select mode from conversations');
    expect(rows).toEqual([{ mode: 'waiting' }]);
  });

  it('a card that Slack won’t change holds nothing up', async (context) => {
    const desk = await openDesk(context);
    const thread = await desk.handOver();
    desk.slack.fail(
      'chat.update',
      ...Array.from({ length: 9 }, () => ({ kind: 'error' as const, error: 'edit_window_closed' })),
    );
    await desk.ana.presses('desk.claim', thread);
    await desk.shows('Ana from our team');
    desk.customer.says('An urgent question');
    await desk.says(thread, 'An urgent question');
  });

  it('what is typed below a deleted card still reaches the customer', async (context) => {
    const desk = await openDesk(context);
    const thread = await desk.handOver();
    const before = await desk.ana.writesIn(thread, 'Hello from Ana');
    await desk.shows('Hello from Ana');
    await desk.ana.deletes(thread);
    await until('the thread is opened anew', () => desk.cards().length === 2);
    const typed = await desk.ana.writesIn(thread, 'Typed in the old place');
    await desk.shows('Typed in the old place');
    await desk.ana.edits(typed, 'Changed in the old place');
    await desk.shows('Changed in the old place');
    await desk.ana.deletes(before);
    await until('it is taken back', () => !desk.shown().includes('Hello from Ana'));
  });

  it('a card that is deleted while its thread is brought up to date is opened anew at once', async (context) => {
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
    const desk = await openDesk(context, { model });
    const thread = await desk.handOver('我要找真人客服');
    desk.customer.says('我的地址写错了');
    await until('the message is being translated', () => held.length > 0);
    await desk.ana.deletes(thread);
    holds = false;
    for (const go of held) go();
    const anew = (): Place | undefined => desk.cards().find(({ ts }) => ts !== thread.ts);
    await until('the thread is opened anew', () => anew() !== undefined);
    await desk.says(anew() as Place, '我的地址写错了');
  });

  it('a message that crosses the resolve opens the conversation again', async (context) => {
    const desk = await openDesk(context);
    const thread = await desk.handOver();
    await desk.ana.presses('desk.claim', thread);
    await desk.ana.presses('desk.resolve', thread);
    await desk.shows('How did we do?');
    const { pool } = desk.house.database;
    await pool.query(`update messages set handled_at = null, text = 'hello' where author = 'customer'`);
    await desk.shows('Hi again');
    const { rows } = await pool.query('select mode from conversations');
    expect(rows).toEqual([{ mode: 'bot' }]);
  });
});
