// The demo on WhatsApp, by Meta's Cloud API: a hand-over in Chinese with its read mark, and an answer that comes too late.
import type { Sides } from '../support/desk.ts';
import { textOf } from '../support/desk.ts';
import type { GraphSimulator } from '../support/graph-simulator.ts';
import { until } from '../support/house.ts';
import type { Place } from '../support/slack-simulator-people.ts';
import { createChatPrinter, createThreadPrinter, print } from './printing.ts';

const DEADLINE_MS = 20_000;
const DAY_MS = 25 * 3_600_000;

/** @param graph tells the server's webhook. */
export async function playWhatsapp(sides: Sides, graph: GraphSimulator): Promise<void> {
  const { ana } = sides;
  const customer = graph.user({ name: 'Mdm Lim', phone: '6591234567' });
  const printSlack = createThreadPrinter(sides);
  const printChat = createChatPrinter('WhatsApp, the business:', () =>
    customer.sees().map(({ text, options }) => ({ text, buttons: options.map(({ title }) => title) })),
  );
  const shows = async (more: number, before: number): Promise<void> => {
    await until('the customer sees it', () => customer.sees().length >= before + more, DEADLINE_MS);
    printChat();
  };
  const asks = async (text: string): Promise<void> => {
    const before = customer.sees().length;
    print('WhatsApp, Mdm Lim:', text);
    customer.says(text);
    await shows(1, before);
  };
  const marked = (card: Place, ts: string, mark: string): Promise<void> =>
    until(
      `there is the mark ${mark}`,
      () => sides.slack.thread(card).some((post) => post.ts === ts && post.reactions.includes(mark)),
      DEADLINE_MS,
    );

  await asks('你好');
  await asks('送货费多少钱？');
  await asks('我要找真人客服');
  await until('the staff have a card', () => sides.cards().length === 1, DEADLINE_MS);
  const [card] = sides.cards();
  if (!card) throw new Error('there is no card');
  printSlack(card);

  const before = customer.sees().length;
  print('Slack, Ana types in the thread:', '林女士您好，我是安娜。');
  const reply = await ana.writesIn(card, '林女士您好，我是安娜。');
  await shows(2, before);
  await marked(card, reply.ts, 'white_check_mark');
  print('WhatsApp, Mdm Lim:', '(opens the chat and reads)');
  customer.reads();
  await marked(card, reply.ts, 'eyes');
  printSlack(card);
  customer.says('我的磨豆机坏了，可以修吗？');
  await until('the thread shows it', () => sides.find(card, '磨豆机').length > 0, DEADLINE_MS);
  printSlack(card);

  print('', '(25 hours later)');
  graph.world.advance(DAY_MS);
  print('Slack, Ana types in the thread:', '可以修，请带来店里。');
  const late = await ana.writesIn(card, '可以修，请带来店里。');
  await marked(card, late.ts, 'warning');
  const notice = () => sides.slack.thread(card).find((post) => textOf(post).includes('Send the template'));
  await until('the thread says why', () => notice() !== undefined, DEADLINE_MS);
  printSlack(card);
  print('Slack, Ana presses:', '[ Send the template ]');
  const templateBefore = customer.sees().length;
  await ana.presses('desk.send_template', { channel: card.channel, ts: notice()?.ts ?? '' });
  await shows(1, templateBefore);
  const again = () =>
    sides.slack.thread(card).find((post) => textOf(post).includes('Once the customer has replied'));
  await until('the notice says so', () => again() !== undefined, DEADLINE_MS);
  print('WhatsApp, Mdm Lim:', '好的');
  customer.says('好的');
  await until('the thread shows it', () => sides.find(card, '好的').length > 0, DEADLINE_MS);
  const answeredBefore = customer.sees().length;
  print('Slack, Ana presses:', '[ Try again ]');
  await ana.presses('desk.retry', { channel: card.channel, ts: again()?.ts ?? '' });
  await shows(1, answeredBefore);
  await marked(card, late.ts, 'white_check_mark');
  printSlack(card);
}
