// For a scorer: which language a text is in, as the product tells it.
import { identifyLanguage } from '../../src/agent/language.ts';

/** ISO 639-1, or `und` where the text tells nothing. */
export function detect(text: string): string {
  return identifyLanguage(text) ?? 'und';
}
