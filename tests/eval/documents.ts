// For a scorer: the text that the product takes from a file, or its refusal in words for the owner.
import { readFiles } from '../../knowledge/parse/file.ts';

/** A document of the owner's knowledge holds a million characters at most. */
const MOST_CHARS = 1_000_000;

/** Of an archive, what its files hold together. @throws Unreadable where nothing in it can be read. */
export async function extract(
  bytes: Uint8Array,
  name: string,
): Promise<{ readonly text: string; readonly warnings: readonly string[] }> {
  const texts: string[] = [];
  const warnings: string[] = [];
  let refusal: Error | undefined;
  for await (const outcome of readFiles({ name, bytes }, { mostChars: MOST_CHARS })) {
    if ('error' in outcome) {
      refusal ??= outcome.error;
      warnings.push(outcome.error.message);
    } else {
      texts.push(outcome.text.text);
      warnings.push(...outcome.text.warnings);
    }
  }
  if (refusal && texts.length === 0) throw refusal;
  return { text: texts.join('\n\n'), warnings };
}
