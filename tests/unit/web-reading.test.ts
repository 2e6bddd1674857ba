import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { isPublicAddress, literalAddress, readAddress } from '../../knowledge/web/address.ts';
import { mainContent } from '../../knowledge/web/main-content.ts';
import { parseRobots } from '../../knowledge/web/robots.ts';
import { looksLikeSitemap, parseSitemap, readSitemap } from '../../knowledge/web/sitemap.ts';
import type { Web } from '../../knowledge/web/web.ts';

describe('addresses that may be reached', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '192.0.2.1',
    '198.18.0.1',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    'fd12:3456::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::7f00:1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::a00:1',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
    '2001:db8::1',
    'fec0::1',
    'fe80::1%eth0',
    'localhost',
    '',
  ])('refuses %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['8.8.8.8', '203.116.1.1', '2404:6800:4003:c00::64', '::ffff:8.8.8.8'])('takes %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it('sees through addresses written as other numbers', () => {
    for (const text of ['http://2130706433/', 'http://0x7f.1/', 'http://0177.0.0.1/', 'http://127.1/'])
      expect(literalAddress(new URL(text))).toBe('127.0.0.1');
    expect(literalAddress(new URL('http://[::1]/'))).toBe('::1');
  });

  it('takes what an owner types, and refuses what is no page', () => {
    expect(readAddress(' www.example.sg/delivery#zones ').href).toBe('https://www.example.sg/delivery');
    for (const typed of [
      '',
      'delivery times',
      'ftp://example.sg',
      'file:///etc/passwd',
      'https://a:b@example.sg',
      'localhost',
      'javascript:alert(1)',
    ])
      expect(() => readAddress(typed), typed).toThrow();
  });
});

describe('ports', () => {
  it('of mail, shells and databases are no pages', () => {
    for (const port of [22, 25, 993, 5432, 6379, 11211])
      expect(() => readAddress(`http://shop.example.sg:${port}/`), String(port)).toThrow('no web pages');
    for (const port of [80, 443, 3000, 8080, 8443])
      expect(readAddress(`http://shop.example.sg:${port}/`).hostname).toBe('shop.example.sg');
  });
});

describe('robots.txt', () => {
  const robots = parseRobots(
    `# Shop
User-agent: *
Disallow: /

User-agent: Kaki/1.0
User-agent: other
Disallow: /basket
Disallow: /*.pdf$
Disallow: /a*b*c
Allow: /basket/help
Crawl-delay: 3
Sitemap: https://example.sg/sitemap.xml`,
    'kaki',
  );

  it.each([
    ['/', true],
    ['/basket', false],
    ['/basket/1?x=2', false],
    ['/basket/help', true],
    ['/prices.pdf', false],
    ['/prices.pdf?download', true],
    ['/a1b2c3', false],
    ['/a1c2b3', true],
  ])('for %s says %s', (path, isAllowed) => {
    expect(robots.allows(path)).toBe(isAllowed);
  });

  it('tells its pause, and speaks for all where nothing is said for us', () => {
    expect(robots.delayMs).toBe(3_000);
    expect(parseRobots('User-agent: *\nDisallow: /private\nCrawl-delay: 9999', 'kaki')).toMatchObject({
      delayMs: 10_000,
    });
    expect(parseRobots('User-agent: *\nDisallow: /private', 'kaki').allows('/private/x')).toBe(false);
    expect(parseRobots('User-agent: *\nDisallow:', 'kaki').allows('/x')).toBe(true);
    expect(parseRobots('<!doctype html><p>Not found', 'kaki').allows('/x')).toBe(true);
  });

  it('is read in no time, whatever is in it', () => {
    const began = performance.now();
    const hostile = parseRobots(`User-agent: *\nDisallow: /${'*a'.repeat(5_000)}b$`, 'kaki');
    expect(hostile.allows(`/${'a'.repeat(50_000)}`)).toBe(true);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

describe('sitemaps', () => {
  const pages = `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="x">
    <url><loc> https://example.sg/a?x=1&amp;y=2 </loc><image:image><image:loc>https://example.sg/a.png</image:loc></image:image></url>
    <url><loc><![CDATA[https://example.sg/b]]></loc></url></urlset>`;

  it('name pages, packed or not, and other sitemaps', () => {
    const expected = { pages: ['https://example.sg/a?x=1&y=2', 'https://example.sg/b'], parts: [] };
    expect(parseSitemap(Buffer.from(pages))).toEqual(expected);
    expect(parseSitemap(gzipSync(pages))).toEqual(expected);
    const index = '<sitemapindex><sitemap><loc>https://example.sg/1.xml</loc></sitemap></sitemapindex>';
    expect(parseSitemap(Buffer.from(index))).toEqual({ pages: [], parts: ['https://example.sg/1.xml'] });
  });

  it('are told from pages, by their name and by what they hold', () => {
    expect(parseSitemap(Buffer.from('<!doctype html><p>Sitemap</p>'))).toBeUndefined();
    expect(parseSitemap(gzipSync(Buffer.alloc(30_000_000)))).toBeUndefined();
    expect(looksLikeSitemap(new URL('https://example.sg/sitemap_index.xml.gz'))).toBe(true);
    expect(looksLikeSitemap(new URL('https://example.sg/about'))).toBe(false);
  });
});

describe('a site with more sitemaps than anybody reads', () => {
  it('is read in no time, as far as its bounds', async () => {
    const site = 'https://shop.example.sg';
    const parts = Array.from(
      { length: 200_000 },
      (_, index) => `<sitemap><loc>${site}/${index}.xml</loc></sitemap>`,
    );
    const index = Buffer.from(`<sitemapindex>${parts.join('')}</sitemapindex>`);
    expect(parseSitemap(index)?.parts).toHaveLength(50_000);
    const asked: string[] = [];
    const read: Web['read'] = async ({ url }) => {
      asked.push(url.href);
      const part = Buffer.from(`<urlset><url><loc>${url.href}.html</loc></url></urlset>`);
      const bytes = asked.length === 1 ? index : part;
      return { kind: 'page', url, contentType: '', bytes, etag: undefined, lastModified: undefined };
    };
    const began = performance.now();
    const { urls } = await readSitemap({ read }, `${site}/sitemap.xml`, new AbortController().signal);
    expect(asked).toHaveLength(50);
    expect(urls).toHaveLength(49);
    expect(performance.now() - began).toBeLessThan(3_000);
  });
});

describe('what a page is about', () => {
  const text = 'We deliver island-wide every day before six in the evening. '.repeat(8);

  it('is its main part, without what stands on every page', () => {
    const page = mainContent(`<!doctype html><html><head><title> Delivery
 · Shop </title><link rel="canonical" href="/delivery"></head><body>
      <header role="banner">Free beans today</header><nav>Home Shop</nav>
      <main><h1>Delivery</h1><p>${text}</p><aside>Follow us</aside><p hidden>Old zones</p></main>
      <footer>Copyright</footer></body></html>`);
    expect(page).toMatchObject({ title: 'Delivery · Shop', canonical: '/delivery' });
    expect(page.html).toContain('We deliver island-wide');
    for (const other of ['Free beans', 'Home Shop', 'Follow us', 'Old zones', 'Copyright'])
      expect(page.html).not.toContain(other);
  });

  it('is everything but the frame where the author marked nothing, or too little', () => {
    const { html } = mainContent(`<body><nav>Home</nav><main>Loading</main><div>${text}</div></body>`);
    expect(html).toContain('We deliver');
    expect(html).not.toContain('Home');
    const several = mainContent(`<article>One ${text}</article><article>Two ${text}</article>`);
    expect(several.html).toContain('One');
    expect(several.html).toContain('Two');
  });

  it('is found in a page that is broken or endlessly deep', () => {
    const began = performance.now();
    expect(mainContent(`${'<div>'.repeat(100_000)}<p>${text}`).html).toContain('We deliver');
    expect(mainContent(`<main><p>${text}<aside>Ads`).html).toContain('We deliver');
    expect(performance.now() - began).toBeLessThan(3_000);
  });
});
