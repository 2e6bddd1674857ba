import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DeskHouse, openDeskHouse } from '../support/desk.ts';
import { until } from '../support/house.ts';
import type { Place } from '../support/slack-simulator-people.ts';

// The test shop is open Mon-Fri 09:00-18:00; 2026-11-20 is a Friday.
const friday = (time: string): number => Date.parse(`2026-11-20T${time}:00+08:00`);

describe('a hand-over that nobody takes', () => {
  let desk: DeskHouse;
  let now = 0;
  let thread: Place;

  beforeEach(async () => {
    now = friday('10:00');
    desk = await openDeskHouse({ now: () => now, sweeps: false, onCall: 'S0ONCALL1' });
    desk.customer.says('I want to talk to a person');
    await until('the card is posted', () => desk.cards().length === 1);
    [thread] = desk.cards() as [Place];
    await openedAt('10:00');
  });
  afterEach(() => desk.close());

  const openedAt = (time: string) =>
    desk.house.database.pool.query('update escalations set opened_at = $1', [new Date(friday(time))]);
  const pass = async (time: string): Promise<void> => {
    now = friday(time);
    await desk.house.deskRoom.remind();
    await desk.house.deskRoom.remind();
  };
  const reminders = () => desk.find(thread, 'Nobody has taken this');

  it('is called out at 5, 15 and 30 minutes, each once, with the team that is on call', async () => {
    await pass('10:04');
    expect(reminders()).toHaveLength(0);
    for (const [time, minutes] of [
      ['10:05', 5],
      ['10:16', 15],
      ['10:31', 30],
    ] as const) {
      await pass(time);
      await until('the reminder is posted', () => desk.find(thread, `${minutes} minutes`).length === 1);
    }
    await pass('12:00');
    expect(reminders()).toHaveLength(3);
    expect(JSON.stringify(reminders()[0]?.blocks ?? reminders()[0]?.text)).toContain('S0ONCALL1');
  });

  it('is told to the customer once, truthfully', async () => {
    await pass('10:16');
    await until('the customer is told', () =>
      desk.shown().some((text) => text.includes('Sorry for the wait')),
    );
    await pass('11:00');
    expect(desk.shown().filter((text) => text.includes('Sorry for the wait'))).toHaveLength(1);
  });

  it('counts opening hours only, and says when we open where we close meanwhile', async () => {
    await openedAt('17:58');
    await pass('18:30');
    await until('the customer is told', () => desk.shown().some((text) => text.includes('before we closed')));
    expect(desk.shown().at(-1)).toContain('Monday');
    expect(reminders()).toHaveLength(0);
    await pass('19:00');
    expect(desk.shown().filter((text) => text.includes('before we closed'))).toHaveLength(1);
  });

  it('is left alone once somebody has it', async () => {
    await desk.ana.presses('desk.claim', thread);
    await until('Ana has it', () => desk.shown().some((text) => text.includes('Ana')));
    await pass('11:00');
    expect(reminders()).toHaveLength(0);
    expect(desk.shown().join()).not.toContain('Sorry for the wait');
  });

  it('is left alone while it is snoozed, and the card says so', async () => {
    const snoozedAt = Date.now();
    now = snoozedAt;
    await desk.ana.presses('desk.snooze', thread);
    await until('the card says so', () => desk.seen(thread)[0]?.includes('Snoozed') ?? false);
    await pass('11:00');
    expect(reminders()).toHaveLength(0);
  });
});
