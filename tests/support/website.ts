// A website on loopback: pages by their path, what was asked, and a reader that may reach it.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createWeb, type Web } from '../../knowledge/web/web.ts';

export interface SitePage {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface Website {
  readonly url: string;
  readonly host: string;
  /** By path; without an entry a page is gone. */
  readonly pages: Map<string, SitePage | ((request: IncomingMessage) => SitePage)>;
  readonly asked: { readonly path: string; readonly headers: IncomingMessage['headers'] }[];
  /** Reaches this site's address, and no other. */
  readonly web: Web;
  close(): Promise<void>;
}

export const SITE_ADDRESS = '127.0.0.1';

export async function openWebsite(options: { readonly pauseMs?: number } = {}): Promise<Website> {
  const pages: Website['pages'] = new Map();
  const asked: Website['asked'] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push({ path, headers: request.headers });
    const entry = pages.get(path);
    answer(response, typeof entry === 'function' ? entry(request) : (entry ?? { status: 404 }));
  });
  server.listen(0, SITE_ADDRESS);
  await once(server, 'listening');
  const host = `${SITE_ADDRESS}:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${host}`,
    host,
    pages,
    asked,
    web: createWeb({
      publicUrl: 'https://kaki.example.sg',
      now: Date.now,
      pauseMs: options.pauseMs ?? 0,
      isAllowed: (address) => address === SITE_ADDRESS,
    }),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function answer(response: ServerResponse, { status = 200, headers = {}, body = '' }: SitePage): void {
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', ...headers });
  response.end(body);
}

/** A page with a frame around its text. */
export function htmlPage(title: string, text: string): string {
  return `<!doctype html><html><head><title>${title}</title></head><body><nav>Home Shop</nav><main><h1>${title}</h1><p>${text}</p></main></body></html>`;
}
