// Where a long text is cut: behind a paragraph, else a line, a sentence, a word; never inside what is read as one character.

/** Half open, in UTF-16 units of the text. */
export interface Piece {
  readonly from: number;
  readonly to: number;
}

/** Tells whether `from` to `to` fits into one message; once it doesn't, nothing longer does. */
export type Fits = (from: number, to: number) => boolean;

// A cut that leaves a message emptier than this share is not worth its neatness.
const LEAST_FILL = 0.25;
const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const SENTENCES = new Intl.Segmenter(undefined, { granularity: 'sentence' });
const WORDS = new Intl.Segmenter(undefined, { granularity: 'word' });

/** White space at a cut is dropped; at least one piece, and every piece but an only one has something to read. */
export function splitText(text: string, fits: Fits): readonly Piece[] {
  const pieces: Piece[] = [];
  const end = text.trimEnd().length;
  let from = 0;
  while (end > from && !fits(from, end)) {
    const to = cutBehind(text, from, longestFit(text.slice(0, end), from, fits));
    pieces.push({ from, to: from + text.slice(from, to).trimEnd().length });
    from = to + leadingSpace(text.slice(to), text[to - 1] === '\n');
  }
  if (end > from || pieces.length === 0) pieces.push({ from, to: end });
  return pieces.filter(({ from: start, to }) => to > start || pieces.length === 1);
}

// A new line keeps its indentation: it may be a list's or a program's.
function leadingSpace(rest: string, isLineStart: boolean): number {
  const match = isLineStart ? /^\n*/.exec(rest) : /^[^\S\n]*\n+|^\s+/.exec(rest);
  return match?.[0].length ?? 0;
}

// The last end that fits; at least one character goes on, or nothing ever would.
function longestFit(text: string, from: number, fits: Fits): number {
  let [low, high] = [from + 1, text.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(from, middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function cutBehind(text: string, from: number, most: number): number {
  // One more character, so that an end which happens to stand at the limit is seen.
  const window = text.slice(from, most + 1);
  const length = most - from;
  const least = length * LEAST_FILL;
  for (const ends of [paragraphEnds, lineEnds, sentenceEnds, wordEnds]) {
    const best = ends(window).findLast((end) => end <= length);
    if (best !== undefined && best >= least) return from + best;
  }
  return from + graphemeEnd(text.slice(from, most + 64), length);
}

function paragraphEnds(text: string): readonly number[] {
  return Array.from(text.matchAll(/\n[^\S\n]*\n/g), (match) => match.index);
}

function lineEnds(text: string): readonly number[] {
  return Array.from(text.matchAll(/\n/g), (match) => match.index);
}

// What the segmenter ends at the window's edge is no end.
function sentenceEnds(text: string): readonly number[] {
  return Array.from(SENTENCES.segment(text), ({ index, segment }) => index + segment.trimEnd().length).slice(
    0,
    -1,
  );
}

// At white space alone: between a word and its full stop, or inside an address, nobody starts a new message. Scripts
// without spaces are cut between their words, but never before what must not begin a line.
function wordEnds(text: string): readonly number[] {
  const spaces = Array.from(text.matchAll(/\S(?=\s)/g), (match) => match.index + 1);
  const words = Array.from(WORDS.segment(text))
    .filter(({ segment, isWordLike }) => isWordLike && /\p{Script=Han}/u.test(segment))
    .map(({ index }) => index)
    .filter(
      (index) => index > 0 && /[\p{Script=Han}\u3001\u3002\uff0c\uff1a\uff1b]/u.test(text[index - 1] ?? ''),
    );
  return [...spaces, ...words].sort((one, other) => one - other);
}

// A single character longer than a whole message is cut between code points: it is no character anybody types.
function graphemeEnd(text: string, most: number): number {
  let end = 0;
  for (const { index, segment } of GRAPHEMES.segment(text)) {
    if (index + segment.length > most) break;
    end = index + segment.length;
  }
  if (end > 0) return end;
  return most > 1 && /[\ud800-\udbff]/.test(text[most - 1] ?? '')
    ? most - 1
    : Math.max(most, charLength(text));
}

function charLength(text: string): number {
  return (text.codePointAt(0) ?? 0) > 0xffff ? 2 : 1;
}
