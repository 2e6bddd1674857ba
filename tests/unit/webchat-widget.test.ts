import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bundleWidget } from '../../channels/webchat/widget-bundle.ts';

describe('the widget', () => {
  it('is one script of less than 30 KB, gzipped, that runs no text as code', async () => {
    const { script, etag } = await bundleWidget();
    expect(gzipSync(script, { level: 9 }).length).toBeLessThan(30 * 1024);
    expect(script).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|\beval\(|new Function|document\.write/,
    );
    expect((await bundleWidget()).etag).toBe(etag);
  });
});
