// Finds the passages that answer a question: by words always, by meaning where there is an embedding model.
import type { Embedder, Reranker } from '../src/llm/llm.ts';
import type { Log } from '../src/log.ts';
import type { TenantId } from '../src/model/ids.ts';
import type { Language } from '../src/model/language.ts';
import type { Pool } from '../src/store/pool.ts';
import { judgeMeaning, judgeWords } from './confidence.ts';
import { embedQuestion } from './embedding.ts';
import type { FoundRow } from './finding.ts';
import { contextOf, countTelling } from './follow-up.ts';
import { type Found, fuse, OTHER_LANGUAGE, wordsOnly } from './fusion.ts';
import { type FoundByMeaning, findByMeaning } from './meaning.ts';
import { findByWords } from './ranking.ts';
import { rerank } from './reranking.ts';
import { toTerms } from './terms.ts';

export type { Found } from './fusion.ts';

export interface SearchResult {
  readonly passages: readonly Found[];
  /** 0 to 1, like a probability that the answer is in the passages that the bot may answer from. */
  readonly confidence: number;
  /** The same for the passages that only a person may answer from. */
  readonly humanOnlyConfidence: number;
}

export type Search = (
  tenantId: TenantId,
  query: {
    readonly text: string;
    readonly language: Language;
    /** The customer's and the bot's texts before, oldest first: a question may go on from them. */
    readonly history?: readonly string[];
  },
  options: { readonly limit: number; readonly signal: AbortSignal },
) => Promise<SearchResult>;

interface SearchDeps {
  readonly pool: Pool;
  readonly embedder: Embedder | undefined;
  readonly reranker?: Reranker | undefined;
  readonly log: Log;
}

type Query = Parameters<Search>[1];

// Each list is this long before they are joined.
const CANDIDATES = 30;
// Confidence looks at this many, however few are wanted.
const JUDGED = 8;
// A question is a few sentences; a customer may paste a page.
const LONGEST_QUESTION_CHARS = 2_000;

export function createSearch(deps: SearchDeps): Search {
  return async (tenantId, query, { limit, signal }) => {
    signal.throwIfAborted();
    const asked = { ...query, text: query.text.slice(0, LONGEST_QUESTION_CHARS).toWellFormed() };
    const terms = toTerms(asked.text);
    const before = contextOf(terms, asked.text, asked.history ?? []);
    const wanted = {
      terms,
      language: asked.language,
      otherLanguage: OTHER_LANGUAGE,
      limit: deps.embedder || deps.reranker ? CANDIDATES : Math.max(limit, JUDGED),
    };
    const [{ found: byWords, terms: weighed }, alone, byMeaning] = await Promise.all([
      findByWords(deps.pool, tenantId, { ...wanted, before }),
      before.length > 0 ? findByWords(deps.pool, tenantId, { ...wanted, before: [] }) : undefined,
      searchMeaning(deps, { tenantId, query: asked, signal }),
    ]);
    signal.throwIfAborted();
    const found = byMeaning.length > 0 ? fuse(byWords, byMeaning, asked.language) : byWords.map(wordsOnly);
    const passages = await rerank(deps, { text: asked.text, found }, signal);
    signal.throwIfAborted();
    const judge = (isHumanOnly: boolean): number => {
      const isOfKind = (row: FoundRow): boolean => row.isHumanOnly === isHumanOnly;
      const found = byWords.filter(isOfKind);
      const foundAlone = alone?.found.filter(isOfKind) ?? [];
      // What the turns before were about finds no other answer: then it casts no doubt on this one either, unless the
      // question is a "how much?" that says nothing by itself.
      const isSame = foundAlone[0]?.passageId === found[0]?.passageId && countTelling(terms) > 0;
      return Math.max(
        judgeWords(found, weighed),
        isSame ? judgeWords(foundAlone, weighed) : 0,
        judgeMeaning(byMeaning.filter(isOfKind)),
      );
    };
    return {
      passages: passages.slice(0, limit),
      confidence: judge(false),
      humanOnlyConfidence: judge(true),
    };
  };
}

async function searchMeaning(
  deps: SearchDeps,
  { tenantId, query, signal }: { tenantId: TenantId; query: Query; signal: AbortSignal },
): Promise<readonly FoundByMeaning[]> {
  const asked = await embedQuestion(deps, { tenantId, text: query.text }, signal);
  if (!asked) return [];
  return findByMeaning(deps.pool, tenantId, { ...asked, language: query.language, limit: CANDIDATES });
}
