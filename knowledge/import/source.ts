// What a file is called in the knowledge, and which files of a folder nobody means.
import { cleanFileName } from '../../src/model/file.ts';

/** Of one file. */
export const IMPORT_LIMIT_BYTES = 50_000_000;
export const TOO_LARGE_WORDS = 'The file is larger than 50 MB. Split it, or save a smaller copy.';

// With the name of a file in an archive behind it, and three bytes to a Chinese character, an index holds no more.
const LONGEST_CHARS = 700;
// Tools' own folders, and what computers leave in every folder for themselves.
const NOISE = /^(?:\..*|node_modules|__MACOSX|Thumbs\.db|desktop\.ini|~\$.*)$/i;
// The words that the knowledge keeps for what came from nowhere else.
const TAKEN = new Set(['owner', 'starter']);

/** A file's or folder's own name tells that it is not meant. */
export function isNoise(name: string): boolean {
  return NOISE.test(name);
}

/** The path as it was given, made safe to show: the same file has the same source wherever it comes in. */
export function sourceOf(path: string): string {
  const parts = path
    .split(/[\\/]/)
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .map((part) => cleanFileName(part, 'file'));
  const source = parts.join('/').slice(-LONGEST_CHARS).toWellFormed() || 'file';
  return TAKEN.has(source) ? `${source}.txt` : source;
}

/** Of a path or an address: its last part. */
export function nameOf(source: string): string {
  return source.split('/').at(-1) || source;
}
