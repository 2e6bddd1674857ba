// What Meta's refusals mean: for the message, for the staff, and for the account as a whole.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountStatus } from '../../channels/account.ts';
import type { Stop } from '../../channels/channel.ts';
import { Refusal } from '../../channels/whatsapp/cloud/refusal.ts';
import type { Whatsapp } from '../../channels/whatsapp/whatsapp.ts';
import { type GraphFault, type GraphSimulator, startGraphSimulator } from '../support/graph-simulator.ts';
import {
  addressOf,
  buildWhatsapp,
  type CloudOptions,
  createReports,
} from '../support/graph-simulator-channel.ts';
import type { WhatsappUser } from '../support/graph-simulator-user.ts';
import { until } from '../support/house.ts';
import { outbound } from './channel-contract.ts';

let simulator: GraphSimulator;
let user: WhatsappUser;
let changes: AccountStatus[];
let stops: Stop[];
beforeEach(async () => {
  simulator = await startGraphSimulator();
  user = simulator.user();
  user.says('hi');
  changes = [];
  stops = [];
});
afterEach(async () => {
  await Promise.all(stops.map((stop) => stop()));
  await simulator.close();
});

async function begin(options: CloudOptions = {}): Promise<Whatsapp> {
  const whatsapp = buildWhatsapp(simulator, { onStatus: (status) => changes.push(status), ...options });
  stops.push(await whatsapp.start(async () => undefined, createReports().reports));
  simulator.webhooks.tell((request) => whatsapp.webhook(request));
  return whatsapp;
}
const send = (whatsapp: Whatsapp) => {
  const [payload] = whatsapp.encode(outbound('Hello'));
  return payload ? whatsapp.send(addressOf(user), payload) : Promise.resolve('');
};
const failure = (whatsapp: Whatsapp, fault: GraphFault) => {
  simulator.fail(fault);
  return send(whatsapp).then(
    () => undefined,
    (error: unknown) => error as Refusal,
  );
};
const states = () => changes.map(({ state }) => state);

describe('a refused message', () => {
  const WAIT = true;
  const GIVE_UP = false;
  it.each([
    [131047, 'window_closed', GIVE_UP, /approved template/],
    [131056, 'rate_limited', WAIT, /one customer/],
    [130429, 'rate_limited', WAIT, /more slowly/],
    [80007, 'rate_limited', WAIT, /more slowly/],
    [4, 'rate_limited', WAIT, /more slowly/],
    [131048, 'rate_limited', WAIT, /spam.*quality/],
    [0, 'account_refused', WAIT, /WHATSAPP_ACCESS_TOKEN/],
    [3, 'account_refused', WAIT, /WHATSAPP_ACCESS_TOKEN/],
    [10, 'account_refused', WAIT, /WHATSAPP_ACCESS_TOKEN/],
    [190, 'account_refused', WAIT, /WHATSAPP_ACCESS_TOKEN/],
    [200, 'account_refused', WAIT, /WHATSAPP_ACCESS_TOKEN/],
    [299, 'account_refused', WAIT, /WHATSAPP_ACCESS_TOKEN/],
    [368, 'account_refused', WAIT, /WhatsApp Manager/],
    [131031, 'account_refused', WAIT, /WhatsApp Manager/],
    [131042, 'account_refused', WAIT, /WhatsApp Manager/],
    [133010, 'account_refused', WAIT, /not registered/],
    [131026, 'undeliverable', GIVE_UP, /no WhatsApp/],
    [131030, 'recipient_not_allowed', GIVE_UP, /test number/],
    [131049, 'withheld', GIVE_UP, /chose not to deliver/],
    [131051, 'file_refused', GIVE_UP, /Send it as/],
    [131052, 'file_refused', GIVE_UP, /Send it as/],
    [131053, 'file_refused', GIVE_UP, /Send it as/],
    [132000, 'template_refused', GIVE_UP, /WHATSAPP_TEMPLATE/],
    [132015, 'template_refused', GIVE_UP, /WHATSAPP_TEMPLATE/],
    [1, 'unavailable', WAIT, /tried again/],
    [2, 'unavailable', WAIT, /tried again/],
    [131000, 'unavailable', WAIT, /tried again/],
    [131016, 'unavailable', WAIT, /tried again/],
    [100, 'refused', GIVE_UP, /details of 100, code 100/],
    [987654, 'refused', GIVE_UP, /details of 987654, code 987654/],
  ])('with code %i is %s, and says what to do', async (code, meaning, retryable, words) => {
    const whatsapp = await begin();
    const error = await failure(whatsapp, { kind: 'error', code });
    expect(error).toMatchObject({ code: meaning, retryable, message: expect.stringMatching(words) });
    expect(error?.message).not.toContain('{');
    expect(error?.retryAfterMs === undefined || retryable).toBe(true);
  });

  it('with a code that nobody knows goes by its HTTP status', () => {
    const of = (status: number, code?: number) => new Refusal({ code, details: 'x', status });
    expect(of(500)).toMatchObject({ code: 'unavailable', retryable: true });
    expect(of(503, 987654)).toMatchObject({ code: 'unavailable', retryable: true });
    expect(of(429, 987654)).toMatchObject({ code: 'rate_limited', retryable: true });
    expect(of(401)).toMatchObject({ code: 'account_refused', isAccount: true });
    expect(of(400)).toMatchObject({ code: 'refused', retryable: false });
  });

  it('waits for as long as Meta asks, an hour at most', async () => {
    const whatsapp = await begin();
    const asked = async (retryAfterS: number) =>
      (await failure(whatsapp, { kind: 'error', code: 130429, retryAfterS }))?.retryAfterMs;
    expect(await asked(17)).toBe(17_000);
    expect(await asked(999_999)).toBe(3_600_000);
    expect((await failure(whatsapp, { kind: 'error', code: 130429 }))?.retryAfterMs).toBe(10_000);
    expect((await failure(whatsapp, { kind: 'error', code: 131056 }))?.retryAfterMs).toBe(6_000);
  });

  it('that had been taken is refused by the same table', async () => {
    const whatsapp = buildWhatsapp(simulator);
    const { receipts, reports } = createReports();
    stops.push(await whatsapp.start(async () => undefined, reports));
    simulator.webhooks.tell((request) => whatsapp.webhook(request));
    for (const code of [131026, 131056, 131053, 987654]) {
      const error = await failure(whatsapp, { kind: 'error', code });
      simulator.fail({ kind: 'later', code });
      const id = await send(whatsapp);
      await until(`${code} has failed`, () => receipts.some((receipt) => receipt.id === id));
      const { message, retryable, retryAfterMs, code: meaning } = error ?? {};
      expect(receipts.find((receipt) => receipt.id === id)).toMatchObject({
        state: 'failed',
        failure: { code: meaning, message, retryable, ...(retryAfterMs !== undefined && { retryAfterMs }) },
      });
    }
  });

  it('never holds the token', async () => {
    const whatsapp = await begin();
    for (const fault of [
      { kind: 'cut' },
      { kind: 'page', status: 500 },
      { kind: 'error', code: 190 },
    ] as const) {
      const error = await failure(whatsapp, fault);
      expect(error).toMatchObject({ retryable: true });
      expect(`${error?.stack} ${JSON.stringify(error)} ${String(error?.cause)}`).not.toContain('EAAJ');
    }
  });
});

describe('the account', () => {
  it('is ready with its number once Meta has told it', async () => {
    const whatsapp = await begin();
    expect(whatsapp.accounts()).toMatchObject([
      { channel: 'whatsapp', key: 'whatsapp-cloud', state: 'ready', phone: '+6561234567', detail: '' },
    ]);
    expect(states()).toEqual(['connecting', 'ready']);
  });

  it('is in trouble when the token is refused: told once, and over with the next success', async () => {
    const whatsapp = await begin();
    changes.splice(0);
    // Meta's words hold the time of day.
    for (const details of ['expired; the time is 10:00', 'expired; the time is 10:01'])
      await failure(whatsapp, { kind: 'error', code: 190, details });
    expect(states()).toEqual(['trouble']);
    expect(changes[0]?.detail).toContain('Make a new permanent token');
    await failure(whatsapp, { kind: 'error', code: 131026 });
    expect(states()).toEqual(['trouble']);
    await failure(whatsapp, { kind: 'error', code: 131031 });
    expect(states()).toEqual(['trouble', 'trouble']);
    await send(whatsapp);
    expect(states()).toEqual(['trouble', 'trouble', 'ready']);
    expect(whatsapp.accounts()).toMatchObject([{ detail: '', phone: '+6561234567' }]);
  });

  it('is not in trouble for what concerns one message', async () => {
    const whatsapp = await begin();
    changes.splice(0);
    for (const code of [131047, 131026, 130429, 100, 131000])
      await failure(whatsapp, { kind: 'error', code });
    await failure(whatsapp, { kind: 'cut' });
    expect(changes).toEqual([]);
  });

  it('that fails what it had taken stays in trouble until something is delivered', async () => {
    const whatsapp = await begin();
    changes.splice(0);
    simulator.fail({ kind: 'later', code: 131042 });
    await send(whatsapp);
    await until('the trouble is known', () => changes.length === 1);
    expect(states()).toEqual(['trouble']);
    simulator.webhooks.hold();
    await send(whatsapp);
    expect(states()).toEqual(['trouble']);
    simulator.webhooks.release();
    await until('it is over', () => changes.length === 2);
    expect(states()).toEqual(['trouble', 'ready']);
  });

  it('with a wrong token starts in trouble', async () => {
    const whatsapp = await begin({ settings: { accessToken: 'EAAJ-another-token-0123456789' } });
    expect(whatsapp.accounts()).toMatchObject([
      { state: 'trouble', phone: undefined, detail: expect.stringContaining('WHATSAPP_ACCESS_TOKEN') },
    ]);
  });

  it('with the number in place of its id starts in trouble, and says so', async () => {
    const whatsapp = await begin({ settings: { phoneNumberId: '6561234567' } });
    expect(whatsapp.accounts()).toMatchObject([
      { state: 'trouble', detail: expect.stringContaining('WHATSAPP_PHONE_NUMBER_ID') },
    ]);
  });

  it('is asked again until Meta answers, and speaks meanwhile', async () => {
    simulator.fail({ kind: 'page', method: 'number', status: 503, times: 2 });
    const whatsapp = await begin();
    expect(whatsapp.accounts()).toMatchObject([{ state: 'connecting', phone: undefined }]);
    await until('the number is known', () => whatsapp.accounts()[0]?.phone === '+6561234567', 15_000);
    expect(simulator.callsOf('number')).toHaveLength(3);
    expect(whatsapp.accounts()).toMatchObject([{ state: 'ready', detail: '' }]);
  });

  it('does not keep the start waiting where Meta is silent', async () => {
    simulator.fail({ kind: 'stall', method: 'number' });
    const from = performance.now();
    const whatsapp = await begin();
    expect(performance.now() - from).toBeLessThan(12_000);
    expect(whatsapp.accounts()).toMatchObject([{ state: 'connecting' }]);
  });

  it('is stopped at once while it is being asked for', async () => {
    simulator.fail({ kind: 'page', method: 'number', status: 503, times: 99 });
    const whatsapp = await begin();
    const from = performance.now();
    await Promise.all(stops.splice(0).map((stop) => stop()));
    expect(performance.now() - from).toBeLessThan(900);
    expect(whatsapp.accounts()).toMatchObject([{ state: 'stopped' }]);
    const asked = simulator.callsOf('number').length;
    await failure(whatsapp, { kind: 'error', code: 190 });
    expect(whatsapp.accounts()).toMatchObject([{ state: 'stopped' }]);
    expect(simulator.callsOf('number')).toHaveLength(asked);
  });
});
