// Where in a file an answer stands, as a customer's language says it: "page 3" of the store becomes 第 3 页.
import type { Language } from '../model/language.ts';

const WORDS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  page: { en: 'page {which}', zh: '第 {which} 页', ms: 'halaman {which}', ta: 'பக்கம் {which}' },
  slide: { en: 'slide {which}', zh: '第 {which} 张幻灯片', ms: 'slaid {which}', ta: 'ஸ்லைடு {which}' },
  sheet: { en: 'sheet {which}', zh: '工作表 {which}', ms: 'helaian {which}', ta: 'தாள் {which}' },
  chapter: { en: 'chapter {which}', zh: '第 {which} 章', ms: 'bab {which}', ta: 'அத்தியாயம் {which}' },
};

/** @param place of a passage: 'page 3', 'sheet Prices', ''. */
function placeName(place: string, language: Language): string {
  const [kind = '', ...which] = place.split(' ');
  return WORDS[kind]?.[language].replace('{which}', () => which.join(' ')) ?? '';
}

/** "Delivery.pdf, page 3". */
export function withPlace(title: string, place: string, language: Language): string {
  const name = placeName(place, language);
  if (!name) return title;
  return language === 'zh' ? `${title}，${name}` : `${title}, ${name}`;
}
