// Days of the week in four languages: who asks about Saturday is answered by "Tuesday to Sunday", too.

const NAMES: readonly string[] = [
  'mondays? mon|isnin senin|(?:星期|周|週|礼拜)一|திங்கள்?',
  'tuesdays? tues? tue|selasa|(?:星期|周|週|礼拜)二|செவ்வா[யய்]*',
  'wednesdays? weds? wed|rabu|(?:星期|周|週|礼拜)三|புத(?:ன்)?',
  'thursdays? thurs? thu|khamis kamis|(?:星期|周|週|礼拜)四|வியாழ(?:ன்)?',
  'fridays? fri|jumaat jumat|(?:星期|周|週|礼拜)五|வெள்ளி',
  'saturdays? sat|sabtu|(?:星期|周|週|礼拜)六|சனி',
  'sundays? sun|ahad minggu|(?:星期|周|週|礼拜)[日天]|ஞாயி(?:று|ற்று)?',
];

const LATIN_EDGE = '(?![\\p{L}\\p{M}])';
const DAY = NAMES.map((names) => {
  const forms = names
    .split(/[ |]/)
    .map((name) => (/^[a-z]/.test(name) ? `(?<![\\p{L}])${name}${LATIN_EDGE}` : name));
  return `(${forms.join('|')})`;
}).join('|');
const EACH_DAY = new RegExp(DAY, 'gu');
// What may stand between the two days of a range, after what Tamil hangs on a day ("-kizhamai").
const RANGE =
  /^(?:கிழமை|க்கிழமை|ட்கிழமை)?[\s,]*(?:to|till|until|through|thru|hingga|sampai|sehingga|ke|到|至|முதல்|[-–—~～])[\s,]*$/u;

const MONDAY_TO_FRIDAY = /(?<!\p{L})(?:week ?days?|hari (?:bekerja|biasa))(?!\p{L})|平日|வார நாட்க/u;
const WEEKEND = /(?<!\p{L})(?:week ?ends?|hujung minggu|akhir pekan)(?!\p{L})|周末|週末|வார இறுதி/u;
const EVERY_DAY =
  /(?<!\p{L})(?:daily|every ?day|7 days(?: a week)?|setiap hari|tiap hari)(?!\p{L})|每天|每日|天天|தினமும்|தினசரி/u;

/** 0 is Monday. "Tuesday to Thursday" is three days, "weekends" two. @param text as `normalize` writes it. */
export function daysOf(text: string): ReadonlySet<number> {
  const days = new Set<number>();
  let before: { day: number; end: number } | undefined;
  for (const match of text.matchAll(EACH_DAY)) {
    const day = match.slice(1).findIndex((name) => name !== undefined);
    if (before && RANGE.test(text.slice(before.end, match.index)))
      for (let each = before.day; each !== day; each = (each + 1) % 7) days.add(each);
    days.add(day);
    before = { day, end: match.index + match[0].length };
  }
  const add = (...more: readonly number[]): void => {
    for (const day of more) days.add(day);
  };
  if (MONDAY_TO_FRIDAY.test(text)) add(0, 1, 2, 3, 4);
  if (WEEKEND.test(text)) add(5, 6);
  if (EVERY_DAY.test(text)) add(0, 1, 2, 3, 4, 5, 6);
  return days;
}
