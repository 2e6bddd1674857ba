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

export function firstPages(count: number): string {
  return `Only its first ${count.toLocaleString('en')} pages are read.`;
}

export function firstCharacters(count: number): string {
  return `Only its first ${count.toLocaleString('en')} characters are taken: split it into several files.`;
}

function list(names: readonly (string | number)[]): string {
  return names.slice(0, MOST_NAMED).join(', ') + (names.length > MOST_NAMED ? ' …' : '');
}
