import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Found, Search, SearchResult } from '../../knowledge/search.ts';
import { trialQuestion } from '../../src/agent/question.ts';
import { retrieve } from '../../src/agent/retrieval.ts';
import { understand } from '../../src/agent/understand.ts';
import { parseId } from '../../src/model/ids.ts';
import type { TurnMessage } from '../../src/store/turns.ts';

const passage = (title: string, isHumanOnly: boolean): Found => ({
  passageId: parseId<'passage'>(randomUUID()),
  documentId: parseId<'document'>(randomUUID()),
  title,
  heading: '',
  place: '',
  text: title,
  kind: 'markdown',
  language: 'en',
  isHumanOnly,
  score: 1,
  lexical: 1,
  similarity: undefined,
});
const OWN = passage('own', false);
const RESERVED = passage('reserved', true);

const result = (
  passages: readonly Found[],
  confidence: number,
  humanOnlyConfidence: number,
): SearchResult => ({ passages, confidence, humanOnlyConfidence });

const retrieved = async (text: string, results: readonly SearchResult[]) => {
  const left = [...results];
  const question = trialQuestion(parseId<'tenant'>(randomUUID()), text);
  const { answers, reserved, confidence } = await retrieve(
    { search: async () => left.shift() ?? result([], 0, 0), threshold: 0.5 },
    question,
    { understanding: understand(question, ['en']), signal: new AbortController().signal },
  );
  return { answers, reserved, confidence };
};

describe('what the knowledge holds for a question', () => {
  it.each([
    ['an ordinary passage alone is quoted', [OWN], 0.9, 0, { answers: [OWN], reserved: [], confidence: 0.9 }],
    [
      'one for people only is kept for them',
      [RESERVED],
      0,
      0.9,
      { answers: [], reserved: [RESERVED], confidence: 0.9 },
    ],
    [
      'a better ordinary passage wins over one for people only',
      [OWN, RESERVED],
      0.8,
      0.7,
      { answers: [OWN], reserved: [], confidence: 0.8 },
    ],
    [
      'one for people only wins over an ordinary one below it',
      [RESERVED, OWN],
      0.7,
      0.9,
      { answers: [], reserved: [RESERVED], confidence: 0.9 },
    ],
    [
      'one for people only wins over an ordinary one above it that answers nothing',
      [OWN, RESERVED],
      0.3,
      0.7,
      { answers: [], reserved: [RESERVED], confidence: 0.7 },
    ],
    [
      'one for people only that is not near is passed over',
      [RESERVED, OWN],
      0.6,
      0.4,
      { answers: [OWN], reserved: [], confidence: 0.6 },
    ],
    [
      'an ordinary one too far down to be shown answers nothing',
      [RESERVED],
      0.9,
      0.4,
      { answers: [], reserved: [], confidence: 0 },
    ],
  ] as const)('%s', async (_what, passages, confidence, humanOnlyConfidence, expected) => {
    const results = [result(passages, confidence, humanOnlyConfidence)];
    expect(await retrieved('How much is a cake?', results)).toEqual(expected);
  });

  it('keeps the answer to one question beside what only a person may say to the other', async () => {
    const results = [result([OWN], 0.9, 0), result([RESERVED], 0, 0.6)];
    expect(await retrieved('How much is a cake? And may I have a refund?', results)).toEqual({
      answers: [OWN],
      reserved: [RESERVED],
      confidence: 0.6,
    });
  });

  it('tells which of several questions nothing answers, and takes none of it for small talk', async () => {
    const question = trialQuestion(
      parseId<'tenant'>(randomUUID()),
      'Hello there? How much is a cake? And do you repair bicycles?',
    );
    const given = { understanding: understand(question, ['en']), signal: new AbortController().signal };
    const histories: unknown[] = [];
    const ask = (second: Found): ReturnType<typeof retrieve> => {
      const left = [result([OWN], 0.9, 0), result([second], 0.2, 0)];
      const search: Search = async (_tenantId, { history }) => {
        histories.push(history);
        return left.shift() ?? result([], 0, 0);
      };
      return retrieve({ search, threshold: 0.5 }, question, given);
    };
    // Near for what was asked before it, it holds nothing of this one's words.
    const missed = await ask({ ...OWN, lexical: 0.1 });
    expect(missed).toMatchObject({ answers: [OWN], unanswered: ['And do you repair bicycles?'] });
    expect(histories).toEqual([[], ['Hello there? How much is a cake?']]);
    expect(await ask(OWN)).toMatchObject({ answers: [OWN], unanswered: [] });
  });

  it('is not told as missing where a question points back and what it points to is quoted', async () => {
    const question = trialQuestion(parseId<'tenant'>(randomUUID()), 'Do you have parking? Is it free?');
    const left = [result([OWN], 0.9, 0), result([{ ...OWN, lexical: 0.1 }], 0.2, 0)];
    const { unanswered } = await retrieve(
      { search: async () => left.shift() ?? result([], 0, 0), threshold: 0.5 },
      question,
      { understanding: understand(question, ['en']), signal: new AbortController().signal },
    );
    expect(unanswered).toEqual([]);
  });

  it('is not asked for small talk', async () => {
    expect(await retrieved('thanks', [result([OWN], 1, 0)])).toEqual({
      answers: [],
      reserved: [],
      confidence: 0,
    });
  });

  it('is asked with what was said since a person last had the conversation', async () => {
    const turn = (author: 'customer' | 'bot' | 'staff', text: string): TurnMessage => ({
      id: parseId<'message'>(randomUUID()),
      position: 1,
      author,
      text,
      attachments: [],
      quoted: null,
      isPending: false,
      outcome: undefined,
      reason: undefined,
    });
    const history = [turn('staff', 'Bye'), turn('customer', 'Do you deliver?'), turn('bot', 'Yes.')];
    const question = { ...trialQuestion(parseId<'tenant'>(randomUUID()), 'How much is it?'), history };
    const asked: unknown[] = [];
    const search: Search = async (_tenantId, query) => {
      asked.push(query);
      return result([], 0, 0);
    };
    const given = { understanding: understand(question, ['en']), signal: new AbortController().signal };
    await retrieve({ search, threshold: 0.5 }, question, given);
    expect(asked).toEqual([
      { text: 'How much is it?', language: 'en', history: ['Do you deliver?', 'Yes.'] },
    ]);
  });
});
