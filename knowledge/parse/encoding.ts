// Text of any encoding: by its mark, as UTF-8 where it is that, by what it declares, or by which reading makes sense.
import { COMMON_CYRILLIC, COMMON_HAN, COMMON_HANGUL, isTaught } from './common-characters.ts';

// Told apart by what they make of the letters, in order of preference where two are equally good. Others are read where
// the text declares them: with every one-byte encoding a candidate, some of them makes words of anything short.
const CANDIDATES = [
  'gb18030',
  'windows-1252',
  'big5',
  'shift_jis',
  'euc-jp',
  'euc-kr',
  'windows-1251',
  'koi8-r',
] as const;

const HEAD_BYTES = 2_048;
// A page of text tells its encoding.
const SAMPLE_BYTES = 16_384;
// One letter in so many may be broken in a text that is otherwise UTF-8.
const BROKEN_SHARE = 0.02;
// Of letters that make sense; what declares its encoding is believed before.
const LEAST_SCORE = 0.1;
const DECLARED_BONUS = 0.4;

/** Never fails: what no encoding explains is read as Windows' Western one. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

/** Whether some encoding makes letters of it, not noise. The beginning is enough. */
export function looksLikeText(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, SAMPLE_BYTES);
  if (head.length === 0) return false;
  const encoding = encodingOf(head);
  const text = new TextDecoder(encoding).decode(head, { stream: true });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what text holds none of.
  const strange = text.match(/[\0-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]/g)?.length ?? 0;
  // One slip of the disk in a hundred letters; a few letters have none to spare.
  const most = text.length < 50 ? 0 : Math.ceil(text.length / 100);
  return strange <= most && (encoding.startsWith('utf') || best(head).score >= LEAST_SCORE);
}

/** A label of TextDecoder. */
export function encodingOf(bytes: Uint8Array): string {
  const marked = byMark(bytes) ?? withoutMark(bytes);
  if (marked) return marked;
  if (isUtf8(bytes)) return 'utf-8';
  return best(bytes).encoding;
}

function byMark([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

// UTF-16 without its mark has NUL beside each letter of ASCII; text has none else.
function withoutMark(bytes: Uint8Array): string | undefined {
  const head = bytes.subarray(0, HEAD_BYTES);
  const zeros = [0, 0];
  head.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  if (odd > 3 * even && odd > head.length / 100) return 'utf-16le';
  if (even > 3 * odd && even > head.length / 100) return 'utf-16be';
  // What turns mail in Japanese from Latin to its own letters.
  const text = Buffer.from(head).toString('latin1');
  return text.includes('\u001b$B') || text.includes('\u001b$@') ? 'iso-2022-jp' : undefined;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    const text = new TextDecoder('utf-8').decode(bytes);
    const letters = text.match(/[^\0-\x7f\ufffd]/g)?.length ?? 0;
    const broken = text.match(/\ufffd/g)?.length ?? 0;
    return broken <= letters * BROKEN_SHARE;
  }
}

function best(bytes: Uint8Array): { readonly encoding: string; readonly score: number } {
  const sample = sampleOf(bytes);
  const declared = declaredIn(bytes);
  let found = { encoding: 'windows-1252', score: 0 };
  for (const encoding of new Set([...CANDIDATES, ...(declared ? [declared] : [])])) {
    const bonus = encoding === declared ? DECLARED_BONUS : 0;
    const text = new TextDecoder(encoding).decode(sample, { stream: true });
    const score = plausibility(text) - doubt(encoding, text) + bonus;
    if (score > found.score + 0.001) found = { encoding, score };
  }
  return found;
}

// A few Chinese characters look as good in a neighbour's encoding; only Japanese goes without its own letters never, and
// Korean, whose letters fill half of the table, is not told by two of them.
function doubt(encoding: string, text: string): number {
  if (encoding === 'shift_jis' || encoding === 'euc-jp') return KANA.test(text) ? 0 : 0.4;
  if (encoding === 'euc-kr') return /(?:[\uac00-\ud7a3][^\uac00-\ud7a3]*){6}/.test(text) ? 0 : 0.25;
  return 0;
}

// From the line in which the first letter beyond ASCII stands.
function sampleOf(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte > 0x7f);
  const start = bytes.lastIndexOf(0x0a, first) + 1;
  return bytes.subarray(Math.max(start, first - SAMPLE_BYTES / 2), first + SAMPLE_BYTES);
}

/** As HTML, XML and mail say it; in the names of TextDecoder. */
function declaredIn(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1');
  const label = /(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)/i.exec(head)?.[1];
  try {
    const { encoding } = new TextDecoder(label);
    return encoding === 'gbk' ? 'gb18030' : encoding;
  } catch {
    return undefined;
  }
}

const HAN = /\p{Script=Han}/u;
const KANA = /[\u3041-\u309f\u30a1-\u30ff]/;
const HANGUL = /[\uac00-\ud7a3]/;
const WIDE_MARK = /[\u3000-\u303f\uff01-\uff60]/;
const WESTERN = /[àâäáãåæçéèêëíìîïñóòôöõøœúùûüÿßÀÂÄÁÇÉÈÊËÍÎÏÑÓÔÖÕØÚÛÜ]/;
const CYRILLIC = /\p{Script=Cyrillic}/u;
const OTHER_LETTER = /\p{L}|\p{M}/u;
const QUOTE = /[‘’“”–—…•€£¥©®™°«»·¿¡§\u00a0]/;

/** -3 to 1: the mean over everything beyond ASCII of how likely it stands where it stands. */
function plausibility(text: string): number {
  const letters = [...text];
  let sum = 0;
  let count = 0;
  letters.forEach((letter, at) => {
    if (letter <= '\x7f') return;
    count += 1;
    sum += likelihood(letter, letters[at - 1] ?? ' ', letters[at + 1] ?? ' ');
  });
  return count === 0 ? 0 : sum / count;
}

function likelihood(letter: string, before: string, after: string): number {
  if (HAN.test(letter)) return hanLikelihood(letter, before, after);
  if (KANA.test(letter)) return isWide(before) || isWide(after) ? 0.9 : 0;
  if (HANGUL.test(letter)) return hangulLikelihood(letter, before, after);
  if (WIDE_MARK.test(letter)) return 0.5;
  if (CYRILLIC.test(letter)) return cyrillicLikelihood(letter, before, after);
  if (WESTERN.test(letter)) return westernLikelihood(letter, before, after);
  if (QUOTE.test(letter)) return 0.3;
  if (letter === '\ufffd') return -3;
  return OTHER_LETTER.test(letter) && letter < '\uf900' ? 0.1 : -0.7;
}

function isWide(letter: string): boolean {
  return HAN.test(letter) || KANA.test(letter) || WIDE_MARK.test(letter);
}

// A letter of a Western word read together with the next one makes a rare character amid ASCII.
function hanLikelihood(letter: string, before: string, after: string): number {
  if (/[a-z]/i.test(before) && /[a-z]/i.test(after)) return -1;
  if (!isWide(before) && !isWide(after) && /[a-z]/i.test(before + after)) return -0.2;
  if (COMMON_HAN.has(letter)) return 1;
  return isTaught(letter) ? 0.5 : -0.3;
}

// Modern Korean writes no Chinese characters beside its own.
function hangulLikelihood(letter: string, before: string, after: string): number {
  if (HAN.test(before) || HAN.test(after)) return -0.5;
  return COMMON_HANGUL.has(letter) ? 1 : 0.45;
}

function cyrillicLikelihood(letter: string, before: string, after: string): number {
  const isOwn = CYRILLIC.test(before) || CYRILLIC.test(after);
  const turns = /\p{Ll}/u.test(before) && /\p{Lu}/u.test(letter);
  if (/[a-z]/i.test(before) || /[a-z]/i.test(after) || turns) return -0.7;
  if (!isOwn) return 0;
  return COMMON_CYRILLIC.has(letter) ? 0.9 : /\p{Lu}/u.test(letter) ? 0 : 0.3;
}

// Beside plain letters, seldom beside one of its own kind, and never a capital inside a word.
function westernLikelihood(letter: string, before: string, after: string): number {
  const isPlain = /[a-z]/i.test(before) || /[a-z]/i.test(after);
  const turns = /\p{Ll}/u.test(before) && /\p{Lu}/u.test(letter);
  const isRun = /[^\0-\x7f]/.test(before) && /[^\0-\x7f]/.test(after);
  if (turns || isRun) return -0.6;
  return isPlain ? 0.85 : 0.1;
}
