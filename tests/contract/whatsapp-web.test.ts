// The paired phone, ready: what customers and the owner write, and what is sent, through the real library and browser.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ACCOUNT, openPairedPhone, type PairedPhone } from '../support/whatsapp-web-account.ts';
import type { Customer } from '../support/whatsapp-web-people.ts';

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUg==', 'base64');

let phone: PairedPhone;
let mei: Customer;
beforeAll(async () => {
  phone = await openPairedPhone(inject('chromiumPath'), {
    openFile: async () => ({ name: 'menu.pdf', contentType: 'application/pdf', bytes: PNG }),
  });
  mei = phone.simulator.customer('Mei', '6591234567');
  mei.says('Written long before the phone was paired', { t: 1_700_000_000 });
  await phone.pair();
});
afterAll(() => phone.close());

describe('a paired phone', () => {
  it('is ready once its code was scanned, and knows its number', () => {
    expect(phone.transport.status()).toMatchObject({ state: 'ready', phone: `+${ACCOUNT}`, qr: undefined });
    expect(phone.statuses.map(({ state }) => state)).toEqual([
      'connecting',
      'waiting_for_scan',
      ...phone.statuses.slice(2, -1).map(() => expect.stringMatching(/waiting_for_scan|connecting/)),
      'ready',
    ]);
  });

  it('tells what a customer writes, with the number as its proof, and never what is older than the pairing', async () => {
    const id = mei.says('你好, are you open?');
    expect(await phone.untilReceived('你好, are you open?')).toMatchObject({
      type: 'message',
      channel: 'whatsapp',
      account: ACCOUNT,
      id,
      from: { id: '6591234567', name: 'Mei' },
      proofs: [{ kind: 'phone', value: '+6591234567' }],
      attachments: [],
    });
    expect(phone.received.some(({ text }) => text.startsWith('Written long before'))).toBe(false);
  });
});
