// Hands out the files of a conversation, its customer's own and those from staff: read where they are kept, harmless whatever is in them.
import type { RouterContext } from '@koa/router';
import { Router } from '@koa/router';
import type { Log } from '../../src/log.ts';
import type { Attachment } from '../../src/model/activity.ts';
import { InvalidInput, NotAllowed } from '../../src/model/errors.ts';
import { pictureType } from '../../src/model/file.ts';
import { parseId } from '../../src/model/ids.ts';
import type { FileContent, OpenFile } from '../channel.ts';
import type { FileLinks, ShownFile } from './file-links.ts';
import { allowOrigins, type OriginRule } from './origins.ts';
import { answerProblems } from './problems.ts';
import type { RateLimit } from './rate.ts';
import type { Tokens } from './tokens.ts';

export interface FileDeps {
  readonly tokens: Tokens;
  readonly links: FileLinks;
  readonly rule: OriginRule;
  readonly rate: RateLimit;
  readonly find: (file: ShownFile) => Promise<Attachment | undefined>;
  readonly openFile: OpenFile;
  readonly log: Log;
}

const PATH = '/v3/directline/conversations/:id/files/:messageId/:index';
// 20 MB on a slow line; the reader itself may give up earlier.
const OPEN_TIMEOUT_MS = 30_000;
const CACHE_SECONDS = 24 * 60 * 60;

export function fileRoutes(deps: FileDeps): Router {
  const router = new Router();
  router.use(PATH, answerProblems(deps.log, 'a file could not be handed out'), allowOrigins(deps.rule));
  router.get(PATH, async (ctx) => {
    const file = readPath(ctx);
    await requireReader(ctx, file, deps);
    deps.rate.take(file.conversationId);
    const attachment = await deps.find(file);
    if (!attachment?.contentUrl) throw notThere();
    const content = await open(deps.openFile, attachment.contentUrl, ctx);
    answer(ctx, attachment.name || content.name, content);
  });
  return router;
}

function readPath(ctx: RouterContext): ShownFile {
  const { id = '', messageId, index = '' } = ctx.params;
  if (!/^\d{1,3}$/.test(index)) throw notThere();
  return { conversationId: id, messageId: parseId(messageId), index: Number(index) };
}

// By the link's own signature, or as anything else of the conversation: by its token.
async function requireReader(
  ctx: RouterContext,
  file: ShownFile,
  { tokens, links }: FileDeps,
): Promise<void> {
  const given = String(ctx.query.t ?? '');
  if (given && links.isSigned(file, given)) return;
  const token = given || ctx.get('Authorization').replace(/^Bearer /i, '');
  if (!token) throw new NotAllowed('Unauthorized', 'A token is needed: ?t=TOKEN.', { status: 401 });
  const pass = await tokens.read(token);
  if (pass.conversationId === file.conversationId) return;
  throw new NotAllowed('Forbidden', 'This token is for another conversation.');
}

async function open(openFile: OpenFile, contentUrl: string, ctx: RouterContext): Promise<FileContent> {
  const gone = new AbortController();
  const giveUp = (): void => gone.abort();
  ctx.res.once('close', giveUp);
  try {
    return await openFile(contentUrl, AbortSignal.any([gone.signal, AbortSignal.timeout(OPEN_TIMEOUT_MS)]));
  } finally {
    ctx.res.off('close', giveUp);
  }
}

// What the file says of itself is not believed: what isn't a picture by its first bytes is saved, never opened.
function answer(ctx: RouterContext, name: string, { bytes }: FileContent): void {
  const picture = pictureType(bytes);
  ctx.attachment(name, { type: picture ? 'inline' : 'attachment' });
  ctx.set({
    'Content-Type': picture ?? 'application/octet-stream',
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': `private, max-age=${CACHE_SECONDS}, immutable`,
    // Shown on the sites that embed the chat.
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'Referrer-Policy': 'no-referrer',
  });
  ctx.body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function notThere(): InvalidInput {
  return new InvalidInput('NotFound', 'This file is not there. It may have been taken back.', {
    status: 404,
  });
}
