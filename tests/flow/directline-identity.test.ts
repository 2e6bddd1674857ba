// Who a web chat's visitor is, by the word of the page's own server: believed only as far as it is signed.
import { UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callsTo, type Opened, SHOP, said } from '../support/direct-line-calls.ts';
import { signVisitor } from '../support/visitor-identity.ts';
import { startWebchat, type WebchatServer } from '../support/webchat-server.ts';

let server: WebchatServer;
const { call, post, list } = callsTo(() => server);
beforeAll(async () => {
  server = await startWebchat();
});
afterAll(() => server.close());

type Answer = Opened & { readonly identityRefused?: string };

async function visit(identity: unknown, resume?: Opened): Promise<Answer> {
  const body = JSON.stringify({ identity, ...(resume && { resume: resume.token }) });
  const response = await call('/tokens/generate', { headers: { origin: SHOP }, body });
  expect(response.status).toBe(200);
  return response.json() as Promise<Answer>;
}

async function heardFrom(visitor: Opened) {
  expect((await post(visitor, said('hello'))).status).toBe(200);
  return server.received.at(-1);
}

type Sign = () => Promise<string | undefined>;

const REFUSED: readonly (readonly [what: string, sign: Sign, reason: RegExp])[] = [
  ['expired', () => signVisitor('m', {}, { issuedAt: -7200, expiresAt: -61 }), /expired/],
  ['from the future', () => signVisitor('m', {}, { issuedAt: 120, expiresAt: 3600 }), /iat/],
  ['valid for more than a day', () => signVisitor('m', {}, { expiresAt: 86_401 }), /24 hours/],
  [
    'more than a day old',
    () => signVisitor('m', {}, { issuedAt: -86_500, expiresAt: 3600 }),
    /iat|24 hours|expired/,
  ],
  ['signed with another secret', () => signVisitor('m', {}, { secret: 'x'.repeat(32) }), /signature/],
  ['meant for another audience', () => signVisitor('m', {}, { audience: 'kaki-webchat' }), /aud/],
  ['without a user', () => signVisitor(undefined), /sub/],
  ['of an empty user', () => signVisitor(' '), /sub/],
  ['of a user who looks like another', () => signVisitor('member-17\u0007'), /sub/],
  ['of a user with a space behind', () => signVisitor('member-17 '), /sub/],
  [
    'unsigned',
    async () =>
      new UnsecuredJWT({}).setSubject('m').setAudience('kaki').setIssuedAt().setExpirationTime('1h').encode(),
    /HS256/,
  ],
  ['no token at all', async () => 'member-17', /HS256/],
  ['too long', async () => 'x'.repeat(5_000), /4096/],
];

const OTHERS: readonly (readonly [who: string, sign: Sign])[] = [
  ['another user', () => signVisitor('member-24')],
  [
    'another user whose token has run out',
    () => signVisitor('member-24', {}, { issuedAt: -7200, expiresAt: -3600 }),
  ],
  ['who shows a forged token', () => signVisitor('member-23', {}, { secret: 'y'.repeat(32) })],
  ['who signed out', async () => undefined],
];

describe('an identity that the page’s server signed', () => {
  test('comes with every message as proofs, and gives the customer their name', async () => {
    const claims = { name: 'Ravi', phone: '9123 4567', phone_verified: true };
    const visitor = await visit(await signVisitor('member-17', claims));
    expect(visitor.identityRefused).toBeUndefined();
    const inbound = await heardFrom(visitor);
    expect(inbound?.proofs).toEqual([
      { kind: 'host', value: 'member-17' },
      { kind: 'phone', value: '+6591234567' },
    ]);
    expect(inbound?.from.name).toBe('Ravi');
    const headers = { authorization: `Bearer ${visitor.token}` };
    const refreshed = (await (await call('/tokens/refresh', { headers })).json()) as Opened;
    expect((await heardFrom(refreshed))?.proofs).toEqual(inbound?.proofs);
  });

  test('proves no phone that the host has not verified, and none that is no number', async () => {
    for (const claims of [
      { phone: '+6591234567' },
      { phone: '+6591234567', phone_verified: false },
      { phone: 'call me', phone_verified: true },
    ]) {
      const visitor = await visit(await signVisitor('member-17', claims));
      expect((await heardFrom(visitor))?.proofs).toEqual([{ kind: 'host', value: 'member-17' }]);
    }
  });

  test.each(REFUSED)(
    'is refused where it is %s; the visitor chats anonymously',
    async (_what, sign, reason) => {
      const visitor = await visit(await sign());
      expect(visitor.identityRefused).toMatch(reason);
      expect(await heardFrom(visitor)).not.toHaveProperty('proofs');
    },
  );

  test('may come a minute late or early', async () => {
    for (const signing of [
      { issuedAt: 50, expiresAt: 3600 },
      { issuedAt: -3600, expiresAt: -50 },
    ])
      expect((await visit(await signVisitor('m', {}, signing))).identityRefused).toBeUndefined();
  });

  test('can’t be made of our own tokens', async () => {
    const { token } = await visit(undefined);
    expect((await visit(token)).identityRefused).toMatch(/signature/);
  });

  test('links what a visitor said before they signed in', async () => {
    const before = await visit(undefined);
    await heardFrom(before);
    const after = await visit(await signVisitor('member-21'), before);
    expect(after.conversationId).toBe(before.conversationId);
    expect((await heardFrom(after))?.proofs).toEqual([{ kind: 'host', value: 'member-21' }]);
    expect(await list(after)).toHaveLength(2);
  });

  test('takes the conversation from whoever kept a token of it from before', async () => {
    const before = await visit(undefined);
    await heardFrom(before);
    const after = await visit(await signVisitor('member-25'), before);
    await heardFrom(after);
    for (const identity of [undefined, await signVisitor('member-26')]) {
      const other = await visit(identity, before);
      expect(other.conversationId).not.toBe(before.conversationId);
      expect(await list(other)).toEqual([]);
    }
    const headers = { authorization: `Bearer ${before.token}` };
    for (const path of ['/tokens/refresh', '/conversations'])
      expect((await call(path, { headers })).status).toBe(403);
    const mine = await visit(await signVisitor('member-25'), after);
    expect(mine.conversationId).toBe(before.conversationId);
  });

  test('goes on in its own conversation, even when it has run out there meanwhile', async () => {
    const first = await visit(await signVisitor('member-22'));
    const again = await visit(await signVisitor('member-22', { name: 'Ravi' }), first);
    expect(again.conversationId).toBe(first.conversationId);
    const late = await visit(
      await signVisitor('member-22', {}, { issuedAt: -7200, expiresAt: -3600 }),
      again,
    );
    expect(late.conversationId).toBe(first.conversationId);
    expect(late.identityRefused).toMatch(/expired/);
  });

  test.each(OTHERS)('is never shown the conversation of a former visitor: %s', async (_who, sign) => {
    const former = await visit(await signVisitor('member-23'));
    await heardFrom(former);
    const next = await visit(await sign(), former);
    expect(next.conversationId).not.toBe(former.conversationId);
    expect(await list(next)).toEqual([]);
  });

  test('is refused by a server that has no secret, which says so', async () => {
    const open = await startWebchat({ secret: undefined });
    try {
      const body = JSON.stringify({ identity: await signVisitor('m', {}, { secret: '\0'.repeat(24) }) });
      const response = await fetch(`${open.url}/v3/directline/tokens/generate`, {
        method: 'POST',
        headers: { origin: SHOP },
        body,
      });
      expect(await response.json()).toMatchObject({
        identityRefused: expect.stringMatching(/WEBCHAT_SECRET/),
      });
    } finally {
      await open.close();
    }
  });
});
