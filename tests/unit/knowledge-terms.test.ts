import { describe, expect, it } from 'vitest';
import { readPhrases } from '../../knowledge/concepts.ts';
import { toContent } from '../../knowledge/draft.ts';
import { parseStarter } from '../../knowledge/starter.ts';
import { languageOf, toTerms, toTokens } from '../../knowledge/terms.ts';
import { normalize } from '../../knowledge/words.ts';

const own = (question: string): readonly string[] =>
  toTerms(question)
    .filter(({ isSmall }) => !isSmall)
    .map(({ forms }) =>
      forms
        .filter(({ kind }) => kind === 'own')
        .map(({ word }) => word)
        .join('+'),
    );
const forms = (question: string): readonly string[] =>
  toTerms(question).flatMap((term) => term.forms.map(({ word }) => word));

describe('what a question asks for', () => {
  it('is free of small words and of Singlish particles', () => {
    expect(own('can or not lah, this kettle got lid meh?')).toEqual(['kettle', 'lid']);
    expect(own('请问你们有没有水壶吗')).toEqual(['水壶']);
    expect(own('adakah cerek ini boleh dibaiki')).toEqual(['cerek', 'dibaiki']);
  });

  it('asks for the idea where words of one idea differ', () => {
    for (const question of ['shipping', '送货', 'penghantaran', 'டெலிவரிக்கு', 'courier'])
      expect(forms(question)).toContain('kakiconceptdelivery');
    expect(forms('how much is the kettle')).toContain('kakiconceptprice');
  });

  it('takes the longest front of a Tamil word: a card is no car', () => {
    expect(forms('கார்டு')).toContain('kakiconceptcard');
    expect(forms('கார்')).toContain('kakiconceptcar');
  });

  it('joins two Tamil words where both make the idea, not where the next one only begins like it', () => {
    const ideas = (text: string) => readPhrases(text).map(({ concept }) => concept);
    expect(ideas('கார் டயர்')).toEqual(['car', undefined]);
    expect(ideas('கார் டெலிவரி')).toEqual(['car', 'delivery']);
    expect(ideas('வேலை நாள்')).toEqual(['duration']);
  });

  it('tries words written together', () => {
    expect(forms('tea pot')).toContain('teapot');
    expect(forms('KP-200')).toEqual(expect.arrayContaining(['kp', '200', 'kp200']));
  });

  it('reads what thumbs type', () => {
    expect(own('hw much is dlvry')).toEqual(['how+much', 'delivery']);
  });

  it('stays small however long the question is', () => {
    expect(toTerms(Array.from({ length: 500 }, (_, i) => `kettle${i}`).join(' ')).length).toBeLessThanOrEqual(
      32,
    );
  });
});

describe('what a passage is found by', () => {
  it('is its words by their stems, and what else says the same', () => {
    expect(toTokens('The Kettles cost S$5 煮水 கெண்டிகள்', 'en')).toEqual({
      own: ['the', 'kettl', 'cost', 's', '5', '煮', '水', 'கெண்டி'],
      other: ['kakiconceptprice', '煮水'],
    });
    expect(toTokens('menghantar', 'ms').other).toContain('hantar');
  });

  it.each([
    ['open Tuesday to Sunday', 'saturday'],
    ['星期二至星期日营业', '周六'],
    ['Isnin hingga Jumaat', 'rabu'],
    ['திங்கள் முதல் சனி வரை', 'புதன்'],
    ['closed on weekends', 'sun'],
  ])('is every day of "%s"', (text, day) => {
    const [term] = toTerms(day);
    const { other } = toTokens(text, 'en');
    expect(term?.forms.some(({ token }) => other.includes(token))).toBe(true);
  });

  it.each([
    ['80.00', '80'],
    ['3.50', '3.5'],
    ['1,200', '1200'],
    ['ＫＰ２００', 'kp200'],
    ['09:05', '09:05'],
    ['1.20.3', '1.20.3'],
  ])('writes %s as %s', (written, normal) => {
    expect(normalize(written)).toBe(normal);
  });

  it('takes no longer for a number without end', () => {
    const started = performance.now();
    normalize(`1.${'0'.repeat(100_000)}1`);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

it.each([
  ['We mend kettles on the day that you bring them in.', 'en'],
  ['Kami membaiki cerek pada hari yang sama dengan harga yang murah.', 'ms'],
  ['水壶当天修好，欢迎 walk-in。', 'zh'],
  ['கெண்டியை அன்றே பழுது பார்ப்போம்.', 'ta'],
  ['SKU-1001', 'en'],
] as const)('tells the language of "%s"', (text, language) => {
  expect(languageOf(text)).toBe(language);
});

it('reads the entries of a starter file, with the other ways to ask', () => {
  const file = `---\ntitle: Questions\nlanguage: en\nkind: question_answer\n---\n## Do you mend kettles?\nAlso asked: kettle repair | fix kettle\n\nYes, on Fridays.\n\n## Do you sell tea?\n\nNo.\n`;
  expect(parseStarter(file, 'file.md')).toEqual([
    expect.objectContaining({
      title: 'Do you mend kettles?',
      body: 'Yes, on Fridays.',
      alsoAsked: 'kettle repair\nfix kettle',
    }),
    expect.objectContaining({ title: 'Do you sell tea?', body: 'No.', alsoAsked: '' }),
  ]);
  expect(() => parseStarter('no front matter', 'file.md')).toThrow(/front matter/);
});

it('tells a page’s name and language from what a reader sees of it', () => {
  const body = '<title>水壶 &amp; 茶</title><div class="content main wide"><p id="first">当天修好</p></div>';
  expect(toContent({ kind: 'html', title: '', body })).toMatchObject({ title: '水壶 & 茶', language: 'zh' });
});
