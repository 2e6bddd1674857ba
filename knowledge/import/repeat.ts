// A file that comes into an import under a name that it has already: sent twice, or another file.
import { randomUUID } from 'node:crypto';
import { type ImportId, parseId, type TenantId } from '../../src/model/ids.ts';
import type { Files } from '../../src/store/files.ts';
import { readFirstFile } from '../../src/store/import-repeats.ts';
import { addReadItem } from '../../src/store/imports.ts';
import type { Pool } from '../../src/store/pool.ts';
import { SAME_NAME_WORDS } from './direct.ts';
import { hashOf } from './take.ts';

interface Repeat {
  readonly importId: ImportId;
  readonly source: string;
  readonly contentUrl: string;
}

interface RepeatDeps {
  readonly pool: Pool;
  readonly tenantId: TenantId;
  readonly files: Files;
}

const OPEN_TIMEOUT_MS = 60_000;

/** The first copy of the same is as good; another one is refused on a row of its own. Its bytes go either way. */
export async function settleRepeat(deps: RepeatDeps, repeat: Repeat): Promise<void> {
  const { pool, tenantId, files } = deps;
  const { importId, source, contentUrl } = repeat;
  try {
    if (await isSame(deps, repeat)) return;
    let free = 2;
    while (await readFirstFile(pool, tenantId, { importId, source: numbered(source, free) })) free += 1;
    const item = { importId, id: parseId<'importItem'>(randomUUID()), source: numbered(source, free) };
    await addReadItem(pool, tenantId, { ...item, state: 'failed', error: SAME_NAME_WORDS });
  } finally {
    await files.remove(contentUrl);
  }
}

async function isSame({ pool, tenantId, files }: RepeatDeps, repeat: Repeat): Promise<boolean> {
  const hash = await hashAt(files, repeat.contentUrl);
  const first = await readFirstFile(pool, tenantId, repeat);
  const kept = first?.contentUrl && (await hashAt(files, first.contentUrl).catch(() => undefined));
  if (kept) return hash === kept;
  // Read in this very moment, its bytes are gone, and its entry has their hash.
  const read = await readFirstFile(pool, tenantId, repeat);
  // Nobody knows any more what was in an archive: sent twice is the rule.
  return read?.sourceHash ? hash === read.sourceHash : read?.isFailed === false;
}

function numbered(source: string, number: number): string {
  return `${source} (${number})`;
}

async function hashAt(files: Files, contentUrl: string): Promise<string> {
  const { bytes } = await files.open(contentUrl, AbortSignal.timeout(OPEN_TIMEOUT_MS));
  return hashOf(bytes);
}
