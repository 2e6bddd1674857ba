// Counts tokens as OpenAI's models do. The table takes over 0.1 s and tens of megabytes: only who cuts text pays.

export type CountTokens = (text: string) => number;

let loading: Promise<CountTokens> | undefined;

// Byte pairs are merged in quadratic time within one word, and a word may be a megabyte of "aaaa".
const WORD_CHARS = 200;

export function loadTokenCounter(): Promise<CountTokens> {
  loading ??= import('gpt-tokenizer/encoding/o200k_base').then(
    ({ countTokens }) =>
      (text: string): number => {
        const pieces = text.match(new RegExp(`\\s*\\S{1,${WORD_CHARS}}`, 'gu')) ?? [];
        const isPlain = pieces.every((piece) => piece.length < WORD_CHARS);
        // Text such as "<|endoftext|>" in a document is text.
        const count = (part: string): number => countTokens(part, { disallowedSpecial: new Set() });
        return isPlain ? count(text) : pieces.reduce((sum, piece) => sum + count(piece), 0);
      },
  );
  return loading;
}
