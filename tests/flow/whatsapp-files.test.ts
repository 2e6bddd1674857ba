// What customers send on WhatsApp's Cloud API, with a model that hears and sees: answered, kept, and shown to the staff.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { phrase } from '../../src/model/phrases.ts';
import { type DeskHouse, openDeskHouse } from '../support/desk.ts';
import { onWhatsapp, type WhatsappSide } from '../support/desk-customers.ts';
import { makePdf } from '../support/documents.ts';
import type { WhatsappUser } from '../support/graph-simulator-user.ts';
import { until } from '../support/house.ts';
import { openSimulatedModel } from '../support/models.ts';
import { type OpenAISimulator, startOpenAISimulator } from '../support/openai-simulator.ts';
import { picturesOf } from '../support/openai-simulator-requests.ts';
import { makeVoice } from '../support/openai-simulator-speech.ts';
import type { Place } from '../support/slack-simulator-people.ts';

const JPEG = Buffer.from('ffd8ffe000104a46494600010101004800480000ffdb', 'hex');
const NO_SUCH_OBJECT = { kind: 'error', method: 'lookup', code: 100, status: 400 } as const;

describe('with a model that hears and sees, what a customer sends on WhatsApp', () => {
  let simulator: OpenAISimulator;
  let side: WhatsappSide;
  let desk: DeskHouse;
  beforeAll(async () => {
    simulator = await startOpenAISimulator();
    desk = await openDeskHouse({
      ...openSimulatedModel(simulator),
      customers: async (openFile) => {
        side = await onWhatsapp(openFile);
        return side;
      },
    });
    await desk.house.library.save(desk.house.database.tenantId, {
      kind: 'question_answer',
      title: 'Do you deliver to Tampines?',
      body: 'Yes, we deliver to Tampines every day.',
      alsoAsked: '',
      language: 'en',
    });
  });
  afterEach(() => simulator.respond());
  afterAll(async () => {
    await desk?.close();
    await simulator?.stop();
  });

  const speak = (user: WhatsappUser, words: string): string =>
    user.sends(
      { name: 'voice.ogg', contentType: 'audio/ogg; codecs=opus', bytes: makeVoice(words) },
      { isVoice: true },
    );
  const hears = async (user: WhatsappUser, count = 1): Promise<string> => {
    await until('the customer is answered', () => user.sees().length >= count, 20_000);
    return user.sees().at(-1)?.text ?? '';
  };
  const newCard = async (before: number): Promise<Place> => {
    await until('the card is posted', () => desk.cards().length > before, 20_000);
    return desk.cards().at(-1) as Place;
  };
  const readingOf = async (user: WhatsappUser) => {
    const { rows } = await desk.house.database.pool.query(
      `select r.state, r.kind, r.text, r.detail, m.attachments->r.index::integer as attachment
       from readings r
       join messages m on m.id = r.message_id
       join conversations c on c.id = m.conversation_id
       where c.external_id = $1
       order by r.created_at desc
       limit 1`,
      [user.id],
    );
    return rows[0];
  };

  it('by voice is answered like what is typed, and kept by us', async () => {
    const user = side.graph.user({ name: 'Siti' });
    speak(user, 'Do you deliver to Tampines?');
    expect(await hears(user)).toContain('deliver to Tampines every day');
    const { attachment, ...reading } = await readingOf(user);
    expect(reading).toMatchObject({ state: 'read', kind: 'voice', text: 'Do you deliver to Tampines?' });
    expect(attachment).toMatchObject({ contentType: 'audio/ogg', name: 'voice.ogg' });
    expect(attachment.contentUrl).toMatch(/^file:[0-9a-f]{32}$/);
  });

  it('by voice calls a person, and the thread holds the recording and its words', async () => {
    const user = side.graph.user({ name: 'Raju' });
    const before = desk.cards().length;
    speak(user, 'I want to talk to a person');
    const card = await newCard(before);
    await until(
      'the transcript is shown',
      () => desk.seen(card).join('\n').includes('🎤 Transcript: I want to talk to a person'),
      20_000,
    );
    await until(
      'the recording is in the thread',
      () => desk.slack.thread(card).some(({ files }) => files?.some(({ name }) => name === 'voice.ogg')),
      20_000,
    );
  });

  it('by voice at length, and heard late, says in the thread where it goes on', async () => {
    const user = side.graph.user({ name: 'Ah Kow' });
    const before = desk.cards().length;
    user.says('I want to talk to a person');
    const card = await newCard(before);
    simulator.script({ on: 'transcriptions', kind: 'delay', ms: 700 });
    speak(user, `It began in May. ${'And then it rained. '.repeat(600)}`);
    await until(
      'the transcript is shown',
      () => desk.find(card, 'Transcript: It began in May.').length > 0,
      20_000,
    );
    const [post] = desk.find(card, 'Transcript: It began in May.');
    expect(JSON.stringify(post)).toContain('It goes on in the form');
  });

  it('as a picture with a caption is seen beside its words', async () => {
    const user = side.graph.user({ name: 'Mei' });
    simulator.respond((request) => ({ text: `I see ${picturesOf(request).join()}: a broken cup.` }));
    user.sends({ name: 'photo.jpg', contentType: 'image/jpeg', bytes: JPEG }, { caption: 'Is this yours?' });
    expect(await hears(user)).toContain('I see image/jpeg: a broken cup.');
  });

  it('is read through a fresh address where the first has run out', async () => {
    const user = side.graph.user({ name: 'Devi' });
    side.graph.fail({ kind: 'page', status: 404, method: 'download', times: 1 });
    simulator.respond(() => ({ text: 'It comes to $48.80.' }));
    user.sends(
      { name: 'invoice.pdf', contentType: 'application/pdf', bytes: makePdf(['Total $48.80']) },
      { caption: 'How much is it?' },
    );
    expect(await hears(user)).toContain('It comes to $48.80.');
    expect(await readingOf(user)).toMatchObject({ state: 'read', kind: 'document', text: 'Total $48.80' });
  });

  it('that Meta no longer has is told, and the staff see why', async () => {
    const user = side.graph.user({ name: 'Anwar' });
    side.graph.fail({ ...NO_SUCH_OBJECT, times: 1 });
    speak(user, 'Do you deliver to Tampines?');
    expect(await hears(user)).toContain(phrase('cannotHear', 'en'));
    expect(await readingOf(user)).toMatchObject({
      state: 'unread',
      kind: 'voice',
      detail: expect.stringContaining('7 days'),
    });
    const before = desk.cards().length;
    user.says('I want to talk to a person');
    const card = await newCard(before);
    await until('the reason is shown', () => desk.seen(card).join('\n').includes('7 days'), 20_000);
  });
});
