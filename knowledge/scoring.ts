// How well passages answer a question by their words. Pure: what the database found goes in, an order comes out.
import { LANGUAGES } from '../src/model/language.ts';
import type { Line, Lines } from './postings.ts';
import { isStopWord } from './stop-words.ts';
import { isConceptToken, LIGHT_WEIGHT, TELLING, type Term } from './terms.ts';

/** How many of the tenant's passages hold a token, and how many passages there are. */
export interface Counts {
  readonly passages: number;
  /** In the question's language: where a shop writes four, the small words of each are rarer than they are. */
  readonly inLanguage: number;
  readonly of: ReadonlyMap<string, number>;
}

/** A term of the question with what it is worth in this tenant's knowledge: what is rare tells much. */
export interface Weighed {
  /** Its word as passages hold it: put right where it was misspelt. */
  readonly token: string;
  readonly mass: number;
  readonly isSmall: boolean;
  readonly isLimit: boolean;
  /** "how long", "get": it says little of what is asked about. */
  readonly isLight: boolean;
  readonly isTelling: boolean;
  readonly forms: readonly { readonly token: string; readonly weight: number }[];
}

/** What a passage shows for a question; each 0 to 1. */
export interface Signs {
  /** All its words as one bag, by BM25: the share of all that the question asks for. */
  readonly bag: number;
  /** The same, not as a share: in words as rare as can be. It may be more than 1. */
  readonly held: number;
  /** The ways to ask that are nearest to the question. */
  readonly ask: number;
  /** The same by letters: spelling mistakes, other endings. */
  readonly letters: number;
  /** How much of what all its ways to ask have in common is asked about. */
  readonly core: number;
  /** The share of the question's weight that the passage holds at all. */
  readonly coverage: number;
  /** How many of the question's telling words it holds. */
  readonly matched: number;
  /** Whether it says nothing of what the customer must not eat. */
  readonly passesOver: boolean;
}

// It comes before what the customer would like to eat.
const LIMIT_WEIGHT = 1.5;

export function idf(passages: number, holding: number): number {
  const some = Math.min(holding, passages);
  return Math.log(1 + (passages - some + 0.5) / (some + 0.5));
}

// A few pages use few small words: one that happens to be rare there says less than what is asked about. (Without the bound
// MRR@10 is 0.3 better where all questions are put to one assistant, and small shops answer by "will" and "要".)
const MOST_SMALL = 0.5;
// "How many days" asks something of the thing that it names: the thing comes first.
const MOST_LIGHT = 0.5;

export function weigh(terms: readonly Term[], counts: Counts): readonly Weighed[] {
  const weighed = terms.map((term) => weighTerm(term, counts));
  const heaviest = (isAsked: (term: Weighed) => boolean): number =>
    Math.max(0, ...weighed.filter(isAsked).map(({ mass }) => mass)) || Number.POSITIVE_INFINITY;
  const most = MOST_SMALL * heaviest(({ isSmall }) => !isSmall);
  const mostLight = MOST_LIGHT * heaviest(({ isSmall, isLight }) => !isSmall && !isLight);
  return weighed.map((term) => {
    const bound = term.isSmall ? most : term.isLight ? mostLight : term.mass;
    return { ...term, mass: Math.min(term.mass, bound) };
  });
}

function weighTerm({ weight, isSmall, isLimit, forms }: Term, { passages, inLanguage, of }: Counts): Weighed {
  const isKnown = forms.some(({ kind, token }) => kind === 'own' && (of.get(token) ?? 0) > 0);
  const isUsable = ({ kind, token }: Term['forms'][number]): boolean =>
    kind === 'own' || kind === 'form' || ((of.get(token) ?? 0) > 0 && (kind === 'joined' || !isKnown));
  const usable = forms.filter(isUsable);
  // A word is held by the passages of one language, an idea by those of all: it is no commoner for that. Where only a few
  // passages are in the question's language, the others still tell which ideas are common.
  const perLanguage = Math.max(inLanguage / passages, 1 / LANGUAGES.length);
  const share = (token: string): number => (isConceptToken(token) ? perLanguage : 1);
  const holding = Math.max(
    ...usable.map(({ token, weight }) => (of.get(token) ?? 0) * weight * share(token)),
  );
  // What the knowledge doesn't know lowers the score, unless it is a word that says nothing anyway.
  const isNothing = isSmall && holding === 0;
  const word = usable.find(({ kind, token }) => kind !== 'form' && (of.get(token) ?? 0) > 0) ?? usable[0];
  return {
    token: word?.token ?? '',
    mass: isNothing ? 0 : (isLimit ? LIMIT_WEIGHT : weight) * idf(isSmall ? inLanguage : passages, holding),
    isSmall,
    isLimit,
    isLight: weight <= LIGHT_WEIGHT,
    isTelling: !isSmall && weight >= TELLING,
    forms: usable,
  };
}

// BM25's usual constants; a passage of this many words is neither short nor long.
const SATURATION = 1.2;
const LENGTH_SHARE = 0.75;
const USUAL_WORDS = 120;
// What is rare for words that the question doesn't have: close enough, and no need to look them up.
const OTHER_WORD = 0.8;
const OTHER_SMALL_WORD = 0.4;

/** A passage's words, as far as the question is concerned. */
interface Held {
  /** How often each form stands in it. */
  readonly times: Float64Array;
  readonly length: number;
  /** For each way to ask: how like the question it is. */
  readonly asks: readonly number[];
}

/** The question, made ready to be compared with many passages. */
export class Reader {
  private readonly terms: readonly Weighed[];
  private readonly mass: number;
  private readonly tellingMass: number;
  private readonly rarest: number;
  private readonly forms: readonly { readonly term: number; readonly weight: number }[];
  private readonly formsOf = new Map<string, number[]>();
  private readonly threes: ReadonlyMap<string, number>;

  constructor(terms: readonly Weighed[], passages: number) {
    this.terms = terms;
    this.mass = terms.reduce((sum, { mass }) => sum + mass, 0);
    this.tellingMass = terms.reduce((sum, { mass, isSmall }) => sum + (isSmall ? 0 : mass), 0);
    this.rarest = Math.log(1 + passages);
    this.forms = terms.flatMap(({ forms }, term) => forms.map(({ weight }) => ({ term, weight })));
    terms
      .flatMap(({ forms }) => forms)
      .forEach(({ token }, at) => {
        this.formsOf.set(token, [...(this.formsOf.get(token) ?? []), at]);
      });
    const asked = terms.filter(({ isSmall }) => !isSmall).map(({ forms }) => forms[0]?.token ?? '');
    this.threes = new Map([...new Set(asked.flatMap(threesOf))].map((three, at) => [three, at]));
  }

  /** @param lines a passage's. */
  read({ body, asks }: Lines): Omit<Signs, 'letters' | 'core'> {
    const times = new Float64Array(this.forms.length);
    const near = asks.map((ask) => this.readAsk(ask, times));
    this.count(body.own, times);
    this.count(body.other, times);
    const length = asks.reduce((sum, { own }) => sum + own.length, body.own.length);
    return { ...this.weighBag({ times, length, asks: near }), ask: nearest(near) };
  }

  private count(tokens: readonly string[], times: Float64Array): void {
    for (const token of tokens) {
      const forms = this.formsOf.get(token);
      if (forms) for (const form of forms) times[form] = (times[form] ?? 0) + 1;
    }
  }

  // Dice's coefficient: what both say, over what each says. Words that the question doesn't have count as rare ones.
  private readAsk({ own, other }: Line, times: Float64Array): number {
    const held = new Float64Array(this.terms.length);
    const hold = (token: string): boolean => {
      const forms = this.formsOf.get(token);
      if (!forms) return false;
      for (const at of forms) {
        times[at] = (times[at] ?? 0) + 1;
        const form = this.forms[at];
        if (form && form.weight > (held[form.term] ?? 0)) held[form.term] = form.weight;
      }
      return true;
    };
    let beside = 0;
    for (const token of own) if (!hold(token)) beside += isStopWord(token) ? OTHER_SMALL_WORD : OTHER_WORD;
    for (const token of other) hold(token);
    let shared = 0;
    this.terms.forEach(({ mass }, at) => {
      shared += mass * (held[at] ?? 0);
    });
    return (2 * shared) / (this.mass + shared + beside * this.rarest || 1);
  }

  private weighBag({ times, length }: Held): Omit<Signs, 'ask' | 'letters' | 'core'> {
    const long = SATURATION * (1 - LENGTH_SHARE + (LENGTH_SHARE * length) / USUAL_WORDS);
    const best = new Float64Array(this.terms.length);
    const held = new Float64Array(this.terms.length);
    this.forms.forEach(({ term, weight }, at) => {
      const n = times[at] ?? 0;
      if (n === 0) return;
      best[term] = Math.max(best[term] ?? 0, (weight * n) / (n + long));
      held[term] = Math.max(held[term] ?? 0, weight);
    });
    let [bag, coverage, matched] = [0, 0, 0];
    this.terms.forEach(({ mass, isSmall, isTelling }, term) => {
      bag += mass * (best[term] ?? 0);
      if (!isSmall) coverage += mass * (held[term] ?? 0);
      if (isTelling && (held[term] ?? 0) > 0) matched += 1;
    });
    const telling = this.tellingMass || this.mass || 1;
    return {
      bag: bag / (this.mass || 1),
      held: bag / (this.rarest || 1),
      coverage: coverage / telling,
      matched,
      passesOver: this.terms.some(({ isLimit }, term) => isLimit && held[term] === 0),
    };
  }

  /** The dearer signs, for the few passages that may be the best. */
  readClosely({ asks }: Lines): Pick<Signs, 'letters' | 'core'> {
    return {
      letters: Math.max(0, ...asks.map(({ own }) => this.compareLetters(own))),
      core: this.weighCore(asks),
    };
  }

  /** Those most like the question first. */
  sortAsks(asks: readonly Line[]): readonly Line[] {
    const times = new Float64Array(this.forms.length);
    return asks
      .map((ask) => ({ ask, near: this.readAsk(ask, times) }))
      .sort((one, other) => other.near - one.near)
      .map(({ ask }) => ask);
  }

  private weighCore(asks: readonly Line[]): number {
    const shares = new Map<string, number>();
    for (const { own } of asks)
      for (const token of new Set(own)) shares.set(token, (shares.get(token) ?? 0) + 1 / asks.length);
    let [all, asked] = [0, 0];
    for (const [token, share] of shares) {
      if (share < COMMON) continue;
      const mass = share * (isStopWord(token) ? OTHER_SMALL_WORD : OTHER_WORD);
      all += mass;
      if (this.formsOf.has(token)) asked += mass;
    }
    return all === 0 ? 0 : asked / all;
  }

  private compareLetters(own: readonly string[]): number {
    const isMet = new Uint8Array(this.threes.size);
    let [both, all] = [0, 0];
    for (const token of own) {
      if (isStopWord(token)) continue;
      for (const three of threesOf(token)) {
        const at = this.threes.get(three);
        if (at === undefined) all += 1;
        else if (isMet[at] === 0) {
          isMet[at] = 1;
          both += 1;
        }
      }
    }
    return both === 0 ? 0 : (2 * both) / (all + both + this.threes.size);
  }
}

/** The mean of the three nearest, where there are three: one may be near by chance. */
function nearest(asks: readonly number[]): number {
  let [first, second, third] = [0, 0, 0];
  for (const near of asks) {
    if (near > first) [first, second, third] = [near, first, second];
    else if (near > second) [second, third] = [near, second];
    else if (near > third) third = near;
  }
  if (asks.length < 2) return first;
  return asks.length < 3 ? (first + 2 * second) / 3 : (first + second + third) / 3;
}

// In a third of its ways to ask.
const COMMON = 0.3;

function threesOf(token: string): readonly string[] {
  if (/^\p{Script=Han}/u.test(token)) return [...token];
  const padded = ` ${token} `;
  return Array.from({ length: padded.length - 2 }, (_, at) => padded.slice(at, at + 3));
}
