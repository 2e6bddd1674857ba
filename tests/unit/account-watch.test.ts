import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AccountState, AccountStatus } from '../../channels/account.ts';
import { clearAbandoned, createAccountWatch } from '../../src/account-watch.ts';
import type { Alerts } from '../../src/desk/alerts.ts';
import { createLog } from '../../src/log.ts';

const KEY = 'account:whatsapp-web';
const MINUTE = 60_000;

interface Told {
  readonly raised: { readonly text: string; readonly picture: string | undefined }[];
  readonly cleared: string[];
}

describe('the watch over accounts', () => {
  let told: Told;
  let faults: Error[];
  let see: (status: AccountStatus) => void;

  beforeEach(() => {
    vi.useFakeTimers({ now: Date.parse('2026-11-21T02:00:00Z') });
    told = { raised: [], cleared: [] };
    faults = [];
    see = createAccountWatch({
      alerts: recorder(),
      log: createLog('silent'),
      now: Date.now,
      draw: async (qr) => new TextEncoder().encode(qr),
    });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function recorder(): Alerts {
    const take = async (): Promise<void> => {
      await Promise.resolve();
      const fault = faults.shift();
      if (fault) throw fault;
    };
    return {
      async raise({ key, text, picture }) {
        expect(key).toBe(KEY);
        await take();
        told.raised.push({ text, picture: picture && new TextDecoder().decode(picture) });
      },
      async clear({ key, text }) {
        expect(key).toBe(KEY);
        await take();
        told.cleared.push(text);
      },
      list: async () => [],
    };
  }
  function is(state: AccountState, given: Partial<AccountStatus> = {}): Promise<unknown> {
    see({ ...status(state), ...given });
    return vi.advanceTimersByTimeAsync(1);
  }
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

  it('gives a first scan a minute before it calls anybody', async () => {
    await is('connecting');
    await is('waiting_for_scan', { qr: 'one' });
    await pass(20_000);
    await is('waiting_for_scan', { qr: 'two' });
    await pass(39_000);
    expect(told.raised).toEqual([]);
    await pass(1_000);
    expect(told.raised).toHaveLength(1);
    expect(told.raised[0]).toMatchObject({ picture: 'two' });
    expect(told.raised[0]?.text).toContain('the phone needs to be linked. Open Channels');
  });

  it('says at once that a phone that was linked needs to be linked again', async () => {
    await is('ready', { phone: '+6591234567' });
    await is('waiting_for_scan', { qr: 'one' });
    expect(told.raised).toHaveLength(1);
    expect(told.raised[0]).toMatchObject({ picture: 'one' });
    expect(told.raised[0]?.text).toContain('needs to be linked again');
  });

  it('brings each new code once, under the same words', async () => {
    await is('ready');
    await is('waiting_for_scan', { qr: 'one' });
    await is('waiting_for_scan', { qr: 'one' });
    await is('waiting_for_scan', { qr: 'two' });
    expect(told.raised.map(({ picture }) => picture)).toEqual(['one', undefined, 'two']);
    expect(new Set(told.raised.map(({ text }) => text)).size).toBe(1);
  });

  it.each(['trouble', 'deaf', 'logged_out'] as const)(
    'tells of %s after a minute, with what to do',
    async (state) => {
      await is('ready');
      await is(state, { detail: 'Start Chromium.' });
      await pass(59_000);
      expect(told.raised).toEqual([]);
      await pass(1_000);
      expect(told.raised).toHaveLength(1);
      expect(told.raised[0]?.text).toContain('Start Chromium.');
    },
  );

  it('keeps quiet about a trouble that mends itself within the minute', async () => {
    await is('ready');
    await is('trouble');
    await pass(50_000);
    await is('ready');
    await pass(5 * MINUTE);
    expect(told.raised).toEqual([]);
  });

  it('counts a loop of connecting and failing as one trouble', async () => {
    await is('ready');
    for (let round = 0; round < 8; round += 1) {
      await is('trouble', { detail: 'Its browser ended.' });
      await pass(5_000);
      await is('connecting');
      await pass(5_000);
    }
    expect(told.raised.length).toBeGreaterThan(0);
    expect(told.raised[0]?.text).toContain('Its browser ended.');
  });

  it('tells of a trouble even while it connects again', async () => {
    await is('ready');
    await is('trouble', { detail: 'Its browser ended.' });
    await is('connecting');
    await pass(MINUTE);
    expect(told.raised).toHaveLength(1);
  });

  it('tells of a session that never gets ready', async () => {
    await is('connecting', { detail: 'WhatsApp is loading its messages.' });
    await pass(100_000);
    await is('connecting', { detail: 'WhatsApp can’t be reached.' });
    await pass(70_000);
    expect(told.raised).toEqual([]);
    await pass(10_000);
    expect(told.raised[0]?.text).toContain('can’t connect. WhatsApp can’t be reached.');
  });

  it('waits a minute for a trouble behind a start that takes long, and no longer than the start itself may', async () => {
    await is('connecting');
    await pass(170_000);
    await is('trouble', { detail: 'Its browser ended.' });
    await pass(9_000);
    expect(told.raised).toEqual([]);
    await pass(1_000);
    expect(told.raised[0]?.text).toContain('Its browser ended.');
  });

  it('tells at once when an alerted account fails in another way', async () => {
    await is('ready');
    await is('trouble', { detail: 'Its browser ended.' });
    await pass(MINUTE);
    await is('waiting_for_scan', { qr: 'one' });
    expect(told.raised.at(-1)).toMatchObject({ picture: 'one' });
  });

  it('says that it works again, with its number; also of what an earlier process raised', async () => {
    await is('ready', { phone: '+6591234567' });
    expect(told.cleared).toEqual(['WhatsApp, paired phone (+65 9123 4567): it works again.']);
  });

  it('leaves an alert open, and calls nobody, when the server stops', async () => {
    await is('ready');
    await is('trouble');
    await is('stopped');
    await pass(5 * MINUTE);
    expect(told.raised).toEqual([]);
    expect(told.cleared).toHaveLength(1);
  });

  it('takes one call after the other: what is solved last stays solved', async () => {
    await is('ready');
    see({ ...status('waiting_for_scan'), qr: 'one' });
    see(status('ready'));
    await pass(1);
    expect(told.cleared).toHaveLength(2);
    expect(told.raised).toEqual([]);
  });

  it('never throws for alerts that fail, and tells them a minute later if they still hold', async () => {
    faults.push(new Error('the database is away'), new Error('still away'));
    await is('ready');
    await is('waiting_for_scan', { qr: 'one' });
    expect(told.raised).toEqual([]);
    await pass(MINUTE);
    expect(told.raised).toHaveLength(1);
  });

  it('closes alerts of accounts that are no more', async () => {
    const cleared: string[] = [];
    const open = ['account:whatsapp-web', 'account:whatsapp-cloud', 'model'].map((key) => ({
      key,
      text: '',
      raisedAt: new Date(),
    }));
    const alerts: Alerts = {
      raise: async () => undefined,
      clear: async ({ key }) => void cleared.push(key),
      list: async () => open,
    };
    await clearAbandoned(alerts, [{ key: 'whatsapp-cloud' }]);
    expect(cleared).toEqual(['account:whatsapp-web']);
  });

  function status(state: AccountState): AccountStatus {
    return {
      channel: 'whatsapp',
      key: 'whatsapp-web',
      title: 'WhatsApp, paired phone',
      state,
      since: new Date(),
      detail: '',
      phone: undefined,
      qr: undefined,
    };
  }
});
