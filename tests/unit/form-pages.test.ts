import { describe, expect, it } from 'vitest';
import { clientAddress, requireSameOrigin } from '../../knowledge/form/guard.ts';
import { renderErrorPage } from '../../knowledge/form/layout.ts';
import { renderMarkdown } from '../../knowledge/form/markdown.ts';
import { glimpse } from '../../knowledge/form/parts.ts';
import { ownPath } from '../../knowledge/form/sign-in.ts';
import { readUpload } from '../../knowledge/form/upload.ts';
import { initial } from '../../knowledge/form/views/conversation-list.ts';

describe('Markdown in a page', () => {
  it('keeps what helps to read', () => {
    const html = renderMarkdown('# Fees\n\n**$5**, see [map](https://shop.sg/map)\n\n- east\n- west');
    expect(html).toContain('<h3>Fees</h3>');
    expect(html).toContain('<strong>$5</strong>');
    expect(html).toContain(
      '<a href="https://shop.sg/map" rel="noopener noreferrer nofollow" target="_blank">map</a>',
    );
    expect(html).toContain('<li>east</li>');
  });

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[x](javascript:alert(1))',
    '[x](data:text/html,<script>alert(1)</script>)',
    '[x](//evil.example/a)',
    '<a href="java\nscript:alert(1)" onclick="alert(1)">x</a>',
    '<svg><script>alert(1)</script></svg>',
    '<style>body{display:none}</style>',
    '<form action="/admin/sign-out"><button>x</button></form>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<div class="banner bad" style="position:fixed">Pay here</div>',
    '![x](https://evil.example/pixel.png)',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  ])('shows what could act or imitate as text, or drops it: %s', (hostile) => {
    const tags = renderMarkdown(hostile).match(/<[^>]*>/g) ?? [];
    for (const tag of tags) {
      expect(tag).toMatch(/^<\/?(p|a|strong|em|li|ul|code|pre|blockquote|br|table|tr|td)[ >]/);
      expect(tag).not.toMatch(/\son\w+=|javascript:|data:|style=|class=|href="\/\//i);
    }
  });

  it('shows a tag that is meant as text', () => {
    expect(renderMarkdown('Parcels <5 kg> and <b>more</b>')).toContain(
      '&lt;5 kg&gt; and &lt;b&gt;more&lt;/b&gt;',
    );
  });
});

describe('the start of a text in a list', () => {
  it.each([
    ['# Fees\n\nIt is **$5**.', 'Fees It is $5.'],
    ['<!-- page 1 -->\nLatte art\n\n<!-- sheet Prices | A -->\nOat milk', 'Latte art Oat milk'],
    ['| Way | Online |\n|---|:-:|\n| PayNow | yes |', 'Way · Online PayNow · yes'],
    ['5 < 6 and a || b', '5 < 6 and a || b'],
  ])('is words alone: %j', (text, shown) => expect(glimpse(text, 100)).toBe(shown));
});

describe('the way back after sign-in', () => {
  it.each(['/admin', '/admin/conversations?show=all', '/admin/knowledge/new?kind=text&gap=1'])(
    'leads to %s',
    (path) => expect(ownPath(path)).toBe(path),
  );

  it.each([
    '',
    'https://evil.example',
    '//evil.example',
    '/adminevil',
    '/admin/\\evil',
    '/admin/\r\nX: y',
    '/admin/sign-out',
    '/other',
  ])('never leads to %j', (path) => expect(ownPath(path)).toBe('/admin'));
});

describe('where a form was sent from', () => {
  const refuses = (headers: Record<string, string>, trustProxy = false): boolean => {
    try {
      requireSameOrigin({ host: 'shop.sg', ...headers }, trustProxy);
      return false;
    } catch {
      return true;
    }
  };

  it('is another site by Origin, or by what the browser says of itself', () => {
    expect(refuses({ origin: 'https://evil.example' })).toBe(true);
    expect(refuses({ origin: 'null' })).toBe(true);
    expect(refuses({ 'sec-fetch-site': 'cross-site' })).toBe(true);
    expect(refuses({ 'sec-fetch-site': 'same-site', origin: 'https://shop.sg' })).toBe(true);
  });

  it('is our own page, also behind a proxy that is trusted', () => {
    expect(refuses({ origin: 'https://shop.sg' })).toBe(false);
    expect(refuses({ 'sec-fetch-site': 'same-origin' })).toBe(false);
    expect(refuses({})).toBe(false);
    const proxied = { host: '127.0.0.1:3000', 'x-forwarded-host': 'shop.sg', origin: 'https://shop.sg' };
    expect(refuses(proxied, true)).toBe(false);
    expect(refuses(proxied, false)).toBe(true);
  });

  it('counts the address that the proxy itself saw, and only where it is trusted', () => {
    const headers = { 'x-forwarded-for': '203.0.113.9, 198.51.100.7' };
    expect(clientAddress(headers, '10.0.0.1', true)).toBe('198.51.100.7');
    expect(clientAddress(headers, '10.0.0.1', false)).toBe('10.0.0.1');
    expect(clientAddress({}, undefined, true)).toBe('unknown');
  });
});

describe('an uploaded file', () => {
  const upload = (name: string, content: string | Uint8Array<ArrayBuffer>) =>
    readUpload(new File([content], name));

  it('becomes text by its name', async () => {
    expect(await upload('Fees.MD', '# Fees')).toMatchObject({ kind: 'read', as: 'markdown', text: '# Fees' });
    expect(await upload('a.htm', '<p>x')).toMatchObject({ kind: 'read', as: 'html' });
    expect(await upload('C:\\shop\\..\\费用.txt', 'x')).toMatchObject({ as: 'text', name: '费用.txt' });
  });

  it("reads Notepad's UTF-16 and drops the mark of UTF-8", async () => {
    const utf16 = new Uint8Array([0xff, 0xfe, ...Buffer.from('早安', 'utf16le')]);
    expect(await upload('a.txt', utf16)).toMatchObject({ kind: 'read', text: '早安' });
    expect(await upload('a.txt', '\ufeffhello')).toMatchObject({ kind: 'read', text: 'hello' });
  });

  it.each([
    ['a picture', 'a.png', 'x'],
    ['a program named as text', 'a.txt', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1, 0xff, 0xfe])],
    ['an empty one', 'a.txt', ' \n'],
    ['one above 1 MB', 'a.txt', 'x'.repeat(1_000_001)],
  ] as const)('is refused in plain words: %s', async (_what, name, content) => {
    expect(await upload(name, content)).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/\w+\.$/),
    });
  });

  it('is asked for where there is none', async () => {
    expect(await readUpload(undefined)).toMatchObject({ kind: 'refused' });
  });
});

describe('small things', () => {
  it('shows an error as text, with its number', () => {
    const page = renderErrorPage({
      status: 404,
      title: 'Not <here>',
      message: '<script>1</script>',
      requestId: 'r-1',
      language: undefined,
    });
    expect(page).toMatch(/^<!doctype html><html lang="en">/);
    expect(page).toContain('Not &lt;here>');
    expect(page).not.toContain('<script>1');
    expect(page).toContain('<code>r-1</code>');
  });

  it.each([
    ['Mei Ling', 'M'],
    ['陈美玲', '陈'],
    ['👩‍🍳 Chef', 'C'],
    ['  ', '?'],
    ['மீனா', 'மீ'],
  ])('takes the first letter of %s', (name, letter) => expect(initial(name)).toBe(letter));
});
