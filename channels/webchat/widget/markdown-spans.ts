// Markdown within a line: emphasis, code, links, sources.
import { type Markup, mark, type Tag } from './markup.ts';

export interface SpanOptions {
  /** The numbers in brackets that stand for a source; others stay as they were written. */
  readonly sources?: readonly number[];
}

interface Found {
  readonly markup: readonly Markup[];
  /** Where the text goes on. */
  readonly end: number;
}

const MAX_DEPTH = 8;
// Longer than any label or address that a person reads; it also keeps the search for an end short.
const MAX_LABEL_CHARS = 500;
const MAX_URL_CHARS = 2_000;
// Where something may begin; everything before it is plain text.
const SPECIAL = /[\\`*_~[!<&\n]|https?:\/\//g;
const SAFE_URL = /^(?:https?:\/\/|mailto:|tel:)[^\s<>]+$/i;
// An address in running text ends before Chinese punctuation, which no address contains.
const BARE_URL = /^https?:\/\/[^\s<>"\u3000-\u303f\uff00-\uffef\u2018-\u201f]+/;
const EMPHASIS: readonly (readonly [string, readonly Tag[]])[] = [
  ['***', ['strong', 'em']],
  ['**', ['strong']],
  ['__', ['strong']],
  ['~~', ['del']],
  ['*', ['em']],
  ['_', ['em']],
];
// The references that models and people really write; anything else stays as it is.
const REFERENCES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&#39;': "'",
  '&nbsp;': '\u00a0',
};

export function parseSpans(text: string, options: SpanOptions, depth = 0): readonly Markup[] {
  if (depth > MAX_DEPTH) return [text];
  const parser = new SpanParser(text, options, depth);
  const parts: Markup[] = [];
  let plainFrom = 0;
  const special = new RegExp(SPECIAL);
  for (let match = special.exec(text); match; match = special.exec(text)) {
    const found = parser.at(match.index);
    if (!found) {
      special.lastIndex = match.index + runLength(text, match.index);
      continue;
    }
    if (match.index > plainFrom) parts.push(text.slice(plainFrom, match.index));
    parts.push(...found.markup);
    plainFrom = found.end;
    special.lastIndex = found.end;
  }
  if (plainFrom < text.length) parts.push(text.slice(plainFrom));
  return parts;
}

// A run of stars that opens nothing is passed as a whole: its tail would open something it doesn't mean.
function runLength(text: string, at: number): number {
  let end = at + 1;
  if ('*_~`'.includes(text[at] ?? '')) while (text[end] === text[at]) end += 1;
  return end - at;
}

class SpanParser {
  readonly #text: string;
  readonly #options: SpanOptions;
  readonly #depth: number;
  // What has no end from here on has none from any later place either: each is searched to the end only once.
  readonly #endless = new Set<string>();

  constructor(text: string, options: SpanOptions, depth: number) {
    this.#text = text;
    this.#options = options;
    this.#depth = depth;
  }

  at(start: number): Found | undefined {
    const text = this.#text;
    switch (text[start]) {
      case '\n':
        return { markup: [mark('br')], end: start + 1 };
      case '\\':
        return /[!-/:-@[-`{-~]/.test(text[start + 1] ?? '')
          ? { markup: [text[start + 1] ?? ''], end: start + 2 }
          : undefined;
      case '`':
        return this.#code(start);
      case '[':
        return this.#link(start) ?? this.#source(start);
      // A picture would tell its server who reads this: it becomes a link.
      case '!':
        return text[start + 1] === '[' ? this.#link(start + 1) : undefined;
      case '<':
        return this.#angled(start);
      case '&':
        return this.#reference(start);
      case 'h':
        return this.#bareUrl(start);
      default:
        return this.#emphasis(start);
    }
  }

  #inner(text: string): readonly Markup[] {
    return parseSpans(text, this.#options, this.#depth + 1);
  }

  #code(start: number): Found | undefined {
    const ticks = '`'.repeat(runLength(this.#text, start));
    const from = start + ticks.length;
    const to = this.#endless.has(ticks) ? -1 : this.#text.indexOf(ticks, from);
    if (to < 0) {
      this.#endless.add(ticks);
      return undefined;
    }
    return { markup: [mark('code', [this.#text.slice(from, to).trim()])], end: to + ticks.length };
  }

  #emphasis(start: number): Found | undefined {
    for (const [sign, tags] of EMPHASIS) {
      if (!this.#text.startsWith(sign, start)) continue;
      const end = this.#opens(sign, start) ? this.#closing(sign, start + sign.length) : -1;
      if (end < 0) continue;
      const inner = this.#inner(this.#text.slice(start + sign.length, end));
      const markup = tags.reduceRight<readonly Markup[]>((children, tag) => [mark(tag, children)], inner);
      return { markup, end: end + sign.length };
    }
    return undefined;
  }

  #opens(sign: string, start: number): boolean {
    const [before, after] = [this.#text[start - 1] ?? ' ', this.#text[start + sign.length] ?? ' '];
    if (/\s/.test(after) || after === sign[0]) return false;
    // snake_case and 2*3*4 are no emphasis; Chinese has no spaces and must be.
    return sign.length > 1 || !/[\w]/.test(before);
  }

  #closing(sign: string, from: number): number {
    if (this.#endless.has(sign)) return -1;
    for (let at = this.#text.indexOf(sign, from); at >= 0; at = this.#text.indexOf(sign, at)) {
      const run = runLength(this.#text, at);
      const isFit = sign.length === 1 ? run !== 2 : run >= sign.length;
      const isAfterText = at > from && !/\s/.test(this.#text[at - 1] ?? ' ');
      if (isFit && isAfterText && !(sign === '_' && /\w/.test(this.#text[at + run] ?? ' '))) {
        // Of three stars the inner one closes first: "**bold *and*** more".
        return at + (sign === '**' && run === 3 ? 1 : 0);
      }
      at += run;
    }
    this.#endless.add(sign);
    return -1;
  }

  #link(start: number): Found | undefined {
    const labelEnd = this.#matching(start, '[', ']', MAX_LABEL_CHARS);
    if (labelEnd < 0 || this.#text[labelEnd + 1] !== '(') return undefined;
    const end = this.#matching(labelEnd + 1, '(', ')', MAX_URL_CHARS);
    if (end < 0) return undefined;
    const label = this.#text.slice(start + 1, labelEnd);
    const [target = ''] = this.#text
      .slice(labelEnd + 2, end)
      .trim()
      .split(/\s/, 1);
    const href = target.replace(/^<|>$/g, '');
    return { markup: link(href, this.#inner(label || href)), end: end + 1 };
  }

  #matching(start: number, open: string, close: string, limit: number): number {
    let depth = 0;
    for (let at = start; at < Math.min(this.#text.length, start + limit); at += 1) {
      if (this.#text[at] === '\\') at += 1;
      else if (this.#text[at] === open) depth += 1;
      else if (this.#text[at] === close) depth -= 1;
      if (depth === 0) return at;
    }
    return -1;
  }

  #source(start: number): Found | undefined {
    const number = /^\[(\d{1,2})\]/.exec(this.#text.slice(start, start + 4))?.[1];
    if (!number || !this.#options.sources?.includes(Number(number))) return undefined;
    return { markup: [mark('sup', [number])], end: start + number.length + 2 };
  }

  #angled(start: number): Found | undefined {
    const end = this.#matching(start, '<', '>', MAX_URL_CHARS);
    const href = end < 0 ? '' : this.#text.slice(start + 1, end);
    return SAFE_URL.test(href) ? { markup: link(href, [href]), end: end + 1 } : undefined;
  }

  #bareUrl(start: number): Found | undefined {
    const href = BARE_URL.exec(this.#text.slice(start, start + MAX_URL_CHARS))?.[0].replace(
      /[.,;:!?*_~)\]'"]+$/,
      '',
    );
    return href ? { markup: link(href, [href]), end: start + href.length } : undefined;
  }

  #reference(start: number): Found | undefined {
    const name = /^&#?\w{2,4};/.exec(this.#text.slice(start, start + 7))?.[0] ?? '';
    const character = REFERENCES[name.toLowerCase()];
    return character === undefined ? undefined : { markup: [character], end: start + name.length };
  }
}

function link(href: string, children: readonly Markup[]): readonly Markup[] {
  return SAFE_URL.test(href) ? [{ tag: 'a', children, href }] : children;
}
