// For a scorer: the text that the product takes from a file, or its refusal in words for the owner.
import { readFile } from '../../knowledge/parse/file.ts';

/** A document of the owner's knowledge holds a million characters at most. */
const MOST_CHARS = 1_000_000;

/** @throws Unreadable */
export function extract(
  bytes: Uint8Array,
  name: string,
): Promise<{ readonly text: string; readonly warnings: readonly string[] }> {
  return readFile({ name, bytes }, { mostChars: MOST_CHARS });
}
