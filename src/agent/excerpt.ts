// As much of a long document as fits: how it begins, and the parts that the question is about, in their order.
import { overlap, wordsIn } from '../llm/extractive.ts';
import type { CountTokens } from '../llm/tokens.ts';

const PIECE_CHARS = 600;
/** Of a small budget a piece takes a part only, in scripts with a token for each letter too. */
const PIECES_AT_LEAST = 4;
/** Of the budget, for how it begins: what kind of paper it is, from whom and when. */
const HEAD_SHARE = 0.4;
const GAP = '[…]';

/** @returns the whole text where it fits into `budgetTokens`. */
export function excerpt(
  text: string,
  question: string,
  { count, budgetTokens }: { readonly count: CountTokens; readonly budgetTokens: number },
): string {
  if (count(text) <= budgetTokens) return text;
  const pieceChars = Math.min(PIECE_CHARS, Math.ceil(budgetTokens / PIECES_AT_LEAST));
  const pieces = cut(text, pieceChars).map((piece, index) => ({ piece, index, tokens: count(piece) + 2 }));
  const wanted = wordsIn(question);
  const ranked = pieces
    .map((one) => ({ ...one, score: overlap(wanted, one.piece) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score || one.index - other.index);
  const kept = new Set<number>();
  let left = budgetTokens;
  const take = (candidates: readonly { index: number; tokens: number }[], untilLeft: number): void => {
    for (const { index, tokens } of candidates) {
      if (kept.has(index)) continue;
      if (left - tokens < untilLeft) return;
      kept.add(index);
      left -= tokens;
    }
  };
  take(pieces, budgetTokens * (1 - HEAD_SHARE));
  take(ranked, 0);
  take(pieces, 0);
  return pieces
    .filter(({ index }) => kept.has(index))
    .map(({ piece, index }) => (index > 0 && !kept.has(index - 1) ? `${GAP}\n${piece}` : piece))
    .join('\n')
    .concat(kept.has(pieces.length - 1) ? '' : `\n${GAP}`);
}

// At line ends; a line longer than a piece is cut anywhere.
function cut(text: string, pieceChars: number): readonly string[] {
  const lines = text.split('\n').flatMap((line) => line.match(new RegExp(`.{1,${pieceChars}}`, 'gsu')) ?? []);
  const pieces: string[] = [];
  for (const line of lines) {
    const last = pieces.at(-1);
    if (last !== undefined && last.length + line.length < pieceChars)
      pieces[pieces.length - 1] = `${last}\n${line}`;
    else pieces.push(line);
  }
  return pieces;
}
