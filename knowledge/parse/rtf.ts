// RTF -> Markdown: paragraphs, headings, lists and tables, in any of its code pages.
import type { Reading } from './file-text.ts';
import { CODE_PAGES, readFonts } from './rtf-fonts.ts';
import { readTokens, type Token } from './rtf-tokens.ts';
import { heading, paragraph, table } from './writing.ts';

// Groups that hold no text of the document.
const NOT_TEXT = new Set(
  'fonttbl colortbl stylesheet info pict object objdata themedata datastore latentstyles listtable listoverridetable rsidtbl xmlnstbl fldinst filetbl revtbl generator header headerl headerr headerf footer footerl footerr footerf nonshppict pgptbl wgrffmtfilter template annotation atnid atnauthor'.split(
    ' ',
  ),
);
const MARKS: Readonly<Record<string, string>> = {
  tab: ' ',
  line: ' ',
  emdash: '—',
  endash: '–',
  bullet: '•',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  '~': ' ',
  _: '-',
};

interface Group {
  isHidden: boolean;
  /** Letters that follow a \u for readers who know none of it. */
  spare: number;
  encoding: string;
}

export function readRtf(bytes: Uint8Array): Reading {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const writer = new RtfWriter(source);
  for (const token of readTokens(source)) writer.take(token);
  return { text: writer.finish() };
}

class RtfWriter {
  readonly #fonts: ReadonlyMap<number, string>;
  readonly #blocks: string[] = [];
  readonly #groups: Group[] = [];
  #group: Group;
  #bytes: number[] = [];
  #skip = 0;
  #isFirst = false;
  #isOptional = false;
  #text = '';
  #level = 0;
  #isItem = false;
  #cells: string[] = [];
  #rows: string[][] = [];

  constructor(source: string) {
    const page = CODE_PAGES[/\\ansicpg(\d+)/.exec(source.slice(0, 1_000))?.[1] ?? ''] ?? 'windows-1252';
    this.#fonts = readFonts(source, page);
    this.#group = { isHidden: false, spare: 1, encoding: page };
  }

  take(token: Token): void {
    switch (token.kind) {
      case 'open':
        this.#flush();
        this.#groups.push({ ...this.#group });
        this.#isFirst = true;
        this.#isOptional = false;
        return;
      case 'close':
        this.#flush();
        this.#group = this.#groups.pop() ?? this.#group;
        this.#skip = 0;
        break;
      case 'byte':
        if (this.#skip > 0) this.#skip -= 1;
        else if (!this.#group.isHidden) this.#bytes.push(token.byte);
        break;
      case 'word':
        this.#flush();
        if (this.#isFirst) this.#begin(token.word);
        if (!this.#group.isHidden) this.#obey(token.word, token.value);
        // What follows \* still is the first of its group.
        if (token.word === '*') return;
        break;
      default:
        token satisfies never;
    }
    this.#isFirst = false;
  }

  #begin(word: string): void {
    if (word === '*') this.#isOptional = true;
    else if (word === 'listtext' || word === 'pntext') {
      this.#isItem = true;
      this.#group.isHidden = true;
    } else if (NOT_TEXT.has(word) || this.#isOptional) this.#group.isHidden = true;
  }

  #obey(word: string, value: number | undefined): void {
    switch (word) {
      case 'par':
      case 'sect':
      case 'page':
        this.#endParagraph();
        return;
      case 'cell':
        this.#cells.push(this.#text);
        this.#text = '';
        return;
      case 'row':
        this.#rows.push(this.#cells);
        this.#cells = [];
        return;
      case 'pard':
        this.#level = 0;
        return;
      case 'outlinelevel':
        this.#level = (value ?? 8) < 6 ? (value ?? 0) + 1 : 0;
        return;
      case 'f':
        this.#group.encoding = this.#fonts.get(value ?? 0) ?? this.#group.encoding;
        return;
      case 'uc':
        this.#group.spare = Math.min(10, Math.max(0, value ?? 1));
        return;
      case 'u':
        this.#text += String.fromCharCode(((value ?? 63) + 0x10000) % 0x10000);
        this.#skip = this.#group.spare;
        return;
      case 'v':
        this.#group.isHidden = value !== 0;
        return;
      default:
        this.#text += MARKS[word] ?? '';
    }
  }

  #flush(): void {
    if (this.#bytes.length === 0) return;
    this.#text += new TextDecoder(this.#group.encoding).decode(Uint8Array.from(this.#bytes));
    this.#bytes = [];
  }

  #endParagraph(): void {
    // Within a cell its paragraphs are one text.
    if (this.#cells.length > 0) {
      this.#text += ' ';
      return;
    }
    const text = this.#text.trim();
    this.#text = '';
    if (text) {
      this.#endTable();
      const isItem = this.#isItem && this.#level === 0;
      const words = this.#level > 0 ? heading(this.#level, text) : paragraph(text);
      const last = this.#blocks.at(-1);
      if (isItem && last?.startsWith('- ')) this.#blocks.push(`${this.#blocks.pop()}\n- ${words}`);
      else this.#blocks.push(isItem ? `- ${words}` : words);
    }
    this.#isItem = false;
  }

  #endTable(): void {
    if (this.#rows.length > 0) this.#blocks.push(table(this.#rows));
    this.#rows = [];
  }

  finish(): string {
    this.#flush();
    this.#text = [...this.#cells.splice(0), this.#text].join(' ');
    this.#endParagraph();
    this.#endTable();
    return this.#blocks.filter(Boolean).join('\n\n');
  }
}
