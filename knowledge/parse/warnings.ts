// What of a file is not in its text, in words for the owner.

const MOST_NAMED = 20;

export const NOTES_LEFT_OUT = 'The speaker’s notes are left out.';

export function hiddenSlides(numbers: readonly number[]): readonly string[] {
  return numbers.length > 0 ? [`Hidden slides are left out: ${list(numbers)}.`] : [];
}

export function hiddenSheets(names: readonly string[]): readonly string[] {
  return names.length > 0 ? [`Hidden sheets are left out: ${list(names)}.`] : [];
}

export function attachedFiles(names: readonly string[]): readonly string[] {
  return names.length > 0 ? [`Attached files are not read: ${list(names)}.`] : [];
}

export function blankPages(numbers: readonly number[]): readonly string[] {
  return numbers.length > 0 ? [`Pages without text, blank or scanned: ${list(numbers)}.`] : [];
}

/** @param numbers in their order. */
export function picturePages(numbers: readonly number[]): readonly string[] {
  return numbers.length > 0
    ? [
        `Pages that are pictures, whose words are not read: ${list(ranges(numbers))}. Run text recognition (OCR) on them.`,
      ]
    : [];
}

// 2, 3, 4, 8 -> 2–4, 8
function ranges(numbers: readonly number[]): readonly string[] {
  const found: { from: number; to: number }[] = [];
  for (const number of numbers) {
    const last = found.at(-1);
    if (last && last.to === number - 1) last.to = number;
    else found.push({ from: number, to: number });
  }
  return found.map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`));
}

export function firstPages(count: number): string {
  return `Only its first ${count.toLocaleString('en')} pages are read.`;
}

export function firstCharacters(count: number): string {
  return `Only its first ${count.toLocaleString('en')} characters are taken: split it into several files.`;
}

function list(names: readonly (string | number)[]): string {
  return names.slice(0, MOST_NAMED).join(', ') + (names.length > MOST_NAMED ? ' …' : '');
}
