// Says "5 minutes ago" instead of a clock time, for what is less than a week away.
const language = document.documentElement.lang || 'en';
const isChinese = language === 'zh';
const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
const MOMENT = isChinese
  ? { ago: '刚刚', lasting: '不到 1 分钟' }
  : { ago: 'just now', lasting: 'for less than a minute' };
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export function showTimes(root: ParentNode): void {
  for (const time of root.querySelectorAll<HTMLTimeElement>('time[data-relative]')) {
    const relative = inWords(
      (Date.parse(time.dateTime) - Date.now()) / 1_000,
      time.dataset.relative === 'for',
    );
    if (relative && time.textContent !== relative) time.textContent = relative;
  }
}

function inWords(seconds: number, isDuration: boolean): string | undefined {
  const distance = Math.abs(seconds);
  if (distance < 45) return isDuration ? MOMENT.lasting : MOMENT.ago;
  if (distance >= 7 * DAY) return undefined;
  const [size, unit] =
    distance < 50 * MINUTE
      ? ([MINUTE, 'minute'] as const)
      : distance < 22 * HOUR
        ? ([HOUR, 'hour'] as const)
        : ([DAY, 'day'] as const);
  const count = Math.round(seconds / size);
  if (!isDuration) return words.format(count, unit);
  const duration = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(
    Math.abs(count),
  );
  return isChinese ? duration : `for ${duration}`;
}
