// What the bot says to small talk, message after message.
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { composeSmallTalk } from '../../src/agent/compose.ts';
import { trialQuestion } from '../../src/agent/question.ts';
import { understand } from '../../src/agent/understand.ts';
import { parseId } from '../../src/model/ids.ts';
import { LANGUAGES, type Language } from '../../src/model/language.ts';
import { phrase } from '../../src/model/phrases.ts';
import type { TurnMessage } from '../../src/store/turns.ts';

const TENANT = parseId<'tenant'>(randomUUID());

/** What the bot answers to each, one after the other. */
function answersTo(language: Language, texts: readonly string[]): readonly string[] {
  const history: TurnMessage[] = [];
  return texts.map((text) => {
    const question = { ...trialQuestion(TENANT, text), history: [...history], knownLanguage: language };
    const answer = composeSmallTalk(understand(question, LANGUAGES), question, 'Kopi & Kind');
    for (const [author, said] of [
      ['customer', text],
      ['bot', answer],
    ] as const)
      history.push({
        ...{ id: parseId<'message'>(randomUUID()), position: history.length, author, text: said },
        ...{ attachments: [], quoted: null, isPending: false, outcome: undefined, reason: undefined },
      });
    return answer;
  });
}

const GREETINGS = { en: 'hi', zh: '你好', ms: 'selamat pagi', ta: 'வணக்கம்' } as const;

describe('small talk', () => {
  it.each(LANGUAGES)('in %s is never answered twice in a row with the same words', (language) => {
    const greeting = GREETINGS[language];
    const answers = answersTo(language, [greeting, greeting, greeting, '???', '?', greeting]);
    expect(answers[0]).toBe(phrase('greeting', language, { business: 'Kopi & Kind' }));
    for (const [index, answer] of answers.entries()) expect(answer).not.toBe(answers[index - 1]);
    const shorter = answers.slice(1).map((answer) => answer.length);
    expect(Math.max(...shorter)).toBeLessThan(answers[0]?.length ?? 0);
  });

  it('hears in question marks alone that somebody waits, whatever was said before', () => {
    expect(answersTo('en', ['how are you', 'how are you', 'hi', '???'])).toEqual([
      phrase('howAreYou', 'en'),
      phrase('hereForYou', 'en'),
      phrase('greetingAgain', 'en'),
      phrase('hereForYou', 'en'),
    ]);
  });

  it('lets who asks whether they may ask go on, and takes "help me" for a yes where a person was offered', () => {
    expect(answersTo('en', ['can help me or not', 'can I ask something'])).toEqual([
      phrase('greeting', 'en', { business: 'Kopi & Kind' }),
      phrase('hereForYou', 'en'),
    ]);
    const offered: TurnMessage = {
      ...{ id: parseId<'message'>(randomUUID()), position: 1, author: 'customer', text: 'got toilet?' },
      ...{ attachments: [], quoted: null, isPending: false, outcome: 'clarified', reason: 'cannot_answer' },
    };
    const accepts = (text: string): boolean =>
      understand({ ...trialQuestion(TENANT, text), history: [offered] }, LANGUAGES).acceptsOffer;
    const plain = ['help me please', '帮我', 'tolong saya', 'can you help me', 'need help'];
    expect([...plain, 'boleh tolong', '可以帮我吗', 'உதவி வேண்டும்'].filter((text) => !accepts(text))).toEqual(
      [],
    );
    expect(['请问', '???', 'can I ask something'].filter(accepts)).toEqual([]);
  });
});
