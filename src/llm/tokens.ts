// Counting tokens as OpenAI's models do. The vocabulary takes 130 ms and 40 MB: loaded at first use, by who needs it.

export type CountTokens = (text: string) => number;

let counter: Promise<CountTokens> | undefined;

// Byte pairs are merged in quadratic time within one word, and a word may be a megabyte of "aaaa".
const WORD_CHARS = 200;
const PIECE = new RegExp(`\\s*\\S{1,${WORD_CHARS}}`, 'gu');
// A turn counts the same messages again as every turn before it did.
const REMEMBERED = 10_000;
const REMEMBERED_CHARS = 1_000;

/** Resolves to the counter of the o200k_base vocabulary. */
export function loadTokenCounter(): Promise<CountTokens> {
  counter ??= import('gpt-tokenizer/encoding/o200k_base').then(({ countTokens }) =>
    // Text such as "<|endoftext|>" is text.
    remember((text) => countPieces(text, (piece) => countTokens(piece, { disallowedSpecial: new Set() }))),
  );
  return counter;
}

function countPieces(text: string, count: CountTokens): number {
  const pieces = text.match(PIECE) ?? [];
  const isPlain = pieces.every((piece) => piece.length < WORD_CHARS);
  return isPlain ? count(text) : pieces.reduce((sum, piece) => sum + count(piece), 0);
}

// The oldest goes when there are too many.
function remember(count: CountTokens): CountTokens {
  const counts = new Map<string, number>();
  return (text) => {
    if (text.length > REMEMBERED_CHARS) return count(text);
    const known = counts.get(text);
    if (known !== undefined) return known;
    const tokens = count(text);
    counts.set(text, tokens);
    const [oldest] = counts.size > REMEMBERED ? counts.keys() : [];
    if (oldest !== undefined) counts.delete(oldest);
    return tokens;
  };
}
