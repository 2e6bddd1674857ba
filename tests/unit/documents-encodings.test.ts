// Text in the encodings that people's files are in, none of which says which it is.
import { describe, expect, it } from 'vitest';
import { decodeText, looksLikeText } from '../../knowledge/parse/encoding.ts';
import { encodeText } from '../support/encodings.ts';

const SIMPLIFIED = '本店每天上午十点开门，新鲜面包下午三点以后打八折。';
const TRADITIONAL = '本店每天上午十點開門，新鮮麵包下午三點以後打八折。';
const JAPANESE = '当店は毎日午前十時に開きます。パンは午後三時から割引です。';
const KOREAN = '우리 가게는 매일 오전 열 시에 문을 엽니다. 빵은 오후 세 시부터 할인합니다.';
const RUSSIAN = 'Мы открываемся каждый день в десять часов утра, хлеб со скидкой после трёх.';
const FRENCH = 'Crêpes sucrées à 4,50 € : l’été, c’est ouvert tard.';
const GERMAN = 'Brötchen und Käse für Gäste außer Haus, täglich geöffnet.';

describe('text of an unknown encoding', () => {
  it.each([
    ['GB18030', 'gb18030', SIMPLIFIED],
    ['GBK with traditional characters', 'gb18030', TRADITIONAL],
    ['Big5', 'big5', TRADITIONAL],
    ['Shift_JIS', 'shift_jis', JAPANESE],
    ['EUC-JP', 'euc-jp', JAPANESE],
    ['EUC-KR', 'euc-kr', KOREAN],
    ['Windows’ Cyrillic', 'windows-1251', RUSSIAN],
    ['KOI8-R', 'koi8-r', RUSSIAN],
    ['Windows’ Western, in French', 'windows-1252', FRENCH],
    ['Windows’ Western, in German', 'windows-1252', GERMAN],
    ['Windows’ Western, for the sake of a quotation mark', 'windows-1252', 'Today’s bread is sold out.'],
  ])('is read where it is in %s', (_name, encoding, text) => {
    expect(decodeText(encodeText(text, encoding))).toBe(text);
    expect(looksLikeText(encodeText(text, encoding))).toBe(true);
  });

  it.each([
    ['four Chinese characters', 'gb18030', '营业时间'],
    ['four traditional ones', 'big5', '營業時間'],
    ['a word with an umlaut', 'windows-1252', 'Gemüse'],
    ['a table that is Chinese only here and there', 'gb18030', 'SKU-1,S$4.80,茶叶\nSKU-2,S$9.00,点心'],
  ])('is read although it is only %s', (_name, encoding, text) => {
    expect(decodeText(encodeText(text, encoding))).toBe(text);
  });

  it.each([
    ['with its mark', Buffer.from(`\ufeff${SIMPLIFIED}`, 'utf16le')],
    ['without its mark', Buffer.from('Opening hours: 10 am\n营业时间', 'utf16le')],
    ['with its bytes swapped', Buffer.from(`\ufeff${SIMPLIFIED}`, 'utf16le').swap16()],
    ['with its bytes swapped and no mark', Buffer.from('Opening hours 营业时间', 'utf16le').swap16()],
  ])('is read where it is UTF-16 %s', (_name, bytes) => {
    expect(decodeText(bytes)).toMatch(/^(?:本店每天|Opening hours)/);
  });

  it('stays UTF-8 where a few of its letters are broken', () => {
    const bytes = Buffer.concat([Buffer.from(SIMPLIFIED.repeat(5)), Buffer.from([0xe4]), Buffer.from('。')]);
    expect(decodeText(bytes)).toContain(SIMPLIFIED);
  });

  it('is believed where it declares a rarer one', () => {
    const page = `<meta charset="windows-1250">Zażółć gęślą jaźń`;
    expect(decodeText(encodeText(page, 'windows-1250'))).toBe(page);
  });

  it('is not made of noise', () => {
    const noise = Uint8Array.from({ length: 4_000 }, (_, at) => (at * at * 2_654_435_761) >>> 13);
    expect(looksLikeText(noise)).toBe(false);
  });
});
