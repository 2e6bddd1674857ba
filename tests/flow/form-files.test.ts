import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileContent } from '../../channels/channel.ts';
import { DeliveryError } from '../../src/model/errors.ts';
import type { ConversationId } from '../../src/model/ids.ts';
import { fileOpener } from '../../src/open-channels.ts';
import { readThread } from '../../src/store/threads.ts';
import { type FormServer, startForm } from '../support/form-server.ts';
import { Visitor } from '../support/form-visitor.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');

describe('files in a conversation of the form', () => {
  let server: FormServer;
  let owner: Visitor;
  const kept = new Map<string, Uint8Array | Error>();
  beforeAll(async () => {
    const open = async (contentUrl: string): Promise<FileContent> => {
      const found = kept.get(contentUrl) ?? new DeliveryError('file_gone', 'This file is no longer kept.');
      if (found instanceof Error) throw found;
      return { name: 'file', contentType: 'image/png', bytes: found };
    };
    server = await startForm({ openFile: fileOpener((scheme) => (scheme === 'test' ? open : undefined)) });
    owner = new Visitor(server.url);
    await owner.signIn();
  });
  afterAll(() => server?.close());

  async function sent(
    contentUrl: string,
    file: { readonly name: string; readonly contentType: string },
  ): Promise<{ id: ConversationId; path: string }> {
    const { pool, tenantId } = server.house.database;
    const id = await server.customerWrites('human please', { conversation: contentUrl, name: contentUrl });
    await pool.query(
      `update messages set attachments = $2 where conversation_id = $1 and author = 'customer'`,
      [id, JSON.stringify([{ ...file, contentUrl }])],
    );
    const thread = await readThread(pool, tenantId, id);
    const message = thread?.messages.find(({ attachments }) => attachments.length > 0);
    return { id, path: `/admin/conversations/${id}/files/${message?.id}/0` };
  }

  it('shows a picture where it was said, and draws it by its bytes', async () => {
    kept.set('test:1', PNG);
    const { id, path } = await sent('test:1', { name: 'receipt.png', contentType: 'image/png' });
    const page = await owner.get(`/admin/conversations/${id}`);
    expect(page.text).toContain(`<img src="${path}"`);
    expect(page.text).toContain('receipt.png');
    const { status, headers } = await owner.get(path);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('image/png');
    expect(headers.get('content-disposition')).toBe('inline; filename="receipt.png"');
    expect(headers.get('content-length')).toBe(String(PNG.length));
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('saves everything else, whatever it calls itself', async () => {
    kept.set('test:2', SVG);
    for (const [name, contentType] of [
      ['order.pdf', 'application/pdf'],
      ['fake.png', 'image/png'],
      ['page.html', 'text/html'],
    ] as const) {
      const { path } = await sent('test:2', { name, contentType });
      const { headers } = await owner.get(path);
      expect(headers.get('content-type')).toBe('application/octet-stream');
      expect(headers.get('content-disposition')).toBe(`attachment; filename="${name}"`);
      expect(headers.get('content-security-policy')).toMatch(/sandbox/);
    }
  });

  it('says on a page that a file is gone, or not there just now', async () => {
    const { id, path } = await sent('test:3', { name: '<b>.pdf', contentType: 'application/pdf' });
    const gone = await owner.get(path);
    expect(gone.status).toBe(404);
    expect(gone.text).toContain('no longer kept');
    expect(gone.text).toContain(`href="/admin/conversations/${id}"`);
    expect(gone.text).toContain('&lt;b>.pdf');
    kept.set('test:3', new DeliveryError('unreachable', 'Away.', { retryable: true }));
    const away = await owner.get(path);
    expect(away.status).toBe(502);
    expect(away.text).toContain('could not be loaded just now');
  });

  it('opens nothing to who is not signed in, and nothing of another conversation', async () => {
    kept.set('test:4', PNG);
    const { path } = await sent('test:4', { name: 'a.png', contentType: 'image/png' });
    const other = await server.customerWrites('human please', { conversation: 'other', name: 'other' });
    const stranger = await new Visitor(server.url).get(path);
    expect(stranger.status).toBe(303);
    expect(stranger.location).toMatch(/^\/admin\/sign-in/);
    for (const wrong of [
      path.replace(/conversations\/[^/]+/, `conversations/${other}`),
      path.replace(/0$/, '1'),
      path.replace(/0$/, '-1'),
      path.replace(/0$/, '..'),
    ])
      expect((await owner.get(wrong)).status).toBe(404);
  });
});
