// Slack's formatting as HTML, by Slack's rules: what is no mark there stays a sign here, so that a wrong one is seen.

/** Display names by user id. */
export type NameOf = (userId: string) => string;

const TIMEZONE = 'Asia/Singapore';
const ENTITY = /<([^<>\n]+)>/g;
const CODE_BLOCK = /```\n?([\s\S]*?)\n?```/g;
const CODE = /`([^`\n]+)`/g;
// A mark stands at the start or beside a space or a common sign, and holds on one line.
const BEFORE = String.raw`(?<=^|[\s!-/:-@[-\x60{-~\u200b\ue001])`;
const BEHIND = String.raw`(?=$|[\s!-/:-@[-\x60{-~\u200b\ue000])`;
const MARKS = [
  ['*', 'b'],
  ['_', 'i'],
  ['~', 's'],
] as const;

/** Text of a browser's page. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

export function mrkdwnToHtml(text: string, nameOf: NameOf): string {
  // What is finished is set aside, so that no mark is looked for within it.
  const done: string[] = [];
  const aside = (html: string): string => `\ue000${done.push(html) - 1}\ue001`;
  const marked = text
    .replace(CODE_BLOCK, (_, code: string) => aside(`<pre>${readText(code)}</pre>`))
    .replace(CODE, (_, code: string) => aside(`<code>${readText(code)}</code>`))
    .replace(ENTITY, (_, inner: string) => aside(entityToHtml(inner, nameOf)));
  const html = quoteLines(MARKS.reduce(convertMark, readText(marked)));
  return html.replace(/\ue000(\d+)\ue001/g, (_, index: string) => done[Number(index)] ?? '');
}

/** Slack reads three entities, once each: "&amp;amp;" shows "&amp;". */
function readText(text: string): string {
  const plain = text.replace(/&(lt|gt|amp);/g, (_, name: string) =>
    name === 'lt' ? '<' : name === 'gt' ? '>' : '&',
  );
  return escapeHtml(plain);
}

function convertMark(html: string, [sign, tag]: (typeof MARKS)[number]): string {
  const [mark, other] = [`[${sign}]`, `[^${sign}\\n]`];
  const pair = new RegExp(`${BEFORE}${mark}(?=\\S)(${other}*?[^\\s${sign}])${mark}${BEHIND}`, 'gmu');
  return html.replace(pair, `<${tag}>$1</${tag}>`);
}

// Lines that begin with ">" are one quote as long as they follow each other.
function quoteLines(html: string): string {
  const lines = html.split('\n');
  const isQuote = (line: string | undefined): boolean => line?.startsWith('&gt;') ?? false;
  return lines
    .map((line, index) => {
      if (!isQuote(line))
        return `${line}${index < lines.length - 1 && !isQuote(lines[index + 1]) ? '\n' : ''}`;
      const open = isQuote(lines[index - 1]) ? '\n' : '<blockquote>';
      return `${open}${line.replace(/^&gt; ?/, '')}${isQuote(lines[index + 1]) ? '' : '</blockquote>'}`;
    })
    .join('');
}

function entityToHtml(inner: string, nameOf: NameOf): string {
  const bar = inner.indexOf('|');
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? '' : inner.slice(bar + 1);
  if (target.startsWith('@')) return call(`@${nameOf(target.slice(1))}`);
  if (target.startsWith('!subteam^')) return call(label || '@on-call');
  if (target.startsWith('!date^')) return escapeHtml(dateText(target));
  if (target.startsWith('!')) return call(`@${target.slice(1)}`);
  return `<a href="${escapeHtml(target)}">${readText(label || target)}</a>`;
}

function call(text: string): string {
  return `<span class="call">${escapeHtml(text)}</span>`;
}

// `!date^SECONDS^FORMAT`: a day of today or yesterday is called so.
function dateText(target: string): string {
  const [, seconds = '0', format = ''] = target.split('^');
  const at = new Date(Number(seconds) * 1000);
  const show = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-SG', { timeZone: TIMEZONE, ...options }).format(at);
  const isToday = Math.abs(Date.now() - at.getTime()) < 12 * 3_600_000;
  return format
    .replace('{date_short_pretty}', isToday ? 'today' : show({ month: 'short', day: 'numeric' }))
    .replace('{time}', show({ hour: 'numeric', minute: '2-digit' }));
}
