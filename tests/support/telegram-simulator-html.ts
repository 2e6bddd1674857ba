// Telegram's HTML as its server reads it: strict about tags, lenient about everything else.
// https://core.telegram.org/bots/api#html-style

export interface Entity {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
  readonly language?: string;
}

export interface Parsed {
  readonly text: string;
  readonly entities: readonly Entity[];
}

/** What Telegram answers with status 400. */
export class Unparsable extends Error {}

const TYPES: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  code: 'code',
  pre: 'pre',
  a: 'text_link',
  blockquote: 'blockquote',
  'tg-spoiler': 'spoiler',
};
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };
const TAG = /<(\/?)([a-zA-Z][\w-]*)?((?:\s+[\w-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?)*)\s*>?/y;

interface Open {
  readonly tag: string;
  readonly offset: number;
  readonly attributes: string;
}

/** @throws Unparsable with Telegram's own words. */
export function parseHtml(html: string): Parsed {
  const entities: Entity[] = [];
  const open: Open[] = [];
  let text = '';
  for (let at = 0; at < html.length; ) {
    if (html[at] !== '<') {
      const character = /&(?:#(\d+)|#x([\da-f]+)|(lt|gt|amp|quot));|./isy;
      character.lastIndex = at;
      const match = character.exec(html);
      text += decode(match);
      at += match?.[0].length ?? 1;
      continue;
    }
    TAG.lastIndex = at;
    const [raw = '', slash, name = '', attributes = ''] = TAG.exec(html) ?? [];
    const offset = Buffer.byteLength(html.slice(0, at));
    if (!raw.endsWith('>'))
      fail(name in TYPES ? `Unclosed start tag at byte offset ${offset}` : unsupported(name, offset));
    const tag = name.toLowerCase();
    if (slash) close(tag, { open, entities, text, offset });
    else if (tag in TYPES) open.push({ tag, offset: text.length, attributes });
    else fail(unsupported(name, offset));
    at += raw.length;
  }
  const left = open.at(-1);
  if (left) fail(`Can't find end tag corresponding to start tag "${left.tag}"`);
  return trim(text, entities);
}

function unsupported(name: string, offset: number): string {
  return `Unsupported start tag "${name}" at byte offset ${offset}`;
}

function fail(reason: string): never {
  throw new Unparsable(`Bad Request: can't parse entities: ${reason}`);
}

function decode(match: RegExpExecArray | null): string {
  if (!match) return '';
  const [raw, decimal, hex, name] = match;
  if (decimal) return String.fromCodePoint(Number(decimal));
  if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
  return name ? (NAMED[name.toLowerCase()] ?? raw) : raw;
}

function close(tag: string, state: { open: Open[]; entities: Entity[]; text: string; offset: number }): void {
  const last = state.open.pop();
  if (!last) fail(`Unexpected end tag at byte offset ${state.offset}`);
  if (last.tag !== tag)
    fail(`Unmatched end tag at byte offset ${state.offset}, expected "</${last.tag}>", found "</${tag}>"`);
  const length = state.text.length - last.offset;
  if (length === 0) return;
  const href = /href\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))/.exec(last.attributes);
  const language = /class\s*=\s*"language-([^"]+)"/.exec(last.attributes)?.[1];
  state.entities.push({
    type: TYPES[tag] ?? tag,
    offset: last.offset,
    length,
    ...(tag === 'a' && { url: parseHtmlText(href?.[1] ?? href?.[2] ?? href?.[3] ?? '') }),
    ...(language && { language }),
  });
}

function parseHtmlText(value: string): string {
  return value.replace(/&(lt|gt|amp|quot);/g, (_, name: string) => NAMED[name] ?? '');
}

// White space around a message is dropped.
function trim(text: string, entities: readonly Entity[]): Parsed {
  const start = text.length - text.trimStart().length;
  const trimmed = text.trim();
  const moved = entities.map((entity) => ({ ...entity, offset: Math.max(0, entity.offset - start) }));
  return { text: trimmed, entities: moved.sort((one, other) => one.offset - other.offset) };
}
