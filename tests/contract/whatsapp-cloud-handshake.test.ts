// How Meta makes sure that the address it is to call is ours, and what else is asked there.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Whatsapp } from '../../channels/whatsapp/whatsapp.ts';
import { type GraphSimulator, startGraphSimulator } from '../support/graph-simulator.ts';
import { buildWhatsapp } from '../support/graph-simulator-channel.ts';

const URL_HERE = 'http://127.0.0.1:9/channels/whatsapp';

let simulator: GraphSimulator;
let whatsapp: Whatsapp;
beforeAll(async () => {
  simulator = await startGraphSimulator();
  whatsapp = buildWhatsapp(simulator);
});
afterAll(() => simulator.close());

describe('the handshake', () => {
  const ask = (query: Record<string, string>) =>
    whatsapp.webhook(new Request(`${URL_HERE}?${new URLSearchParams(query)}`));
  const right = {
    'hub.mode': 'subscribe',
    'hub.verify_token': 'verify-me-0123456789',
    'hub.challenge': '1158201444',
  };

  it('echoes the challenge as text to who knows the token', async () => {
    const response = await ask(right);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(await response.text()).toBe('1158201444');
  });

  it.each([
    ['another token', { ...right, 'hub.verify_token': 'verify-me-0123456788' }],
    ['no token', { 'hub.mode': 'subscribe', 'hub.challenge': '1' }],
    ['another mode', { ...right, 'hub.mode': 'unsubscribe' }],
    ['no challenge', { 'hub.mode': 'subscribe', 'hub.verify_token': 'verify-me-0123456789' }],
  ])('is refused with %s', async (_, query) => {
    const response = await ask(query);
    expect([response.status, await response.text()]).toEqual([403, '']);
  });

  it('is refused to everybody where no token is set', async () => {
    const bare = buildWhatsapp(simulator, { settings: { verifyToken: undefined } });
    for (const token of ['', 'undefined']) {
      const query = new URLSearchParams({ ...right, 'hub.verify_token': token });
      expect((await bare.webhook(new Request(`${URL_HERE}?${query}`))).status).toBe(403);
    }
  });

  it('is no other method', async () => {
    expect((await whatsapp.webhook(new Request(URL_HERE, { method: 'DELETE' }))).status).toBe(405);
  });
});
