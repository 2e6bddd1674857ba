// What staff change in Slack is told before, or in the same moment as, what they wrote there.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StaffWrote } from '../../channels/staff-room.ts';
import { ENGINES } from '../support/database.ts';
import { type DeskHouse, openDeskHouse } from '../support/desk.ts';
import { until } from '../support/house.ts';
import type { Place } from '../support/slack-simulator-people.ts';

const TRIALS = 10;

describe.each(ENGINES)('what is told too early of a thread, on %s', (engine) => {
  let desk: DeskHouse;
  let thread: Place;
  let posts = 0;
  beforeAll(async () => {
    desk = await openDeskHouse({ engine });
    desk.writer.says('Can I talk to a real person please?');
    await until('the card is posted', () => desk.cards().length === 1);
    thread = desk.cards()[0] as Place;
    await tell(() => listener().wrote(typed('Ana here.')));
    await shows('Ana here.');
  });
  afterAll(() => desk.close());

  const shows = (text: string): Promise<void> =>
    until(`the customer sees “${text}”`, () => desk.shown().includes(text));
  const listener = () => {
    const { threads } = desk.house.deskRoom;
    if (!threads) throw new Error('there is no staff room');
    return threads.listener;
  };
  const typed = (text: string): StaffWrote => {
    posts += 1;
    const staff = { id: `slack:T:${desk.ana.id}`, name: 'Ana' };
    const post = `1700000000.${String(posts).padStart(6, '0')}`;
    return { room: thread.channel, thread: thread.ts, post, staff, text, attachments: [] };
  };
  /** As Slack does: what is not acknowledged is told again. */
  const tell = async (act: () => Promise<void>): Promise<void> => {
    for (const end = Date.now() + 20_000; ; ) {
      try {
        return await act();
      } catch (error) {
        if (Date.now() > end) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  };

  /** What staff wrote and did not take back. */
  const standing = async (like: string): Promise<readonly string[]> => {
    const { rows } = await desk.house.database.pool.query<{ text: string }>(
      `select text from messages where author = 'staff' and text like $1 and deleted_at is null order by position`,
      [like],
    );
    return rows.map(({ text }) => text);
  };

  it('a reply whose deletion comes first reaches nobody, and is held for nobody', async () => {
    const wrong = typed('For another customer.');
    await tell(() => listener().deleted(wrong));
    await tell(() => listener().wrote(wrong));
    const note = typed('// never mind');
    await tell(() => listener().deleted(note));
    await tell(() => listener().wrote(note));
    await tell(() => listener().wrote(typed('Are you still there?')));
    await shows('Are you still there?');
    expect(desk.shown()).not.toContain('For another customer.');
    const { rows } = await desk.house.database.pool.query(
      `select text from messages where text in ('For another customer.', 'never mind')
       union all select text from held_replies`,
    );
    expect(rows).toEqual([]);
  });

  it('a reply that is deleted in the same moment does not stay', async () => {
    const wrong = Array.from({ length: TRIALS }, (_, index) => typed(`Wrong ${index}`));
    for (const [index, one] of wrong.entries()) {
      const acts = [() => listener().wrote(one), () => listener().deleted(one)];
      await Promise.all((index % 2 ? acts : acts.toReversed()).map(tell));
    }
    expect(await standing('Wrong%')).toEqual([]);
  });

  it('a reply that is deleted while it is being held is held for nobody', async () => {
    const { pool } = desk.house.database;
    const query = pool.query.bind(pool) as (...of: readonly unknown[]) => Promise<unknown>;
    const wrong = { ...typed('Raj here.'), staff: { id: `slack:T:${desk.raj.id}`, name: 'Raj' } };
    const isDeleted = { yet: false };
    const meddling = async (...of: readonly unknown[]): Promise<unknown> => {
      if (String(of[0]).includes('insert into held_replies') && !isDeleted.yet) {
        isDeleted.yet = true;
        await listener().deleted(wrong);
      }
      return query(...of);
    };
    Object.assign(pool, { query: meddling });
    try {
      await tell(() => listener().wrote(wrong));
    } finally {
      Object.assign(pool, { query });
    }
    const { rows } = await pool.query(
      `select decided_at is not null as decided, (select count(*) from desk_notices where text like 'Raj:%') as notices
       from held_replies`,
    );
    expect(rows).toEqual([{ decided: true, notices: 0 }]);
  });

  it('a reply that is edited before we hear of it, or in the same moment, says its last words once', async () => {
    for (let index = 0; index < TRIALS; index += 1) {
      const before = typed(`Draft ${index}`);
      const edit = { ...before, text: `Final ${index}`, editId: '1700000001.000000' };
      const acts = [() => listener().wrote(before), () => listener().edited(edit)];
      if (index % 2) await Promise.all(acts.map(tell));
      else for (const act of acts.toReversed()) await tell(act);
    }
    expect(await standing('Draft%')).toEqual([]);
    expect(await standing('Final%')).toEqual(Array.from({ length: TRIALS }, (_, index) => `Final ${index}`));
  });

  it('an older edit that is told late, or again, takes no newer words back', async () => {
    const edit = (of: StaffWrote, text: string, number: number) => () =>
      listener().edited({ ...of, text, editId: `1700000002.00000${number}` });
    const [known, unknown, back] = [typed('Version 0'), typed('Version 0'), typed('Version 3')];
    const acts = [
      ...[() => listener().wrote(known), edit(known, 'Version 1', 1), edit(known, 'Version 3', 3)],
      ...[edit(known, 'Version 1', 1), edit(known, 'Version 2', 2)],
      ...[edit(unknown, 'Version 3', 3), edit(unknown, 'Version 2', 2), () => listener().wrote(unknown)],
      // There and back again, told the other way round.
      ...[() => listener().wrote(back), edit(back, 'Version 3', 2), edit(back, 'Version 1', 1)],
    ];
    for (const act of acts) await tell(act);
    expect(await standing('Version%')).toEqual(['Version 3', 'Version 3', 'Version 3']);
    const held = { ...typed('Held 0'), staff: { id: `slack:T:${desk.raj.id}`, name: 'Raj' } };
    const heldToo = { ...held, post: typed('').post };
    for (const act of [() => listener().wrote(held), edit(held, 'Held 2', 2), edit(held, 'Held 1', 1)])
      await tell(act);
    for (const act of [edit(heldToo, 'Held 2', 2), edit(heldToo, 'Held 1', 1)]) await tell(act);
    const { rows } = await desk.house.database.pool.query(
      `select text from held_replies where decided_at is null and text like 'Held%'`,
    );
    expect(rows).toEqual([{ text: 'Held 2' }, { text: 'Held 2' }]);
  });
});
