// Answers without a model: the part of a passage that the question is about, quoted word for word.

export interface Quotable {
  readonly kind: string;
  readonly title: string;
  readonly text: string;
}

/** Longest quotation. A passage below it is quoted whole: cutting a short one loses more than it saves. */
const QUOTE_CHARS = 700;

/** @returns Markdown taken from `passage` without a changed word. */
export function quote(question: string, passage: Quotable): string {
  if (passage.kind === 'question_answer' || passage.text.length <= QUOTE_CHARS) return passage.text;
  const blocks = splitBlocks(passage.text);
  const terms = wordsIn(question);
  const scores = blocks.map((block) => overlap(terms, block));
  const best = scores.indexOf(Math.max(...scores));
  return growAround(blocks, best);
}

// A block is a paragraph, a whole list with the line that introduces it, or a whole table: the least that makes sense alone.
function splitBlocks(text: string): readonly string[] {
  const blocks: string[] = [];
  for (const paragraph of text.split(/\n{2,}/)) {
    const last = blocks.at(-1);
    const continues = last !== undefined && /^\s*([-*+]|\d+[.)])\s/.test(paragraph) && /[:：]\s*$/.test(last);
    if (continues) blocks[blocks.length - 1] = `${last}\n\n${paragraph}`;
    else blocks.push(paragraph);
  }
  return blocks;
}

function growAround(blocks: readonly string[], centre: number): string {
  let [first, last] = [centre, centre];
  const lengthOf = (from: number, to: number): number => blocks.slice(from, to + 1).join('\n\n').length;
  for (;;) {
    if (last + 1 < blocks.length && lengthOf(first, last + 1) <= QUOTE_CHARS) last += 1;
    else if (first > 0 && lengthOf(first - 1, last) <= QUOTE_CHARS) first -= 1;
    else return blocks.slice(first, last + 1).join('\n\n');
  }
}

/** How much of `terms` a text has, longer words counting more. */
export function overlap(terms: ReadonlySet<string>, block: string): number {
  const words = wordsIn(block);
  let shared = 0;
  for (const term of terms) if (words.has(term)) shared += term.length;
  return shared;
}

/** Words in any script, cut to a stem of six letters so that "deliver" meets "delivery". */
export function wordsIn(text: string): ReadonlySet<string> {
  const words = new Set<string>();
  for (const { segment, isWordLike } of new Intl.Segmenter('zh', { granularity: 'word' }).segment(
    text.toLowerCase(),
  )) {
    if (isWordLike) words.add(segment.slice(0, 6));
  }
  return words;
}
