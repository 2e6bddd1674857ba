import sanitizeHtml from 'sanitize-html';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FormServer, startForm } from '../support/form-server.ts';
import { fillShop } from '../support/form-shop.ts';
import { Visitor } from '../support/form-visitor.ts';

/** What people wrote, and names of things in the world outside: no words of ours. */
const NOT_OURS = ['bdi', 'code', 'textarea', 'script', 'style', 'blockquote', 'option'];
const TYPED = /\b(?:typed|excerpt|rich|bubble|last|quoted|preview|snippet)\b/;
const NAMES =
  /\b(?:WhatsApp|Cloud API|Telegram|Slack|Web|Meta|iPhone|Android|README|PayNow|PayLah|Bot Framework|Kaki|English|Bahasa Melayu|Markdown|HTML|PDF|Test shop|Asia\/Singapore|Ctrl|Enter|URL|JSON|robots\.txt|sitemap\.xml)\b/gi;

/** Texts of two English words and more with nothing Chinese, as a reader of the page meets them. */
function englishIn(page: string): readonly string[] {
  const ours = sanitizeHtml(page, {
    allowedTags: false,
    allowedAttributes: false,
    allowVulnerableTags: true,
    exclusiveFilter: ({ tag, attribs }) => NOT_OURS.includes(tag) || TYPED.test(attribs.class ?? ''),
  });
  const attributes = [...ours.matchAll(/\s(?:aria-label|placeholder|title|alt)="([^"]*)"/g)].map(
    ([, words]) => words,
  );
  const texts = ours.replace(/<head[\s\S]*?<\/head>/, '').split(/<[^>]*>/);
  return [...texts, ...attributes]
    .map((text = '') => text.replace(NAMES, ' ').trim())
    .filter((text) => !/\p{Script=Han}/u.test(text) && /[a-z’]{2,}[\s,]+[a-z’]/i.test(text));
}

describe('the form for who reads Chinese', () => {
  let server: FormServer;
  let visitor: Visitor;

  beforeAll(async () => {
    server = await startForm();
    await fillShop(server);
    visitor = new Visitor(server.url);
    visitor.cookies.set('kaki_language', 'zh');
    await visitor.signIn();
  });
  afterAll(() => server.close());

  const idOn = async (list: string, path: string): Promise<string> => {
    const { text } = await visitor.get(list);
    return new RegExp(`href="(/admin/${path}/[0-9a-f-]{36})"`).exec(text)?.[1] ?? '';
  };

  it.each([
    '/admin',
    '/admin/conversations',
    '/admin/conversations?show=bot',
    '/admin/conversations?show=resolved',
    '/admin/questions',
    '/admin/questions/answers',
    '/admin/knowledge',
    '/admin/knowledge?status=failed',
    '/admin/knowledge/new?kind=question_answer',
    '/admin/knowledge/new?kind=markdown',
    '/admin/knowledge/import',
    '/admin/knowledge/bin',
    '/admin/pins',
    '/admin/try',
    '/admin/try?question=Do+you+sell+cars',
    '/admin/channels',
    '/admin/settings',
    '/admin/settings/password',
  ])('finds no English sentence of ours on %s', async (path) => {
    const { status, text } = await visitor.get(path);
    expect(status).toBe(200);
    expect(text).toContain('<html lang="zh">');
    expect(englishIn(text)).toEqual([]);
  });

  it('finds none in a conversation, an entry, its history and its languages', async () => {
    const conversation = await idOn('/admin/conversations', 'conversations');
    const { text: summary } = await visitor.get(conversation);
    expect(summary).toMatch(/<dt>情绪<\/dt><dd>(?:平静|着急|不满|生气)</);
    const entry = await idOn('/admin/knowledge', 'knowledge');
    for (const path of [conversation, entry, `${entry}/history`]) {
      const { status, text } = await visitor.get(path);
      expect(status, path).toBe(200);
      expect(englishIn(text), path).toEqual([]);
    }
  });

  it('finds none on the sign-in page and on the page of what went wrong', async () => {
    const stranger = new Visitor(server.url);
    stranger.cookies.set('kaki_language', 'zh');
    expect(englishIn((await stranger.get('/admin/sign-in')).text)).toEqual([]);
    const missing = await visitor.get('/admin/conversations/00000000-0000-4000-8000-000000000000');
    const nowhere = await stranger.get('/admin/no/such/page');
    for (const { status, text } of [missing, nowhere]) {
      expect(status).toBe(404);
      expect(text).toContain('<html lang="zh">');
      expect(englishIn(text)).toEqual([]);
    }
  });

  it('knows English when it meets it', () => {
    expect(
      englishIn('<p>所有 <b>nothing was translated</b></p><input placeholder="Write a reply…">'),
    ).toHaveLength(2);
    expect(englishIn('<p>WhatsApp（Cloud API）<bdi>what a customer wrote</bdi></p>')).toEqual([]);
  });
});
