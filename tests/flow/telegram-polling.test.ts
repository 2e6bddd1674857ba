// Asking Telegram for updates: nothing is confirmed before it is stored, one process asks, and stopping is quick.
import { describe, expect, it, type TestContext, vi } from 'vitest';
import type { Stop } from '../../channels/channel.ts';
import { StoreError } from '../../src/model/errors.ts';
import type { ProcessLease } from '../../src/store/process-lease.ts';
import { ENGINES, openTestDatabase } from '../support/database.ts';
import { buildTelegram, createReceiver, leaseOn } from '../support/telegram-channel.ts';
import { startTelegramSimulator } from '../support/telegram-simulator.ts';

const DEADLINE = { timeout: 20_000, interval: 20 };

/** A Telegram of the test's own, and pollers that are stopped with it: tests may run side by side. */
async function open(test: TestContext) {
  const simulator = await startTelegramSimulator();
  const stops: Stop[] = [];
  const stopAll = async (): Promise<void> => {
    for (const stop of stops.splice(0)) await stop();
  };
  test.onTestFinished(async () => {
    await stopAll();
    await simulator.close();
  });
  const start = async (poller?: ProcessLease) => {
    const receiver = createReceiver();
    const stop = await buildTelegram(simulator, poller ? { poller } : {}).start(receiver.receive);
    stops.push(stop);
    const hears = (...texts: string[]) =>
      vi.waitFor(() => expect(receiver.received.map(({ text }) => text)).toEqual(texts), DEADLINE);
    return { ...receiver, stop, hears };
  };
  const isAsking = () =>
    vi.waitFor(() => expect(simulator.callsOf('getUpdates').length).toBeGreaterThan(0), DEADLINE);
  return { simulator, start, isAsking, stopAll };
}
const down = () => new StoreError('down', 'down', { retryable: true });

describe.concurrent('polling', () => {
  it('hears what is said before and while it asks', async (context) => {
    const { simulator, start } = await open(context);
    const user = simulator.user();
    user.says('Before');
    const { hears } = await start();
    await hears('Before');
    user.says('After');
    await hears('Before', 'After');
    expect(simulator.callsOf('getUpdates')[0]?.payload).toEqual({
      timeout: 25,
      limit: 100,
      allowed_updates: ['message', 'edited_message', 'callback_query'],
    });
  });

  it('confirms a batch only when all of it is stored', async (context) => {
    const { simulator, start, isAsking } = await open(context);
    const { hears, failNext, received } = await start();
    await isAsking();
    const user = simulator.user();
    failNext(down());
    user.says('One');
    user.says('Two');
    await hears('One', 'Two');
    await vi.waitFor(() => expect(simulator.line.pending).toEqual([]), DEADLINE);
    expect(received).toHaveLength(2);
    const offsets = simulator.callsOf('getUpdates').map(({ payload }) => payload.offset);
    expect(offsets.slice(0, 3)).toEqual([undefined, undefined, 100_003]);
  });

  it('asks again for what could not be stored, also after a restart', async (context) => {
    const { simulator, start } = await open(context);
    const user = simulator.user();
    user.says('Keep this');
    const first = await start();
    await first.hears('Keep this');
    await vi.waitFor(() => expect(simulator.line.pending).toEqual([]), DEADLINE);
    first.failNext(...Array.from({ length: 20 }, down));
    user.says('And this');
    await vi.waitFor(() => expect(simulator.callsOf('getUpdates').length).toBeGreaterThan(2), DEADLINE);
    await first.stop();
    expect(simulator.line.pending).toHaveLength(1);
    const { hears } = await start();
    await hears('And this');
  });

  it('is not held up by what nobody can read or store', async (context) => {
    const { simulator, start, isAsking } = await open(context);
    const user = simulator.user();
    const { hears, failNext } = await start();
    await isAsking();
    simulator.line.add({ message: { message_id: 'broken' } });
    await vi.waitFor(() => expect(simulator.line.pending).toEqual([]), DEADLINE);
    failNext(new Error('a bug'));
    user.says('Meets the bug');
    user.says('Goes on');
    await hears('Goes on');
  });

  it('goes on after faults of the network, of Telegram and of our own making', async (context) => {
    const { simulator, start, isAsking } = await open(context);
    const { hears } = await start();
    await isAsking();
    for (const fault of [{ kind: 'cut' }, { kind: 'status', status: 502 }] as const)
      simulator.fail({ ...fault, method: 'getUpdates' });
    const user = simulator.user();
    user.says('Still there?');
    await hears('Still there?');
    simulator.fail({ kind: 'drop', method: 'getUpdates' });
    user.says('And now?');
    await hears('Still there?', 'And now?');
  });

  it('comes back when another poller has thrown it out', async (context) => {
    const { simulator, start, isAsking } = await open(context);
    const { hears } = await start();
    await isAsking();
    const other = await fetch(`${simulator.apiRoot}/bot${simulator.token}/getUpdates?timeout=0`);
    expect(other.ok).toBe(true);
    simulator.user().says('Mine');
    await hears('Mine');
  });

  it('removes a webhook that stands in its way', async (context) => {
    const { simulator, start } = await open(context);
    simulator.line.setWebhook({ url: 'http://127.0.0.1:9/old', secret: undefined });
    const { hears } = await start();
    simulator.user().says('Hello');
    await hears('Hello');
    expect(simulator.line.webhook).toBeUndefined();
  });

  it('hears what comes after a quiet week, when Telegram counts anew from a lower number', async (context) => {
    const { simulator, start } = await open(context);
    simulator.line.holdAtMostS = 0.4;
    const { hears } = await start();
    const user = simulator.user();
    user.says('Before');
    await hears('Before');
    const asked = simulator.callsOf('getUpdates').length;
    await vi.waitFor(
      () => expect(simulator.callsOf('getUpdates').length).toBeGreaterThan(asked + 2),
      DEADLINE,
    );
    simulator.line.holdAtMostS = 0;
    simulator.line.add(
      {
        message: {
          message_id: 900,
          date: 1,
          chat: { id: user.id, type: 'private' },
          from: user.person,
          text: 'After',
        },
      },
      17,
    );
    await hears('Before', 'After');
  });

  it('does not ask without pause where a server answers at once', async (context) => {
    const { simulator, start } = await open(context);
    simulator.line.holdAtMostS = 0;
    await start();
    await vi.waitFor(
      () => expect(simulator.callsOf('getUpdates').length).toBeGreaterThanOrEqual(3),
      DEADLINE,
    );
    const [first, , third] = simulator.callsOf('getUpdates');
    expect((third?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(900);
  });

  it.for(['held', 'stalled'])('stops within two seconds while a request is %s', async (how, context) => {
    const { simulator, start, isAsking } = await open(context);
    if (how === 'stalled') simulator.fail({ kind: 'stall', method: 'getUpdates' });
    const { stop } = await start();
    await isAsking();
    const from = performance.now();
    await stop();
    expect(performance.now() - from).toBeLessThan(2_000);
  });
});

describe.concurrent.each(ENGINES)('of two processes on one %s database', (engine) => {
  it('one polls; the other takes over when it stops', async (context) => {
    const { simulator, start, isAsking } = await open(context);
    const database = await openTestDatabase(engine);
    const first = await start(leaseOn(database.pool));
    await isAsking();
    const second = await start(leaseOn(database.pool));
    const user = simulator.user();
    user.says('To the first');
    await first.hears('To the first');
    expect(second.received).toEqual([]);
    await first.stop();
    user.says('To the second');
    await vi.waitFor(
      () => expect(second.received.map(({ text }) => text)).toContain('To the second'),
      DEADLINE,
    );
    await second.stop();
    await database.close();
  });

  it('the other takes over from one that crashed, once its lease has run out', async (context) => {
    const { start, isAsking } = await open(context);
    const database = await openTestDatabase(engine);
    const crashed = leaseOn(database.pool, 1_500);
    const from = Date.now();
    expect(await crashed.acquire()).toBe(true);
    const { stop } = await start(leaseOn(database.pool, 1_500));
    await isAsking();
    expect(Date.now() - from).toBeGreaterThan(1_400);
    expect(await crashed.renew()).toBe(false);
    expect(await crashed.acquire()).toBe(false);
    await crashed.release();
    await stop();
    expect(await crashed.acquire()).toBe(true);
    await database.close();
  });

  it('one that lost its lease stops asking', async (context) => {
    const { start, isAsking, stopAll } = await open(context);
    const database = await openTestDatabase(engine);
    const lease = leaseOn(database.pool, 400);
    let isLost = false;
    const losing: ProcessLease = {
      ...lease,
      acquire: async () => !isLost && lease.acquire(),
      renew: async () => !isLost && lease.renew(),
    };
    await start(losing);
    await isAsking();
    isLost = true;
    await vi.waitFor(async () => expect(await leaseOn(database.pool).acquire()).toBe(true), DEADLINE);
    await stopAll();
    await database.close();
  });
});
