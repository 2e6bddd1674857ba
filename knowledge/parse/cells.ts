// Numbers of a workbook as its owner sees them: "S$1,234.50", "15%", "2024-03-05", not 45356.
import { format, getFormatFromId, isDateFormat } from 'numfmt';
import { attribute, elementsOf, find, parseXml } from './xml.ts';

/** @param style which of the workbook's cell formats. */
export type ShowNumber = (value: string, style: number) => string;

const LONGEST_FORMAT_CHARS = 300;
// Days between the two ways in which workbooks count them: from 1900 and from 1904.
const LATER_DAYS = 1462;

/** @param styles `styles.xml`; without it numbers are as they are stored. */
export function createShowNumber(styles: Uint8Array | undefined, isFrom1904: boolean): ShowNumber {
  const patterns = styles ? readPatterns(styles) : [];
  return (value, style) => {
    const number = Number(value);
    if (value.trim() === '' || !Number.isFinite(number)) return value;
    const pattern = patterns[style] ?? 'General';
    const isDate = isFrom1904 && isDateFormat(pattern);
    return show(readablePattern(pattern), isDate ? number + LATER_DAYS : number);
  };
}

function show(pattern: string, number: number): string {
  const plain = String(Number(number.toPrecision(15)));
  if (pattern === 'General') return plain;
  try {
    const shown = format(pattern, number, { throws: true }).trim();
    return /#{3}/.test(shown) ? plain : shown;
  } catch {
    return plain;
  }
}

// 3/4/2025 is read as March here and as April there.
function readablePattern(pattern: string): string {
  const bare = pattern.replace(/\[\$-[^\]]*\]/g, '').replace(/;@$/, '');
  const day = /^(?:m{1,2}[/\\-]+d{1,2}|d{1,2}[/\\-]+m{1,2})[/\\-]+y{2,4}( h:mm)?$/i.exec(bare);
  return day ? `yyyy-mm-dd${day[1] ?? ''}` : pattern;
}

function readPatterns(styles: Uint8Array): readonly string[] {
  const root = parseXml(styles);
  const own = new Map(
    elementsOf(find(root, 'numFmts'), 'numFmt').map((each) => [
      Number(attribute(each, 'numFmtId')),
      attribute(each, 'formatCode') ?? '',
    ]),
  );
  return elementsOf(find(root, 'cellXfs'), 'xf').map((each) => {
    const id = Number(attribute(each, 'numFmtId') ?? 0);
    const pattern = own.get(id) ?? getFormatFromId(id) ?? 'General';
    return pattern.length > LONGEST_FORMAT_CHARS ? 'General' : pattern;
  });
}
