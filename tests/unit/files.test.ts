import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFiles, type Files } from '../../src/store/files.ts';

describe('files on the disk', () => {
  let folder: string;
  let files: Files;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kaki-files-'));
    files = createFiles(folder, 1_000);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function* chunks(...parts: readonly string[]): AsyncIterable<Uint8Array> {
    for (const part of parts) yield new TextEncoder().encode(part);
  }
  const names = (): readonly string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
  const open = (contentUrl: string) => files.open(contentUrl, AbortSignal.timeout(1_000));

  it('come back as they were, typed by their bytes', async () => {
    const { contentUrl, contentType } = await files.save(chunks('%PD', 'F-1.7'));
    expect(contentUrl).toMatch(/^file:[0-9a-f]{32}$/);
    expect(contentType).toBe('application/pdf');
    const { bytes, ...rest } = await open(contentUrl);
    expect(Buffer.from(bytes).toString()).toBe('%PDF-1.7');
    expect(rest).toEqual({ name: 'file', contentType: 'application/pdf' });
  });

  it('are readable by their owner alone', async () => {
    const { contentUrl } = await files.save(chunks('secret'));
    const id = contentUrl.slice(5);
    const path = join(folder, 'files', id.slice(0, 2), id);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'files')).mode & 0o777).toBe(0o700);
  });

  it('leave nothing behind where they are empty, too large or broken off', async () => {
    async function* brokenOff(): AsyncIterable<Uint8Array> {
      yield new Uint8Array(10);
      throw new Error('the line broke');
    }
    await expect(files.save(chunks())).rejects.toMatchObject({ code: 'FileEmpty', status: 422 });
    const large = chunks('x'.repeat(600), 'x'.repeat(600));
    await expect(files.save(large)).rejects.toMatchObject({ code: 'FileTooLarge', status: 413 });
    await expect(files.save(brokenOff())).rejects.toThrow('the line broke');
    expect(names()).toEqual([]);
  });

  it('are removed once, and again without harm', async () => {
    const { contentUrl } = await files.save(chunks('a'));
    await files.remove(contentUrl);
    await files.remove(contentUrl);
    expect(names()).toEqual([]);
    await expect(open(contentUrl)).rejects.toMatchObject({ code: 'file_gone', retryable: false });
  });

  it.each(['file:../../secret', 'file:/etc/passwd', 'file:', `file:${'A'.repeat(32)}`, 'slack:F01'])(
    'are not opened, nor removed, by %s',
    async (contentUrl) => {
      writeFileSync(join(folder, 'secret'), 'x');
      await expect(open(contentUrl)).rejects.toMatchObject({ code: 'file_unknown' });
      await expect(files.remove(contentUrl)).rejects.toMatchObject({ code: 'file_unknown' });
      expect(names()).toEqual(['secret']);
    },
  );

  it('are told apart from a disk that does not take them', async () => {
    writeFileSync(join(folder, 'files'), 'in the way');
    await expect(files.save(chunks('a'))).rejects.toMatchObject({ retryable: true });
  });
});
