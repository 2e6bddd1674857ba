import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createBucket } from '../../src/store/bucket.ts';
import { createFiles, type Files, joinFiles } from '../../src/store/files.ts';
import { type S3Simulator, startS3Simulator } from '../support/s3-simulator.ts';

const LIMIT = 1_000;
const SIGNAL = AbortSignal.timeout(60_000);
const bytes = Buffer.from('%PDF-1.4 an invoice');

async function* chunks(...parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

describe('files in S3', () => {
  let s3: S3Simulator;
  let bucket: Files;
  beforeAll(async () => {
    s3 = await startS3Simulator();
    bucket = createBucket(s3.settings, LIMIT);
  });
  afterAll(() => s3.close());

  it('are kept under a name that nobody can guess, read again, and removed', async () => {
    const kept = await bucket.save(chunks(bytes.subarray(0, 5), bytes.subarray(5)));
    expect(kept).toEqual({
      contentUrl: expect.stringMatching(/^s3:[0-9a-f]{32}$/),
      contentType: 'application/pdf',
    });
    expect([...s3.objects.keys()]).toEqual([
      `files/${kept.contentUrl.slice(3, 5)}/${kept.contentUrl.slice(3)}`,
    ]);
    const opened = await bucket.open(kept.contentUrl, SIGNAL);
    expect({ ...opened, bytes: Buffer.from(opened.bytes) }).toEqual({
      name: 'file',
      contentType: 'application/pdf',
      bytes,
    });
    await bucket.remove(kept.contentUrl);
    await bucket.remove(kept.contentUrl);
    await expect(bucket.open(kept.contentUrl, SIGNAL)).rejects.toMatchObject({
      name: 'DeliveryError',
      code: 'file_gone',
      retryable: false,
    });
  });

  it('are refused where the key is wrong, and it is told', async () => {
    const stranger = createBucket({ ...s3.settings, secretAccessKey: 'another' }, LIMIT);
    await expect(stranger.save(chunks(bytes))).rejects.toMatchObject({
      name: 'StoreError',
      code: 'file_not_kept',
      retryable: true,
      message: expect.stringContaining('403'),
    });
    expect(s3.objects.size).toBe(0);
  });

  it.each([
    ['too large', [Buffer.alloc(LIMIT), Buffer.alloc(1)], 413],
    ['empty', [], 422],
  ])('that are %s are not kept', async (_what, parts, status) => {
    const before = s3.seen.length;
    await expect(bucket.save(chunks(...parts))).rejects.toMatchObject({ name: 'InvalidInput', status });
    expect(s3.seen).toHaveLength(before);
  });

  it('are read no further than a file may be large', async () => {
    const { contentUrl } = await createBucket(s3.settings, LIMIT * 10).save(
      chunks(Buffer.alloc(LIMIT + 1, 'x')),
    );
    await expect(bucket.open(contentUrl, SIGNAL)).rejects.toMatchObject({ name: 'DeliveryError' });
    await bucket.remove(contentUrl);
  });

  it('may be asked for again while the storage is away', async () => {
    const { contentUrl } = await bucket.save(chunks(bytes));
    s3.fail(503, 500);
    await expect(bucket.open(contentUrl, SIGNAL)).rejects.toMatchObject({
      code: 'file_unread',
      retryable: true,
    });
    await expect(bucket.save(chunks(bytes))).rejects.toMatchObject({ name: 'StoreError', retryable: true });
    s3.fail(0);
    await expect(bucket.open(contentUrl, AbortSignal.timeout(200))).rejects.toMatchObject({
      retryable: true,
    });
    expect((await bucket.open(contentUrl, SIGNAL)).bytes).toHaveLength(bytes.length);
  });

  it.each(['s3:../../secret', 's3:ABC', 'file:0123456789abcdef0123456789abcdef', 's3:'])(
    'are never looked for under %s',
    async (contentUrl) => {
      const before = s3.seen.length;
      await expect(bucket.open(contentUrl, SIGNAL)).rejects.toMatchObject({ code: 'file_unknown' });
      expect(s3.seen).toHaveLength(before);
    },
  );
});

describe('files on the disk and in S3', () => {
  let s3: S3Simulator;
  const folders: string[] = [];
  afterEach(async () => {
    await s3.close();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  it('are each read where they are kept, and new ones go to the bucket', async () => {
    s3 = await startS3Simulator();
    const folder = mkdtempSync(join(tmpdir(), 'kaki-files-'));
    folders.push(folder);
    const disk = createFiles(folder, LIMIT);
    const old = await disk.save(chunks(bytes));
    const files = joinFiles(disk, createBucket(s3.settings, LIMIT));
    const fresh = await files.save(chunks(bytes));
    expect([old.contentUrl.split(':')[0], fresh.contentUrl.split(':')[0]]).toEqual(['file', 's3']);
    for (const { contentUrl } of [old, fresh]) {
      expect(Buffer.from((await files.open(contentUrl, SIGNAL)).bytes)).toEqual(bytes);
      await files.remove(contentUrl);
      await expect(files.open(contentUrl, SIGNAL)).rejects.toMatchObject({ code: 'file_gone' });
    }
  });

  it('say so where what is in S3 can’t be read any more', async () => {
    s3 = await startS3Simulator();
    const folder = mkdtempSync(join(tmpdir(), 'kaki-files-'));
    folders.push(folder);
    const { contentUrl } = await createBucket(s3.settings, LIMIT).save(chunks(bytes));
    const files = joinFiles(createFiles(folder, LIMIT), undefined);
    await expect(files.open(contentUrl, SIGNAL)).rejects.toMatchObject({ name: 'DeliveryError' });
  });
});
