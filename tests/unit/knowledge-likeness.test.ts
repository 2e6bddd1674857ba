// Whether two questions ask the same, by their words.
import { describe, expect, it } from 'vitest';
import { likenessOf, nameOthers, SAME_WORDS, topicsOf } from '../../knowledge/likeness.ts';

const likeness = (one: string, other: string): number => likenessOf(topicsOf(one), topicsOf(other), () => 1);

describe('two questions', () => {
  it.each([
    ['Do you repair umbrellas?', 'can repair umbrella'],
    ['do you repair umbrelas', 'Do you repair umbrellas?'],
    ['你们修雨伞吗', '修雨伞'],
  ])('"%s" and "%s" ask the same', (one, other) => {
    expect(likeness(one, other)).toBeGreaterThanOrEqual(SAME_WORDS);
    expect(likeness(other, one)).toBeCloseTo(likeness(one, other));
  });

  it.each([
    ['Do you repair umbrellas?', 'Do you repair kettles?'],
    ['open on Monday', 'open on Sunday'],
    ['', 'Do you repair umbrellas?'],
    ['🫖', '☂️'],
  ])('"%s" and "%s" do not', (one, other) => {
    expect(likeness(one, other)).toBeLessThan(SAME_WORDS);
  });

  it('about two codes never ask the same', () => {
    expect(nameOthers(topicsOf('is KP-200 in stock'), topicsOf('is KP-300 in stock'))).toBe(true);
    expect(nameOthers(topicsOf('is KP-200 in stock'), topicsOf('price of kp200'))).toBe(false);
  });
});
