// Where an answer is from, as a line of Markdown below it: for channels that show nothing but text.
import type { Citation, Outbound } from '../src/model/activity.ts';
import { phrase } from '../src/model/phrases.ts';
import { shorten } from '../src/model/text.ts';

const MAX_TITLE_CHARS = 80;

/** '' where nothing is cited. A number is said where the text says it too. */
export function sourcesLine({ text, citations, language }: Outbound): string {
  if (citations.length === 0) return '';
  const label = phrase(citations.length === 1 ? 'source' : 'sources', language);
  const sources = citations.map((citation) => {
    const number = `[${citation.position}]`;
    return `${text.includes(number) ? `${escapeMarkdown(number)} ` : ''}${toSource(citation)}`;
  });
  return `*${label}:* ${sources.join(' · ')}`;
}

function toSource({ title, url }: Citation): string {
  const label = escapeMarkdown(shorten(title.replace(/\s+/g, ' ').trim(), MAX_TITLE_CHARS));
  return url && /^https?:\/\/[^\s<>"]+$/.test(url) ? `[${label}](<${url}>)` : label;
}

function escapeMarkdown(text: string): string {
  return text.replace(/[!-/:-@[-`{-~]/g, '\\$&');
}
