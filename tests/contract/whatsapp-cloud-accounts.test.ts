// Two accounts behind one channel, the Cloud API and a paired phone: which speaks to whom, and none in the other's way.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountStatus } from '../../channels/account.ts';
import type { Transport, WhatsappPayload } from '../../channels/whatsapp/transport.ts';
import { createWhatsapp, type Whatsapp } from '../../channels/whatsapp/whatsapp.ts';
import { InvalidInput } from '../../src/model/errors.ts';
import { type GraphSimulator, startGraphSimulator } from '../support/graph-simulator.ts';
import { addressOf, buildWhatsapp } from '../support/graph-simulator-channel.ts';
import { told } from '../support/graph-simulator-events.ts';
import type { WhatsappUser } from '../support/graph-simulator-user.ts';

let simulator: GraphSimulator;
let whatsapp: Whatsapp;
let user: WhatsappUser;
beforeAll(async () => {
  simulator = await startGraphSimulator();
  whatsapp = buildWhatsapp(simulator);
  user = simulator.user();
  user.says('hi');
});
afterAll(() => simulator.close());

describe('two accounts of WhatsApp', () => {
  const status: AccountStatus = {
    channel: 'whatsapp',
    key: 'whatsapp-web',
    title: 'WhatsApp, paired phone',
    state: 'stopped',
    since: new Date(0),
    detail: '',
    phone: undefined,
    qr: undefined,
  };
  const sent: WhatsappPayload[] = [];
  const phone: Transport = {
    name: 'web',
    decode: (raw) => {
      if (raw === 'a message of the phone') return [];
      throw new InvalidInput('message_malformed', 'Not the phone’s.');
    },
    send: async (_to, payload) => `phone-${sent.push(payload)}`,
    show: async () => undefined,
    openFile: async () => ({ name: 'x', contentType: 'text/plain', bytes: new Uint8Array([1]) }),
    status: () => status,
    start: () => Promise.reject(new Error('no Chromium was found')),
  };
  const both = () => createWhatsapp([phone, cloudOnly()]);
  const cloudOnly = (): Transport => {
    const { webhook, openFile, decode, start, accounts, show, send: sendBy } = buildWhatsapp(simulator);
    return {
      name: 'cloud',
      webhook,
      openFile,
      decode,
      show,
      send: sendBy,
      start,
      status: () => accounts()[0] ?? status,
    };
  };

  it('each speak to their own customers', async () => {
    const channel = both();
    const payload: WhatsappPayload = { kind: 'text', text: 'Hello', options: [] };
    expect(await channel.send({ ...addressOf(user), serviceUrl: 'whatsapp:web' }, payload)).toBe('phone-1');
    await channel.send(addressOf(user), payload);
    expect(user.sees().map(({ text }) => text)).toEqual(['Hello']);
    const signal = AbortSignal.timeout(10_000);
    expect(await channel.openFile('whatsapp:web:1', signal)).toMatchObject({ name: 'x' });
    expect(channel.decode('a message of the phone')).toEqual([]);
    const event = told({ id: 'wamid.1', type: 'text', text: { body: 'hi' } });
    expect(channel.decode(event)).toMatchObject([{ id: 'wamid.1', text: 'hi' }]);
    expect(() => channel.decode('nobody’s')).toThrow(InvalidInput);
  });

  it('one that can’t start does not stop the other, and says why', async () => {
    const channel = both();
    const stopBoth = await channel.start(async () => undefined);
    expect(channel.accounts()).toMatchObject([
      { key: 'whatsapp-web', state: 'trouble', detail: expect.stringContaining('no Chromium was found') },
      { key: 'whatsapp-cloud', state: 'ready', phone: '+6561234567', title: 'WhatsApp, Cloud API' },
    ]);
    await stopBoth();
    expect(channel.accounts()[1]).toMatchObject({ state: 'stopped' });
  });

  it('one that is off keeps its messages waiting', async () => {
    const to = { ...addressOf(user), serviceUrl: 'whatsapp:web' };
    await expect(whatsapp.send(to, { kind: 'text', text: 'x', options: [] })).rejects.toMatchObject({
      code: 'channel_off',
      retryable: true,
    });
    await expect(whatsapp.openFile('whatsapp:web:1', AbortSignal.timeout(1_000))).rejects.toMatchObject({
      code: 'file_unknown',
    });
    const elsewhere = { ...addressOf(user), serviceUrl: 'https://example.sg' };
    await expect(whatsapp.send(elsewhere, { kind: 'text', text: 'x', options: [] })).rejects.toMatchObject({
      code: 'address_gone',
    });
  });
});
