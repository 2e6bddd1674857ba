// EPUB -> Markdown, chapter by chapter in the order of reading.
import { posix } from 'node:path';
import { openArchive } from './archive.ts';
import { decodeText } from './encoding.ts';
import type { Reading } from './file-text.ts';
import { closeTags, htmlToMarkdown } from './html.ts';
import { markPlace } from './place.ts';
import { Unreadable } from './unreadable.ts';
import { attribute, elementsOf, find, findAll, parseXml, textOf } from './xml.ts';

const UNPACKED = { bytes: 100_000_000, parts: 20_000 };

/** @throws Unreadable */
export function readBook(bytes: Uint8Array, mostChars: number): Reading {
  const archive = openArchive(bytes, UNPACKED);
  const read = (name: string): Buffer => {
    const content = archive.read(name);
    if (!content) throw new Unreadable('damaged');
    return content;
  };
  const container = parseXml(read('META-INF/container.xml'));
  const root = attribute(findAll(container, 'rootfile')[0], 'full-path') ?? '';
  const book = parseXml(read(root));
  const locked = lockedParts(archive.read('META-INF/encryption.xml'));
  const items = new Map(
    elementsOf(find(book, 'manifest'), 'item').map((item) => [attribute(item, 'id'), item]),
  );
  const parts: string[] = [];
  let chapter = 0;
  let chars = 0;
  for (const reference of elementsOf(find(book, 'spine'), 'itemref')) {
    const item = items.get(attribute(reference, 'idref'));
    if (!item || !/html/i.test(attribute(item, 'media-type') ?? '')) continue;
    const name = posix.join(posix.dirname(root), decodePath(attribute(item, 'href') ?? ''));
    if (locked.has(name)) throw new Unreadable('locked');
    const page = archive.read(name);
    // A table of contents, a cover.
    const isExtra = /\bnav\b/.test(attribute(item, 'properties') ?? '');
    const text = page && !isExtra ? htmlToMarkdown(closeTags(decodeText(page))).trim() : '';
    if (!text) continue;
    chapter += 1;
    chars += text.length;
    parts.push(`${markPlace('chapter', chapter)}\n\n${text}`);
    if (chars >= mostChars) break;
  }
  return { title: textOf(findAll(find(book, 'metadata'), 'title')[0]), text: parts.join('\n\n') };
}

// Fonts may be, and still the text is open.
function lockedParts(xml: Uint8Array | undefined): ReadonlySet<string> {
  if (!xml) return new Set();
  return new Set(
    findAll(parseXml(xml), 'CipherReference').map((each) => decodePath(attribute(each, 'URI') ?? '')),
  );
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path.split('#')[0] ?? '');
  } catch {
    return path;
  }
}
