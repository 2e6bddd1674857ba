// The languages that Kaki speaks.

export const LANGUAGES = ['en', 'zh', 'ms', 'ta'] as const;
/** ISO 639-1. Singlish is answered as `en`. */
export type Language = (typeof LANGUAGES)[number];

export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  zh: '中文',
  ms: 'Bahasa Melayu',
  ta: 'தமிழ்',
};

export function isLanguage(value: unknown): value is Language {
  return typeof value === 'string' && (LANGUAGES as readonly string[]).includes(value);
}
