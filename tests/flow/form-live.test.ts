import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FormServer, startForm } from '../support/form-server.ts';
import { Visitor } from '../support/form-visitor.ts';

interface State {
  readonly version: string;
  readonly waiting: number;
}

describe('pages that are open', () => {
  let server: FormServer;
  let owner: Visitor;
  beforeAll(async () => {
    server = await startForm();
    owner = new Visitor(server.url);
    await owner.signIn();
  });
  afterAll(() => server?.close());

  async function openStream(
    watch: string,
  ): Promise<{ status: number; next(): Promise<State>; close(): void }> {
    const gone = new AbortController();
    const cookie = [...owner.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(`${server.url}/admin/live?watch=${watch}`, {
      headers: { Cookie: cookie, Accept: 'text/event-stream' },
      signal: gone.signal,
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let buffered = '';
    const next = async (): Promise<State> => {
      for (;;) {
        const event = /^data: (.*)\n\n/m.exec(buffered);
        if (event) {
          buffered = buffered.slice(event.index + event[0].length);
          return JSON.parse(event[1] ?? '');
        }
        const { value, done } = (await reader?.read()) ?? { done: true, value: undefined };
        if (done) throw new Error('the stream ended');
        buffered += value;
      }
    };
    return { status: response.status, next, close: () => gone.abort() };
  }

  /** When so many looks at the list of documents began. */
  async function listLooks(count: number): Promise<readonly number[]> {
    const { pool } = server.house.database;
    const { query } = pool;
    const looks: number[] = [];
    pool.query = ((...given: Parameters<typeof query>) => {
      if (String(given[0]).includes('count(deleted_at)')) looks.push(performance.now());
      return query.apply(pool, given);
    }) as typeof query;
    try {
      await expect.poll(() => looks.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(count);
    } finally {
      pool.query = query;
    }
    return looks;
  }

  it('hear of a customer who asks for a person, and of the next message in a conversation', async () => {
    const lists = await openStream('lists');
    const before = await lists.next();
    const id = await server.customerWrites('human please', { conversation: 'live', name: 'Mei' });
    let now = before;
    while (now.waiting === before.waiting) now = await lists.next();
    expect(now.waiting).toBe(before.waiting + 1);
    expect(now.version).not.toBe(before.version);
    lists.close();

    const thread = await openStream(id);
    const first = await thread.next();
    await server.customerWrites('are you there?', { conversation: 'live', name: 'Mei' });
    expect((await thread.next()).version).not.toBe(first.version);
    thread.close();
  });

  it('know from the start what they show, so that they fetch nothing twice', async () => {
    const { text } = await owner.get('/admin/conversations');
    const shown = /data-version="([^"]+)"/.exec(text)?.[1];
    const answer = await owner.get('/admin/live/state?watch=lists');
    expect(JSON.parse(answer.text)).toMatchObject({ version: shown });
  });

  it('are bounded: one too many is told to ask now and then, and a place that is left is free again', async () => {
    const streams = [];
    for (let count = 0; count < 24; count += 1) streams.push(await openStream('home'));
    for (const stream of streams) await stream.next();
    const looks = await listLooks(4);
    expect((looks[3] ?? 0) - (looks[0] ?? 0), 'they look together').toBeGreaterThan(2_000);
    expect((await openStream('lists')).status).toBe(503);
    for (const stream of streams) stream.close();
    await expect.poll(async () => (await openStream('lists')).status).toBe(200);
  });
});
