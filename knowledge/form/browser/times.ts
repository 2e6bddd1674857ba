// Says "5 minutes ago" instead of a clock time, for what is less than a week away.
const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export function showTimes(root: ParentNode): void {
  for (const time of root.querySelectorAll<HTMLTimeElement>('time[data-relative]')) {
    const relative = inWords((Date.parse(time.dateTime) - Date.now()) / 1_000);
    if (relative && time.textContent !== relative) time.textContent = relative;
  }
}

function inWords(seconds: number): string | undefined {
  const distance = Math.abs(seconds);
  if (distance < 45) return 'just now';
  if (distance < 50 * MINUTE) return words.format(Math.round(seconds / MINUTE), 'minute');
  if (distance < 22 * HOUR) return words.format(Math.round(seconds / HOUR), 'hour');
  if (distance < 7 * DAY) return words.format(Math.round(seconds / DAY), 'day');
  return undefined;
}
