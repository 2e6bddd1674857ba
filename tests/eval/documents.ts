// For a scorer: the text that the product takes from a file, or its refusal in words for the owner.
import { readDocument } from '../../knowledge/parse/document.ts';
import { typeOf } from '../../src/model/file.ts';

/** A passage of the owner's knowledge is cut from a million characters at most. */
const MOST_CHARS = 1_000_000;

/** @throws Unreadable */
export function extract(bytes: Uint8Array): Promise<string> {
  return readDocument({ contentType: typeOf(bytes), bytes }, { mostChars: MOST_CHARS });
}
