// The reference of M1: koa, a check of the body's signature, one insert, 200.
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { openDatabase } from '../../src/store/pool.ts';
import { serve } from './child.ts';
import type { Where } from './measure.ts';
import { isSigned } from './signature.ts';

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const commands = {
  async open(where: Where): Promise<string> {
    const { pool } = await openDatabase({ databaseUrl: where.databaseUrl, dataDir: where.dataDir });
    await pool.query(
      'create table bare_inbox (id bigint generated always as identity primary key, body jsonb not null)',
    );
    const app = new Koa();
    app.use(async (context) => {
      const body = await readBody(context.req);
      if (!isSigned(body, context.get('x-hub-signature-256'))) return context.throw(401);
      const text = 'insert into bare_inbox (body) values ($1) returning id';
      const { rows } = await pool.query({ name: 'bare_insert', text, values: [body.toString()] });
      context.body = { id: rows[0]?.id };
    });
    const http = createServer(app.callback());
    await once(http.listen(0, '127.0.0.1'), 'listening');
    return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  },
};

serve(commands);
