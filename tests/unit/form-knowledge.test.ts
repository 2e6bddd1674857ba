import { describe, expect, it } from 'vitest';
import { differenceOf } from '../../knowledge/form/difference.ts';
import { readIn } from '../../knowledge/form/speech.ts';
import { dayEnd, dayStart, firstDay, lastDay, validityWords } from '../../knowledge/form/validity.ts';
import { missingNumbers, translateEntry } from '../../knowledge/translation.ts';
import type { LanguageModel } from '../../src/llm/llm.ts';

describe('days of validity', () => {
  const at = (iso: string) => new Date(iso);
  const clock = { nowMs: Date.parse('2026-11-21T04:00:00Z'), timezone: 'Asia/Singapore' };

  it.each([
    ['Asia/Singapore', '2026-12-31', '2026-12-30T16:00:00.000Z', '2026-12-31T16:00:00.000Z'],
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['America/New_York', '2026-11-01', '2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z'],
    ['Pacific/Auckland', '2026-04-05', '2026-04-04T11:00:00.000Z', '2026-04-05T12:00:00.000Z'],
  ])('are whole days in %s: %s', (timezone, day, start, end) => {
    const [validFrom, validUntil] = [dayStart(day, timezone), dayEnd(day, timezone)];
    expect([validFrom?.toISOString(), validUntil?.toISOString()]).toEqual([start, end]);
    expect(firstDay({ validFrom, validUntil }, timezone)).toBe(day);
    expect(lastDay({ validFrom, validUntil }, timezone)).toBe(day);
  });

  it.each(['', '2026-02-30', '2026-13-01', '31.12.2026', '0000-00-00'])('are not made of "%s"', (day) => {
    expect(dayEnd(day, 'Asia/Singapore')).toBeUndefined();
  });

  it('are told as people say them', () => {
    const words = (from: string | undefined, until: string | undefined) =>
      validityWords(
        { validFrom: from ? at(from) : undefined, validUntil: until ? at(until) : undefined },
        clock,
      );
    expect(words(undefined, '2026-12-31T16:00:00Z')).toEqual({ words: 'until 31 Dec', isResting: false });
    expect(words(undefined, '2026-11-20T16:00:00Z')).toEqual({ words: 'ended 20 Nov', isResting: true });
    expect(words('2027-01-01T16:00:00Z', undefined)).toEqual({ words: 'from 2 Jan 2027', isResting: true });
    expect(words('2026-11-30T16:00:00Z', '2026-12-31T16:00:00Z')?.words).toBe('1 Dec to 31 Dec');
    expect(words('2026-01-01T00:00:00Z', undefined)).toBeUndefined();
    expect(readIn('zh', () => words(undefined, '2026-12-31T16:00:00Z')?.words)).toBe('有效至 12月31日');
  });
});

describe('the difference of two texts', () => {
  it('is told by words, in Chinese too, with long parts that stayed cut short', () => {
    expect(differenceOf('周一到周五营业', '周一到周六营业')).toEqual(
      expect.arrayContaining([
        { kind: 'removed', text: expect.stringContaining('五') },
        { kind: 'added', text: expect.stringContaining('六') },
      ]),
    );
    const long = 'The same words again. '.repeat(100);
    const parts = differenceOf(`${long}Open.${long}`, `${long}Closed.${long}`) ?? [];
    expect(parts.map(({ kind }) => kind)).toEqual(['cut', 'same', 'removed', 'added', 'same', 'cut']);
    expect(parts.map(({ text }) => text).join('').length).toBeLessThan(400);
  });

  it('is given up, not waited for, where two huge texts share nothing', () => {
    const text = (seed: number): string =>
      Array.from({ length: 60_000 }, (_, at) => `line ${seed} ${at * seed}\n`).join('');
    const start = performance.now();
    expect(differenceOf(text(3), text(7))).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

describe('a language drafted by the model', () => {
  const echo = (said: string[]): LanguageModel => ({
    name: 'echo',
    reply: async ({ messages }) => {
      const text = messages.at(-1)?.content ?? '';
      said.push(text);
      return { text, toolCalls: [], usage: { inputTokens: 0, outputTokens: 0 } };
    },
  });
  const to = { to: 'ms', signal: AbortSignal.timeout(10_000) } as const;

  it('goes to it in pieces that end with paragraphs, and comes back whole', async () => {
    const said: string[] = [];
    const body = Array.from({ length: 12 }, (_, at) => `Paragraph ${at}. ${'word '.repeat(150)}`.trim()).join(
      '\n\n',
    );
    const entry = { kind: 'markdown', title: 'Prices', alsoAsked: '', body } as const;
    expect(await translateEntry(echo(said), entry, to)).toEqual(entry);
    expect(said.length).toBeGreaterThan(3);
    for (const piece of said) expect(piece.length).toBeLessThanOrEqual(2_500);
  });

  it('is refused where the text is too long to be read by the owner at once', async () => {
    const entry = { kind: 'text', title: 'Book', alsoAsked: '', body: 'x'.repeat(20_000) } as const;
    await expect(translateEntry(echo([]), entry, to)).rejects.toThrow('too long to be drafted');
  });

  it('lets the owner see which numbers it lost', () => {
    expect(missingNumbers('$5, free from $40, by 2.30 pm, call 6123 4567', '运费 $5，满 $40')).toEqual([
      '2.30',
      '6123',
      '4567',
    ]);
  });
});
