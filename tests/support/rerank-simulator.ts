// A strict stand-in for a /rerank endpoint: a passage is the better the more of the question's words it holds.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

export interface RerankSimulator {
  readonly url: string;
  readonly journal: readonly RerankRequest[];
  /** What happens to the next requests, one each: silence, a status, or an answer of that body. */
  script(...behaviours: readonly ('hang' | number | object | string)[]): void;
  stop(): Promise<void>;
}

const requestSchema = z.strictObject({
  model: z.string().min(1),
  query: z.string().min(1),
  documents: z.array(z.string().min(1)).min(1).max(1_000),
  top_n: z.number().int().positive(),
});
type RerankRequest = z.output<typeof requestSchema>;

export async function startRerankSimulator(apiKey: string): Promise<RerankSimulator> {
  const journal: RerankRequest[] = [];
  const behaviours: ('hang' | number | object | string)[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const send = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    };
    if (request.headers.authorization !== `Bearer ${apiKey}`)
      return send(401, { message: 'invalid api token' });
    if (request.method !== 'POST' || request.url !== '/v2/rerank') return send(404, { message: 'not found' });
    const read = requestSchema.safeParse(JSON.parse(Buffer.concat(parts).toString()));
    if (!read.success) return send(422, { message: read.error.message });
    journal.push(read.data);
    const behaviour = behaviours.shift();
    if (behaviour === 'hang') return;
    if (typeof behaviour === 'number') return send(behaviour, { message: 'as the test wished' });
    return send(200, behaviour ?? { id: 'simulated', results: toResults(read.data) });
  };
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2/rerank`,
    journal,
    script: (...more) => void behaviours.push(...more),
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

// Best first, as the services send them.
function toResults({ query, documents, top_n }: RerankRequest) {
  const wanted = wordsOf(query);
  return documents
    .map((document, index) => {
      const held = new Set(wordsOf(document));
      return { index, relevance_score: wanted.filter((word) => held.has(word)).length / wanted.length };
    })
    .sort((one, other) => other.relevance_score - one.relevance_score)
    .slice(0, top_n);
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/\p{L}+/gu) ?? [];
}
