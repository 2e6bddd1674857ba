// How a passage's words are kept: as one text that a search reads whole, and as the terms by which it is found.
import type { Language } from '../src/model/language.ts';
import { isStopWord } from './stop-words.ts';
import { type Tokens, toTokens } from './terms.ts';

export interface Postings {
  /** The text's line, then a line for each way to ask: "own tokens|other tokens". */
  readonly words: string;
  /** It is found by these. */
  readonly terms: readonly string[];
}

/** The vocabulary's word that stands for every passage. */
export const EVERY_PASSAGE = '';

/** The one that stands for every passage in a language. */
export function everyPassageIn(language: Language): string {
  return `@${language}`;
}

/** One line of `Postings.words`. */
export interface Line {
  readonly own: readonly string[];
  readonly other: readonly string[];
}

/** @param asked titles, headings and questions that the text answers to, each by itself. */
export function toPostings(
  { asked, text }: { readonly asked: readonly string[]; readonly text: string },
  language: Language,
): Postings {
  const body = toTokens(text, language);
  const asks = asked.map((line) => toTokens(line, language)).filter(({ own }) => own.length > 0);
  const terms = new Set<string>();
  for (const token of tokensOf(body)) if (!isStopWord(token)) terms.add(token);
  // "Who are you?" has nothing but small words: they lead to questions, not into every text.
  for (const ask of asks) for (const token of tokensOf(ask)) terms.add(token);
  return { words: [body, ...asks].map(writeLine).join('\n'), terms: [...terms] };
}

function tokensOf({ own, other }: Tokens): readonly string[] {
  return [...own, ...other];
}

function writeLine({ own, other }: Tokens): string {
  return `${own.join(' ')}|${other.join(' ')}`;
}

export interface Lines {
  readonly body: Line;
  readonly asks: readonly Line[];
}

export function readLines(words: string): Lines {
  const [body, ...asks] = words.split('\n').map(readLine);
  return { body: body ?? { own: [], other: [] }, asks };
}

function readLine(line: string): Line {
  const bar = line.indexOf('|');
  const [own, other] = [line.slice(0, bar), line.slice(bar + 1)];
  return { own: own ? own.split(' ') : [], other: other ? other.split(' ') : [] };
}

/** All that a passage holds, each once: what the tenant's vocabulary counts. */
export function distinctTokens(words: string): ReadonlySet<string> {
  const tokens = new Set(words.split(/[\s|]+/));
  tokens.delete('');
  return tokens;
}

/** FNV-1a of a tenant's term: one tenant's index never wades through another's passages. Signed, as PostgreSQL's integer. */
export function hashTerm(tenantId: string, term: string): number {
  let hash = 0x811c9dc5;
  for (const letter of `${tenantId} ${term}`)
    hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  // FNV leaves neighbours near each other; mixed, they are not.
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) | 0;
}
