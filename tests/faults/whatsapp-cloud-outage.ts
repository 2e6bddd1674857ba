// Meta's servers are gone for a real minute: refusing connections, then silent, then answering 503. Real backoff, real clock.
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Channel } from '../../channels/channel.ts';
import { type DeskHouse, openDeskHouse } from '../support/desk.ts';
import { onWhatsapp, type WhatsappSide } from '../support/desk-customers.ts';
import { buildWhatsapp } from '../support/graph-simulator-channel.ts';
import type { WhatsappUser } from '../support/graph-simulator-user.ts';
import { until } from '../support/house.ts';
import type { Place } from '../support/slack-simulator-people.ts';

/** From the first refused call on. */
const SILENT_FROM_MS = 15_000;
const FAULTY_FROM_MS = 35_000;
const BACK_AFTER_MS = 61_000;
/** So much longer than the outage customers wait at the most, and the sweep and a slow machine on top. */
const LONGEST_WAIT_MS = 30_000;
const RESUMED_WITHIN_MS = 45_000;

const ANSWERS = {
  'What do you sell?': 'Bread and buns.',
  'Where can I park?': 'In the basement of the mall.',
  'Do you repair grinders?': 'Yes, on Tuesdays.',
} as const;
type Asked = keyof typeof ANSWERS;
const [SELL, PARK, REPAIR] = Object.keys(ANSWERS) as [Asked, Asked, Asked];

/** What the business shows while Meta is away. */
interface Waiting {
  readonly rows: number;
  readonly attempts: number;
  readonly longestMs: number;
}

describe.concurrent('a Graph API that is down for a minute', () => {
  let desk: DeskHouse;
  let side: WhatsappSide;
  let thread: Place;
  /** Beside the one whom Ana has taken over, each with what they asked, in order. */
  const customers: { readonly user: WhatsappUser; readonly asked: Asked[] }[] = [];
  const replies: Place[] = [];
  const marksMeanwhile: string[] = [];
  const statesMeanwhile: string[] = [];
  const faultsMeanwhile: string[] = [];
  /** Started while Meta is away. */
  let late: Channel;
  let stopLate: (() => Promise<void>) | undefined;
  let waiting: Waiting;
  let downMs = 0;
  let resumedMs = 0;

  const query = async (sql: string, values: readonly unknown[] = []) =>
    (await desk.house.database.pool.query(sql, [...values])).rows;
  const ask = async (index: number, question: Asked): Promise<void> => {
    const customer = customers[index];
    if (!customer) throw new Error(`there is no customer ${index}`);
    const id = customer.user.says(question);
    customer.asked.push(question);
    await until('the bot has its answer', async () => {
      const rows = await query('select from messages where external_id = $1 and handled_at is not null', [
        id,
      ]);
      return rows.length === 1;
    });
  };
  const markOf = (reply: Place): string | undefined =>
    desk.slack
      .thread(thread)
      .find(({ ts }) => ts === reply.ts)
      ?.reactions.join();
  const reply = async (text: string): Promise<void> => {
    const place = await desk.ana.writesIn(thread, text);
    replies.push(place);
    await until('it is marked as waiting', () => markOf(place) === 'hourglass_flowing_sand');
  };
  const look = async (): Promise<void> => {
    const rows = await query('select distinct error from outbox where error is not null');
    faultsMeanwhile.push(...rows.map(({ error }) => error));
    marksMeanwhile.push(...replies.map((place) => markOf(place) ?? ''));
    statesMeanwhile.push(side.channel.accounts?.()[0]?.state ?? '');
  };
  const textsOf = (user: WhatsappUser): readonly string[] => user.sees().map(({ text }) => text);
  const isServed = ({ user, asked }: (typeof customers)[number]): boolean =>
    user.sees().length >= asked.length;

  async function open(): Promise<void> {
    desk = await openDeskHouse({
      customers: async (openFile) => {
        side = await onWhatsapp(openFile);
        return side;
      },
    });
    for (const [title, body] of Object.entries(ANSWERS)) {
      const kind = 'question_answer';
      await desk.house.library.save(desk.house.database.tenantId, { kind, title, body, language: 'en' });
    }
    for (const name of ['Aisyah', 'Ben', 'Chitra', 'Devi', 'Ethan'])
      customers.push({ user: side.graph.user({ name }), asked: [] });
    side.user.says('Can I talk to a real person please?');
    await until('the card is posted', () => desk.cards().length === 1);
    [thread] = desk.cards() as [Place];
    await desk.ana.presses('desk.claim', thread);
    await until('Ana has it', () => desk.shown().some((text) => text.includes('Ana from our team')));
    for (const index of [0, 1, 2]) await ask(index, SELL);
    await until('all are answered', () => customers.every(isServed));
  }

  async function outage(): Promise<void> {
    const { graph } = side;
    await graph.goDown();
    await ask(0, PARK);
    await until(
      'a call was refused',
      async () => (await query('select from outbox where error is not null')).length > 0,
    );
    const began = Date.now();
    const lasts = (ms: number): Promise<void> => wait(Math.max(0, began + ms - Date.now()));
    late = buildWhatsapp(graph) as Channel;
    stopLate = await late.start(async () => undefined);
    await ask(1, PARK);
    await ask(3, SELL);
    await reply('The part has arrived.');
    await look();
    await lasts(SILENT_FROM_MS);
    graph.fail({ kind: 'stall', times: Number.POSITIVE_INFINITY });
    await graph.comeBack();
    for (const index of [2, 3, 4]) await ask(index, REPAIR);
    await reply('You can fetch it today.');
    side.user.says('Great, until when?');
    await look();
    await lasts(FAULTY_FROM_MS);
    await look();
    graph.heal();
    graph.fail({
      kind: 'error',
      code: 2,
      status: 503,
      details: 'Service down',
      times: Number.POSITIVE_INFINITY,
    });
    for (const index of [0, 4]) await ask(index, SELL);
    await look();
    await lasts(BACK_AFTER_MS);
    await look();
    [waiting] = (await query(
      `select count(*)::int as rows, max(attempts)::int as attempts,
              (extract(epoch from max(next_attempt_at) - now()) * 1000)::int as "longestMs"
       from outbox where state in ('queued', 'sending')`,
    )) as [Waiting];
    graph.heal();
    downMs = Date.now() - began;
  }

  async function recovery(): Promise<void> {
    const back = Date.now();
    await until(
      'everybody has everything',
      () => customers.every(isServed) && desk.shown().some((text) => text.includes('fetch it today')),
      2 * RESUMED_WITHIN_MS,
    );
    resumedMs = Date.now() - back;
    await until('nothing more can go out', async () => {
      const rows = await query(`select from outbox where state in ('queued', 'sending')`);
      return rows.length === 0;
    });
    await side.graph.webhooks.settled();
  }

  beforeAll(async () => {
    await open();
    const before = process.cpuUsage();
    await outage();
    const { user, system } = process.cpuUsage(before);
    await recovery();
    console.info(
      `outage: ${downMs} ms, ${waiting.rows} messages waited, ${waiting.attempts} attempts at the most, next one in ` +
        `${waiting.longestMs} ms at the most; all delivered ${resumedMs} ms after the return; ` +
        `${Math.round((user + system) / 1_000)} ms of CPU meanwhile`,
    );
  }, 240_000);
  afterAll(async () => {
    await stopLate?.();
    await desk.close();
  });

  it.sequential('loses nothing, doubles nothing, and keeps every customer’s answers in order', () => {
    expect(downMs).toBeGreaterThanOrEqual(60_000);
    expect(waiting.rows).toBe(10);
    for (const fault of ['ECONNREFUSED', 'did not answer in time', 'Service down'])
      expect(faultsMeanwhile).toContainEqual(expect.stringContaining(fault));
    for (const { user, asked } of customers)
      expect(textsOf(user)).toEqual(asked.map((question) => expect.stringContaining(ANSWERS[question])));
    expect(desk.shown().slice(-2)).toEqual(['The part has arrived.', 'You can fetch it today.']);
    const all = [...side.graph.world.shown.values()].flat();
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  it.sequential('costs customers less than half a minute more once it is back', () => {
    expect(waiting.longestMs).toBeLessThan(LONGEST_WAIT_MS);
    expect(resumedMs).toBeLessThan(RESUMED_WITHIN_MS);
  });

  it.sequential('holds up no answer in the making with a typing sign that nobody takes', async () => {
    const { givenUpAt } = side.graph;
    const silent = side.graph.callsOf('read').filter((call) => givenUpAt.has(call));
    expect(silent.length).toBeGreaterThan(2);
    for (const call of silent) {
      const [message] = await query(
        `select (extract(epoch from handled_at) * 1000)::float as "handledAt" from messages where external_id = $1`,
        [call.payload.message_id],
      );
      expect(message?.handledAt).toBeLessThan(givenUpAt.get(call) ?? 0);
    }
  });

  it.sequential('shows staff that their replies wait, and then that they were sent', async () => {
    expect(new Set(marksMeanwhile)).toEqual(new Set(['hourglass_flowing_sand']));
    for (const place of replies)
      await until('it is marked as sent', () => markOf(place) === 'white_check_mark');
    expect(desk.find(thread, 'Great, until when?')).toHaveLength(1);
    expect(desk.find(thread, 'Not delivered')).toHaveLength(0);
  });

  it.sequential('is no trouble of the account’s, and one that started meanwhile gets ready by itself', async () => {
    expect(new Set(statesMeanwhile)).toEqual(new Set(['ready']));
    await until('the late one is ready', () => late.accounts?.()[0]?.state === 'ready', RESUMED_WITHIN_MS);
    expect(side.channel.accounts?.()[0]).toMatchObject({ state: 'ready', detail: '' });
  });

  it.sequential('is not held against an answer that Meta takes afterwards, and gives up for a moment', async () => {
    const [{ user }] = customers as [(typeof customers)[number]];
    const before = user.sees().length;
    side.graph.fail({ kind: 'error', code: 2, status: 503, method: 'messages' });
    side.graph.fail({ kind: 'later', code: 131016, method: 'messages' });
    await ask(0, REPAIR);
    const hurry = (sql: string): Promise<unknown> =>
      query(`update outbox set next_attempt_at = now() ${sql} where state = 'queued'`);
    await until(
      'it was refused and waits',
      async () => (await query(`select from outbox where state = 'queued' and attempts > 0`)).length === 1,
    );
    await hurry(', attempts = 12');
    const again = async () =>
      query(
        `select extract(epoch from next_attempt_at - now())::int as seconds
         from outbox where state = 'queued' and error like '%131016%'`,
      );
    await until('it is to be sent again', async () => (await again()).length === 1);
    expect((await again())[0]?.seconds).toBeLessThan(15);
    await hurry('');
    await until('it arrives', () => user.sees().length > before);
    expect(textsOf(user).slice(before)).toEqual([expect.stringContaining(ANSWERS[REPAIR])]);
  });

  it.sequential('of messages alone lets a file go over once, however often its message is tried', async () => {
    const { graph } = side;
    const uploads = graph.callsOf('media').length;
    graph.fail({ kind: 'error', code: 2, status: 503, method: 'messages', times: 2 });
    const file = { name: 'invoice.pdf', mimetype: 'application/pdf', bytes: Buffer.from('%PDF-1.7 invoice') };
    await desk.ana.writesIn(thread, '', { files: [desk.slack.workspace.addFile(file)] });
    const shown = () => side.user.sees().filter((message) => message.file?.name === file.name);
    await until('the file arrives', () => shown().length > 0, 20_000);
    expect(graph.callsOf('media')).toHaveLength(uploads + 1);
    expect(shown()).toHaveLength(1);
  });
});
