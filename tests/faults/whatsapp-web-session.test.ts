// A paired phone's session goes wrong in every way that its users complain of; what is written meanwhile is not lost.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { until } from '../support/house.ts';
import { hellosOf, openPaired } from '../support/whatsapp-web-account.ts';

const TIMEOUT_MS = 120_000;
const WAIT_MS = 20_000;

describe.concurrent('a session that goes on', () => {
  it(
    'hears and speaks after its page loaded itself anew, without a restart',
    async (context) => {
      const phone = await openPaired(context);
      const { simulator, statuses, untilReceived, send } = phone;
      const mei = simulator.customer('Mei', '6591234567');
      const before = hellosOf(simulator);
      simulator.reloads();
      mei.says('in between');
      await until('the page is back', () => hellosOf(simulator) > before && simulator.isConnected(), WAIT_MS);
      await untilReceived('in between');
      mei.says('afterwards');
      await untilReceived('afterwards');
      await send('6591234567', 'I hear you');
      expect(mei.texts()).toEqual(['I hear you']);
      expect(statuses.filter(({ state }) => state === 'deaf')).toEqual([]);
      expect(phone.own).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

describe.concurrent('a session at night', () => {
  it(
    'begins anew when nobody writes, and loses nothing of what is sent or written meanwhile',
    async (context) => {
      let now = new Date(2026, 10, 21, 2, 59, 59).getTime();
      const { simulator, statuses, untilReceived, untilState, send } = await openPaired(context, {
        now: () => now,
        random: () => 0,
      });
      const mei = simulator.customer('Mei', '6591234567');
      const before = hellosOf(simulator);
      await until('the page is gone', () => !simulator.isConnected(), WAIT_MS);
      now = new Date(2026, 10, 21, 12, 0, 0).getTime();
      mei.says('up so late?');
      await expect(send('6591234567', 'Always')).rejects.toMatchObject({ retryable: true });
      await untilReceived('up so late?');
      await untilState('ready');
      await send('6591234567', 'Always');
      expect(mei.texts()).toEqual(['Always']);
      expect(hellosOf(simulator)).toBe(before + 1);
      expect(new Set(statuses.map(({ state }) => state))).toEqual(
        new Set(['connecting', 'waiting_for_scan', 'ready']),
      );
    },
    TIMEOUT_MS,
  );
});

describe.concurrent('a session that ends', () => {
  it(
    'goes on after its browser was killed: what was written meanwhile comes once, and what waited goes out',
    async (context) => {
      const phone = await openPaired(context);
      const { simulator, untilReceived, untilState, send } = phone;
      const mei = simulator.customer('Mei', '6591234567');
      mei.says('before');
      await untilReceived('before');
      process.kill(simulator.browserPid(), 'SIGKILL');
      await until('the page is gone', () => !simulator.isConnected());
      for (let count = 1; count <= 45; count += 1) mei.says(`missed ${count}`);
      simulator.phone.types(mei, 'typed meanwhile');
      await expect(send('6591234567', 'Back again')).rejects.toMatchObject({ retryable: true });
      await untilState('ready');
      await untilReceived('missed 45');
      await until(
        'the outbox’s message goes',
        () =>
          send('6591234567', 'Back again').then(
            () => true,
            () => false,
          ),
        WAIT_MS,
      );
      mei.says('after');
      await untilReceived('after');
      const texts = phone.received.map(({ text }) => text);
      expect(texts).toEqual([
        'before',
        ...Array.from({ length: 45 }, (_, index) => `missed ${index + 1}`),
        'after',
      ]);
      expect(mei.texts()).toEqual(['typed meanwhile', 'Back again']);
      await until('the owner’s words come', () => phone.own.length > 0);
      expect(phone.own.map(({ text }) => text)).toEqual(['typed meanwhile']);
    },
    TIMEOUT_MS,
  );

  it(
    'comes back by itself when the internet does, however long that takes',
    async (context) => {
      const { simulator, transport, statuses, untilReceived, untilState } = await openPaired(context, {
        timings: { reconnectMs: 500, restartsMost: 1 },
      });
      const mei = simulator.customer('Mei', '6591234567');
      simulator.vanishes(true);
      await untilState('connecting');
      mei.says('written in the dark');
      const starts = (): number =>
        statuses.filter(({ detail }) => detail.includes('can’t be reached')).length;
      await until('it was tried more often than a session may fail', () => starts() >= 4, 30_000);
      simulator.vanishes(false);
      await untilState('ready');
      await untilReceived('written in the dark');
      expect(transport.status().detail).toBe('');
    },
    TIMEOUT_MS,
  );

  it(
    'is tried for as long as nothing answers, be it that connections open',
    async (context) => {
      const { simulator, transport, statuses, untilReceived, untilState } = await openPaired(context, {
        timings: { startMs: 6_000, restartsMost: 1 },
      });
      const mei = simulator.customer('Mei', '6591234567');
      simulator.goesSilent(true);
      transport.status().restart?.();
      mei.says('is this thing on?');
      const tries = (): number => statuses.filter(({ detail }) => detail.includes('can’t be reached')).length;
      await until('it was tried more often than a session may fail', () => tries() >= 3, 45_000);
      simulator.goesSilent(false);
      await untilState('ready');
      await untilReceived('is this thing on?');
    },
    2 * TIMEOUT_MS,
  );

  it(
    'tells what was written meanwhile also where WhatsApp does not load what is older, and goes on',
    async (context) => {
      const { simulator, statuses, untilReceived, untilState } = await openPaired(context);
      const [mei, raj] = [simulator.customer('Mei', '6591234567'), simulator.customer('Raj', '6598765432')];
      process.kill(simulator.browserPid(), 'SIGKILL');
      await until('the page is gone', () => !simulator.isConnected());
      mei.says('hello from Mei');
      raj.says('hello from Raj');
      simulator.breaksHistory();
      await untilReceived('hello from Mei');
      await untilReceived('hello from Raj');
      const probed = hellosOf(simulator);
      const later = Date.now() + 4_000;
      await until('a deaf session would have been noticed', () => Date.now() > later);
      expect(hellosOf(simulator)).toBe(probed);
      await untilState('ready');
      expect(statuses.filter(({ state }) => state === 'deaf')).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'shows a new code after the phone unlinked it, with nothing of the old session left',
    async (context) => {
      const { simulator, transport, dataDir, statuses, untilState, pair } = await openPaired(context);
      const old = join(dataDir, 'whatsapp', 'session', 'something-old');
      writeFileSync(old, '');
      const from = statuses.length;
      simulator.logsOut();
      await untilState('logged_out');
      await untilState('waiting_for_scan');
      expect(statuses.slice(from).some(({ state, detail }) => state === 'logged_out' && detail !== '')).toBe(
        true,
      );
      expect(transport.status().phone).toBeUndefined();
      expect(existsSync(old)).toBe(false);
      await pair();
      await transport.status().unlink?.();
      await untilState('waiting_for_scan');
      expect(simulator.world.device).toBeUndefined();
    },
    TIMEOUT_MS,
  );

  it(
    'leaves the field when WhatsApp Web is opened elsewhere, until somebody presses Restart',
    async (context) => {
      const { simulator, transport, untilState } = await openPaired(context);
      const before = hellosOf(simulator);
      simulator.conflict();
      await untilState('trouble');
      expect(transport.status().detail).toContain('Press Restart');
      // Longer than any restart would have taken: 50 ms until it begins, and Chromium's second.
      const later = Date.now() + 2_500;
      await until('it would have come back', () => Date.now() > later);
      expect(hellosOf(simulator)).toBe(before);
      transport.status().restart?.();
      await untilState('ready');
    },
    TIMEOUT_MS,
  );
});
