// A file that the owner chose -> text for the editor, or what is wrong with it.
import { cleanFileName } from '../../src/model/file.ts';
import { cleanText } from '../../src/model/text.ts';
import type { DocumentKind } from '../documents.ts';

export const LARGEST_FILE_BYTES = 1_000_000;

const KINDS: Readonly<Record<string, Exclude<DocumentKind, 'question_answer'>>> = {
  md: 'markdown',
  markdown: 'markdown',
  txt: 'text',
  html: 'html',
  htm: 'html',
};

export const ACCEPTED_FILES = '.md,.markdown,.txt,.html,.htm';

export type Upload =
  | { readonly kind: 'read'; readonly as: DocumentKind; readonly text: string; readonly name: string }
  | { readonly kind: 'refused'; readonly reason: string };

export async function readUpload(file: File | undefined): Promise<Upload> {
  if (!file) return refused('Choose a file first: .md, .txt or .html, at most 1 MB.');
  const extension = /\.([a-z]+)$/i.exec(file.name)?.[1]?.toLowerCase() ?? '';
  const as = KINDS[extension];
  if (!as)
    return refused(
      'This kind of file can’t be read here. Save it as .md, .txt or .html and choose it again.',
    );
  if (file.size > LARGEST_FILE_BYTES)
    return refused(
      `This file has ${(file.size / 1_000_000).toFixed(1)} MB; at most 1 MB can be read. Split it.`,
    );
  const text = decode(new Uint8Array(await file.arrayBuffer()));
  if (text === undefined)
    return refused('This file is not text in UTF-8. Open it in its program and save it as UTF-8 text.');
  if (text.trim() === '') return refused('This file is empty.');
  return { kind: 'read', as, text, name: cleanFileName(file.name, 'A file') };
}

function refused(reason: string): Upload {
  return { kind: 'refused', reason };
}

// Notepad marks its UTF-16 with two bytes at the start; everything else must be UTF-8, or it is not text.
function decode(bytes: Uint8Array): string | undefined {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.includes('\0') ? undefined : cleanText(text);
  } catch {
    return undefined;
  }
}
