// What differs between two texts, word by word, for people to read.
import { diffArrays } from 'diff';

export type Part = { readonly kind: 'same' | 'added' | 'removed' | 'cut'; readonly text: string };

// Beyond it lines are compared, not words: two texts of a million characters must not hold up the server.
const WORDS_UP_TO_CHARS = 40_000;
const TIMEOUT_MS = 250;
// What stayed the same is shown so far around a change.
const CONTEXT_CHARS = 160;

const words = new Intl.Segmenter(undefined, { granularity: 'word' });

/** @returns undefined where the texts are too long and too different to be compared. */
export function differenceOf(before: string, after: string): readonly Part[] | undefined {
  const isShort = before.length + after.length <= WORDS_UP_TO_CHARS;
  const cut = isShort ? intoWords : intoLines;
  const changes = diffArrays([...cut(before)], [...cut(after)], { timeout: TIMEOUT_MS });
  if (!changes) return undefined;
  const parts = changes.map(
    ({ added, removed, value }): Part => ({
      kind: added ? 'added' : removed ? 'removed' : 'same',
      text: value.join(''),
    }),
  );
  return parts.flatMap((part, index) =>
    shortened(part, { isFirst: index === 0, isLast: index === parts.length - 1 }),
  );
}

function intoWords(text: string): readonly string[] {
  return [...words.segment(text)].map(({ segment }) => segment);
}

function intoLines(text: string): readonly string[] {
  return text.split(/(?<=\n)/);
}

function shortened(part: Part, { isFirst, isLast }: { isFirst: boolean; isLast: boolean }): readonly Part[] {
  const { kind, text } = part;
  if (kind !== 'same' || text.length <= 3 * CONTEXT_CHARS || (isFirst && isLast)) return [part];
  const start = isFirst ? '' : text.slice(0, CONTEXT_CHARS).toWellFormed();
  const end = isLast ? '' : text.slice(-CONTEXT_CHARS).toWellFormed();
  return [
    { kind: 'same' as const, text: start },
    { kind: 'cut' as const, text: '…' },
    { kind: 'same' as const, text: end },
  ].filter((one) => one.text !== '');
}
