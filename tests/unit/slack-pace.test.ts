// Posts into the staff channel: bursts pass, the rest about one a second, nobody is held for long.
import { expect, test } from 'vitest';
import { MACHINE_CLOCK } from '../../channels/clock.ts';
import { Pace } from '../../channels/slack/pace.ts';

const clock = () => {
  let now = 1_700_000_000_000;
  const pass = (ms: number): void => {
    now += ms;
  };
  return { now: () => now, pass };
};

test('lets a burst of five through, and holds the sixth for a second', async () => {
  const { now } = clock();
  const pace = new Pace({ ...MACHINE_CLOCK, now });
  const started = performance.now();
  for (let post = 0; post < 5; post += 1) await pace.take();
  expect(performance.now() - started).toBeLessThan(900);
  await pace.take();
  expect(performance.now() - started).toBeGreaterThan(900);
});

test('lets one through each second after a burst', async () => {
  const { now, pass } = clock();
  const pace = new Pace({ ...MACHINE_CLOCK, now });
  for (let post = 0; post < 5; post += 1) await pace.take();
  const started = performance.now();
  for (let post = 0; post < 20; post += 1) {
    pass(1_000);
    await pace.take();
  }
  // Held, the first alone would take a second.
  expect(performance.now() - started).toBeLessThan(900);
});

test('sends whoever would wait longer than six seconds away, with the time to come back', async () => {
  const { now, pass } = clock();
  const pace = new Pace({ ...MACHINE_CLOCK, now });
  const waits = Array.from({ length: 11 }, () => pace.take());
  await expect(pace.take()).rejects.toMatchObject({
    code: 'rate_limited',
    retryable: true,
    retryAfterMs: 7_000,
  });
  pass(7_000);
  await expect(pace.take()).resolves.toBeUndefined();
  void Promise.allSettled(waits);
});

test('stays closed for as long as Slack wants', async () => {
  const { now, pass } = clock();
  const pace = new Pace({ ...MACHINE_CLOCK, now });
  pace.close(30_000);
  await expect(pace.take()).rejects.toMatchObject({ retryAfterMs: 30_000 });
  pass(30_000);
  await expect(pace.take()).resolves.toBeUndefined();
});
