// Counting tokens as OpenAI's models do; the vocabulary is loaded at first use, being 2 MB.

export type CountTokens = (text: string) => number;

let counter: Promise<CountTokens> | undefined;

/** Resolves to the counter of the o200k_base vocabulary. */
export function loadTokenCounter(): Promise<CountTokens> {
  counter ??= import('gpt-tokenizer/encoding/o200k_base').then(
    (encoding) => (text: string) => encoding.countTokens(text),
  );
  return counter;
}
