import { describe, expect, it } from 'vitest';
import { hashTerm, readLines, toPostings } from '../../knowledge/postings.ts';
import { Reader, weigh } from '../../knowledge/scoring.ts';
import { distance, likelyMeant } from '../../knowledge/spelling.ts';
import { tellApart } from '../../knowledge/telling-apart.ts';
import { toTerms } from '../../knowledge/terms.ts';

const read = (question: string, passage: { asked: readonly string[]; text: string }) => {
  const counts = {
    passages: 50,
    inLanguage: 50,
    of: new Map([
      ['the', 48],
      ['lid', 9],
    ]),
  };
  const reader = new Reader(weigh(toTerms(question), counts), counts.passages);
  return reader.read(readLines(toPostings(passage, 'en').words));
};

describe('what a passage shows for a question', () => {
  it('is nearest where one way to ask says the same', () => {
    const whole = { asked: ['Where is the lid?'], text: 'In the box.' };
    const apart = { asked: ['Where is it?', 'the lid'], text: 'In the box.' };
    expect(read('where is the lid', whole).ask).toBeGreaterThan(read('where is the lid', apart).ask);
  });

  it('counts what is rare for more than what is in every passage', () => {
    const [rare, common] = ['lid', 'the'].map((text) => read('the lid', { asked: [''], text }).bag);
    expect(rare).toBeGreaterThan((common ?? 0) * 5);
  });

  it('is nothing where it holds none of it', () => {
    const none = { asked: ['tea'], text: 'Leaves.' };
    expect(read('copper lid', none)).toEqual({
      bag: 0,
      held: 0,
      ask: 0,
      coverage: 0,
      matched: 0,
      passesOver: false,
    });
  });

  it('is beside the point where it passes over what the customer must not eat', () => {
    const prices = { asked: ['Biscuits'], text: 'Biscuits: S$3.' };
    const vegan = { asked: ['Which biscuits are vegan?'], text: 'The oat ones.' };
    expect(read('biscuits for vegetarians', prices).passesOver).toBe(true);
    expect(read('biscuits for vegetarians', vegan).passesOver).toBe(false);
  });
});

describe('what a term is worth', () => {
  const mass = (question: string, of: readonly [string, number][], inLanguage = 100) =>
    weigh(toTerms(question), { passages: 100, inLanguage, of: new Map(of) }).map((term) => term.mass);

  it('is no less for an idea because four languages hold it', () => {
    const [alone] = mass('delivery', [
      ['deliveri', 5],
      ['kakiconceptdelivery', 5],
    ]);
    const [everywhere] = mass(
      'delivery',
      [
        ['deliveri', 5],
        ['kakiconceptdelivery', 20],
      ],
      25,
    );
    expect(everywhere).toBeCloseTo(alone ?? 0);
  });

  it('stays less for an everyday idea than for a rare one where hardly anything is written in the question’s language', () => {
    const [everyday = 0, rare = 0] = mass(
      '送货 损坏',
      [
        ['kakiconceptdelivery', 40],
        ['kakiconceptdamaged', 3],
      ],
      1,
    );
    expect(rare).toBeGreaterThan(1.5 * everyday);
  });

  it('is less for what is asked of a thing than for the thing', () => {
    const [thing = 0, days = 0] = mass('kettle how many days', [
      ['kettl', 40],
      ['day', 1],
    ]).toSorted((a, b) => b - a);
    expect(days).toBeLessThanOrEqual(thing / 2);
  });
});

describe('what tells answers apart', () => {
  const contender = (documentId: string, asked: readonly string[], rank = 0.5) => ({
    documentId,
    rank,
    asks: readLines(toPostings({ asked, text: '' }, 'en').words).asks,
  });
  const LENT = contender('lent', ['may I borrow a kettle', 'kettles to borrow', 'can I borrow your kettle']);
  const MENDED = contender('mended', [
    'may I have a kettle mended',
    'my kettle needs mending',
    'mend my kettle',
  ]);
  const weighed = (question: string) =>
    weigh(toTerms(question), { passages: 50, inLanguage: 50, of: new Map([['borrow', 9]]) });

  it('is learned from the ways to ask: the words that only one of them has', () => {
    const meant = tellApart(weighed('my old kettle, may I borrow another'), [LENT, MENDED]);
    expect(meant.get('lent')).toBeGreaterThan(0.05);
    expect(meant.get('mended')).toBeLessThan(-0.05);
  });

  it('gives to one what it takes from another, and nothing to what has too few ways to ask', () => {
    const few = contender('few', ['borrow a kettle']);
    const meant = tellApart(weighed('borrow a kettle'), [few, LENT, { ...LENT, rank: 0.2 }, MENDED]);
    expect([...meant.keys()]).toEqual(['lent', 'mended']);
    expect((meant.get('lent') ?? 0) + (meant.get('mended') ?? 0)).toBeCloseTo(0);
    expect(tellApart(weighed('borrow a kettle'), [few, LENT]).size).toBe(0);
  });
});

describe('spelling', () => {
  it.each([
    ['kettle', 'kettle', 0],
    ['kettel', 'kettle', 1],
    ['ketle', 'kettle', 1],
    ['kettles', 'kettle', 1],
    ['cattle', 'kettle', 2],
  ])('tells how far "%s" is from "%s"', (one, other, away) => {
    expect(distance(one, other)).toBe(away);
  });

  it('guesses no short word that is two letters off', () => {
    const like = { word: 'lidd', passages: 1, isSwap: false };
    const guesses = likelyMeant([
      { ...like, meant: 'lid' },
      { ...like, meant: 'load' },
    ]);
    expect(guesses.get('lidd')?.map(({ meant }) => meant)).toEqual(['lid']);
  });
});

it('has a term of its own for each tenant', () => {
  expect(hashTerm('one', 'lid')).not.toBe(hashTerm('other', 'lid'));
  expect(hashTerm('one', 'lid')).toBe(hashTerm('one', 'lid'));
});
