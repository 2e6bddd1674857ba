import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashPassword } from '../../knowledge/form/password.ts';
import { changePassword, findUserByEmail } from '../../src/store/users.ts';
import { type FormServer, OWNER, startForm } from '../support/form-server.ts';
import { Visitor } from '../support/form-visitor.ts';

const ID = '00000000-0000-4000-8000-000000000000';

describe("the owners' form against strangers", () => {
  let server: FormServer;
  beforeAll(async () => {
    server = await startForm({ trustProxy: true });
  });
  afterAll(() => server?.close());

  const visitor = () => new Visitor(server.url);
  const signedIn = async (): Promise<Visitor> => {
    const owner = visitor();
    expect(await owner.signIn()).toMatchObject({ status: 303, location: '/admin' });
    return owner;
  };
  const routes = (method: string): readonly string[] =>
    server.form.stack
      .filter(({ methods }) => methods.includes(method))
      .map(({ path }) => String(path).replace(':id', ID))
      // A pattern is no address.
      .filter((path) => !/[:{]/.test(path));

  it('refuses every change without a session, and every one without the right form token', async () => {
    const posts = routes('POST');
    expect(posts.length).toBeGreaterThanOrEqual(12);
    const owner = await signedIn();
    await owner.get('/admin/settings');
    const other = await signedIn();
    await other.get('/admin/settings');
    for (const path of posts) {
      const stranger = visitor();
      // What takes files takes nothing else.
      const fields = path === '/admin/knowledge/import' ? { files: new File(['x'], 'x.txt') } : {};
      const refused = await stranger.post(path, fields, { csrf: owner.csrf });
      expect([401, 403], `${path} for a stranger`).toContain(refused.status);
      for (const csrf of [undefined, '', 'x', other.csrf])
        expect((await owner.post(path, fields, { csrf })).status, `${path} with ${csrf}`).toBe(403);
      expect((await owner.get('/admin')).status).toBe(200);
    }
  });

  it('refuses a form that another site sends, even with the right token', async () => {
    const owner = await signedIn();
    await owner.get('/admin/settings');
    for (const headers of [
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { 'Sec-Fetch-Site': 'cross-site' },
    ])
      expect((await owner.post('/admin/sign-out', {}, { headers })).status).toBe(403);
    expect((await owner.get('/admin')).status).toBe(200);
  });

  it('leads a stranger from any page to the sign-in page, and from there back', async () => {
    for (const path of routes('GET').filter(
      (path) => !path.endsWith('/sign-in') && !path.includes('/live'),
    )) {
      const { status, location } = await visitor().get(path);
      expect(status, path).toBe(303);
      expect(location).toBe(`/admin/sign-in?next=${encodeURIComponent(path)}`);
    }
    const stranger = visitor();
    await stranger.get('/admin/sign-in?next=%2Fadmin%2Fquestions');
    const fields = { ...{ email: OWNER.email, password: OWNER.password }, next: '/admin/questions' };
    expect((await stranger.post('/admin/sign-in', fields)).location).toBe('/admin/questions');
  });

  it('keeps its live state from strangers', async () => {
    for (const path of ['/admin/live?watch=lists', '/admin/live/state?watch=lists'])
      expect((await visitor().get(path, { 'X-Live': '1' })).status).toBe(401);
  });

  it('gives every page a strict policy and keeps it out of caches', async () => {
    const owner = await signedIn();
    const { headers } = await owner.get('/admin');
    const policy = headers.get('content-security-policy') ?? '';
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ])
      expect(policy).toContain(part);
    expect(policy).not.toContain('unsafe');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect((await owner.get('/admin')).text).not.toMatch(/\sstyle="|\son[a-z]+="/);
  });

  it('gives a new session at sign-in, in a cookie that scripts and other sites do not get', async () => {
    const stranger = visitor();
    stranger.cookies.set('kaki_session', 'planted');
    await stranger.get('/admin/sign-in');
    const answer = await stranger.post('/admin/sign-in', { ...OWNER });
    const cookie = answer.headers.getSetCookie().find((line) => line.startsWith('kaki_session=')) ?? '';
    expect(cookie).toMatch(/; Path=\/admin; HttpOnly; SameSite=Lax; Max-Age=43200$/);
    const value = stranger.cookies.get('kaki_session') ?? '';
    expect(value).not.toBe('planted');
    const { rows } = await server.house.database.pool.query('select id from sessions');
    for (const { id } of rows) expect(id.toString('base64url')).not.toBe(value);
    expect(rows.length).toBeGreaterThan(0);
  });

  it('ends a session at sign-out: its cookie is worth nothing afterwards', async () => {
    const owner = await signedIn();
    const stolen = owner.cookies.get('kaki_session') ?? '';
    await owner.get('/admin/settings');
    expect(await owner.post('/admin/sign-out')).toMatchObject({ status: 303 });
    const thief = visitor();
    thief.cookies.set('kaki_session', stolen);
    expect((await thief.get('/admin')).status).toBe(303);
  });

  it('ends a session after 12 hours', async () => {
    const early = -12 * 60 * 60_000 - 1_000;
    server.clock.skewMs = early;
    const owner = await signedIn();
    server.clock.skewMs = 0;
    expect((await owner.get('/admin')).status).toBe(303);
  });

  it('changes the password, and signs everybody else out', async () => {
    const [owner, elsewhere] = [await signedIn(), await signedIn()];
    await owner.get('/admin/settings/password');
    const change = (current: string, password: string, again = password) =>
      owner.post('/admin/settings/password', { current, password, again });
    expect((await change('wrong', 'a new long password')).status).toBe(422);
    expect((await change(OWNER.password, 'short')).status).toBe(422);
    expect((await change(OWNER.password, 'a new long password', 'another')).status).toBe(422);
    expect(await change(OWNER.password, 'a new long password')).toMatchObject({ status: 303 });
    expect((await elsewhere.get('/admin')).status).toBe(303);
    expect((await owner.get('/admin')).status).toBe(200);
    expect((await visitor().signIn('a new long password')).status).toBe(303);
    await restorePassword();
  });

  async function restorePassword(): Promise<void> {
    const { pool, tenantId } = server.house.database;
    const user = await findUserByEmail(pool, tenantId, OWNER.email);
    if (user) await changePassword(pool, user, await hashPassword(OWNER.password));
  }

  it('answers an unknown account and a wrong password alike', async () => {
    const headers = { 'X-Forwarded-For': '203.0.113.1' };
    const tryWith = async (email: string) => {
      const stranger = visitor();
      await stranger.get('/admin/sign-in');
      const answer = await stranger.post('/admin/sign-in', { email, password: 'wrong' }, { headers });
      return {
        status: answer.status,
        text: answer.text.replaceAll(email, '').replaceAll(/value="[^"]*"/g, ''),
      };
    };
    const known = await tryWith(OWNER.email);
    expect(known.status).toBe(401);
    expect(await tryWith('nobody@shop.example.sg')).toEqual(known);
  });

  it('slows guessing down, for that address alone', async () => {
    const guess = async (address: string, password: string) => {
      const stranger = visitor();
      await stranger.get('/admin/sign-in');
      const headers = { 'X-Forwarded-For': `1.2.3.4, ${address}` };
      return stranger.post('/admin/sign-in', { email: OWNER.email, password }, { headers });
    };
    // Who is slow may try again the sooner: on a busy machine all of them.
    server.clock.stoppedAt = Date.now();
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 6; attempt += 1)
      statuses.push((await guess('198.51.100.1', 'wrong')).status);
    expect(statuses.slice(0, 3)).toEqual([401, 401, 401]);
    expect(statuses).toContain(429);
    expect((await guess('198.51.100.1', OWNER.password)).text).toMatch(/Too many attempts. Wait \d+ second/);
    expect((await guess('198.51.100.2', OWNER.password)).status).toBe(303);
    server.clock.skewMs = 60_000;
    expect((await guess('198.51.100.1', OWNER.password)).status).toBe(303);
    Object.assign(server.clock, { skewMs: 0, stoppedAt: undefined });
  });

  it('serves its assets for ever under the address of their content, and anew under any other', async () => {
    const { text } = await visitor().get('/admin/sign-in');
    for (const [, path = ''] of text.matchAll(/(?:href|src)="(\/admin\/assets\/[^"]+)"/g)) {
      const asset = await visitor().get(path);
      expect(asset.status).toBe(200);
      expect(asset.headers.get('cache-control')).toContain('immutable');
      const etag = asset.headers.get('etag') ?? '';
      // Without this, fetch adds `no-cache` to a conditional request of one's own.
      const again = { 'If-None-Match': etag, 'Cache-Control': 'max-age=0' };
      expect((await visitor().get(path, again)).status).toBe(304);
      const bare = await visitor().get(path.replace(/\?.*/, '?v=old'));
      expect(bare.headers.get('cache-control')).toBe('no-cache');
    }
    expect((await visitor().get('/admin/assets/..%2f..%2fpackage.json')).status).toBe(404);
  });
});
