import { describe, expect, it } from 'vitest';
import { excerpt } from '../../src/agent/excerpt.ts';

// A word is a token.
const count = (text: string): number => text.split(/\s+/).filter(Boolean).length;
const long = Array.from({ length: 200 }, (_, index) =>
  index === 150 ? 'The warranty of the kettle ends in March 2027.' : `Line ${index} speaks of other things.`,
).join('\n');

describe('an excerpt of a document', () => {
  it('is the whole of it where it fits', () => {
    expect(excerpt('Invoice 2041', 'Which?', { count, budgetTokens: 10 })).toBe('Invoice 2041');
  });

  it('is how it begins and what the question is about, in order, with the gaps marked', () => {
    const text = excerpt(long, 'How long is the warranty of my kettle?', { count, budgetTokens: 400 });
    expect(text.startsWith('Line 0 speaks')).toBe(true);
    expect(text).toContain('ends in March 2027');
    expect(text.indexOf('[…]')).toBeLessThan(text.indexOf('March 2027'));
    expect(text.endsWith('[…]')).toBe(true);
    expect(count(text)).toBeLessThanOrEqual(410);
  });

  it('stays in its budget on a text without line ends', () => {
    const text = excerpt('word '.repeat(20_000), 'anything', { count, budgetTokens: 500 });
    expect(count(text)).toBeLessThanOrEqual(510);
    expect(count(text)).toBeGreaterThan(300);
  });

  it('shows something also where little fits, whatever the script', () => {
    const rules = '我们店里的退款规定如下，请仔细阅读每一条。'.repeat(200);
    const shown = excerpt(rules, '退款', { count: (text) => text.length, budgetTokens: 150 });
    expect(shown).toContain('退款规定');
    expect(shown.length).toBeLessThanOrEqual(160);
  });
});
