import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openDatabase } from '../../src/store/pool.ts';
import { OWNER } from '../support/form-server.ts';
import { Visitor } from '../support/form-visitor.ts';
import { until } from '../support/house.ts';
import { findPort, type ServerProcess, startServer } from '../support/server.ts';

const FILES = 24;
/** What surface.md promises after a restart. */
const MADE_GOOD_WITHIN_MS = 14_000;

describe('kill -9 in the middle of an import', () => {
  let dataDir: string;
  let server: ServerProcess | undefined;
  beforeAll(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'kaki-import-crash-'));
    cpSync(inject('embeddedTemplate'), dataDir, { recursive: true });
  });
  afterAll(async () => {
    await server?.kill();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('goes on after the restart, loses nothing that was acknowledged, and adds nothing twice', async () => {
    const environment = {
      DATA_DIR: dataDir,
      PORT: String(await findPort()),
      OWNER_EMAIL: OWNER.email,
      OWNER_PASSWORD: OWNER.password,
    };
    server = await startServer(environment);
    const owner = new Visitor(server.url);
    await owner.signIn();
    await owner.get('/admin/knowledge/import');
    const id = '6f0e1b52-7c1d-4b0a-9a53-0d6f3ad0a001';
    for (let number = 1; number <= FILES; number += 1) {
      const file = new File([`# File ${number}\n\nShelf ${number} holds tin ${number}.`], `${number}.md`);
      const answer = await owner.post('/admin/knowledge/import', {
        import: id,
        as: 'json',
        path: `shop/${number}.md`,
        file,
      });
      expect(answer.status).toBe(200);
    }
    const address = `/admin/knowledge/import/${id}`;
    const taken = async (): Promise<number> =>
      Number(/(\d+) taken in/.exec((await owner.get(address)).text)?.[1] ?? 0);
    await until('some are read', async () => (await taken()) >= 2, 20_000);
    await server.kill();
    server = await startServer(environment);
    await until('all are read', async () => (await taken()) === FILES, MADE_GOOD_WITHIN_MS + 10_000);
    await server.stop();
    server = undefined;
    const database = await openDatabase({ dataDir });
    const { rows } = await database.pool.query(
      `select source, count(*) as count from documents where source like 'shop/%' and status = 'ready' group by source`,
    );
    await database.close();
    expect(rows).toHaveLength(FILES);
    expect(rows.filter(({ count }) => count !== 1)).toEqual([]);
  });
});
