// A file that came in -> its text as an entry of the knowledge; of an archive each file's.
import { type ImportItemId, parseId } from '../../src/model/ids.ts';
import { findBySource, findLeft } from '../../src/store/import-origins.ts';
import { addReadItem, type ItemEnd } from '../../src/store/imports.ts';
import { LONGEST_BODY_CHARS } from '../draft.ts';
import { type FileText, kindOf, readFile, readFiles } from '../parse/file.ts';
import { Unreadable } from '../parse/unreadable.ts';
import { readByModel } from './by-model.ts';
import { readAhead } from './read-ahead.ts';
import { nameOf } from './source.ts';
import { findThere, type Given, hashOf, type TakeDeps, takeText, UNDONE_WORDS } from './take.ts';

interface GivenFile extends Given {
  readonly bytes: Uint8Array;
  /** Hears that its text is read, and waits to be published. */
  readonly onRead?: () => void;
}

/** @throws Unreadable, InvalidInput for what the file is to blame; StoreError, ModelError; the signal's reason. */
export async function takeFile(
  deps: TakeDeps,
  { bytes, onRead, ...given }: GivenFile,
  signal: AbortSignal,
): Promise<ItemEnd> {
  const sourceHash = hashOf(bytes);
  const known = await findBySource(deps.pool, given.tenantId, given.source);
  const there = await findThere(deps.pool, { ...given, known, sourceHash });
  if (there) return there;
  const file = { name: nameOf(given.source), bytes };
  const family = kindOf(bytes, file.name);
  if (family === 'archive') return takeArchive(deps, { ...given, bytes }, signal);
  const text =
    family === 'picture' || family === 'audio'
      ? await readByModel(deps, { ...file, family }, signal)
      : await readFile(file, { mostChars: LONGEST_BODY_CHARS, signal });
  onRead?.();
  return takeText(deps, { ...given, text, sourceHash, known }, signal);
}

class Undone extends Error {}

// Each file in it is an item of its own, beside that of the archive.
async function takeArchive(
  deps: TakeDeps,
  { bytes, ...given }: GivenFile,
  signal: AbortSignal,
): Promise<ItemEnd> {
  const file = { name: nameOf(given.source), bytes };
  const names = new Set<string>();
  let failed = 0;
  try {
    await readAhead(
      readFiles(file, { mostChars: LONGEST_BODY_CHARS, signal }),
      async (outcome, onRead): Promise<void> => {
        onRead();
        if ('error' in outcome && outcome.name === file.name) throw outcome.error;
        const source = `${given.source}/${distinct(outcome.name, names)}`;
        // The same at every try; the command line has another archive each time.
        const left = await findLeft(deps.pool, given.tenantId, source);
        const id = left ?? uuidOf(`${given.id} ${source}`);
        const item = { ...given, id, source, documentId: undefined };
        const end = await takeOutcome(deps, { ...item, outcome }, signal);
        if (end.error === UNDONE_WORDS) throw new Undone();
        if (end.state === 'failed') failed += 1;
        await addReadItem(deps.pool, given.tenantId, { ...item, ...end });
      },
    );
  } catch (error) {
    if (error instanceof Undone) return { state: 'failed', error: UNDONE_WORDS };
    throw error;
  }
  if (failed === names.size) throw new Unreadable('no_text');
  return {
    state: 'done',
    warnings: [names.size === 1 ? 'An archive of 1 file.' : `An archive of ${names.size} files.`],
  };
}

async function takeOutcome(
  deps: TakeDeps,
  {
    outcome,
    ...item
  }: Given & { readonly outcome: { readonly text: FileText } | { readonly error: Unreadable } },
  signal: AbortSignal,
): Promise<ItemEnd> {
  if ('error' in outcome) return { state: 'failed', error: outcome.error.message };
  const known = await findBySource(deps.pool, item.tenantId, item.source);
  const { text } = outcome;
  return takeText(deps, { ...item, text, sourceHash: hashOf(text.text), known }, signal);
}

function distinct(name: string, names: Set<string>): string {
  let free = name;
  for (let count = 2; names.has(free); count += 1) free = `${name} (${count})`;
  names.add(free);
  return free;
}

function uuidOf(text: string): ImportItemId {
  const hash = hashOf(text);
  const parts = [
    hash.slice(0, 8),
    hash.slice(8, 12),
    hash.slice(12, 16),
    hash.slice(16, 20),
    hash.slice(20, 32),
  ];
  return parseId<'importItem'>(parts.join('-'));
}
