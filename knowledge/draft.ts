// What someone hands in as knowledge -> clean content, or a refusal in words that an owner understands.
import { createHash } from 'node:crypto';
import { InvalidInput } from '../src/model/errors.ts';
import type { DocumentId } from '../src/model/ids.ts';
import type { Language } from '../src/model/language.ts';
import type { Authorship } from './document-changes.ts';
import type { DocumentContent, DocumentKind, DocumentMarks } from './documents.ts';
import { htmlTitle, visibleText } from './parse/html.ts';
import { plain } from './parse/markdown.ts';
import { languageOf } from './terms.ts';

export interface DocumentDraft extends DocumentMarks, Authorship {
  /** Of a document to change; absent for a new one. */
  readonly id?: DocumentId;
  readonly kind: DocumentKind;
  /** '' takes the first heading or line. question_answer: the question. */
  readonly title: string;
  readonly body: string;
  /** Other ways to ask, one per line; question_answer only. */
  readonly alsoAsked?: string;
  /** Told from the text where absent. */
  readonly language?: Language;
  /** 'starter', 'owner', the name of the file or the address of the page it came from. */
  readonly source?: string;
  /** SHA-256 of the bytes of the file or page that it came from. Absent: as it was. */
  readonly sourceHash?: string;
}

export const LONGEST_BODY_CHARS = 1_000_000;
const LONGEST_TITLE_CHARS = 300;
const LONGEST_ALSO_ASKED_CHARS = 5_000;

/** How documents are read and cut. A change here makes every document be read anew at the next start. */
export const READER_VERSION = 'r4';

/** @throws InvalidInput */
export function toContent(draft: DocumentDraft): DocumentContent {
  // Counted before anything is done to it: a body of 100 MB must cost nothing.
  if (draft.body.length > LONGEST_BODY_CHARS)
    throw new InvalidInput(
      'document_too_long',
      'This document has more than 1,000,000 characters. Split it into several documents and add each of them.',
      { status: 413 },
    );
  const body = clean(draft.body).trim();
  if (!body)
    throw new InvalidInput(
      'document_empty',
      'This document has no text. Write the text that customers should be answered from.',
    );
  const title = clean(draft.title).trim().replace(/\s+/g, ' ') || deriveTitle(draft.kind, body);
  const alsoAsked = draft.kind === 'question_answer' ? cleanLines(draft.alsoAsked ?? '') : '';
  const content = {
    kind: draft.kind,
    title: shorten(title, LONGEST_TITLE_CHARS),
    body,
    alsoAsked,
    language: draft.language ?? languageOf(`${title}\n${draft.kind === 'html' ? visibleText(body) : body}`),
    source: clean(draft.source ?? '').trim() || 'owner',
  };
  const { sourceHash } = draft;
  // Marks are no part of the words: they change without reading them again.
  return { ...content, marks: marksOf(draft), ...(sourceHash && { sourceHash }), hash: hashOf(content) };
}

/** @throws InvalidInput */
function marksOf({ isHumanOnly, isDraft, validFrom, validUntil }: DocumentMarks): DocumentMarks {
  if (validFrom && validUntil && validFrom >= validUntil)
    throw new InvalidInput('validity_reversed', 'The last day is before the first. Change one of them.');
  return {
    ...(isHumanOnly !== undefined && { isHumanOnly }),
    ...(isDraft !== undefined && { isDraft }),
    ...(validFrom !== undefined && { validFrom }),
    ...(validUntil !== undefined && { validUntil }),
  };
}

function hashOf(content: Omit<DocumentContent, 'hash' | 'marks' | 'sourceHash'>): string {
  return `${READER_VERSION}:${sha256(JSON.stringify(Object.entries(content)))}`;
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

// PostgreSQL takes no NUL, and half a surrogate pair is no UTF-8.
function clean(text: string): string {
  return text.toWellFormed().replaceAll('\0', '').replaceAll('\r\n', '\n');
}

function cleanLines(text: string): string {
  const lines = clean(text)
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  return shorten([...new Set(lines)].join('\n'), LONGEST_ALSO_ASKED_CHARS);
}

function deriveTitle(kind: DocumentKind, body: string): string {
  const text = kind === 'html' ? (htmlTitle(body) ?? visibleText(body)) : body;
  const lines = text.replace(/^---\n[\s\S]*?\n---\n/, '').split('\n');
  const heading = kind === 'text' ? undefined : lines.find((line) => /^#{1,6}\s+\S/.test(line));
  const line = heading ?? lines.find((candidate) => /[\p{L}\p{N}]/u.test(candidate)) ?? '';
  return shorten(plain(line.slice(0, 500).replace(/^[#>\s*-]+/, '')), 80) || 'Untitled';
}

/** At most `most` UTF-16 units, never half a character. */
function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  let short = '';
  for (const { segment } of new Intl.Segmenter().segment(text.slice(0, most + 20))) {
    if (short.length + segment.length >= most) break;
    short += segment;
  }
  return `${short.trimEnd()}…`;
}
