// Markdown that is nested without end, as a file from elsewhere may be: every reader of ours comes to its words.
import { describe, expect, it } from 'vitest';
import { readMarkdown } from '../../channels/markdown.ts';
import { renderMarkdown } from '../../knowledge/form/markdown.ts';
import { parseMarkdown } from '../../knowledge/parse/markdown.ts';

describe.each([
  ['quotes', '> '],
  ['quotes without a space', '>'],
  ['lists', '- '],
  ['numbered lists', '1. '],
])('thousands of %s in each other', (_, mark) => {
  const text = `Before.\n\n${mark.repeat(8_000)}kettle\n\nAfter.`;

  it('are shown in the form', () => {
    expect(renderMarkdown(text)).toMatch(/Before[\s\S]*kettle[\s\S]*After/);
  });

  it('are sent to customers', () => {
    const words = readMarkdown(text).map((span) => span.text);
    expect(words.join('')).toMatch(/Before[\s\S]*kettle[\s\S]*After/);
  });

  it('are read into the knowledge', () => {
    expect(JSON.stringify(parseMarkdown(text))).toMatch(/Before.*kettle.*After/);
  });
});
