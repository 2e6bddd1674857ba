// Which of our languages a customer writes in: script first, then words, then franc, then what is already known.
import { franc } from 'franc';
import { isLanguage, type Language } from '../model/language.ts';

export interface LanguageEvidence {
  /** What the conversation was in so far. */
  readonly known: Language | undefined;
  /** BCP 47, what the platform says of the customer. */
  readonly hint: string | undefined;
}

/** How much text tells the language: more only costs time. */
const READ_CHARS = 2_000;

// Function words and everyday chat forms. A word in both languages would tell nothing, so there is none.
const MALAY = new Set(
  `ada adakah apa apakah awak anda saya aku kami kita dia mereka nak hendak mahu tak tidak bukan boleh bolehkah berapa bila bilakah mana dimana
   macam bagaimana kenapa mengapa siapa yang dan atau dengan untuk dari daripada ke pada dalam ini itu sini situ sudah dah belum lagi sangat juga kalau jika
   harga buka tutup hantar penghantaran pesanan bayar bayaran beli jual barang kedai alamat masa hari esok semalam tolong terima kasih selamat pagi petang malam
   nk brp dkt mcm sy tq dgn utk yg kat ke lah`.split(/\s+/),
);
const ENGLISH = new Set(
  `the a an is are was were do does did you your i my we our it they he she what when where which who how why can could would should will have has had not
   no yes and or but for from of in on at to with this that there here please thanks hi hello want need open close order delivery deliver price much many
   got any today tomorrow shop buy pay payment about if me cannot dont`.split(/\s+/),
);
// "ke" and "lah" are also Singlish and Malay alike; they are left to the other words.
for (const shared of ['ke', 'lah']) MALAY.delete(shared);

/** franc's codes of our languages written in Latin letters; its Malay is `zlm`, and Indonesian reads as Malay to us. */
const FRANC_CODES: Readonly<Record<string, Language>> = { eng: 'en', zlm: 'ms', ind: 'ms' };
/** Below this franc guesses: 19 of 50 short phrases right, against 40 with a white list and 8 letters or more. */
const FRANC_LETTERS = 8;

/** @returns undefined where the text tells nothing: "ok", an emoji, a product code. */
export function detectLanguage(text: string): Language | undefined {
  const read = text.slice(0, READ_CHARS).toLowerCase();
  const han = count(read, /\p{Script=Han}/gu);
  const tamil = count(read, /\p{Script=Tamil}/gu);
  const latin = count(read, /\p{Script=Latin}/gu);
  // One Han character says about as much as three Latin letters.
  if (han * 3 >= Math.max(latin, tamil)) if (han > 0) return 'zh';
  if (tamil > 0 && tamil >= latin / 2) return 'ta';
  return latin === 0 ? undefined : detectLatin(read);
}

function detectLatin(text: string): Language | undefined {
  const words = text.match(/[a-z']+/g) ?? [];
  const malay = words.filter((word) => MALAY.has(word)).length;
  const english = words.filter((word) => ENGLISH.has(word)).length;
  if (malay !== english) return malay > english ? 'ms' : 'en';
  const letters = words.join(' ');
  if (letters.length < FRANC_LETTERS || words.length < 2) return undefined;
  return FRANC_CODES[franc(letters, { only: Object.keys(FRANC_CODES), minLength: FRANC_LETTERS })];
}

/** The language to answer in: what the text tells, else what the conversation knows, else the platform's hint. */
export function chooseLanguage(
  text: string,
  evidence: LanguageEvidence,
  spoken: readonly Language[],
): Language {
  const hint = evidence.hint?.slice(0, 2).toLowerCase();
  const candidates = [detectLanguage(text), evidence.known, isLanguage(hint) ? hint : undefined];
  return candidates.find((candidate) => candidate && spoken.includes(candidate)) ?? spoken[0] ?? 'en';
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
