// A server on this machine that hands what is posted to it to a channel's webhook, as the HTTP server does.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { Channel } from '../../channels/channel.ts';

export interface WebhookServer {
  readonly url: string;
  /** Who is called from now on; nobody: 502, as a proxy answers while the server restarts. */
  serve(channel: Pick<Channel, 'webhook'> | undefined): void;
  close(): Promise<void>;
}

export async function startWebhookServer(path: string): Promise<WebhookServer> {
  let served: Pick<Channel, 'webhook'> | undefined;
  let origin = '';
  const server = createServer(async (request, response) => {
    const asked = new Request(`${origin}${request.url}`, {
      method: 'POST',
      headers: Object.entries(request.headers).map(([name, value]): [string, string] => [
        name,
        String(value),
      ]),
      body: Readable.toWeb(request) as ReadableStream,
      duplex: 'half',
    } as RequestInit);
    const answer = await served?.webhook?.(asked);
    response.writeHead(answer?.status ?? 502).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${origin}${path}`,
    serve: (channel) => {
      served = channel;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
