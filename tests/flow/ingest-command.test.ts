import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createLibrary } from '../../knowledge/ingest.ts';
import { savePin } from '../../knowledge/pins.ts';
import { createLog } from '../../src/log.ts';
import { lockFolder } from '../../src/store/lock.ts';
import { openDatabase } from '../../src/store/pool.ts';
import { ensureTenant } from '../../src/store/tenants.ts';
import { environmentOfCompiled } from '../support/compiled.ts';

const COMMAND = fileURLToPath(new URL('../../src/ingest.ts', import.meta.url));

const FILES = 30;

describe('npm run ingest', () => {
  let home: string;
  let dataDir: string;
  let docs: string;
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'kaki-ingest-'));
    dataDir = join(home, 'data');
    cpSync(inject('embeddedTemplate'), dataDir, { recursive: true });
    docs = join(home, 'docs');
    for (const folder of ['menus', '.git', 'node_modules'])
      mkdirSync(join(docs, folder), { recursive: true });
    writeFileSync(join(docs, 'menus', 'tea.md'), '# Tea\n\nTeh tarik is $2.');
    writeFileSync(join(docs, 'broken.pdf'), '%PDF-1.4 broken');
    writeFileSync(join(docs, '.git', 'config.txt'), 'not meant');
    writeFileSync(join(docs, 'node_modules', 'x.md'), 'not meant');
    writeFileSync(join(docs, 'film.txt'), '');
    truncateSync(join(docs, 'film.txt'), 50_000_001);
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  /** @param stopAt what it prints when Ctrl-C is pressed, once: the second press would mean at once. */
  async function run(
    args: readonly string[],
    stopAt?: string,
  ): Promise<{ code: number | null; output: string }> {
    const child = spawn(process.execPath, [COMMAND, ...args], {
      env: { ...environmentOfCompiled(), DATA_DIR: dataDir },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let hasStopped = false;
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        if (stopAt === undefined || hasStopped || !output.includes(stopAt)) return;
        hasStopped = true;
        child.kill('SIGINT');
      });
    await once(child, 'close');
    return { code: child.exitCode, output };
  }

  it('takes in a folder, tells what failed in the owner’s words, and skips what it has', async () => {
    const first = await run([docs]);
    expect(first.output).toContain('done      docs/menus/tea.md');
    expect(first.output).toContain('1 taken in, 0 unchanged, 2 failed');
    expect(first.output).toContain('docs/broken.pdf: The file is damaged.');
    expect(first.output).toContain('docs/film.txt: The file is larger than 50 MB.');
    expect(first.output).not.toContain('not meant');
    expect(first.output).not.toMatch(/config\.txt|x\.md/);
    expect(first.code).toBe(1);
    const second = await run([docs]);
    expect(second.output).toContain('0 taken in, 1 unchanged, 2 failed');
  });

  it('holds back what would change the answer to a pinned question, and says where to decide', async () => {
    const folder = join(home, 'fees');
    mkdirSync(folder);
    writeFileSync(join(folder, 'fees.md'), '# How much is delivery\n\nHow much is delivery? It is $99.');
    const database = await openDatabase({ dataDir });
    const { pool } = database;
    const log = createLog('silent');
    const tenantId = await ensureTenant(pool, 'default', 'A shop');
    const pinned = { question: 'How much is delivery', language: 'en', expectedText: '' } as const;
    const fee = await createLibrary({ pool, embedder: undefined, log }).save(tenantId, {
      ...{ kind: 'question_answer', title: 'How much is delivery?', body: 'It is $5.' },
    });
    await savePin(pool, tenantId, { ...pinned, documentId: fee, state: 'holds', answered: undefined });
    await database.close();
    const { output, code } = await run([folder]);
    expect(output).toContain('0 taken in, 0 unchanged, 1 waiting for you, 0 failed');
    expect(output).toMatch(/Decide on http:\/\/localhost:3000\/admin\/knowledge\/import\/[0-9a-f-]{36}/);
    expect(code).toBe(0);
  });

  it('stops at Ctrl-C with what is done kept, and goes on when it is run again', async () => {
    const many = join(home, 'many');
    mkdirSync(many);
    // Many: it goes on until the press has come through.
    for (let number = 0; number < FILES; number += 1)
      writeFileSync(join(many, `${number}.md`), `Shelf ${number} holds tin ${number}.`);
    const stopped = await run([many], `3/${FILES}`);
    expect(stopped.code).toBe(130);
    expect(stopped.output).toContain('Stopped. Run it again to go on');
    const again = await run([many]);
    const [, taken, unchanged] = /(\d+) taken in, (\d+) unchanged, 0 failed/.exec(again.output) ?? [];
    expect(Number(taken) + Number(unchanged)).toBe(FILES);
    expect(Number(unchanged)).toBeGreaterThanOrEqual(3);
    const database = await openDatabase({ dataDir });
    const { rows } = await database.pool.query(
      `select source from documents where source like 'many/%' group by source having count(*) = 1`,
    );
    await database.close();
    expect(rows).toHaveLength(FILES);
  });

  it('says what to do while the server has the embedded database', async () => {
    const unlock = lockFolder(dataDir);
    const { code, output } = await run([docs]);
    unlock();
    expect(output).toContain('The server runs');
    expect(output).toContain('http://localhost:3000/admin/knowledge/import');
    expect(code).toBe(1);
  });

  it('explains itself, and refuses what it does not understand', async () => {
    const help = await run(['--help']);
    expect(help).toMatchObject({ code: 0, output: expect.stringContaining('npm run ingest -- PATH…') });
    for (const [args, words] of [
      [[], 'Name the files or folders'],
      [[join(home, 'nowhere'), '--purge'], '--purge'],
    ] as const) {
      const { code, output } = await run(args);
      expect(output).toContain(words);
      expect(output).not.toContain('    at ');
      expect(code).toBe(1);
    }
  });
});
