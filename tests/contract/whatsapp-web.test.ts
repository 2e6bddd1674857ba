// The paired phone, ready: what customers and the owner write, and what is sent, through the real library and browser.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { toAddress } from '../../channels/whatsapp/address.ts';
import { DeliveryError, StoreError } from '../../src/model/errors.ts';
import { until } from '../support/house.ts';
import { ACCOUNT, addressOf, openPairedPhone, type PairedPhone } from '../support/whatsapp-web-account.ts';
import type { Customer } from '../support/whatsapp-web-people.ts';

const PDF = Buffer.from('%PDF-1.7 menu');
const VOICE = Buffer.from('OggS voice');

let phone: PairedPhone;
let mei: Customer;
let sentToday = 0;
beforeAll(async () => {
  phone = await openPairedPhone(inject('chromiumPath'), {
    openFile: async () => ({ name: 'menu.pdf', contentType: 'application/pdf', bytes: PDF }),
    dailyLimit: 100,
    countSentToday: async () => sentToday,
  });
  mei = phone.simulator.customer('Mei', '6591234567');
  mei.says('Written long before the phone was paired', { t: 1_700_000_000 });
  await phone.pair();
});
afterAll(() => phone.close());

const idsSent = (): readonly string[] => mei.sees().map(({ id }) => `true_${id.remote}_${id.id}`);

describe('a paired phone', () => {
  it('is ready once its code was scanned, and knows its number', () => {
    expect(phone.transport.status()).toMatchObject({ state: 'ready', phone: `+${ACCOUNT}`, qr: undefined });
    expect(phone.statuses.at(0)?.state).toBe('connecting');
    const shown = phone.statuses.find(({ state }) => state === 'waiting_for_scan');
    expect(shown?.qr).toMatch(/^2@/);
    expect(shown?.detail).toContain('scan this code');
  });

  it('tells what a customer writes, with the number as its proof, and nothing older than the pairing', async () => {
    const id = mei.says('你好, are you open?');
    expect(await phone.untilReceived('你好, are you open?')).toMatchObject({
      type: 'message',
      channel: 'whatsapp',
      account: ACCOUNT,
      id,
      from: { id: '6591234567', name: 'Mei' },
      address: {
        serviceUrl: 'whatsapp:web',
        conversation: { id: '6591234567', properties: { lastMessage: id } },
      },
      proofs: [{ kind: 'phone', value: '+6591234567' }],
      attachments: [],
    });
    expect(phone.received.some(({ text }) => text.startsWith('Written long before'))).toBe(false);
  });

  it('sends as a person does, seen and typing first, and tells what became of it', async () => {
    const { journal } = phone.simulator;
    const from = journal.length;
    const id = await phone.send('6591234567', 'Yes, *until 9 pm*.\nSee you!');
    expect(mei.texts()).toEqual(['Yes, *until 9 pm*.\nSee you!']);
    expect(idsSent()).toEqual([id]);
    const kinds = journal.slice(from).map(({ kind }) => kind);
    expect(kinds.filter((kind) => ['seen', 'typing', 'send'].includes(kind))).toEqual([
      'seen',
      'typing',
      'send',
    ]);
    await until('it was delivered', () => phone.receipts.some(({ state }) => state === 'delivered'));
    mei.reads();
    await until('it was read', () => phone.receipts.some(({ state }) => state === 'read'));
    expect(phone.receipts.map(({ id }) => id)).toEqual(phone.receipts.map(() => id));
    expect(phone.receipts.map(({ state }) => state)).toEqual(['sent', 'delivered', 'read']);
  });

  it('writes choices and templates as words', async () => {
    const to = addressOf('6591234567');
    const options = [
      { title: 'Yes', value: 'yes' },
      { title: 'No', value: 'no' },
    ];
    await phone.transport.send(to, { kind: 'text', text: 'Shall we deliver?', options });
    await phone.transport.send(to, { kind: 'template', text: 'We have an answer for you.' });
    expect(mei.texts().slice(-2)).toEqual(['Shall we deliver?\n\n▸ Yes\n▸ No', 'We have an answer for you.']);
  });

  it('hands over files, places and people, and their bytes', async () => {
    mei.sends({
      type: 'document',
      mimetype: 'application/pdf',
      bytes: PDF,
      filename: '../menu.pdf',
      caption: 'This',
    });
    mei.sends({ type: 'ptt', mimetype: 'audio/ogg; codecs=opus', bytes: VOICE });
    mei.says('/9j/preview', { type: 'location', lat: 1.3, lng: 103.8, loc: 'Kopitiam\n1 Orchard Road' });
    mei.says('BEGIN:VCARD\nFN:Raj\nTEL:+6598765432\nEND:VCARD', { type: 'vcard' });
    const files = () => phone.received.flatMap(({ attachments }) => attachments);
    await until('all are received', () => files().length === 4, 20_000);
    const [pdf, voice, place, person] = files();
    expect(pdf).toMatchObject({ contentType: 'application/pdf', name: 'menu.pdf' });
    expect(phone.received.at(-4)?.text).toBe('This');
    expect(voice).toMatchObject({ contentType: 'audio/ogg', name: 'voice.ogg' });
    expect(place).toMatchObject({ name: 'Kopitiam, 1 Orchard Road', content: { coordinates: [103.8, 1.3] } });
    expect(person).toMatchObject({ contentType: 'text/vcard', name: 'Contact Raj, +6598765432' });
    expect(phone.received.slice(-2).map(({ text }) => text)).toEqual(['', '']);
    const opened = await phone.transport.openFile(voice?.contentUrl ?? '', AbortSignal.timeout(10_000));
    expect({ ...opened, bytes: Buffer.from(opened.bytes).toString() }).toMatchObject({
      contentType: 'audio/ogg',
      bytes: 'OggS voice',
    });
  });

  it('waits for a file that the page itself is still fetching', async () => {
    const id = mei.sends({
      type: 'image',
      mimetype: 'image/jpeg',
      bytes: VOICE,
      caption: 'Fresh',
      mediaStage: 'FETCHING',
    });
    await phone.untilReceived('Fresh');
    const opened = await phone.transport.openFile(`whatsapp:web:${id}`, AbortSignal.timeout(10_000));
    expect(Buffer.from(opened.bytes)).toEqual(VOICE);
  });

  it('refuses a file that is too large without loading it', async () => {
    const { journal } = phone.simulator;
    const downloads = (): number => journal.filter(({ kind }) => kind === 'download').length;
    const before = downloads();
    const id = mei.sends({ type: 'video', mimetype: 'video/mp4', bytes: PDF, size: 30_000_000 });
    await until('it is received', () => phone.received.some((inbound) => inbound.id === id));
    const error = await phone.transport
      .openFile(`whatsapp:web:${id}`, AbortSignal.timeout(10_000))
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'file_too_large', retryable: false });
    expect(downloads()).toBe(before);
  });

  it('sends the staff’s files', async () => {
    const payload = {
      kind: 'file',
      contentUrl: 'slack:F1',
      contentType: 'application/pdf',
      name: 'menu.pdf',
    } as const;
    const id = await phone.transport.send(addressOf('6591234567'), payload);
    const sent = mei.sees().at(-1);
    expect(sent).toMatchObject({ type: 'document', filename: 'menu.pdf', mimetype: 'application/pdf' });
    expect(idsSent().at(-1)).toBe(id);
    expect(phone.simulator.world.files.get(String(sent?.directPath))).toEqual(PDF);
  });

  it('tells apart what the owner types on the phone and what it sent itself, even at the same moment', async () => {
    const sending = phone.send('6591234567', 'This is the bot');
    const typed = phone.simulator.phone.types(mei, 'This is the owner');
    await sending;
    await until('the owner is heard', () => phone.own.length > 0);
    expect(phone.own).toMatchObject([
      {
        channel: 'whatsapp',
        account: ACCOUNT,
        id: typed,
        text: 'This is the owner',
        customer: { id: '6591234567' },
        proofs: [{ kind: 'phone', value: '+6591234567' }],
      },
    ]);
    expect(phone.received.some(({ text }) => text.startsWith('This is the'))).toBe(false);
  });

  it('knows one customer by number and by hidden id, and answers one whose number nobody tells', async () => {
    const { simulator } = phone;
    const raj = simulator.customer('Raj', '6598765432', { lid: '111222333' });
    raj.says('by my hidden id');
    const first = await phone.untilReceived('by my hidden id');
    simulator.customer('Raj', '6598765432').says('by my number');
    const second = await phone.untilReceived('by my number');
    expect([first.from.id, second.from.id]).toEqual(['6598765432', '6598765432']);
    expect(first.proofs).toEqual([{ kind: 'phone', value: '+6598765432' }]);

    const secret = simulator.customer('Siti', '6590000001', { lid: '444555666', hidesPhone: true });
    secret.says('guess who');
    const hidden = await phone.untilReceived('guess who');
    expect(hidden).toMatchObject({ from: { id: '444555666@lid', name: 'Siti' } });
    expect(hidden.proofs).toBeUndefined();
    await phone.transport.send(hidden.address, { kind: 'text', text: 'Hello Siti', options: [] });
    expect(secret.texts()).toEqual(['Hello Siti']);
  });

  it('understands edits and what is replied to', async () => {
    const id = mei.says('Two kaya toasts', { quotedMsg: { type: 'chat', body: 'What would you like?' } });
    expect(await phone.untilReceived('Two kaya toasts')).toMatchObject({ quoted: 'What would you like?' });
    mei.edits(id, 'Three kaya toasts');
    const edit = await phone.untilReceived('Three kaya toasts');
    expect(edit.editOf).toBe(id);
    expect(edit.id).not.toBe(id);
  });

  it('ignores groups, statuses, channels, notices and what was deleted', async () => {
    const { simulator } = phone;
    const before = phone.received.length;
    simulator.elsewhere('6591112222-1600000000@g.us', 'from a group');
    simulator.elsewhere('status@broadcast', 'a status');
    simulator.elsewhere('120363000000000000@newsletter', 'a channel');
    for (const type of ['e2e_notification', 'call_log', 'protocol', 'ciphertext'])
      mei.says('a notice', { type });
    simulator.customer('WhatsApp', '0').says('What is new in WhatsApp');
    mei.deletes(mei.says('never mind'));
    mei.says('the end');
    await phone.untilReceived('the end');
    expect(phone.received.slice(before).map(({ text }) => text)).toEqual(['never mind', 'the end']);
  });

  it('stores in order, again and again while the database is away, and gives up nothing else', async () => {
    phone.failNext(new StoreError('down', 'The database is away.'));
    mei.says('first');
    mei.says('second');
    await phone.untilReceived('second');
    const kept = phone.received.map(({ text }) => text).filter((text) => /^(first|second)$/.test(text));
    expect(kept).toEqual(['first', 'second']);
  });

  it('says who is not on WhatsApp', async () => {
    const error = await phone.send('6580009999', 'Anybody there?').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DeliveryError);
    expect(error).toMatchObject({ code: 'address_gone', retryable: false });
  });

  it('answers nobody who wrote to another number than the one that is paired now', async () => {
    const before = mei.texts();
    const to = toAddress(
      { transport: 'web', account: '6580009876', customer: '6591234567', lastMessage: undefined },
      'Mei',
    );
    const error = await phone.transport
      .send(to, { kind: 'text', text: 'Your table is ready', options: [] })
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'number_changed',
      retryable: false,
      message: expect.stringContaining('+6580009876'),
    });
    expect(mei.texts()).toEqual(before);
  });

  it('hears a video note', async () => {
    const id = mei.sends({ type: 'ptv', mimetype: 'video/mp4', bytes: PDF });
    await until('it is received', () => phone.received.some((inbound) => inbound.id === id));
    const note = phone.received.find((inbound) => inbound.id === id);
    expect(note?.attachments).toMatchObject([{ contentType: 'video/mp4', name: 'video.mp4' }]);
  });

  it('keeps its session to itself, and no copy of WhatsApp’s page', () => {
    const folder = join(phone.dataDir, 'whatsapp');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(existsSync(join(folder, 'versions'))).toBe(false);
  });

  it('stops for the day at its limit, and says so', async () => {
    sentToday = 100;
    const error = await phone.send('6591234567', 'One too many').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'daily_limit', retryable: true });
    expect((error as DeliveryError).retryAfterMs).toBeGreaterThan(0);
    expect((error as DeliveryError).retryAfterMs).toBeLessThanOrEqual(86_400_000);
    expect(phone.transport.status().detail).toContain('after midnight');
    sentToday = 0;
  });
});
