import { describe, expect, it } from 'vitest';
import {
  isOpen,
  nextOpening,
  type OpeningHours,
  openMinutes,
  parseOpeningHours,
} from '../../src/model/opening-hours.ts';

// Singapore is at UTC+8 all year. 2026-11-20 is a Friday.
const singapore = (time: string): Date => new Date(`${time}+08:00`);

function hoursOf(text: string, timezone = 'Asia/Singapore'): OpeningHours {
  const hours = parseOpeningHours(text, timezone);
  if (!hours) throw new Error(`not understood: ${text}`);
  return hours;
}

describe('opening hours', () => {
  const office = hoursOf('Mon-Fri 09:00-18:00, Sat 10:00-13:00');

  it.each([
    ['2026-11-20T08:59:59', false],
    ['2026-11-20T09:00:00', true],
    ['2026-11-20T17:59:59', true],
    ['2026-11-20T18:00:00', false],
    ['2026-11-21T09:30:00', false],
    ['2026-11-21T10:00:00', true],
    ['2026-11-22T12:00:00', false],
  ])('at %s are open: %s', (time, open) => {
    expect(isOpen(office, singapore(time))).toBe(open);
  });

  it('follow the clock of the business, not of the server', () => {
    const at = new Date('2026-11-20T01:30:00Z');
    expect(isOpen(office, at)).toBe(true);
    expect(isOpen(hoursOf(office.text, 'Europe/London'), at)).toBe(false);
  });

  it.each(['24/7', ' 24/7 ', 'Mon-Sun 00:00-24:00'])('of %j never close', (text) => {
    const always = hoursOf(text);
    for (let hour = 0; hour < 7 * 24; hour += 1)
      expect(isOpen(always, new Date(Date.UTC(2026, 10, 16, hour, 59, 59)))).toBe(true);
  });

  it('run over the end of the week and over midnight', () => {
    const bar = hoursOf('Sat-Mon 18:00-24:00; Sun-Tue 00:00-02:00');
    expect(isOpen(bar, singapore('2026-11-21T23:59:59'))).toBe(true);
    expect(isOpen(bar, singapore('2026-11-22T00:00:00'))).toBe(true);
    expect(isOpen(bar, singapore('2026-11-22T02:00:00'))).toBe(false);
    expect(isOpen(bar, singapore('2026-11-24T01:59:00'))).toBe(true);
    expect(isOpen(bar, singapore('2026-11-24T18:00:00'))).toBe(false);
  });

  it('are read whatever the case and the spaces', () => {
    expect(hoursOf(' mon - fri  09:00 - 18:00 ').week).toEqual(hoursOf('Mon-Fri 09:00-18:00').week);
  });

  it.each([
    '',
    'always',
    '09:00-18:00',
    'Mon-Fri',
    'Monday 09:00-18:00',
    'Foo-Fri 09:00-18:00',
    'Mon 9:00-18:00',
    'Mon 18:00-09:00',
    'Mon 09:00-09:00',
    'Mon 09:60-18:00',
    'Mon 09:00-24:01',
    'Mon 09:00-18:00,',
    'Mon 09:00–18:00 and Tue 09:00–18:00',
  ])('are not guessed from %j', (text) => {
    expect(parseOpeningHours(text, 'Asia/Singapore')).toBeUndefined();
  });
});

describe('the next opening', () => {
  const office = hoursOf('Mon-Fri 09:00-12:00, Mon-Fri 13:00-18:00');

  it.each([
    ['before work', '2026-11-20T06:12:45', '2026-11-20T09:00:00'],
    ['in the lunch break', '2026-11-20T12:00:00', '2026-11-20T13:00:00'],
    ['over the weekend', '2026-11-20T18:00:00', '2026-11-23T09:00:00'],
    ['on Sunday night', '2026-11-22T23:59:59', '2026-11-23T09:00:00'],
    ['half a minute before', '2026-11-23T08:59:30', '2026-11-23T09:00:00'],
  ])('%s is told to the minute', (_when, at, opening) => {
    expect(nextOpening(office, singapore(at))).toEqual(singapore(opening));
  });

  it('is a week away for a shop that opens once a week and has just closed', () => {
    const market = hoursOf('Sun 08:00-12:00');
    expect(nextOpening(market, singapore('2026-11-22T12:00:00'))).toEqual(singapore('2026-11-29T08:00:00'));
  });
});

describe('the opening hours that have gone by', () => {
  const office = hoursOf('Mon-Fri 09:00-12:00, Mon-Fri 13:00-18:00');

  it.each([
    ['within a morning', '2026-11-20T09:30:00', '2026-11-20T09:45:00', 15],
    ['over the lunch break', '2026-11-20T11:50:00', '2026-11-20T13:10:00', 20],
    ['from before work', '2026-11-20T06:00:00', '2026-11-20T09:05:00', 5],
    ['over the weekend', '2026-11-20T17:50:00', '2026-11-23T09:05:00', 15],
    ['over two weeks', '2026-11-02T00:00:00', '2026-11-16T00:00:00', 10 * 8 * 60],
    ['while closed', '2026-11-21T10:00:00', '2026-11-21T20:00:00', 0],
    ['backwards', '2026-11-20T12:00:00', '2026-11-20T09:00:00', 0],
  ])('%s are counted in minutes', (_when, from, to, minutes) => {
    expect(openMinutes(office, singapore(from), singapore(to))).toBe(minutes);
  });
});
