// Whether two questions ask the same: by their words, which needs no model.
import { isStopWord } from './stop-words.ts';
import { toTerms } from './terms.ts';

/** What a question asks about, piece by piece. */
export interface Topic {
  readonly words: readonly string[];
  /** The idea behind the words, the same in every language. */
  readonly concept: string | undefined;
  /** Its share in the question. */
  readonly weight: number;
}

/** Of 1: two questions at or above it ask the same. Below it one of three telling words may be another one. */
export const SAME_WORDS = 0.62;
// "fee" and "price": one idea, not quite one word.
const SAME_IDEA = 0.9;
// "trailer" and "trailers" share more than half of their trigrams, "Monday" and "Sunday" less than half.
const SAME_LETTERS = 0.6;

const CONCEPT = 'kakiconcept';

export function topicsOf(question: string): readonly Topic[] {
  return toTerms(question).flatMap(({ weight, forms }) => {
    const words = forms.filter(({ kind }) => kind === 'own').map(({ word }) => word);
    const concept = forms.find(({ word }) => word.startsWith(CONCEPT))?.word;
    const telling = words.filter((word) => !isStopWord(word));
    return telling.length > 0 || concept ? [{ words: telling, concept, weight }] : [];
  });
}

// Few questions tell little of what is rare.
const FEW = 5;

/** How rare each topic is among the questions asked: what many ask about tells little of what one asks. */
export type Rarity = (topic: Topic) => number;

export function rarityIn(questions: readonly (readonly Topic[])[]): Rarity {
  const counts = new Map<string, number>();
  for (const topics of questions)
    for (const key of new Set(topics.map(keyOf))) counts.set(key, (counts.get(key) ?? 0) + 1);
  const all = questions.length;
  return (topic) => Math.log(1 + (all + FEW) / ((counts.get(keyOf(topic)) ?? 0) + FEW));
}

// Endings make no other word: rough, because it only counts.
function keyOf({ words, concept }: Topic): string {
  return (
    concept ?? words.map((word) => (word.length > 4 ? word.replace(/(?:ing|ed|es|s)$/, '') : word)).join(' ')
  );
}

const CODE = /\p{L}\p{M}*.*\d|\d.*\p{L}/u;

/** "KP-200" and "KP-300": however alike the questions are, they are about two things. */
export function nameOthers(one: readonly Topic[], other: readonly Topic[]): boolean {
  const [codes, others] = [one, other].map((topics) =>
    topics.flatMap(({ words }) => words.filter((word) => CODE.test(word))),
  ) as [string[], string[]];
  return codes.length > 0 && others.length > 0 && !codes.some((code) => others.includes(code));
}

/** 0 to 1, the same both ways: how much of what each asks about is in the other. */
export function likenessOf(one: readonly Topic[], other: readonly Topic[], rarity: Rarity): number {
  let [shared, all] = [0, 0];
  const add = (topics: readonly Topic[], others: readonly Topic[]): void => {
    for (const topic of topics) {
      const weight = topic.weight * rarity(topic);
      all += weight;
      shared += weight * Math.max(0, ...others.map((near) => sameTopic(topic, near)));
    }
  };
  add(one, other);
  add(other, one);
  return all === 0 ? 0 : shared / all;
}

function sameTopic(one: Topic, other: Topic): number {
  const words = Math.max(0, ...one.words.flatMap((word) => other.words.map((near) => sameWord(word, near))));
  const idea = one.concept !== undefined && one.concept === other.concept ? SAME_IDEA : 0;
  return Math.max(words, idea);
}

function sameWord(one: string, other: string): number {
  if (one === other) return 1;
  // "KP-200" is no misspelling of "KP-201", and a Chinese word has too few letters to compare.
  if (/[\d\p{Script=Han}]/u.test(one + other)) return 0;
  const [letters, others] = [trigrams(one), trigrams(other)];
  const both = [...letters].filter((three) => others.has(three)).length;
  const share = (2 * both) / (letters.size + others.size);
  return share >= SAME_LETTERS ? share : 0;
}

function trigrams(word: string): ReadonlySet<string> {
  const padded = `  ${word} `;
  return new Set(Array.from({ length: padded.length - 2 }, (_, at) => padded.slice(at, at + 3)));
}

/** The most typical first: asked often, and near to the others. */
export function byTypicality<T extends { readonly question: string; readonly times: number }>(
  wordings: readonly T[],
): readonly T[] {
  if (wordings.length < 2) return wordings;
  const topics = wordings.map(({ question }) => topicsOf(question));
  const rarity: Rarity = () => 1;
  const scored = wordings.map((wording, at) => {
    const own = topics[at] ?? [];
    const near = wordings.reduce(
      (sum, { times }, other) =>
        sum + (other === at ? 0 : times * likenessOf(own, topics[other] ?? [], rarity)),
      0,
    );
    return { wording, score: wording.times + near };
  });
  return scored.sort((one, other) => other.score - one.score).map(({ wording }) => wording);
}
