// Plain text and Markdown: only their encoding is to be found.
import { decodeText } from './encoding.ts';
import type { Reading } from './file-text.ts';

const MOST_BYTES_PER_CHAR = 4;

export function readPlain(bytes: Uint8Array, mostChars: number): Reading {
  return { kind: 'text', text: decodeText(bytes.subarray(0, mostChars * MOST_BYTES_PER_CHAR)) };
}

export function readMarkdown(bytes: Uint8Array, mostChars: number): Reading {
  return { ...readPlain(bytes, mostChars), kind: 'markdown' };
}
