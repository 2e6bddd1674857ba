// What customers send where nobody can hear or see it: told in their language, a person offered, and kept for the staff.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Channel } from '../../channels/channel.ts';
import type { Transcriber } from '../../src/llm/llm.ts';
import { DeliveryError, ModelError } from '../../src/model/errors.ts';
import type { Language } from '../../src/model/language.ts';
import { phrase } from '../../src/model/phrases.ts';
import { listThreads, readThread } from '../../src/store/threads.ts';
import { ENGINES } from '../support/database.ts';
import { makePdf } from '../support/documents.ts';
import { type House, openHouse, until } from '../support/house.ts';
import { makeVoice } from '../support/openai-simulator-speech.ts';
import { inboundText } from '../support/platform.ts';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const VIDEO = Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom');
const FILES: Readonly<Record<string, Buffer>> = {
  voice: makeVoice('Do you sell boxes?'),
  picture: PNG,
  document: makePdf(['An order']),
  video: VIDEO,
  sticker: Buffer.from('RIFF\x10\0\0\0WEBPVP8 '),
};

/** Holds `whatsapp:NAME`; nobody writes there. */
const keeper = {
  name: 'whatsapp',
  openFile: async (contentUrl: string) => {
    const bytes = FILES[contentUrl.split(':')[1] ?? ''];
    if (!bytes) throw new DeliveryError('file_gone', 'The link has run out. Ask for the file again.');
    return { name: 'file', contentType: 'application/octet-stream', bytes };
  },
} as unknown as Channel;

describe.concurrent.each(ENGINES)('a file that nobody here can open, on %s', (engine) => {
  let house: House;
  let hear: Transcriber['transcribe'] = async () => '';
  beforeAll(async () => {
    const transcriber: Transcriber = {
      model: 'ears',
      transcribe: (recording, signal) => hear(recording, signal),
    };
    house = await openHouse({ engine, channels: [keeper], transcriber });
    await house.library.save(house.database.tenantId, {
      kind: 'question_answer',
      title: 'Do you sell boxes?',
      body: 'Yes, in three sizes.',
      alsoAsked: '',
      language: 'en',
    });
  });
  afterAll(() => house.close());

  const send = async (
    given: { readonly in: string; readonly text?: string; readonly language?: Language },
    ...files: readonly { readonly of: string; readonly contentType: string; readonly name?: string }[]
  ): Promise<void> => {
    await house.receive({
      ...inboundText(given.text ?? '', { conversation: given.in, id: randomUUID() }),
      ...(given.language && { locale: given.language }),
      attachments: files.map(({ of, contentType, name }) => ({
        contentType,
        contentUrl: `whatsapp:${of}`,
        name: name ?? `${of}.bin`,
      })),
    });
  };
  const answer = async (conversation: string, count = 1): Promise<string> => {
    await until(
      'the customer is answered',
      () => house.platform.textsOf(conversation).length >= count,
      20_000,
    );
    return house.platform.textsOf(conversation).at(-1) ?? '';
  };
  const readingsOf = async (conversation: string) => {
    const { rows } = await house.database.pool.query(
      `select r.state, r.kind, r.text, r.detail, r.attempts, m.attachments->r.index::integer->>'contentUrl' as url
       from readings r
       join messages m on m.id = r.message_id
       join conversations c on c.id = m.conversation_id
       where c.external_id = $1
       order by m.position, r.index`,
      [conversation],
    );
    return rows;
  };

  it.sequential.each([
    ['en', 'picture', 'image/png', 'cannotSee'],
    ['zh', 'picture', 'image/png', 'cannotSee'],
    ['ms', 'video', 'video/mp4', 'cannotWatch'],
    ['ta', 'document', 'application/pdf', 'cannotReadFile'],
  ] as const)('is told in %s: a %s', async (language, of, contentType, key) => {
    await send({ in: `told-${language}`, language }, { of, contentType });
    const told = phrase(key, language, { name: `${of}.bin` });
    const between = language === 'zh' ? '' : ' ';
    expect(await answer(`told-${language}`)).toBe(`${told}${between}${phrase('offerPerson', language)}`);
    const [reading] = await readingsOf(`told-${language}`);
    expect(reading?.url).toMatch(/^file:/);
  });

  it.sequential('is named beside others, each kind once', async () => {
    const picture = { of: 'picture', contentType: 'image/png' };
    await send({ in: 'several' }, picture, picture, { of: 'video', contentType: 'video/mp4' });
    expect(await answer('several')).toBe(
      `${phrase('cannotSee', 'en')} ${phrase('cannotWatch', 'en')} ${phrase('offerPerson', 'en')}`,
    );
  });

  it.sequential('does not keep its caption from being answered, and that nobody looked is told', async () => {
    await send({ in: 'caption', text: 'Do you sell boxes?' }, { of: 'picture', contentType: 'image/png' });
    expect(await answer('caption')).toBe(`${phrase('cannotSee', 'en')}\n\nYes, in three sizes.`);
  });

  it.sequential('as a sticker is answered kindly, once, and calls nobody', async () => {
    const sticker = { of: 'sticker', contentType: 'image/webp', name: 'sticker.webp' };
    await send({ in: 'sticker' }, sticker);
    expect(await answer('sticker')).toBe(phrase('acknowledged', 'en'));
    await send({ in: 'sticker' }, sticker);
    await send({ in: 'sticker', text: 'Do you sell boxes?' });
    expect(await answer('sticker', 2)).toBe('Yes, in three sizes.');
  });

  it.sequential('because its link has run out is told, and the staff see why', async () => {
    await send({ in: 'expired' }, { of: 'gone', contentType: 'audio/ogg' });
    expect(await answer('expired')).toBe(`${phrase('cannotHear', 'en')} ${phrase('offerPerson', 'en')}`);
    expect(await readingsOf('expired')).toMatchObject([
      { state: 'unread', kind: 'voice', detail: expect.stringContaining('run out'), attempts: 1 },
    ]);
  });

  it.sequential.each([
    ['an order number spoken alone', 'number', '1042 7731.', '1042 7731.'],
    ['a transcript with what no database takes', 'controls', 'Hello\0 there', 'Hello there'],
  ])('but %s is heard', async (_what, conversation, spoken, heard) => {
    hear = async () => spoken;
    await send({ in: conversation }, { of: 'voice', contentType: 'audio/ogg' });
    expect(await answer(conversation)).not.toContain(phrase('cannotHear', 'en'));
    expect(await readingsOf(conversation)).toMatchObject([{ state: 'read', text: heard, attempts: 1 }]);
  });

  it.sequential('can be heard later, when the service is back: the staff read it all the same', async () => {
    let calls = 0;
    hear = async () => {
      calls += 1;
      if (calls === 1) throw new ModelError('model_unavailable', 'away', { retryable: true });
      return 'Do you sell boxes?';
    };
    await send({ in: 'later' }, { of: 'voice', contentType: 'audio/ogg' });
    expect(await answer('later')).toBe('Yes, in three sizes.');
    expect(await readingsOf('later')).toMatchObject([{ state: 'read', attempts: 2 }]);
  });

  it.sequential('is heard for the staff while they are waited for, and is shown in the form', async () => {
    hear = async () => 'My order came broken';
    await send({ in: 'waiting', text: 'human please' });
    await answer('waiting');
    await send({ in: 'waiting' }, { of: 'voice', contentType: 'audio/ogg' });
    await until('it is heard', async () => (await readingsOf('waiting'))[0]?.state === 'read');
    const { pool, tenantId } = house.database;
    const { rows } = await pool.query(`select id from conversations where external_id = 'waiting'`);
    const thread = await readThread(pool, tenantId, rows[0].id);
    expect(thread?.mode).toBe('waiting');
    expect(thread?.messages.at(-1)?.readings).toMatchObject([
      { text: 'My order came broken', kind: 'voice' },
    ]);
    expect(house.platform.textsOf('waiting')).toHaveLength(1);
    const [listed] = await listThreads(pool, tenantId, { modes: ['waiting'], limit: 1 });
    expect(listed?.lastText).toBe('My order came broken');
  });

  it.sequential('that takes too long is not waited for, and the customer hears within the promised time', async () => {
    const { promise: hung, resolve } = Promise.withResolvers<void>();
    hear = async (_recording, signal) => {
      await Promise.race([hung, new Promise((_, reject) => signal.addEventListener('abort', reject))]);
      return 'Late words';
    };
    const started = performance.now();
    await send({ in: 'slow' }, { of: 'voice', contentType: 'audio/ogg' });
    expect(await answer('slow')).toBe(`${phrase('cannotHear', 'en')} ${phrase('offerPerson', 'en')}`);
    expect(performance.now() - started).toBeGreaterThan(11_000);
    hear = async () => 'Do you sell boxes?';
    await send({ in: 'slow' }, { of: 'voice', contentType: 'audio/ogg' });
    await until('the next is heard meanwhile', () => house.platform.textsOf('slow').length === 2, 8_000);
    expect(await answer('slow', 2)).toBe('Yes, in three sizes.');
    resolve();
    await until('it is heard at last', async () =>
      (await readingsOf('slow')).some(({ text }) => text === 'Late words'),
    );
    expect(house.platform.textsOf('slow')).toHaveLength(2);
  });
});
