// What the staff read first of a conversation that was handed over: a line each, in the reader's language.
import { html, type View } from '../html.ts';
import { glimpse, typed } from '../parts.ts';
import { t, tText, tView } from '../speech.ts';

const LINE = /^(Wants|Tried|Sources|Mood|Language): (.+)$/;
const SENT_FILES = /^sent (\d+) files$/;
const OTHER_LANGUAGE = /^(\w+) \(wrote in (.+)\)$/;
const LATIN_LETTERS = /^(\w+) \(written in Latin letters\)$/;
const HUMAN_ONLY = ' (only a person may answer)';
/** What stands where nothing can be quoted, and a language that the page's head names already. */
const SAYS_NOTHING = /^(?:Tried: nothing yet|Sources: none|Language: \w+)$/;
const QUOTE_CHARS = 400;

/** @param summary as it was written when a person was called; one of another shape is shown as it is. */
export function summaryView(summary: string): View {
  const lines = summary.split('\n').map((line) => LINE.exec(line));
  const known = lines.filter((line) => line !== null);
  if (known.length < lines.length) return typed(summary, 'typed summary');
  const telling = known.filter(([line]) => !SAYS_NOTHING.test(line));
  return html`<dl class="summary">
    ${telling.map(
      ([, name = '', said = '']) => html`<div><dt>${tText(name)}</dt><dd>${parts(name, said)}</dd></div>`,
    )}
  </dl>`;
}

function parts(name: string, said: string): View {
  const shown = said.split(' · ').map((part) => ours(name, part) ?? quoted(part));
  return html`${shown.map((part, at) => (at === 0 ? part : html` · ${part}`))}`;
}

function quoted(words: string): View {
  return html`<bdi>${glimpse(words, QUOTE_CHARS)}</bdi>`;
}

/** @returns undefined for what was quoted, and for the titles of entries. */
function ours(name: string, said: string): View | undefined {
  if (name === 'Sources' && said.endsWith(HUMAN_ONLY))
    return tView`${quoted(said.slice(0, -HUMAN_ONLY.length))} (only a person may answer)`;
  if (name === 'Mood' || said === 'not said' || said === 'sent a file') return tText(said);
  const files = SENT_FILES.exec(said)?.[1];
  if (files) return t`sent ${files} files`;
  if (name !== 'Language') return undefined;
  const [, answered, written] = OTHER_LANGUAGE.exec(said) ?? [];
  if (answered && written) return t`${tText(answered)} (wrote in ${written})`;
  const spelt = LATIN_LETTERS.exec(said)?.[1];
  return spelt ? t`${tText(spelt)} (written in Latin letters)` : tText(said);
}
