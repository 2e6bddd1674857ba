// WhatsApp with a paired phone against the contract of all channels; no browser is needed for what is pure, or refused.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toAddress } from '../../channels/whatsapp/address.ts';
import { createWebTransport } from '../../channels/whatsapp/web/transport.ts';
import { createWhatsapp } from '../../channels/whatsapp/whatsapp.ts';
import { createLog } from '../../src/log.ts';
import { ACCOUNT, addressOf } from '../support/whatsapp-web-account.ts';
import { describeChannel } from './channel-contract.ts';

const CUSTOMER = '6591234567';

// As the process with the browser tells it.
const told = (more: object): unknown => ({
  kind: 'message',
  message: {
    id: `false_${CUSTOMER}@c.us_3EB0A1B2C3`,
    account: ACCOUNT,
    chat: `${CUSTOMER}@c.us`,
    customer: CUSTOMER,
    name: 'Mei',
    phone: CUSTOMER,
    fromMe: false,
    type: 'chat',
    text: 'Hello',
    at: 1_770_000_000,
    vcards: [],
    ...more,
  },
});

describeChannel('WhatsApp (paired phone)', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'kaki-phone-'));
  const transport = createWebTransport({
    dataDir,
    chromiumPath: '/nowhere/chromium',
    dailyLimit: 10,
    countSentToday: async () => 0,
    openFile: () => Promise.reject(new Error('no file was to be read')),
    log: createLog('silent'),
    now: Date.now,
    random: Math.random,
    onStatus: () => undefined,
  });
  const channel = createWhatsapp([transport]);
  const payload = { kind: 'text', text: 'Hello', options: [] } as const;
  return {
    channel,
    received: [
      {
        title: 'a text',
        raw: told({ text: 'Hi\u0000 there', quoted: 'What would you like?' }),
        inbound: {
          id: `false_${CUSTOMER}@c.us_3EB0A1B2C3`,
          account: ACCOUNT,
          from: { id: CUSTOMER, name: 'Mei' },
          text: 'Hi there',
          quoted: 'What would you like?',
          proofs: [{ kind: 'phone', value: `+${CUSTOMER}` }],
        },
      },
      {
        title: 'a voice note of somebody whose number is hidden',
        raw: told({
          id: 'false_44455@lid_3A01',
          chat: '44455@lid',
          customer: '44455@lid',
          name: '',
          phone: undefined,
          type: 'ptt',
          text: '',
          media: { contentType: 'audio/ogg; codecs=opus', sizeBytes: 5_000 },
        }),
        inbound: {
          from: { id: '44455@lid', name: '' },
          attachments: [
            { contentType: 'audio/ogg', contentUrl: 'whatsapp:web:false_44455@lid_3A01', name: 'voice.ogg' },
          ],
        },
      },
      {
        title: 'a picture with a caption',
        raw: told({
          id: 'false_a_3A02',
          type: 'image',
          text: 'This one',
          media: { contentType: 'image/jpeg' },
        }),
        inbound: {
          text: 'This one',
          attachments: [
            { contentType: 'image/jpeg', contentUrl: 'whatsapp:web:false_a_3A02', name: 'photo.jpg' },
          ],
        },
      },
      {
        title: 'an edit',
        raw: told({ text: 'Hello!', editedAt: 1_770_000_100_000 }),
        inbound: { text: 'Hello!', editOf: `false_${CUSTOMER}@c.us_3EB0A1B2C3` },
      },
    ],
    ignored: [
      { title: 'a receipt', raw: { kind: 'ack', account: ACCOUNT, id: 'true_a_3EB0', ack: 3 } },
      { title: 'what the owner typed', raw: { ...Object(told({ fromMe: true })), kind: 'own' } },
      { title: 'our own message', raw: told({ fromMe: true }) },
      { title: 'a code to scan', raw: { kind: 'qr', qr: '2@abc' } },
    ],
    malformed: [
      { title: 'nothing', raw: undefined },
      { title: 'a list', raw: [] },
      { title: 'a message without words', raw: { kind: 'message' } },
      { title: 'a text that is none', raw: told({ text: { $ne: 1 } }) },
      { title: 'a group', raw: told({ customer: '6591112222-1600000000@g.us' }) },
      { title: 'a time that is none', raw: told({ at: 'now' }) },
    ],
    formatted: [{ markdown: '**Bold** and `code`\n\n- one', text: '*Bold* and `code`\n• one' }],
    textOf: (given) => (given.kind === 'file' ? given.name : given.text),
    refused: [
      {
        title: 'no phone is paired',
        send: () => channel.send(addressOf(CUSTOMER), payload),
        retryable: true,
      },
      {
        title: 'a chat of another platform',
        send: () => channel.send({ ...addressOf(CUSTOMER), serviceUrl: 'telegram' }, payload),
        retryable: false,
      },
      {
        title: 'an account that is off',
        send: () =>
          channel.send(
            toAddress(
              { transport: 'cloud', account: '1', customer: CUSTOMER, lastMessage: undefined },
              'Mei',
            ),
            payload,
          ),
        retryable: true,
      },
    ],
    forged: [],
    async close() {
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
});
