import { describe, expect, it } from 'vitest';
import { createThrottle } from '../../knowledge/form/throttle.ts';

const MINUTE_MS = 60_000;

function setUp() {
  const clock = { nowMs: 1_000_000 };
  return { clock, throttle: createThrottle(() => clock.nowMs) };
}

/** Tries as often as it is allowed for `forMs`. @returns how often it was. */
function countAllowed(
  { clock, throttle }: ReturnType<typeof setUp>,
  forMs: number,
  next: (attempt: number) => readonly [account: string, address: string],
): number {
  const end = clock.nowMs + forMs;
  let allowed = 0;
  for (let attempt = 0; clock.nowMs < end; attempt += 1) {
    const waitMs = throttle.take(...next(attempt));
    if (waitMs === 0) allowed += 1;
    else clock.nowMs += waitMs;
  }
  return allowed;
}

describe('the throttle of sign-ins', () => {
  it('lets a few mistakes pass, then waits twice as long each time', () => {
    const { clock, throttle } = setUp();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      const waitMs = throttle.take('owner@shop.sg', '192.0.2.1');
      waits.push(waitMs);
      if (waitMs > 0) {
        clock.nowMs += waitMs;
        expect(throttle.take('owner@shop.sg', '192.0.2.1')).toBe(0);
      }
    }
    expect(waits).toEqual([0, 0, 0, 1_000, 2_000, 4_000, 8_000, 16_000]);
  });

  it('allows at most 20 checks of one account in 15 minutes', () => {
    const allowed = countAllowed(setUp(), 15 * MINUTE_MS, () => ['owner@shop.sg', '192.0.2.1']);
    expect(allowed).toBeLessThanOrEqual(20);
    expect(allowed).toBeGreaterThan(5);
  });

  it('allows at most 20 checks from one address, whatever accounts it names', () => {
    const allowed = countAllowed(setUp(), 15 * MINUTE_MS, (attempt) => [`a${attempt}@shop.sg`, '192.0.2.1']);
    expect(allowed).toBeLessThanOrEqual(20);
  });

  it('counts a whole IPv6 household as one address', () => {
    const allowed = countAllowed(setUp(), 15 * MINUTE_MS, (attempt) => [
      'owner@shop.sg',
      `2001:db8:1:2:${(attempt % 60_000).toString(16)}::1`,
    ]);
    expect(allowed).toBeLessThanOrEqual(20);
  });

  it('never locks an owner out for ever: the wait ends, and is at most 15 minutes', () => {
    const { clock, throttle } = setUp();
    for (let attempt = 0; attempt < 60; attempt += 1)
      clock.nowMs += throttle.take('owner@shop.sg', '192.0.2.1');
    let waitMs = 0;
    while (waitMs === 0) waitMs = throttle.take('owner@shop.sg', '192.0.2.1');
    expect(waitMs).toBeLessThanOrEqual(15 * MINUTE_MS);
    clock.nowMs += waitMs;
    expect(throttle.take('owner@shop.sg', '192.0.2.1')).toBe(0);
  });

  it('does not let a stranger elsewhere slow the owner down', () => {
    const { throttle } = setUp();
    for (let attempt = 0; attempt < 50; attempt += 1) throttle.take('owner@shop.sg', '198.51.100.7');
    expect(throttle.take('owner@shop.sg', '192.0.2.1')).toBe(0);
  });

  it('starts afresh after the right password', () => {
    const { throttle } = setUp();
    for (let attempt = 0; attempt < 40; attempt += 1) {
      expect(throttle.take('owner@shop.sg', '192.0.2.1')).toBe(0);
      throttle.forgive('owner@shop.sg', '192.0.2.1');
    }
  });

  it('tells accounts apart by neither case nor spaces', () => {
    const { throttle } = setUp();
    for (const email of ['owner@shop.sg', 'Owner@Shop.SG', ' owner@shop.sg'])
      throttle.take(email, '192.0.2.1');
    expect(throttle.take('OWNER@shop.sg ', '192.0.2.1')).toBeGreaterThan(0);
  });

  it('keeps working under a flood of addresses', () => {
    const { throttle } = setUp();
    for (let attempt = 0; attempt < 30_000; attempt += 1)
      throttle.take('owner@shop.sg', `10.${attempt >> 16}.${(attempt >> 8) & 255}.${attempt & 255}`);
    expect(throttle.take('owner@shop.sg', '192.0.2.1')).toBe(0);
  });
});
