// The migrated, empty embedded database that tests copy; made once per version of what it is made from.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate } from '../../src/store/migrate.ts';
import { openDatabase } from '../../src/store/pool.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CACHE = join(ROOT, 'node_modules/.cache/kaki-tests');
const MIGRATIONS = join(ROOT, 'src/store/migrations');
const INGREDIENTS = [
  join(ROOT, 'src/store/pool.ts'),
  join(ROOT, 'node_modules/@electric-sql/pglite/package.json'),
  join(ROOT, 'node_modules/@electric-sql/pglite-pgvector/package.json'),
];
const KEEP_MS = 24 * 60 * 60_000;

/** A data folder to copy, never to open. Making one takes about 7 s, finding it nothing. */
export async function embeddedTemplate(): Promise<string> {
  const folder = join(CACHE, fingerprint());
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  removeOld();
  const fresh = mkdtempSync(join(CACHE, 'making-'));
  const database = await openDatabase({ dataDir: fresh });
  await migrate(database.pool);
  await database.close();
  try {
    renameSync(fresh, folder);
  } catch (error) {
    // Another run made the same one meanwhile.
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

function fingerprint(): string {
  const hash = createHash('sha256');
  const migrations = readdirSync(MIGRATIONS).sort();
  for (const file of [...INGREDIENTS, ...migrations.map((name) => join(MIGRATIONS, name))])
    hash.update(file).update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

// Not at once: a run on another version of the code may be copying it.
function removeOld(): void {
  for (const name of readdirSync(CACHE)) {
    const path = join(CACHE, name);
    if (Date.now() - statSync(path).mtimeMs > KEEP_MS) rmSync(path, { recursive: true, force: true });
  }
}
