// Which code page the letters of an RTF are in: each font says it for itself.

/** By the numbers that Windows gives them. */
export const CODE_PAGES: Readonly<Record<string, string>> = {
  866: 'ibm866',
  874: 'windows-874',
  932: 'shift_jis',
  936: 'gb18030',
  949: 'euc-kr',
  950: 'big5',
  1250: 'windows-1250',
  1251: 'windows-1251',
  1252: 'windows-1252',
  1253: 'windows-1253',
  1254: 'windows-1254',
  1255: 'windows-1255',
  1256: 'windows-1256',
  1257: 'windows-1257',
  1258: 'windows-1258',
  10000: 'macintosh',
  65001: 'utf-8',
};

const CHARACTER_SETS: Readonly<Record<string, string>> = {
  77: 'macintosh',
  128: 'shift_jis',
  129: 'euc-kr',
  134: 'gb18030',
  136: 'big5',
  161: 'windows-1253',
  162: 'windows-1254',
  163: 'windows-1258',
  177: 'windows-1255',
  178: 'windows-1256',
  186: 'windows-1257',
  204: 'windows-1251',
  222: 'windows-874',
  238: 'windows-1250',
};

const LONGEST_TABLE_CHARS = 200_000;

/** Font number -> encoding. @param page of fonts that don't say. */
export function readFonts(source: string, page: string): ReadonlyMap<number, string> {
  const at = source.indexOf('{\\fonttbl');
  const fonts = new Map<number, string>();
  if (at < 0) return fonts;
  const given = source
    .slice(at, at + LONGEST_TABLE_CHARS)
    .matchAll(/\\f(\d{1,5})(?=[\\ ])[^{}]*?\\fcharset(\d{1,3})/g);
  for (const [, font, set] of given)
    if (font && set && !fonts.has(Number(font))) fonts.set(Number(font), CHARACTER_SETS[set] ?? page);
  return fonts;
}
