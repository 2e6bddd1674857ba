// Finds @huggingface/transformers, or installs it for the tests alone: half a gigabyte that most owners never need.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const NAME = '@huggingface/transformers';
const VERSION = '4.3.1';
const FOLDER = new URL('../../artifacts/transformers/', import.meta.url);
const ENTRY = new URL(`node_modules/${NAME}/dist/transformers.node.mjs`, FOLDER);
const INSTALL_TIMEOUT_MS = 240_000;

/** @returns what `import` takes. */
export async function provideTransformers(): Promise<string> {
  if (existsSync(ENTRY)) return ENTRY.href;
  process.stderr.write(`Installing ${NAME} for the tests (once, about half a minute)…\n`);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(new URL('package.json', FOLDER), JSON.stringify({ private: true }));
  // Without scripts: what is needed on a processor comes with the package, the scripts fetch what graphics cards need.
  const how = ['install', '--ignore-scripts', '--no-audit', '--no-fund', `${NAME}@${VERSION}`];
  await promisify(execFile)('npm', how, { cwd: fileURLToPath(FOLDER), timeout: INSTALL_TIMEOUT_MS });
  return ENTRY.href;
}
