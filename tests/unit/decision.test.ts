import { describe, expect, it } from 'vitest';
import { splitQuestions } from '../../knowledge/answering.ts';
import { decide, type Evidence, outcomeOf } from '../../src/agent/decision.ts';
import { chooseLanguage, detectLanguage } from '../../src/agent/language.ts';

const evidence = (given: Partial<Evidence>): Evidence => ({
  smallTalk: 'none',
  isComplaint: false,
  isEmpty: false,
  isUnreadable: false,
  isTooLong: false,
  acceptsOffer: false,
  followsSmallTalk: false,
  followsMiss: false,
  isJustReturned: false,
  isHumanOnly: false,
  confidence: 0,
  threshold: 0.5,
  isPartial: false,
  modelWish: undefined,
  failure: undefined,
  ...given,
});

describe('the decision', () => {
  it.each([
    ['a question that the knowledge holds', { confidence: 0.5 }, 'answer', 'found'],
    ['several, of which it holds one', { confidence: 0.5, isPartial: true }, 'answer', 'found_in_part'],
    ['several, of which it holds none', { confidence: 0.1, isPartial: true }, 'clarify', 'cannot_answer'],
    ['thanks', { smallTalk: 'thanks' }, 'answer', 'small_talk'],
    ['"ok" after an answer', { smallTalk: 'acknowledgement' }, 'answer', 'small_talk'],
    [
      '"ok" after small talk',
      { smallTalk: 'acknowledgement', followsSmallTalk: true },
      'stay_silent',
      'acknowledged',
    ],
    ['"stop"', { smallTalk: 'stop' }, 'stay_silent', 'stopped'],
    ['a question that is nearly held', { confidence: 0.4 }, 'clarify', 'not_sure'],
    ['a question that is not held', { confidence: 0.1 }, 'clarify', 'cannot_answer'],
    ['an empty message', { isEmpty: true }, 'clarify', 'empty'],
    ['a pasted book', { isTooLong: true, confidence: 1 }, 'clarify', 'too_long'],
  ] as const)('%s is no reason to call a person', (_said, given, kind, reason) => {
    expect(decide(evidence(given))).toEqual({ kind, reason });
  });

  it.each([
    ['a person is asked for', { smallTalk: 'ask_person', confidence: 1 }, 'asked_for_person', 'normal'],
    [
      'the offer of a person is accepted',
      { acceptsOffer: true, smallTalk: 'acknowledgement' },
      'accepted_offer',
      'normal',
    ],
    ['the customer complains', { isComplaint: true, confidence: 1 }, 'complaint', 'high'],
    [
      'the customer complains and asks for a person',
      { isComplaint: true, smallTalk: 'ask_person' },
      'complaint',
      'high',
    ],
    [
      'a complaint is too long to be read as a question',
      { isComplaint: true, isTooLong: true },
      'complaint',
      'high',
    ],
    ['the model hears a complaint', { modelWish: 'complaint' }, 'complaint', 'high'],
    [
      'the model hears a request for a person',
      { modelWish: 'asked_for_person' },
      'asked_for_person',
      'normal',
    ],
    [
      'the model judges that only staff can help',
      { modelWish: 'staff_only', confidence: 1 },
      'model_asked',
      'normal',
    ],
    ['the bot had no answer twice in a row', { followsMiss: true }, 'not_answered_twice', 'normal'],
    [
      'the second answer in a row is nearly held',
      { followsMiss: true, confidence: 0.4 },
      'not_answered_twice',
      'normal',
    ],
    ['the topic is for people only', { isHumanOnly: true, confidence: 1 }, 'human_only', 'normal'],
    ['the model failed and nothing can be quoted', { failure: 'model' }, 'model_failed', 'high'],
    ['a tool failed and nothing can be quoted', { failure: 'tool' }, 'tool_failed', 'high'],
    ['every turn failed', { failure: 'turn', isEmpty: true }, 'turn_failed', 'high'],
  ] as const)('a person is called because %s', (_what, given, reason, priority) => {
    expect(decide(evidence(given))).toEqual({ kind: 'hand_over', reason, priority });
  });

  it('offers a person, and calls none, where only what it can’t read was sent', () => {
    expect(decide(evidence({ isUnreadable: true, followsMiss: true }))).toEqual({
      kind: 'clarify',
      reason: 'unreadable',
    });
  });

  it('quotes what is known when the model or a tool failed', () => {
    for (const failure of ['model', 'tool'] as const)
      expect(decide(evidence({ failure, confidence: 0.9 }))).toEqual({ kind: 'answer', reason: 'found' });
  });

  it('answers the second question when it is held, although the first was not', () => {
    expect(decide(evidence({ followsMiss: true, confidence: 0.5 }))).toEqual({
      kind: 'answer',
      reason: 'found',
    });
  });

  it.each([
    [{ isHumanOnly: true }, 'human_only'],
    [{ modelWish: 'staff_only' }, 'model_asked'],
    [{ failure: 'model' }, 'model_failed'],
    [{ failure: 'tool' }, 'tool_failed'],
  ] as const)('right after a hand-back, %o offers a person instead of calling one', (given, reason) => {
    expect(decide(evidence({ ...given, isJustReturned: true }))).toEqual({ kind: 'clarify', reason });
  });

  it.each([
    [{ smallTalk: 'ask_person' }, 'asked_for_person'],
    [{ isComplaint: true }, 'complaint'],
    [{ failure: 'turn' }, 'turn_failed'],
  ] as const)('right after a hand-back, %o still calls a person', (given, reason) => {
    expect(decide(evidence({ ...given, isJustReturned: true }))).toMatchObject({ kind: 'hand_over', reason });
  });

  it('has an outcome to record for each kind', () => {
    expect(outcomeOf(decide(evidence({ smallTalk: 'ask_person' })))).toBe('handed_over');
    expect(outcomeOf(decide(evidence({ confidence: 1 })))).toBe('answered');
    expect(outcomeOf(decide(evidence({ isEmpty: true })))).toBe('clarified');
    expect(outcomeOf(decide(evidence({ smallTalk: 'stop' })))).toBe('silent');
  });
});

describe('the language of a message', () => {
  it.each([
    ['What time do you open tomorrow?', 'en'],
    ['can deliver to bedok or not', 'en'],
    ['请问你们几点开门？', 'zh'],
    ['PayNow 可以吗', 'zh'],
    ['boleh hantar ke Tampines tak?', 'ms'],
    ['brp harga kopi', 'ms'],
    ['கடை எப்போது திறக்கும்?', 'ta'],
  ])('%s is %s', (text, language) => {
    expect(detectLanguage(text)).toBe(language);
  });

  it.each(['ok', '👍', 'SKU-1001', '', '12345'])(
    '%j tells nothing, so the conversation keeps its language',
    (text) => {
      expect(detectLanguage(text)).toBeUndefined();
      expect(chooseLanguage(text, { known: 'ta', hint: 'en-SG' }, ['en', 'zh', 'ms', 'ta'])).toBe('ta');
    },
  );

  it('falls back to the platform’s hint, then to the first language that the business speaks', () => {
    expect(chooseLanguage('ok', { known: undefined, hint: 'zh-SG' }, ['en', 'zh'])).toBe('zh');
    expect(chooseLanguage('ok', { known: undefined, hint: 'fr' }, ['ms', 'en'])).toBe('ms');
    expect(chooseLanguage('请问几点开门', { known: undefined, hint: undefined }, ['en', 'ms'])).toBe('en');
  });
});

describe('several questions in one message', () => {
  it('are answered one by one, and a single one is left whole', () => {
    expect(splitQuestions('How much is delivery? And are you open on Sunday?')).toEqual([
      'How much is delivery?',
      'And are you open on Sunday?',
    ]);
    expect(splitQuestions('My parcel is broken. What can I do?')).toEqual([
      'My parcel is broken. What can I do?',
    ]);
  });

  it.each([
    [
      'Hi!\nI live in Yishun.\nDo you deliver?\nIs there parking?\nAre you open this Friday? Thanks',
      ['I live in Yishun. Do you deliver?', 'Is there parking?', 'Are you open this Friday?'],
    ],
    [
      'Do you deliver to Yishun? How much is it? Is the kaya halal?? How long?',
      ['Do you deliver to Yishun? How much is it?', 'Is the kaya halal?? How long?'],
    ],
    ['请问几点开门呢？可以刷卡吗？有停车位吗？', ['请问几点开门呢？', '可以刷卡吗？', '有停车位吗？']],
    ['Do you deliver?\nhow long\nGot parking?', ['Do you deliver?', 'how long Got parking?']],
    ['Is it halal? Can I pay by card? Cash?', ['Is it halal?', 'Can I pay by card?', 'Cash?']],
    ['How much is delivery? Can I return it?', ['How much is delivery?', 'Can I return it?']],
  ])('are told apart, each with what it needs and without losing any: %s', (text, parts) => {
    expect(splitQuestions(text)).toEqual(parts);
  });

  it('are searched together from the fifth on', () => {
    const asked = ['parking', 'delivery', 'a toilet', 'gift wrapping', 'vegan cakes', 'coffee beans'];
    const parts = splitQuestions(asked.map((thing) => `Do you have ${thing}?`).join(' '));
    expect(parts).toHaveLength(5);
    expect(parts[4]).toBe('Do you have vegan cakes? Do you have coffee beans?');
  });

  it.each([
    'My parcel is broken, what can I do',
    'Do you deliver to Tampines? How long?',
    'Do you deliver to Tampines? How much?',
    'Open on Sunday? What time?',
    'Do you have parking? How much is it?',
    '月饼有没有榴莲的？多少钱？',
    'Hello? Are you there? Do you deliver?',
    'How much is the hamper and what is inside?',
    '我买了几盒，可以送到兀兰吗',
    'hello',
  ])('are not seen in "%s"', (text) => {
    expect(splitQuestions(text)).toEqual([text]);
  });
});
