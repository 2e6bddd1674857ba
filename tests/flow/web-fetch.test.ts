import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fetchPage } from '../../knowledge/web/fetch-page.ts';
import { createWeb } from '../../knowledge/web/web.ts';
import { openWebsite, SITE_ADDRESS, type Website } from '../support/website.ts';

describe('reading a page from the web', () => {
  let site: Website;
  const { signal } = new AbortController();
  beforeAll(async () => {
    site = await openWebsite();
  });
  afterAll(() => site?.close());
  beforeEach(() => {
    site.pages.clear();
    site.asked.length = 0;
  });
  const read = (path: string) => site.web.read({ url: new URL(path, site.url), signal });

  it('says who is asking', async () => {
    site.pages.set('/a', { body: 'A', headers: { ETag: '"1"' } });
    expect(await read('/a')).toMatchObject({ kind: 'page', bytes: Buffer.from('A'), etag: '"1"' });
    expect(site.asked.at(-1)?.headers['user-agent']).toBe('Kaki/1.0 (+https://kaki.example.sg)');
  });

  it('reaches no private host: by number, by name, or by a redirect', async () => {
    const open = createWeb({ publicUrl: undefined, now: Date.now, pauseMs: 0 });
    for (const url of [
      site.url,
      `http://localhost:${new URL(site.url).port}`,
      'http://2130706433/',
      'http://[::1]/',
    ])
      await expect(open.read({ url: new URL(url), signal }), url).rejects.toMatchObject({
        code: 'address_private',
      });
    expect(site.asked).toEqual([]);
    site.pages.set('/inside', {
      status: 302,
      headers: { Location: 'http://169.254.169.254/latest/meta-data' },
    });
    await expect(read('/inside')).rejects.toMatchObject({ code: 'address_private' });
    site.pages.set('/file', { status: 302, headers: { Location: 'file:///etc/passwd' } });
    await expect(read('/file')).rejects.toMatchObject({ code: 'address_scheme' });
  });

  it('connects to the address that it checked, whatever the name says a moment later', async () => {
    site.pages.set('/', { body: 'A' });
    const answers = [['203.0.113.7'], ['203.0.113.7', SITE_ADDRESS]];
    for (const addresses of answers) {
      let asked = 0;
      const resolve = ((_name: string, _options: unknown, callback: (...all: unknown[]) => void) => {
        asked += 1;
        callback(
          null,
          addresses.map((address) => ({ address, family: 4 })),
        );
      }) as never;
      const page = fetchPage(
        { userAgent: 'Kaki', resolve, isAllowed: (address) => address === SITE_ADDRESS },
        { url: new URL(`http://rebind.example.sg:${new URL(site.url).port}/`), signal },
      );
      await expect(page).rejects.toMatchObject({ code: 'address_private' });
      expect(asked).toBe(1);
    }
    expect(site.asked).toEqual([]);
  });

  it('says nothing to a socket that ended up elsewhere', async () => {
    let looks = 0;
    // As if what was looked up and what was reached were not the same.
    const isAllowed = (): boolean => {
      looks += 1;
      return looks === 1;
    };
    const page = fetchPage({ userAgent: 'Kaki', isAllowed }, { url: new URL(site.url), signal });
    await expect(page).rejects.toMatchObject({ code: 'address_private' });
    expect(looks).toBe(2);
    expect(site.asked).toEqual([]);
  });

  it('follows a few redirects, and gives up on a circle', async () => {
    site.pages.set('/old', { status: 301, headers: { Location: '/new' } });
    site.pages.set('/new', { body: 'Here' });
    expect(await read('/old')).toMatchObject({ url: new URL('/new', site.url), bytes: Buffer.from('Here') });
    site.pages.set('/round', { status: 302, headers: { Location: '/round' } });
    await expect(read('/round')).rejects.toMatchObject({ code: 'page_redirects' });
    expect(site.asked.filter(({ path }) => path === '/round')).toHaveLength(6);
  });

  it('unpacks what is packed, and nothing that is too large', async () => {
    const packed = { 'Content-Encoding': 'gzip' };
    site.pages.set('/packed', { body: gzipSync('Packed'), headers: packed });
    expect(await read('/packed')).toMatchObject({ bytes: Buffer.from('Packed') });
    site.pages.set('/bomb', { body: gzipSync(Buffer.alloc(100_000_000)), headers: packed });
    await expect(read('/bomb')).rejects.toMatchObject({ code: 'page_too_large' });
    site.pages.set('/large', { body: Buffer.alloc(5_000_001) });
    await expect(read('/large')).rejects.toMatchObject({ code: 'page_too_large' });
    site.pages.set('/broken', { body: 'not gzip', headers: packed });
    await expect(read('/broken')).rejects.toMatchObject({ retryable: true });
  });

  it('tells a page that is as it was, gone, closed or broken', async () => {
    site.pages.set('/a', (request) => ({ status: request.headers['if-none-match'] === '"1"' ? 304 : 500 }));
    const url = new URL('/a', site.url);
    expect(await site.web.read({ url, signal, etag: '"1"' })).toEqual({ kind: 'unchanged' });
    await expect(read('/a')).rejects.toMatchObject({ code: 'page_unavailable', retryable: true });
    expect(await read('/never')).toEqual({ kind: 'gone', status: 404 });
    site.pages.set('/members', { status: 403 });
    await expect(read('/members')).rejects.toMatchObject({ code: 'page_closed', retryable: false });
  });

  it('leaves alone what robots.txt closes, and everything while that can not be read', async () => {
    const other = await openWebsite();
    other.pages.set('/robots.txt', { body: 'User-agent: *\nDisallow: /basket' });
    other.pages.set('/basket', { body: 'B' });
    await expect(other.web.read({ url: new URL('/basket', other.url), signal })).rejects.toMatchObject({
      code: 'page_robots',
    });
    expect(other.asked.map(({ path }) => path)).toEqual(['/robots.txt']);
    await other.close();
    const broken = await openWebsite();
    broken.pages.set('/robots.txt', { status: 503 });
    broken.pages.set('/', { body: 'A' });
    await expect(broken.web.read({ url: new URL(broken.url), signal })).rejects.toMatchObject({
      code: 'page_robots_unread',
      retryable: true,
    });
    await broken.close();
  });

  it('obeys the beginning of an endless robots.txt, and waits where a server before the site is at fault', async () => {
    const large = await openWebsite();
    const body = `User-agent: *\nDisallow: /basket\n${'# more\n'.repeat(1_000_000)}`;
    large.pages.set('/robots.txt', { body });
    await expect(large.web.read({ url: new URL('/basket', large.url), signal })).rejects.toMatchObject({
      code: 'page_robots',
    });
    large.pages.set('/busy', { status: 522 });
    await expect(large.web.read({ url: new URL('/busy', large.url), signal })).rejects.toMatchObject({
      code: 'page_unavailable',
      retryable: true,
    });
    await large.close();
  });

  it('lets go of a page in a form of its own, and of a site that changes the protocol', async () => {
    const endless = createServer((request, response) => {
      if (request.url === '/101') {
        request.socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n');
        return;
      }
      response.writeHead(200, { 'Content-Encoding': 'zstd' });
      response.write('x');
    });
    endless.listen(0, SITE_ADDRESS);
    await once(endless, 'listening');
    const url = new URL(`http://${SITE_ADDRESS}:${(endless.address() as AddressInfo).port}/`);
    const deps = { userAgent: 'Kaki', isAllowed: (address: string) => address === SITE_ADDRESS };
    await expect(fetchPage(deps, { url, signal })).rejects.toMatchObject({ code: 'page_packed' });
    const other = fetchPage(deps, { url: new URL('/101', url), signal });
    await expect(other).rejects.toMatchObject({ code: 'page_unreachable', retryable: true });
    // Closes by itself once nobody is connected.
    endless.close();
    await once(endless, 'close', { signal: AbortSignal.timeout(10_000) });
  });

  it('takes its time with a host', async () => {
    const slow = await openWebsite({ pauseMs: 150 });
    slow.pages.set('/', { body: 'A' });
    const began = performance.now();
    for (let count = 0; count < 3; count += 1) await slow.web.read({ url: new URL(slow.url), signal });
    // Three pages and robots.txt: three pauses between them.
    expect(performance.now() - began).toBeGreaterThan(430);
    await slow.close();
  });
});
