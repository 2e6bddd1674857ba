// The koa server: one request id, one exit for every failure, the same headers everywhere; routers are mounted by main.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Router } from '@koa/router';
import Koa from 'koa';
import { type FailureDeps, respondWithError } from './failure.ts';

export interface ServerDeps extends FailureDeps {
  readonly routers: readonly Router[];
  /** Each is offered the upgrade in turn; true where it took it. */
  readonly upgrades: readonly ((request: IncomingMessage, socket: Duplex, head: Buffer) => boolean)[];
  readonly trustProxy: boolean;
}

/** A client that hasn't sent its headers or body by then holds a socket for nothing (slowloris). */
const HEADERS_TIMEOUT_MS = 10_000;
// A photo of 5 MB from a phone with 0.4 Mbit/s of upstream.
const REQUEST_TIMEOUT_MS = 120_000;
const KEEP_ALIVE_MS = 65_000;
const MAX_CONNECTIONS = 10_000;

export function createHttpServer(deps: ServerDeps): Server {
  const app = new Koa({ proxy: deps.trustProxy });
  app.silent = true;
  app.use(async (context, next) => {
    const requestId = randomUUID();
    context.state.requestId = requestId;
    context.set('X-Request-Id', requestId);
    setSecurityHeaders(context);
    try {
      await next();
      if (context.status === 404 && context.body === undefined) context.throw(404);
    } catch (error) {
      respondWithError(context, error, deps);
    }
  });
  for (const router of deps.routers) app.use(router.routes()).use(router.allowedMethods());
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
    },
    app.callback(),
  );
  server.maxConnections = MAX_CONNECTIONS;
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    if (!deps.upgrades.some((take) => take(request, socket, head))) refuseUpgrade(socket);
  });
  return server;
}

// Pages that need more set their own policy over this one.
function setSecurityHeaders(context: Koa.Context): void {
  context.set({
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    'Referrer-Policy': 'strict-origin-when-cross-origin',
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  });
  if (context.secure) context.set('Strict-Transport-Security', 'max-age=31536000');
}

function refuseUpgrade(socket: Duplex): void {
  socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}
