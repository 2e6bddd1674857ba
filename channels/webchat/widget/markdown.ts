// Markdown's blocks: paragraphs, lists, tables and so on. Written for this widget, since CommonMark leaves the stars
// standing in Chinese ("是**上午9点。**请来" is not bold there) and its parsers weigh more than all the rest of it.

import { parseSpans, type SpanOptions } from './markdown-spans.ts';
import { type Markup, mark } from './markup.ts';

// Nothing readable is nested deeper; the rest is shown as it was written.
const MAX_DEPTH = 8;

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}#{1,6}\s+(\S.*)$/;
const RULE = /^ {0,3}([-*_])(?: *\1){2,} *$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^( *)([-*+•]|\d{1,9}[.)])(?: +(\S.*))?$/;
const TABLE_RULE = /^[ |:-]*-[ |:-]*$/;

/** Linear in the length of the text, whatever is in it. */
export function parseMarkdown(text: string, options: SpanOptions = {}): readonly Markup[] {
  return new BlockParser(text.split('\n'), options, 0).parse();
}

class BlockParser {
  readonly #lines: readonly string[];
  readonly #options: SpanOptions;
  readonly #depth: number;
  readonly #blocks: Markup[] = [];
  #at = 0;

  constructor(lines: readonly string[], options: SpanOptions, depth: number) {
    this.#lines = lines;
    this.#options = options;
    this.#depth = depth;
  }

  parse(): readonly Markup[] {
    if (this.#depth > MAX_DEPTH) return [mark('p', [this.#lines.join('\n')])];
    while (this.#at < this.#lines.length) this.#block();
    return this.#blocks;
  }

  #line(ahead = 0): string {
    return this.#lines[this.#at + ahead] ?? '';
  }

  #block(): void {
    const line = this.#line();
    if (line.trim() === '') this.#at += 1;
    else if (FENCE.test(line)) this.#fence();
    else if (HEADING.test(line)) this.#heading();
    else if (RULE.test(line)) this.#push(mark('hr'));
    else if (QUOTE.test(line)) this.#quote();
    else if (ITEM.test(line)) this.#list();
    else if (isTable(line, this.#line(1))) this.#table();
    else this.#paragraph();
  }

  #push(block: Markup, lines = 1): void {
    this.#blocks.push(block);
    this.#at += lines;
  }

  #spans(text: string): readonly Markup[] {
    return parseSpans(text, this.#options);
  }

  #inner(lines: readonly string[]): readonly Markup[] {
    return new BlockParser(lines, this.#options, this.#depth + 1).parse();
  }

  #fence(): void {
    const fence = FENCE.exec(this.#line())?.[1] ?? '```';
    const from = this.#at + 1;
    let to = from;
    while (to < this.#lines.length && !this.#lines[to]?.trim().startsWith(fence)) to += 1;
    this.#push(mark('pre', [mark('code', [this.#lines.slice(from, to).join('\n')])]), to - this.#at + 1);
  }

  #heading(): void {
    const text = HEADING.exec(this.#line())?.[1] ?? '';
    this.#push(mark('h4', this.#spans(text.replace(/ #+ *$/, ''))));
  }

  #quote(): void {
    const quoted: string[] = [];
    while (QUOTE.test(this.#line(quoted.length))) quoted.push(this.#line(quoted.length).replace(QUOTE, ''));
    this.#push(mark('blockquote', this.#inner(quoted)), quoted.length);
  }

  #list(): void {
    const [, indent = '', bullet = ''] = ITEM.exec(this.#line()) ?? [];
    const isOrdered = /\d/.test(bullet);
    const items: Markup[] = [];
    while (this.#at < this.#lines.length) {
      const [, ownIndent = '', ownBullet = '', text = ''] = ITEM.exec(this.#line()) ?? [];
      if (!ownBullet || ownIndent.length > indent.length + 1 || /\d/.test(ownBullet) !== isOrdered) break;
      if (RULE.test(this.#line())) break;
      this.#at += 1;
      items.push(mark('li', unwrap(this.#inner([text, ...this.#belongings(ownIndent.length)]))));
      while (this.#line().trim() === '' && ITEM.test(this.#line(1))) this.#at += 1;
    }
    const list = mark(isOrdered ? 'ol' : 'ul', items);
    this.#blocks.push(
      isOrdered && bullet[0] !== '1' ? { ...list, start: Number.parseInt(bullet, 10) } : list,
    );
  }

  // What is written further in than the bullet, and text that simply goes on in the next line.
  #belongings(indent: number): readonly string[] {
    const lines: string[] = [];
    for (; this.#at < this.#lines.length; this.#at += 1) {
      const line = this.#line();
      const isInside = line.search(/\S/) > indent;
      const isBlank = line.trim() === '';
      if (isBlank && this.#line(1).search(/\S/) <= indent) break;
      if (!isBlank && !isInside && (lines.at(-1) === '' || startsBlock(line))) break;
      lines.push(isBlank ? '' : line.slice(Math.min(line.search(/\S/), indent + 2)));
    }
    return lines;
  }

  #table(): void {
    const rows = [this.#tableRow('th')];
    this.#at += 2;
    while (this.#line().includes('|')) {
      rows.push(this.#tableRow('td'));
      this.#at += 1;
    }
    this.#blocks.push(mark('div', [mark('table', rows)]));
  }

  #tableRow(tag: 'th' | 'td'): Markup {
    const cells = this.#line().trim().replace(/^\|/, '').replace(/\|$/, '').split('|');
    return mark(
      'tr',
      cells.map((cell) => mark(tag, this.#spans(cell.trim()))),
    );
  }

  #paragraph(): void {
    const lines = [this.#line()];
    while (this.#line(lines.length).trim() !== '' && !startsBlock(this.#line(lines.length))) {
      lines.push(this.#line(lines.length));
    }
    const text = lines.map((line) => line.trim()).join('\n');
    this.#push(mark('p', this.#spans(text)), lines.length);
  }
}

function startsBlock(line: string): boolean {
  return FENCE.test(line) || HEADING.test(line) || RULE.test(line) || QUOTE.test(line) || ITEM.test(line);
}

function isTable(line: string, next: string): boolean {
  return line.includes('|') && next.includes('|') && TABLE_RULE.test(next);
}

function unwrap(blocks: readonly Markup[]): readonly Markup[] {
  const [first, ...rest] = blocks;
  return typeof first === 'object' && first.tag === 'p' ? [...first.children, ...rest] : blocks;
}
