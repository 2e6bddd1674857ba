// Markdown -> blocks.
import { lexer, type Token, type Tokens } from 'marked';
import { withoutDeepNesting } from '../../channels/markdown.ts';
import type { Block } from './block.ts';

/** Reads CommonMark with GitHub's tables. Front matter, link definitions, rules and comments are not text. */
export function parseMarkdown(markdown: string): readonly Block[] {
  const body = markdown.replaceAll('\r\n', '\n').replace(/^﻿?---\n[\s\S]*?\n---(?:\n|$)/, '');
  return lexer(withoutDeepNesting(body), { gfm: true }).flatMap(toBlocks);
}

function toBlocks(token: Token): readonly Block[] {
  switch (token.type) {
    case 'heading':
      return text('heading', plain(token.raw.replace(/^\s*#+|#+\s*$|\n[=-]+\s*$/g, '')), token.depth);
    case 'list':
      return listBlocks(token as Tokens.List);
    case 'table':
      return tableBlocks(token as Tokens.Table);
    case 'blockquote':
      return (token as Tokens.Blockquote).tokens.flatMap(toBlocks);
    case 'code':
      return text('paragraph', token.raw);
    case 'html':
      return text('paragraph', token.raw.replace(/<!--[\s\S]*?-->|<[^>]*>/g, ' '));
    case 'paragraph':
    case 'text':
      return text('paragraph', token.raw);
    default:
      return [];
  }
}

function text(kind: 'heading' | 'paragraph', raw: string, level = 0): readonly Block[] {
  const trimmed = raw.trim();
  if (!trimmed) return [];
  return kind === 'heading' ? [{ kind, level, text: trimmed }] : [{ kind, text: trimmed }];
}

function listBlocks(list: Tokens.List): readonly Block[] {
  const items = list.items.map((item) => item.raw.trim()).filter(Boolean);
  return items.length > 0 ? [{ kind: 'list', items }] : [];
}

function tableBlocks(table: Tokens.Table): readonly Block[] {
  const [names = '', dashes = '', ...rows] = table.raw.trim().split('\n');
  return [{ kind: 'table', header: `${names}\n${dashes}`, rows }];
}

/** Without emphasis marks, code marks, images and link targets: headings and titles are read as names. */
export function plain(markdown: string): string {
  // Marks are matched in quadratic time, and nobody reads a heading this long.
  if (markdown.length > 1_000) return markdown.trim();
  return markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_]{1,3}(?=\S)(.+?)(?<=\S)[*_]{1,3}/g, '$1')
    .replaceAll('`', '')
    .trim();
}
