// What the bot says: complete and filled in four languages, and days named as each language names them.
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../src/model/language.ts';
import { formatOpening, languageName, PHRASE_KEYS, phrase, placeholders } from '../../src/model/phrases.ts';

const VALUES = {
  business: 'Kopi & Kind',
  titles: '- Delivery\n- Returns',
  opening: 'Monday, 09:00',
  name: 'Mei Ling',
  question: 'Do you repair bicycles?',
  limit: '4000',
  title: 'Delivery',
  language: 'English',
};
const SINGAPORE = 'Asia/Singapore';

describe('phrase', () => {
  it.each(PHRASE_KEYS)('says "%s" in every language, wanting the same values in each', (key) => {
    const wanted = LANGUAGES.map((language) => [...placeholders(key, language)].sort());
    expect(wanted).toEqual(LANGUAGES.map(() => wanted[0]));
    for (const language of LANGUAGES) expect(phrase(key, language, VALUES).trim()).not.toBe('');
  });

  it.each(PHRASE_KEYS)('leaves no placeholder in "%s" once it is filled', (key) => {
    for (const language of LANGUAGES) expect(phrase(key, language, VALUES)).not.toMatch(/[{}]/);
  });

  it('writes each language in its own script', () => {
    for (const key of PHRASE_KEYS) {
      expect(phrase(key, 'zh', VALUES)).toMatch(/\p{Script=Han}/u);
      expect(phrase(key, 'ta', VALUES)).toMatch(/\p{Script=Tamil}/u);
      for (const language of ['en', 'ms'] as const)
        expect(phrase(key, language, VALUES)).not.toMatch(/\p{Script=Han}|\p{Script=Tamil}/u);
    }
  });

  it('speaks the Malay of Singapore and Malaysia, without words that only Indonesian has', () => {
    const indonesian =
      /\b(bisa|karena|silakan|silahkan|anda bisa|kantor|gratis|uang|mobil|toko|telepon|sore|maaf ya|terimakasih|kamu|nggak|tidak bisa|butuh|ingin|belanja online|pesan anda|berkas|ponsel|pembayaran tunai)\b/i;
    for (const key of PHRASE_KEYS) expect(phrase(key, 'ms', VALUES)).not.toMatch(indonesian);
  });

  it('keeps the button for a person within the 20 characters that channels allow', () => {
    for (const language of LANGUAGES) expect(phrase('buttonHuman', language).length).toBeLessThanOrEqual(20);
  });

  it('fills values as they are, be there dollars or braces in them', () => {
    expect(phrase('fromKnowledge', 'en', { title: '$& for {name}' })).toBe('From **$& for {name}**:');
  });

  it('refuses to show a customer an unfilled placeholder', () => {
    expect(() => phrase('greeting', 'en')).toThrow('business');
  });

  it('names every language in every language, for the sentence that says what we have', () => {
    for (const speaker of LANGUAGES)
      for (const language of LANGUAGES)
        expect(phrase('otherLanguage', speaker, { language: languageName(language, speaker) })).toContain(
          languageName(language, speaker),
        );
    expect(phrase('otherLanguage', 'ms', { language: languageName('en', 'ms') })).toBe(
      'Maklumat ini hanya ada dalam bahasa Inggeris:',
    );
  });
});

describe('formatOpening', () => {
  // A Friday, 20:00 in Singapore.
  const now = new Date('2025-11-21T12:00:00Z');
  const monday = new Date('2025-11-24T01:00:00Z');

  it('names the weekday and the local hour in each language', () => {
    expect(LANGUAGES.map((language) => formatOpening(monday, SINGAPORE, language, now))).toEqual([
      'Monday, 09:00',
      '星期一 09:00',
      'Isnin, 09:00',
      'திங்கள், 09:00',
    ]);
  });

  it('says tomorrow and today by the calendar of the business, not of the server', () => {
    const saturday = new Date('2025-11-22T01:00:00Z');
    const pastMidnight = new Date('2025-11-21T16:30:00Z');
    expect(LANGUAGES.map((language) => formatOpening(saturday, SINGAPORE, language, now))).toEqual([
      'tomorrow, 09:00',
      '明天 09:00',
      'esok, 09:00',
      'நாளை, 09:00',
    ]);
    expect(LANGUAGES.map((language) => formatOpening(saturday, SINGAPORE, language, pastMidnight))).toEqual([
      'today, 09:00',
      '今天 09:00',
      'hari ini, 09:00',
      'இன்று, 09:00',
    ]);
  });

  it('adds the date from a week ahead, where the weekday alone would mean today', () => {
    const inAWeek = new Date('2025-11-28T01:00:00Z');
    expect(formatOpening(inAWeek, SINGAPORE, 'en', now)).toBe('Friday, 28 November, 09:00');
    expect(formatOpening(inAWeek, SINGAPORE, 'ms', now)).toContain('28 November');
  });

  it('writes midnight as 00:00', () => {
    expect(formatOpening(new Date('2025-11-24T16:00:00Z'), SINGAPORE, 'en', now)).toBe('Tuesday, 00:00');
  });

  it('names the weekday when it is not told what time it is now', () => {
    expect(formatOpening(monday, SINGAPORE, 'en')).toBe('Monday, 09:00');
  });
});
