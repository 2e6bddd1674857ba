// A customer's photo on its whole way: web chat, disk, hand-over, Slack, the owners' form.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { phrase } from '../../src/model/phrases.ts';
import { environmentOf, openSides, type Sides } from '../support/desk.ts';
import { Visitor } from '../support/form-visitor.ts';
import { until } from '../support/house.ts';
import { type ServerProcess, startServer } from '../support/server.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const OWNER = { email: 'owner@example.sg', password: 'a sentence I remember' };

describe('a server whose staff work in Slack', () => {
  let sides: Sides;
  let dataDir: string;
  let server: ServerProcess;

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'kaki-uploads-'));
    cpSync(inject('embeddedTemplate'), dataDir, { recursive: true });
    sides = await openSides();
    const { TELEGRAM_BOT_TOKEN: _, ...environment } = environmentOf(sides);
    server = await startServer({
      DATA_DIR: dataDir,
      BURST_QUIET_MS: '50',
      LOG_LEVEL: 'fatal',
      OWNER_EMAIL: OWNER.email,
      OWNER_PASSWORD: OWNER.password,
      ...environment,
    });
  });
  afterAll(async () => {
    await server?.kill();
    await sides?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function openChat() {
    const init = { method: 'POST', headers: { origin: server.url } };
    const { token, conversationId } = (await (
      await fetch(`${server.url}/v3/directline/tokens/generate`, init)
    ).json()) as { token: string; conversationId: string };
    const headers = { authorization: `Bearer ${token}` };
    const root = `${server.url}/v3/directline/conversations/${conversationId}`;
    return {
      async sends(name: string): Promise<number> {
        const body = new FormData();
        body.append('file', new Blob([PNG]), name);
        return (await fetch(`${root}/upload`, { method: 'POST', headers, body })).status;
      },
      async says(text: string): Promise<void> {
        const body = JSON.stringify({ type: 'message', text, from: { id: 'me' } });
        const init = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body };
        await fetch(`${root}/activities`, init);
      },
      async reads(): Promise<string> {
        const { activities } = await (await fetch(`${root}/activities`, { headers })).json();
        return activities.map(({ text }: { text: string }) => text).join('\n');
      },
    };
  }

  it('tells that nobody looked at a photo, and passes it on when the customer wants a person', async () => {
    const chat = await openChat();
    expect(await chat.sends('broken-cup.png')).toBe(200);
    await until('the customer is told and asked', async () =>
      (await chat.reads()).includes(`${phrase('cannotSee', 'en')} ${phrase('offerPerson', 'en')}`),
    );
    expect(sides.cards()).toEqual([]);
    await chat.says('yes please');
    await until('the card is posted', () => sides.cards().length === 1, 20_000);
    const [card] = sides.cards();
    if (!card) throw new Error('there is no card');
    const files = () => sides.slack.thread(card).flatMap((message) => message.files ?? []);
    await until('the photo is in the thread', () => files().length === 1, 20_000);
    expect(await chat.sends('receipt.png')).toBe(200);
    await until('the next one is there, too', () => files().length === 2, 20_000);
    expect(files().map(({ name }) => name)).toEqual(['broken-cup.png', 'receipt.png']);
    for (const { bytes } of files()) expect(Buffer.from(bytes)).toEqual(PNG);
  });

  it('shows it in the owners’ form as well', async () => {
    const owner = new Visitor(server.url);
    await owner.signIn(OWNER.password, OWNER.email);
    const list = await owner.get('/admin/conversations');
    const [path = ''] = /\/admin\/conversations\/[0-9a-f-]{36}/.exec(list.text) ?? [];
    const [, src = ''] = /<img src="([^"]+\/0)"/.exec((await owner.get(path)).text) ?? [];
    const picture = await owner.get(src);
    expect(picture.status).toBe(200);
    expect(picture.headers.get('content-type')).toBe('image/png');
  });
});
