// Whether a question goes on from the turns before ("and on Sunday?", "how much?", "那周日呢"), and what they were about.
import { isLightWord } from './stop-words.ts';
import { conceptToken, type Term, toTerms } from './terms.ts';
import { normalize } from './words.ts';

// How people go on, in English and Singlish, Chinese, Malay and Tamil.
const GOES_ON =
  /^(?:and\b|but\b|or\b|then\b|so\b|also\b|what if\b|(?:what|how) about\b|which (?:one|ones)\b|what else\b|why\b|dan\b|tapi\b|atau\b|kalau\b|habis\b|macam ?mana (?:pula|kalau|dengan)\b|bagaimana (?:pula|dengan)\b|那|还有|如果|要是|另外|以及|அப்போ|அப்ப|மற்றும்|ஆனால்)|(?:\bpula|呢)[\s?？!。]*$/u;
// They stand for something said before; "this Sunday" and "is there" don't.
const POINTS_BACK =
  /(?<!\p{L})(?:it|its|(?:that|this|those|these)(?!\s+(?:\p{L}*days?|week\p{L}*|months?|years?|morning|afternoon|evening)(?!\p{L}))|them|they|(?<!(?:is|are|was)\s+)there|one|ones|same|another|tu|tersebut|ia|nya|itu)(?!\p{L})|它|这个|那个|那里|这些|那些|அது|அதை|இது|அங்கே/u;

// A question of more telling words says itself what it is about.
const FEW = 2;
const FEWER = 1;
// A price is one of something.
const PRICE = conceptToken('price');
// The last thing that the customer asked, and what was answered to it.
const TURNS = 2;
const MOST_TERMS = 16;

/** What the turns before were about, as far as the question needs them; [] where it stands by itself. */
export function contextOf(terms: readonly Term[], text: string, history: readonly string[]): readonly Term[] {
  if (history.length === 0 || !goesOn(terms, normalize(text))) return [];
  const own = new Set(terms.flatMap(({ forms }) => forms.map(({ token }) => token)));
  return toTerms(history.slice(-TURNS).join('\n').slice(0, 1_000))
    .filter(
      ({ isSmall, forms }) => !isSmall && !forms.some(({ kind, token }) => kind === 'own' && own.has(token)),
    )
    .slice(0, MOST_TERMS);
}

/** How many words of a question say what it is about: none of "how long?". */
export function countTelling(terms: readonly Term[]): number {
  return terms.filter(isTelling).length;
}

function isTelling({ isSmall, forms }: Term): boolean {
  return !isSmall && !isLightWord(forms[0]?.word ?? '');
}

/** Whether a question names nothing that it asks about: "how much is it?", "how long?". */
export function namesNothing(terms: readonly Term[]): boolean {
  return terms.filter(isTelling).every(({ forms }) => forms.some(({ token }) => token === PRICE));
}

/** "Is it free?": of what was named before. */
export function pointsBack(terms: readonly Term[], text: string): boolean {
  return countTelling(terms) <= FEW && POINTS_BACK.test(normalize(text));
}

function goesOn(terms: readonly Term[], text: string): boolean {
  if (countTelling(terms) <= FEWER) return true;
  return GOES_ON.test(text.trim()) || pointsBack(terms, text);
}
