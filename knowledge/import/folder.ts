// Files and folders on this machine -> what of them is to be taken in, and under which names.
import { readdir, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, resolve } from 'node:path';
import { InvalidInput } from '../../src/model/errors.ts';
import { isNoise, sourceOf } from './source.ts';

export interface FolderFile {
  readonly path: string;
  /** The path as people would say it: a folder's own name first, as when it is dropped on the form. */
  readonly source: string;
  readonly bytes: number;
}

/** In the order of their names. Links are not followed, so that none leads in a circle. @throws InvalidInput */
export async function listFiles(paths: readonly string[]): Promise<readonly FolderFile[]> {
  const files: FolderFile[] = [];
  for (const path of paths.map((given) => resolve(given))) {
    const source = nameOf(path);
    const found = await stat(path).catch(() => undefined);
    if (!found) throw new InvalidInput('path_missing', `There is no file or folder ${path}.`);
    if (found.isDirectory()) await addFolder(files, path, source);
    else files.push({ path, source: sourceOf(source), bytes: found.size });
  }
  return files;
}

// From where the command runs: a folder inside another is called the same, whichever of the two is given.
function nameOf(path: string): string {
  const own = relative(process.cwd(), path);
  return own === '' || own.startsWith('..') || isAbsolute(own) ? basename(path) : own;
}

async function addFolder(files: FolderFile[], folder: string, source: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (isNoise(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await addFolder(files, path, `${source}/${entry.name}`);
    else if (entry.isFile())
      files.push({ path, source: sourceOf(`${source}/${entry.name}`), bytes: (await stat(path)).size });
  }
}
