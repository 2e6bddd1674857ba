import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Found } from '../../knowledge/search.ts';
import { type Question, sinceReturn, trialQuestion } from '../../src/agent/question.ts';
import { summarise } from '../../src/agent/summary.ts';
import { understand } from '../../src/agent/understand.ts';
import { parseId } from '../../src/model/ids.ts';
import type { TurnMessage } from '../../src/store/turns.ts';

const PHOTO = { kind: 'picture', name: 'photo.jpg', contentUrl: 'file:1', state: 'read', text: '' } as const;

const TENANT = parseId<'tenant'>(randomUUID());

const message = (
  author: TurnMessage['author'],
  text: string,
  ended: Partial<Pick<TurnMessage, 'outcome' | 'reason'>> = {},
): TurnMessage => ({
  id: parseId<'message'>(randomUUID()),
  position: 1,
  author,
  text,
  attachments: [],
  quoted: null,
  isPending: false,
  outcome: undefined,
  reason: undefined,
  ...ended,
});
const missed = (text: string): TurnMessage =>
  message('customer', text, { outcome: 'clarified', reason: 'cannot_answer' });
const asked = (text: string, given: Partial<Question> = {}): Question => ({
  ...trialQuestion(TENANT, text),
  ...given,
});
const passage = (title: string, isHumanOnly = false): Found => ({
  passageId: parseId<'passage'>(randomUUID()),
  documentId: parseId<'document'>(randomUUID()),
  title,
  heading: '',
  place: '',
  text: 'Text.',
  kind: 'markdown',
  language: 'en',
  isHumanOnly,
  score: 1,
  lexical: 1,
  similarity: undefined,
});

describe('the summary for the staff', () => {
  it('tells in five lines what the customer wants, what was tried, from what, in which mood and language', () => {
    const history = [
      missed('Do you engrave pens?'),
      message('bot', 'Sorry, that is not\nin the information I have.'),
    ];
    const summary = summarise({
      question: asked('human please\nfor my order 1234', { history }),
      language: 'en',
      mood: 'in a hurry',
      passages: [passage('Gifts'), passage('Gifts'), passage('Refunds', true)],
    });
    expect(summary.split('\n')).toEqual([
      'Wants: “Do you engrave pens?” · “human please” · “for my order 1234”',
      'Tried: “Sorry, that is not in the information I have.”',
      'Sources: Gifts · Refunds (only a person may answer)',
      'Mood: in a hurry',
      'Language: English',
    ]);
  });

  it('is honest where nothing was said, tried or found', () => {
    const summary = summarise({
      question: asked('', { files: [PHOTO, PHOTO] }),
      language: 'zh',
      mood: 'calm',
      passages: [],
    });
    expect(summary).toBe(
      'Wants: sent 2 files\nTried: nothing yet\nSources: none\nMood: calm\nLanguage: Chinese',
    );
  });

  it('stays at five lines however long and ragged the words are', () => {
    const history = [message('bot', 'a\n\nb '.repeat(500))];
    const question = asked('x\r\n\n'.repeat(400), { history, summary: 'Earlier.\nThey asked.' });
    const summary = summarise({ question, language: 'ms', mood: 'angry', passages: [passage('T\nitle')] });
    expect(summary.split('\n')).toHaveLength(5);
    expect(summary.length).toBeLessThan(1_500);
    expect(summary).toContain('Tried: Earlier. They asked. · “a b');
  });

  it('says which language the customer writes where nobody here answers in it', () => {
    const question = asked('Magkano po ang delivery sa Bedok?');
    expect(summarise({ question, language: 'en', mood: 'calm', passages: [] })).toMatch(
      /Language: English \(wrote in (?:Tagalog|Filipino)\)$/,
    );
  });

  it('says when Tamil or Chinese is written in Latin letters', () => {
    const of = (text: string): string | undefined =>
      summarise({ question: asked(text), language: 'ta', mood: 'calm', passages: [] })
        .split('\n')
        .at(-1);
    expect(of('kadai eppo thirakkum')).toBe('Language: Tamil (written in Latin letters)');
    expect(of('கடை எப்போது திறக்கும்?')).toBe('Language: Tamil');
    expect(of('👍')).toBe('Language: Tamil');
  });
});

describe('what the bot remembers of its own turns', () => {
  const bot = message('bot', 'Sorry.');
  const past = (...history: TurnMessage[]) => understand(asked('and now?', { history }), ['en']);

  it('counts a miss only when it was the turn before', () => {
    expect(past(missed('a?'), bot)).toMatchObject({ followsMiss: true, isJustReturned: false });
    const found = message('customer', 'b?', { outcome: 'answered', reason: 'found' });
    expect(past(missed('a?'), bot, found, bot)).toMatchObject({ followsMiss: false });
    expect(past()).toMatchObject({ followsMiss: false, isJustReturned: false });
  });

  it.each([
    ['a system message', message('system', 'This is the assistant again.')],
    ['a message of the staff', message('staff', 'Here you are.')],
    ['a message left to the staff', message('customer', 'hello?', { outcome: 'to_staff' })],
    [
      'a message that was handed over',
      message('customer', 'photo', { outcome: 'handed_over', reason: 'unreadable' }),
    ],
  ])('begins anew after %s', (_what, end) => {
    expect(past(missed('a?'), bot, end)).toMatchObject({ followsMiss: false, isJustReturned: true });
    expect(past(end, missed('a?'), bot)).toMatchObject({ followsMiss: true, isJustReturned: false });
    expect(sinceReturn([missed('a?'), end, bot])).toEqual([bot]);
  });

  it('takes "yes" for the acceptance of an offer, and not after a hand-over that ended', () => {
    const offered = message('customer', 'photo', { outcome: 'clarified', reason: 'unreadable' });
    const handed = message('customer', 'photo', { outcome: 'handed_over', reason: 'unreadable' });
    const accepts = (...history: TurnMessage[]) => understand(asked('yes', { history }), ['en']).acceptsOffer;
    expect(accepts(offered, bot)).toBe(true);
    expect(accepts(handed, bot)).toBe(false);
    expect(accepts(offered, bot, message('system', 'Back again.'))).toBe(false);
  });
});
