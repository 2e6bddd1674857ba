import { describe, expect, it, type TestContext } from 'vitest';
import { type DeskHouse, openDesk } from '../support/desk.ts';
import { onWhatsapp } from '../support/desk-customers.ts';
import { until } from '../support/house.ts';
import type { Place } from '../support/slack-simulator-people.ts';

const ASK = 'Can I talk to a real person please?';

describe.concurrent.each(['telegram', 'whatsapp'])('the desk in Slack, customers on %s', (customersOn) => {
  const open = (test: TestContext): Promise<DeskHouse> =>
    openDesk(test, customersOn === 'whatsapp' ? { customers: onWhatsapp } : {});
  const marksOf = (desk: DeskHouse, post: Place): readonly string[] =>
    desk.slack
      .thread({ channel: post.channel, ts: desk.cards()[0]?.ts ?? '' })
      .find(({ ts }) => ts === post.ts)?.reactions ?? [];

  it('opens one thread with a card of who asks, why and what was said', async (context) => {
    const desk = await open(context);
    const thread = await desk.handOver();
    const [shown = ''] = desk.seen(thread);
    for (const part of [
      'Mei Ling',
      customersOn,
      'Asked for a person',
      ASK,
      'desk.claim',
      'desk.resolve',
      'desk.hand_back',
      'desk.snooze',
    ])
      expect(shown.toLowerCase()).toContain(part.toLowerCase());
    await desk.shows('a person will reply');
    expect(desk.cards()).toHaveLength(1);
  });

  it('is claimed by the first reply, which reaches the customer, and the bot is silent from then on', async (context) => {
    const desk = await open(context);
    const thread = await desk.handOver();
    const reply = await desk.ana.writesIn(thread, 'Hi, this is Ana. *How* can I help?');
    await desk.shows('Ana from our team');
    await desk.shows('Hi, this is Ana. How can I help?');
    await until(
      'the reply is marked as sent alone',
      () => marksOf(desk, reply).join() === 'white_check_mark',
    );
    await until('the card says who has it', () => desk.seen(thread)[0]?.includes('Ana has it') ?? false);
    desk.writer.says('When do you open on Saturday?');
    await desk.says(thread, 'When do you open on Saturday?');
    await desk.ana.writesIn(thread, 'At ten.');
    await desk.shows('At ten.');
    expect(desk.shown().slice(-3)).toEqual([
      'Ana from our team is here now and will help you.',
      'Hi, this is Ana. How can I help?',
      'At ten.',
    ]);
    expect(desk.cards()).toHaveLength(1);
  });

  it('lets one of two who answer at once win, and asks the other what to do', async (context) => {
    const desk = await open(context);
    const thread = await desk.handOver();
    await Promise.all([desk.ana.writesIn(thread, 'Ana here.'), desk.raj.writesIn(thread, 'Raj here.')]);
    await desk.says(thread, 'has this conversation');
    await until('one reply is shown', () => desk.shown().some((text) => /^(Ana|Raj) here\.$/.test(text)));
    const said = desk.shown().filter((text) => /^(Ana|Raj) here\.$/.test(text));
    expect(said).toHaveLength(1);
    const [prompt] = desk.find(thread, 'has this conversation');
    expect(prompt && JSON.stringify(prompt.blocks)).toContain('desk.discard');
  });

  it('never sends a note, whatever it looks like', async (context) => {
    const desk = await open(context);
    const thread = await desk.handOver();
    await desk.ana.writesIn(thread, 'Hello from Ana');
    await desk.shows('Hello from Ana');
    for (const note of [
      '// secret one',
      '*// secret two*',
      '> // secret three',
      '`// secret four`',
      '／／ secret five',
    ])
      await desk.ana.writesIn(thread, note);
    await desk.ana.writesIn(thread, 'Bye from Ana');
    await desk.shows('Bye from Ana');
    expect(desk.shown().join('\n')).not.toContain('secret');
  });

  it('hands back and resolves by button, tells the customer, and the bot answers again', async (context) => {
    const desk = await open(context);
    const thread = await desk.handOver();
    await desk.ana.presses('desk.claim', thread);
    await desk.shows('Ana from our team');
    await desk.ana.presses('desk.hand_back', thread);
    await desk.shows('automated assistant');
    await until('the card has no buttons', () => !desk.seen(thread)[0]?.includes('desk.'));
    desk.writer.says('hi');
    await until('the bot answers', () => desk.shown().length > 3);
    expect(desk.cards()).toHaveLength(1);
  });

  it('asks what to do with a reply typed into a handed-back thread: take over, send only, discard', async (context) => {
    const desk = await open(context);
    const thread = await desk.handOver();
    await desk.ana.presses('desk.claim', thread);
    await desk.ana.presses('desk.hand_back', thread);
    await desk.shows('automated assistant');
    const decide = async (text: string, action: string): Promise<void> => {
      const before = desk.find(thread, 'The bot has').length;
      await desk.ana.writesIn(thread, text);
      await until('the desk asks', () => desk.find(thread, 'The bot has').length > before);
      const prompt = desk.find(thread, 'The bot has').at(-1);
      await desk.ana.presses(action, { channel: thread.channel, ts: prompt?.ts ?? '' });
      // Where Slack waited for too long, the press is still being obeyed.
      await until('it is decided', () => desk.find(thread, 'The bot has').at(-1)?.ts !== prompt?.ts);
    };
    await decide('first thought', 'desk.discard');
    await decide('only this', 'desk.send_only');
    await desk.shows('only this');
    await decide('I am back', 'desk.take_over');
    await desk.shows('I am back');
    expect(desk.shown().join('\n')).not.toContain('first thought');
    desk.writer.says('thanks!');
    await until('the new thread shows it', () =>
      desk.cards().some((one) => desk.find(one, 'thanks!').length > 0),
    );
  });

  if (customersOn === 'telegram')
    it('follows edits and deletions where the channel can', async (context) => {
      const desk = await open(context);
      const thread = await desk.handOver();
      const reply = await desk.ana.writesIn(thread, 'We open at 9.');
      await desk.shows('We open at 9.');
      await desk.ana.edits(reply, 'We open at 10.');
      await desk.shows('We open at 10.');
      expect(desk.shown()).not.toContain('We open at 9.');
      await desk.ana.deletes(reply);
      await until('it is taken back', () => !desk.shown().includes('We open at 10.'));
    });
  else
    it('tells who changes a message where the channel can’t', async (context) => {
      const desk = await open(context);
      const thread = await desk.handOver();
      const reply = await desk.ana.writesIn(thread, 'We open at 9.');
      await desk.shows('We open at 9.');
      await desk.ana.edits(reply, 'We open at 10.');
      await desk.says(thread, 'can’t');
      expect(desk.shown()).toContain('We open at 9.');
      expect(desk.shown().join()).not.toContain('We open at 10.');
    });

  it('shows a customer’s edit in the thread', async (context) => {
    const desk = await open(context);
    const thread = await desk.handOver();
    const id = desk.writer.says('My order is 123');
    await desk.says(thread, 'My order is 123');
    desk.writer.edits(id, 'My order is 124');
    await desk.says(thread, 'My order is 124');
  });

  it('brings files both ways', async (context) => {
    const desk = await open(context);
    const thread = await desk.handOver();
    const photo = Buffer.from('not really a picture');
    desk.writer.sendsFile(
      { name: 'receipt.pdf', contentType: 'application/pdf', bytes: photo },
      'my receipt',
    );
    await desk.says(thread, 'my receipt');
    await desk.says(thread, 'receipt.pdf');
    const file = desk.slack.workspace.addFile({
      name: 'invoice.pdf',
      mimetype: 'application/pdf',
      bytes: Buffer.from('an invoice'),
    });
    await desk.ana.writesIn(thread, 'Here it is', { files: [file] });
    await desk.shows('Here it is');
    await until('the file arrived', () => JSON.stringify(desk.writer.sees()).includes('invoice.pdf'));
  });

  it('tells why a reply failed, and tries again when asked', async (context) => {
    const desk = await open(context);
    const thread = await desk.handOver();
    await desk.ana.presses('desk.claim', thread);
    await desk.shows('Ana from our team');
    desk.refusesNext();
    const reply = await desk.ana.writesIn(thread, 'Are you there?');
    await until('it is marked as failed', () => marksOf(desk, reply).includes('warning'));
    await desk.says(thread, 'Not delivered');
    const [notice] = desk.find(thread, 'Not delivered');
    const place = { channel: thread.channel, ts: notice?.ts ?? '' };
    // Pressed by two: the second has nothing to add.
    await Promise.all([desk.ana, desk.raj].map((member) => member.presses('desk.retry', place)));
    await desk.shows('Are you there?');
    await until('it is marked as sent alone', () => marksOf(desk, reply).join() === 'white_check_mark');
    await desk.says(thread, 'Sent again');
    expect(desk.find(thread, 'nothing to send again')).toEqual([]);
  });

  it('opens a deleted thread anew, with what was said', async (context) => {
    const desk = await open(context);
    const thread = await desk.handOver();
    await desk.ana.writesIn(thread, 'Hello from Ana');
    await desk.shows('Hello from Ana');
    await desk.ana.deletes(thread);
    desk.writer.says('Are you still there?');
    await until('the thread is opened anew', () => desk.cards().length === 2);
    const [, again] = desk.cards() as [Place, Place];
    await desk.says(again, 'Are you still there?');
    expect(desk.find(again, 'Hello from Ana').length).toBeGreaterThan(0);
    await desk.ana.writesIn(again, 'Yes, I am');
    await desk.shows('Yes, I am');
  });

  it('waits for a Slack that is down, and keeps the order', async (context) => {
    const desk = await open(context);
    desk.slack.fail(
      'chat.postMessage',
      ...Array.from({ length: 3 }, () => ({ kind: 'status' as const, status: 503 })),
    );
    const thread = await desk.handOver();
    for (const text of ['one', 'two', 'three']) desk.writer.says(`message ${text}`);
    await until('all is in the thread', () => desk.find(thread, 'message three').length > 0, 30_000);
    const order = desk.seen(thread).flatMap((text) => /message (one|two|three)/.exec(text)?.[1] ?? []);
    expect(order).toEqual(['one', 'two', 'three']);
  });

  it('posts nothing twice where Slack took a post and hung up', async (context) => {
    const desk = await open(context);
    desk.slack.fail('chat.postMessage', { kind: 'cut', accept: true });
    const thread = await desk.handOver();
    await desk.ana.presses('desk.claim', thread);
    await desk.shows('Ana from our team');
    desk.slack.fail('chat.postMessage', { kind: 'cut', accept: true });
    desk.writer.says('Only once please');
    await desk.says(thread, 'Only once please');
    desk.writer.says('And this');
    await desk.says(thread, 'And this');
    expect(desk.cards()).toHaveLength(1);
    expect(desk.find(thread, 'Only once please')).toHaveLength(1);
  });

  it('ignores other channels, other workspaces and bots', async (context) => {
    const desk = await open(context);
    const thread = await desk.handOver();
    const elsewhere = desk.slack.workspace.addChannel({ name: 'random' });
    const stranger = desk.slack.join({
      display: 'Eve',
      team: 'T0OTHER',
      channels: [desk.staffChannel, elsewhere.id],
    });
    const bot = desk.slack.join({ display: 'Robot', isBot: true, channels: [desk.staffChannel] });
    await stranger.writesIn(thread, 'stranger speaks');
    await bot.writesIn(thread, 'robot speaks', { subtype: 'bot_message', extra: { bot_id: 'B0OTHER' } });
    await desk.raj.writesIn({ channel: elsewhere.id, ts: thread.ts }, 'elsewhere speaks');
    await desk.ana.writesIn(thread, 'Ana speaks');
    await desk.shows('Ana speaks');
    expect(desk.shown().join('\n')).not.toMatch(/stranger|robot|elsewhere/);
  });

  it('asks for a rating on resolve, and shows it in the thread', async (context) => {
    const desk = await open(context);
    const thread = await desk.handOver();
    await desk.ana.writesIn(thread, 'Done.');
    await desk.shows('Done.');
    await desk.ana.presses('desk.resolve', thread);
    await desk.shows('How did we do?');
    desk.writer.presses('😀');
    await desk.shows('Thank you, that helps us.');
    await desk.says(thread, 'The customer rated this: 😀');
    const { rows } = await desk.house.database.pool.query('select rating from feedback');
    expect(rows).toEqual([{ rating: 5 }]);
    expect(desk.cards()).toHaveLength(1);
  });

  it('offers the answer as knowledge on resolve, without the customer’s data', async (context) => {
    const desk = await open(context);
    desk.writer.says('Do you repair grinders? My number is 9123 4567, Mei Ling');
    await until('the bot said something', () => desk.shown().length > 0);
    const thread = await desk.handOver();
    await desk.ana.writesIn(thread, 'Yes, we repair grinders for $35.');
    await desk.shows('repair grinders');
    await desk.ana.presses('desk.resolve', thread);
    await desk.says(thread, 'desk.save_answer');
    const [offer] = desk.find(thread, 'desk.save_answer');
    await desk.ana.presses('desk.save_answer', { channel: thread.channel, ts: offer?.ts ?? '' });
    const drafts = async () =>
      (await desk.house.database.pool.query('select question, answer from answer_drafts')).rows;
    // Where Slack waited for too long, the press is still being obeyed.
    await until('it is kept', async () => (await drafts()).length > 0);
    const rows = await drafts();
    expect(rows).toHaveLength(1);
    expect(rows[0].answer).toBe('Yes, we repair grinders for $35.');
    expect(rows[0].question).toContain('repair grinders');
    expect(rows[0].question).not.toMatch(/9123|Mei|Ling/);
  });
});
