// What the knowledge holds for a question: what the bot may say of it, and what only a person may.
import { type Answers, findAnswers } from '../../knowledge/answering.ts';
import type { Search } from '../../knowledge/search.ts';
import { type Question, sinceReturn } from './question.ts';
import { readSmallTalk } from './small-talk.ts';
import type { Understanding } from './understand.ts';

export type Retrieved = Answers;

export const NOTHING: Retrieved = {
  passages: [],
  answers: [],
  reserved: [],
  unanswered: [],
  confidence: 0,
};

export async function retrieve(
  deps: { readonly search: Search; readonly threshold: number },
  { tenantId, text, history }: Question,
  { understanding, signal }: { readonly understanding: Understanding; readonly signal: AbortSignal },
): Promise<Retrieved> {
  const { smallTalk, isEmpty, isUnreadable, isTooLong, isComplaint, language } = understanding;
  // What the customer complains of is worth a search: the staff see what the knowledge says about it.
  const needsNone = smallTalk !== 'none' && !isComplaint;
  // A picture or a document alone asks nothing that could be searched for.
  if (needsNone || isEmpty || isUnreadable || isTooLong || text === '') return NOTHING;
  const before = sinceReturn(history).map((message) => message.text);
  const found = await findAnswers(deps, { tenantId, text, language, history: before }, signal);
  // "Hello? Are you there? Do you deliver?" asks one thing.
  return { ...found, unanswered: found.unanswered.filter((part) => readSmallTalk(part) === 'none') };
}
