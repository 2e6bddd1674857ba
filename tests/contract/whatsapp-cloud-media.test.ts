// Files both ways by the Cloud API: known by what is in them, never larger than told, and the token to Meta alone.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Stop } from '../../channels/channel.ts';
import type { Whatsapp } from '../../channels/whatsapp/whatsapp.ts';
import { DeliveryError } from '../../src/model/errors.ts';
import { type GraphSimulator, startGraphSimulator } from '../support/graph-simulator.ts';
import { addressOf, buildWhatsapp } from '../support/graph-simulator-channel.ts';
import type { WhatsappUser } from '../support/graph-simulator-user.ts';
import type { MediaLies } from '../support/graph-simulator-world.ts';
import { until } from '../support/house.ts';
import { createReceiver } from '../support/telegram-channel.ts';

const bytesOf = (beginning: string, length = 64): Buffer => {
  const bytes = Buffer.alloc(length, 7);
  bytes.write(beginning, 'latin1');
  return bytes;
};
const JPEG = '\xff\xd8\xff\xe0';
const MP4 = '\0\0\0\x20ftypisom';
const OFFICE = 'application/vnd.openxmlformats-officedocument';

let simulator: GraphSimulator;
let whatsapp: Whatsapp;
let user: WhatsappUser;
let heard: ReturnType<typeof createReceiver>;
let stop: Stop;
let staffFile: Buffer;
// Somebody else's server: what it is asked must hold no token.
let foreign: Server;
const asked: IncomingMessage[] = [];
let foreignUrl = '';

beforeAll(async () => {
  simulator = await startGraphSimulator();
  whatsapp = buildWhatsapp(simulator, {
    openFile: async () => ({ name: 'x', contentType: 'image/png', bytes: staffFile }),
  });
  foreign = createServer((request, response) => {
    asked.push(request);
    response.end('got you');
  });
  foreign.listen(0, '127.0.0.1');
  await once(foreign, 'listening');
  foreignUrl = `http://127.0.0.1:${(foreign.address() as AddressInfo).port}/whatsapp_business/?mid=1`;
});
afterAll(async () => {
  foreign.closeAllConnections();
  foreign.close();
  await simulator.close();
});
beforeEach(async () => {
  await stop?.();
  simulator.heal();
  asked.splice(0);
  heard = createReceiver();
  stop = await whatsapp.start(heard.receive);
  simulator.webhooks.tell((request) => whatsapp.webhook(request));
  user = simulator.user();
  user.says('hi');
  await simulator.webhooks.settled();
  heard.received.splice(0);
});

const sendFile = (name: string, bytes: Buffer, contentType = 'image/png') => {
  staffFile = bytes;
  return whatsapp.send(addressOf(user), { kind: 'file', contentUrl: 'slack:F1', contentType, name });
};
const open = (contentUrl: string | undefined) =>
  whatsapp.openFile(contentUrl ?? '', AbortSignal.timeout(20_000));
async function receive(contentType: string, bytes: Buffer, lies: MediaLies = {}): Promise<string> {
  user.sends({ name: 'file.bin', contentType, bytes }, { lies });
  await until('the file is received', () => heard.received.length === 1);
  return heard.received[0]?.attachments[0]?.contentUrl ?? '';
}

describe('a file from the staff', () => {
  it.each([
    ['photo.jpg', JPEG, 'image', 'image/jpeg'],
    ['photo.png', '\x89PNG\r\n\x1a\n', 'image', 'image/png'],
    ['film.mp4', MP4, 'video', 'video/mp4'],
    ['film.3gp', '\0\0\0\x20ftyp3gp4', 'video', 'video/3gpp'],
    ['note.m4a', '\0\0\0\x20ftypM4A ', 'audio', 'audio/mp4'],
    ['note.mp3', 'ID3\x04', 'audio', 'audio/mpeg'],
    ['note.aac', '\xff\xf1\x50', 'audio', 'audio/aac'],
    ['note.amr', '#!AMR\n', 'audio', 'audio/amr'],
    ['voice.ogg', 'OggS\0\x02AAAAAAAAOpusHead', 'audio', 'audio/ogg'],
    ['sticker.webp', 'RIFF\0\0\0\0WEBP', 'sticker', 'image/webp'],
    ['quote.pdf', '%PDF-1.7', 'document', 'application/pdf'],
    ['letter.docx', 'PK\x03\x04\x14\0word/document.xml', 'document', `${OFFICE}.wordprocessingml.document`],
    ['prices.xlsx', 'PK\x03\x04\x14\0xl/workbook.xml', 'document', `${OFFICE}.spreadsheetml.sheet`],
    [
      'slides.pptx',
      'PK\x03\x04\x14\0ppt/presentation.xml',
      'document',
      `${OFFICE}.presentationml.presentation`,
    ],
    ['old.doc', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'document', 'application/msword'],
    ['old.xls', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'document', 'application/vnd.ms-excel'],
  ])('like %s is shown as what it is', async (name, beginning, shownAs, contentType) => {
    const id = await sendFile(name, bytesOf(beginning));
    expect(user.sees()).toMatchObject([{ id, kind: 'file', file: { name, shownAs, contentType } }]);
  });

  it('of text is a document under its name', async () => {
    await sendFile('precios ñ "1".csv', Buffer.from('a,b\n1,2'));
    expect(user.sees()[0]?.file).toMatchObject({ contentType: 'text/plain', name: 'precios ñ "1".csv' });
  });

  it('goes by its content, whatever its name and its sender say', async () => {
    await sendFile('photo.jpg', bytesOf('%PDF-1.7'), 'image/jpeg');
    expect(user.sees()[0]?.file).toMatchObject({ shownAs: 'document', contentType: 'application/pdf' });
  });

  it('arrives byte by byte, 16 MB too', async () => {
    const film = bytesOf(MP4, 16_000_000);
    await sendFile('film.mp4', film);
    expect(user.sees()[0]?.file?.bytes.equals(film)).toBe(true);
    expect(user.sees()[0]?.file?.shownAs).toBe('video');
  });

  it.each([
    ['a picture of 6 MB', 'photo.jpg', JPEG, 6_000_000],
    ['a film of 18 MB', 'film.mp4', MP4, 18_000_000],
  ])('%s is too large to be shown, and goes as a document', async (_, name, beginning, length) => {
    await sendFile(name, bytesOf(beginning, length));
    expect(user.sees()[0]?.file).toMatchObject({ shownAs: 'document', name });
  });

  it.each([
    ['archive.zip', bytesOf('PK\x03\x04a.txt')],
    ['program.exe', bytesOf('MZ\x90\0')],
    ['photo.heic', bytesOf('\0\0\0\x20ftypheic')],
    ['anim.gif', bytesOf('GIF89a')],
    ['sound.wav', bytesOf('RIFF\0\0\0\0WAVE')],
    ['music.ogg', bytesOf('OggS\0\x02AAAAAAAA\x01vorbis')],
    ['large.webp', bytesOf('RIFF\0\0\0\0WEBP', 600_000)],
    ['empty.txt', Buffer.alloc(0)],
  ])('%s is not taken: the staff hear what would be', async (name, bytes) => {
    const before = simulator.calls.length;
    await expect(sendFile(name, bytes)).rejects.toMatchObject({
      code: 'file_refused',
      retryable: false,
      message: expect.stringMatching(/PDF.*JPEG/),
    });
    expect(simulator.calls.length).toBe(before);
  });

  it('that Meta refuses later is told with a reason', async () => {
    simulator.fail({ kind: 'error', method: 'media', code: 131053 });
    await expect(sendFile('photo.jpg', bytesOf(JPEG))).rejects.toMatchObject({ code: 'file_refused' });
  });
});

describe('a file from a customer', () => {
  it('is read with its true type, 16 MB too', async () => {
    const film = bytesOf(MP4, 16_000_000);
    const { bytes, contentType } = await open(await receive('video/mp4', film));
    expect(Buffer.from(bytes).equals(film)).toBe(true);
    expect(contentType).toBe('video/mp4');
  });

  it('goes by its content, whatever Meta was told', async () => {
    const url = await receive('image/jpeg', bytesOf('%PDF-1.7'), { contentType: 'image/jpeg' });
    expect((await open(url)).contentType).toBe('application/pdf');
    heard.received.splice(0);
    const page = await receive('text/html', bytesOf('\0\x01'), { contentType: 'text/html' });
    expect((await open(page)).contentType).toBe('application/octet-stream');
  });

  it('is asked for anew where its address has expired in between', async () => {
    const url = await receive('image/jpeg', bytesOf(JPEG));
    simulator.fail({ kind: 'page', method: 'download', status: 404 });
    const before = simulator.callsOf('lookup').length;
    expect((await open(url)).contentType).toBe('image/jpeg');
    expect(simulator.callsOf('lookup').length - before).toBe(2);
  });

  it('is read again long after: addresses live for five minutes, files longer', async () => {
    const url = await receive('image/jpeg', bytesOf(JPEG));
    await open(url);
    simulator.world.expireMedia();
    expect((await open(url)).contentType).toBe('image/jpeg');
  });

  it('that Meta no longer has is gone, which is no trouble of the account', async () => {
    const url = await receive('image/jpeg', bytesOf(JPEG));
    simulator.fail({ kind: 'page', method: 'download', status: 404, times: 2 });
    await expect(open(url)).rejects.toMatchObject({ code: 'file_gone', retryable: false });
    await expect(open('whatsapp:cloud:123')).rejects.toMatchObject({ code: 'file_gone' });
    expect(whatsapp.accounts()).toMatchObject([{ state: 'ready' }]);
  });

  it('is given up beyond 20 MB, told or found', async () => {
    const told = await receive('image/jpeg', bytesOf(JPEG), { fileSize: 20_000_001 });
    const before = simulator.callsOf('download').length;
    await expect(open(told)).rejects.toMatchObject({ code: 'file_too_large' });
    expect(simulator.callsOf('download').length).toBe(before);
    heard.received.splice(0);
    const found = await receive('video/mp4', bytesOf(MP4, 20_000_001), { fileSize: 100 });
    await expect(open(found)).rejects.toMatchObject({ code: 'file_too_large', retryable: false });
  });

  it('that arrives otherwise than it was sent is read again', async () => {
    const url = await receive('image/jpeg', bytesOf(JPEG), { sha256: '0'.repeat(64) });
    await expect(open(url)).rejects.toMatchObject({ code: 'unavailable', retryable: true });
  });

  it('ends with its reader', async () => {
    const url = await receive('image/jpeg', bytesOf(JPEG));
    simulator.fail({ kind: 'stall', method: 'download' });
    await expect(whatsapp.openFile(url, AbortSignal.timeout(300))).rejects.toMatchObject({ retryable: true });
  });

  it.each(['whatsapp:cloud:', 'whatsapp:cloud:../me', 'whatsapp:cloud:1?x=1', 'telegram:1'])(
    'is none where it is %j: nobody is asked',
    async (url) => {
      const before = simulator.calls.length;
      await expect(open(url)).rejects.toMatchObject({ code: 'file_unknown' });
      expect(simulator.calls.length).toBe(before);
    },
  );
});

describe('the token', () => {
  it('never goes to a foreign host, whatever address a file claims', async () => {
    for (const url of [
      foreignUrl,
      foreignUrl.replace('127.0.0.1', 'localhost'),
      'http://lookaside.fbsbx.com/x',
      'https://lookaside.fbsbx.com:444/x',
      'https://lookaside.fbsbx.com.example.sg/x',
      'https://evilfbcdn.net/x',
      'https://not-lookaside.fbsbx.com/x',
      'file:///etc/passwd',
      'no address',
    ]) {
      heard.received.splice(0);
      const file = await receive('image/jpeg', bytesOf(JPEG), { url });
      await expect(open(file), url).rejects.toMatchObject({ code: 'file_not_readable', retryable: false });
    }
    expect(asked).toEqual([]);
  });

  it('does not follow a redirect away from Meta, but one within', async () => {
    const url = await receive('image/jpeg', bytesOf(JPEG));
    simulator.fail({ kind: 'redirect', method: 'download', location: foreignUrl });
    await expect(open(url)).rejects.toMatchObject({ code: 'file_not_readable' });
    expect(asked).toEqual([]);
    const id = url.slice('whatsapp:cloud:'.length);
    const location = `/whatsapp_business/attachments/?mid=${id}`;
    simulator.fail({ kind: 'redirect', method: 'download', location });
    expect((await open(url)).contentType).toBe('image/jpeg');
    simulator.fail({ kind: 'redirect', method: 'download', location, times: 9 });
    await expect(open(url)).rejects.toMatchObject({ code: 'file_not_readable' });
  });

  it('is in no error, whatever fails', async () => {
    const url = await receive('image/jpeg', bytesOf(JPEG));
    for (const fault of [
      { kind: 'cut', method: 'lookup' },
      { kind: 'cut', method: 'download' },
      { kind: 'page', method: 'download', status: 500 },
      { kind: 'error', method: 'lookup', code: 190 },
    ] as const) {
      simulator.fail(fault);
      const error = await open(url).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(DeliveryError);
      const said = error as DeliveryError;
      expect(`${said.stack} ${JSON.stringify(said)} ${String(said.cause)}`).not.toContain('EAAJ');
    }
  });
});
