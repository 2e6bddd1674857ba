// Loads the sample business that a first start shows; its owner replaces it in the form.
import { readdirSync, readFileSync } from 'node:fs';
import { type DocumentId, parseId, type TenantId } from '../src/model/ids.ts';
import { isLanguage, type Language } from '../src/model/language.ts';
import { type DocumentDraft, sha256 } from './draft.ts';
import type { Library } from './ingest.ts';

const FOLDER = new URL('./starter/', import.meta.url);

/** What was loaded once is not loaded again, even if the owner changed or deleted it. @returns how many were new. */
export async function loadStarter(library: Library, tenantId: TenantId): Promise<number> {
  // The newest stands on top of the list: an owner's first look falls on the shop itself, in English.
  const files = readdirSync(FOLDER)
    .filter((file) => file.endsWith('.md'))
    .sort()
    .reverse();
  // None of its languages is older than another: they say the same.
  const wordsAt = new Date();
  let count = 0;
  for (const file of files)
    for (const [draft, original] of withOriginals(file)) {
      const links = { variantGroup: idOf(tenantId, original), wordsAt };
      if (await library.add(tenantId, idOf(tenantId, draft), { ...draft, ...links })) count += 1;
    }
  return count;
}

/** Each text of a file with its English one, which stands at the same place of the English file. */
function withOriginals(file: string): readonly (readonly [draft: DocumentDraft, original: DocumentDraft])[] {
  const originals = readStarter(file.replace(/\.\w+\.md$/, '.en.md'));
  const drafts = readStarter(file);
  return drafts.map((draft, index) => {
    const original = originals[index];
    if (!original || drafts.length !== originals.length)
      throw new Error(`${file} has not the entries of the English file`);
    return [draft, original];
  });
}

function readStarter(file: string): readonly DocumentDraft[] {
  return parseStarter(readFileSync(new URL(file, FOLDER), 'utf8'), file);
}

// The id is the content: a second start finds it taken.
function idOf(tenantId: TenantId, draft: DocumentDraft): DocumentId {
  const hash = sha256(JSON.stringify([tenantId, draft.language, draft.title, draft.body, draft.alsoAsked]));
  return parseId(
    [
      [0, 8],
      [8, 12],
      [12, 16],
      [16, 20],
      [20, 32],
    ]
      .map(([from, to]) => hash.slice(from, to))
      .join('-'),
  );
}

/**
 * Front matter of `title`, `language`, `kind`; then Markdown, or for `question_answer` many entries: `## Question`, its
 * answer below, and an optional line `Also asked: a | b`.
 */
export function parseStarter(text: string, file: string): readonly DocumentDraft[] {
  const match = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text.replaceAll('\r\n', '\n'));
  if (!match) throw new Error(`${file} has no front matter`);
  const [, head = '', body = ''] = match;
  const fields = new Map(
    head.split('\n').map((line) => {
      const [name = '', ...value] = line.split(':');
      return [
        name.trim(),
        value
          .join(':')
          .trim()
          .replace(/^(['"])(.*)\1$/, '$2'),
      ] as const;
    }),
  );
  const language = fields.get('language');
  if (!isLanguage(language)) throw new Error(`${file} names no language that we speak`);
  if (fields.get('kind') === 'question_answer') return entries(body, language);
  return [{ kind: 'markdown', title: fields.get('title') ?? '', body, language, source: 'starter' }];
}

function entries(body: string, language: Language): readonly DocumentDraft[] {
  return body
    .split(/^##\s+/m)
    .slice(1)
    .map((entry) => {
      const [title = '', ...lines] = entry.split('\n');
      const isAlso = (line: string): boolean => /^also asked:/i.test(line.trim());
      const alsoAsked = lines
        .filter(isAlso)
        .flatMap((line) => line.trim().slice('also asked:'.length).split('|'))
        .map((question) => question.trim())
        .join('\n');
      const answer = lines
        .filter((line) => !isAlso(line))
        .join('\n')
        .trim();
      return {
        kind: 'question_answer',
        title: title.trim(),
        body: answer,
        alsoAsked,
        language,
        source: 'starter',
      };
    });
}
