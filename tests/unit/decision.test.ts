import { describe, expect, it } from 'vitest';
import { decide, type Evidence, outcomeOf } from '../../src/agent/decision.ts';
import { chooseLanguage, detectLanguage } from '../../src/agent/language.ts';
import { splitQuestions } from '../../src/agent/understand.ts';

const evidence = (given: Partial<Evidence>): Evidence => ({
  smallTalk: 'none',
  isUnreadable: false,
  isTooLong: false,
  acceptsOffer: false,
  followsSmallTalk: false,
  confidence: 0,
  threshold: 0.5,
  ...given,
});

describe('the decision', () => {
  it.each([
    [{ smallTalk: 'ask_person', confidence: 1 }, 'hand_over', 'asked_for_person'],
    [{ acceptsOffer: true, smallTalk: 'acknowledgement' }, 'hand_over', 'accepted_offer'],
    [{ smallTalk: 'stop' }, 'stay_silent', 'stopped'],
    [{ isUnreadable: true }, 'clarify', 'unreadable'],
    [{ isTooLong: true, confidence: 1 }, 'clarify', 'too_long'],
    [{ smallTalk: 'thanks' }, 'answer', 'small_talk'],
    [{ smallTalk: 'acknowledgement' }, 'answer', 'small_talk'],
    [{ smallTalk: 'acknowledgement', followsSmallTalk: true }, 'stay_silent', 'acknowledged'],
    [{ confidence: 0.5 }, 'answer', 'found'],
    [{ confidence: 0.4 }, 'clarify', 'not_sure'],
    [{ confidence: 0.1 }, 'clarify', 'cannot_answer'],
  ] as const)('given %o is %s because of %s', (given, kind, reason) => {
    expect(decide(evidence(given))).toMatchObject({ kind, reason });
  });

  it('has an outcome to record for each kind', () => {
    expect(outcomeOf(decide(evidence({ smallTalk: 'ask_person' })))).toBe('handed_over');
    expect(outcomeOf(decide(evidence({ confidence: 1 })))).toBe('answered');
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
});
