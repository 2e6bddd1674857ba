// Where platforms call us: POST /channels/NAME is handed to that channel, which checks the signature over the raw body.
import { Router } from '@koa/router';
import type { Context } from 'koa';
import type { Channel } from '../../channels/channel.ts';
import { readUpTo } from '../../channels/incoming.ts';
import { InvalidInput } from '../model/errors.ts';

/** More than any platform sends: Meta's batches reach 3 MB, Telegram's updates and Slack's events stay far below. */
const BODY_LIMIT_BYTES = 3_500_000;

type Called = Pick<Channel, 'name'> & Required<Pick<Channel, 'webhook'>>;

export function createWebhooks(channels: Iterable<Channel>): Router {
  const router = new Router();
  for (const channel of channels) {
    if (!takesCalls(channel)) continue;
    router.all(`/channels/${channel.name}`, async (context) => {
      const response = await channel.webhook(await toRequest(context));
      context.status = response.status;
      response.headers.forEach((value, name) => {
        context.set(name, value);
      });
      context.body = await response.text();
    });
  }
  return router;
}

function takesCalls(channel: Channel): channel is Channel & Called {
  return channel.webhook !== undefined;
}

async function toRequest({ req, request, method, href }: Context): Promise<Request> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === 'string') headers.set(name, value);
  }
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return new Request(href, { method, headers, ...(hasBody && { body: await readBody(req) }) });
}

// The bytes as they came: the signature is over them.
async function readBody(request: AsyncIterable<Buffer>): Promise<Buffer<ArrayBuffer>> {
  const body = await readUpTo(BODY_LIMIT_BYTES, request);
  if (body) return body;
  throw new InvalidInput('body_too_large', `The body has more than ${BODY_LIMIT_BYTES} bytes.`, {
    status: 413,
  });
}
