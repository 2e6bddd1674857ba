// The Direct Line 3.0 endpoints: tokens, conversations, activities, uploads.
// https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-direct-line-3-0-api-reference
import { randomBytes, randomUUID } from 'node:crypto';
import type { RouterContext, RouterMiddleware } from '@koa/router';
import { Router } from '@koa/router';
import { z } from 'zod';
import type { Log } from '../../src/log.ts';
import type { Attachment, Inbound } from '../../src/model/activity.ts';
import { InvalidInput, NotAllowed, StoreError } from '../../src/model/errors.ts';
import { cleanText, shorten } from '../../src/model/text.ts';
import type { Files } from '../../src/store/files.ts';
import type { VisibleMessage } from '../../src/store/messages.ts';
import { asStoreError } from '../../src/store/pool.ts';
import type { Receive } from '../channel.ts';
import { isSecret } from '../incoming.ts';
import { customerActivityId, toActivity } from './activities.ts';
import { readJson } from './body.ts';
import { decodeActivity } from './decode.ts';
import type { FileLinks } from './file-links.ts';
import type { Claim, ReadClaim } from './identity.ts';
import { allowOrigins, isAllowedOrigin, type OriginRule, outsideUrl } from './origins.ts';
import { answerProblems } from './problems.ts';
import type { RateLimit } from './rate.ts';
import { readWatermark } from './stream.ts';
import { type Pass, TOKEN_SECONDS, type Tokens } from './tokens.ts';
import { readUpload, type Upload } from './upload.ts';

export interface RouteDeps {
  readonly tokens: Tokens;
  /** Who a visitor is by the word of the page's own server. */
  readonly readClaim: ReadClaim;
  readonly links: FileLinks;
  readonly rule: OriginRule;
  readonly secret: string | undefined;
  readonly rate: RateLimit;
  readonly receive: Receive;
  readonly files: Files;
  /** The files of a message, by its platform id; none where it was not stored. */
  readonly findStored: (messageExternalId: string) => Promise<readonly Attachment[]>;
  /** Whether somebody else signed in as this visitor since the token was made. */
  readonly isTaken: (pass: Pass) => Promise<boolean>;
  /** Visible messages, and changes of them, after a watermark. */
  readonly list: (
    conversationId: string,
    watermark: number,
    limit: number,
  ) => Promise<readonly VisibleMessage[]>;
  readonly log: Log;
}

const ROOT = '/v3/directline';
const PAGE = 100;
const RETRY_AFTER_SECONDS = 5;

export function directLineRoutes(deps: RouteDeps): Router {
  const router = new Router();
  const answer = answers(deps);
  router.use(`${ROOT}`, answerErrors(deps.log), allowOrigins(deps.rule));
  router.post(`${ROOT}/tokens/generate`, answer.generate);
  router.post(`${ROOT}/tokens/refresh`, answer.refresh);
  router.post(`${ROOT}/conversations`, answer.start);
  router.get(`${ROOT}/conversations/:id`, answer.reconnect);
  router.get(`${ROOT}/conversations/:id/activities`, answer.list);
  router.post(`${ROOT}/conversations/:id/activities`, answer.post);
  const problems = answerProblems(deps.log, 'an upload failed');
  router.post(`${ROOT}/conversations/:id/upload`, problems, answer.upload);
  // Only asked for by bots that sign customers in; DirectLineJS takes a 404 as "no session".
  router.all(`${ROOT}/*path`, () => {
    throw new InvalidInput('NotFound', 'There is nothing at this address. Check the URL.', { status: 404 });
  });
  return router;
}

// Every failure leaves in Direct Line's form; its clients act on the status: 403 is an expired token, 5xx a retry.
function answerErrors(log: Log): RouterMiddleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      const fault = asStoreError(error);
      const refusal = fault instanceof InvalidInput || fault instanceof NotAllowed ? fault : undefined;
      const isAway = fault instanceof StoreError;
      const code = refusal?.code ?? (isAway ? 'ServiceUnavailable' : 'InternalServerError');
      const message = refusal?.message ?? 'This did not work just now. Try again in a moment.';
      if (!refusal) log.error({ err: fault, path: ctx.path }, 'web chat: a request failed');
      ctx.status = refusal?.status ?? (isAway ? 503 : 500);
      if (ctx.status === 429 || ctx.status === 503) ctx.set('Retry-After', String(RETRY_AFTER_SECONDS));
      ctx.body = { error: { code, message } };
    }
  };
}

const generateBody = z.object({
  resume: z.string().max(4096).nullish(),
  user: z.object({ id: z.string().nullish(), name: z.string().nullish() }).nullish(),
  identity: z.string().nullish(),
});

function answers(deps: RouteDeps) {
  const { tokens } = deps;
  return {
    /** A site's server shows the secret; a page of an allowed site only where it comes from. */
    async generate(ctx: RouterContext): Promise<void> {
      const isTrusted = requireIssuer(ctx, deps);
      const read = generateBody.safeParse((await readJson(ctx.req)) ?? {});
      if (!read.success) throw new InvalidInput('BadArgument', 'The body must be a JSON object.');
      const { resume, user, identity } = read.data;
      const claim = await deps.readClaim(identity);
      const known = resume ? passFor(await tokens.readExpired(resume), claim) : undefined;
      const isOurs = known && !(await deps.isTaken(known));
      const pass = isOurs ? known : signIn(newPass(isTrusted ? user : undefined), claim);
      ctx.body = { ...(await issued(tokens, pass)), ...answerClaim(ctx, deps, claim) };
    },
    async refresh(ctx: RouterContext): Promise<void> {
      ctx.body = await renewed(deps, await tokens.read(bearer(ctx)));
    },
    async start(ctx: RouterContext): Promise<void> {
      const given = bearer(ctx);
      const pass = isGiven(given, deps.secret) ? newPass(undefined) : await tokens.read(given);
      const [first] = await deps.list(pass.conversationId, 0, 1);
      ctx.status = first ? 200 : 201;
      ctx.body = await opened(ctx, deps, pass, 0);
    },
    async reconnect(ctx: RouterContext): Promise<void> {
      const pass = await requirePass(ctx, tokens);
      ctx.body = await opened(ctx, deps, pass, readWatermark(String(ctx.query.watermark)));
    },
    async list(ctx: RouterContext): Promise<void> {
      const pass = await requirePass(ctx, tokens);
      const watermark = readWatermark(String(ctx.query.watermark));
      const messages = await deps.list(pass.conversationId, watermark, PAGE);
      const screen = deps.links.screen(pass, outsideUrl(deps.rule, ctx));
      ctx.body = {
        activities: messages.flatMap((message) => toActivity(message, screen, watermark) ?? []),
        watermark: String(messages.at(-1)?.number ?? watermark),
      };
    },
    async post(ctx: RouterContext): Promise<void> {
      const pass = await requirePass(ctx, tokens);
      deps.rate.take(pass.conversationId);
      ctx.body = { id: await take(deps, pass, await readJson(ctx.req)) };
    },
    async upload(ctx: RouterContext): Promise<void> {
      const pass = await requirePass(ctx, tokens);
      deps.rate.take(pass.conversationId);
      ctx.body = { id: await takeUpload(deps, pass, await readUpload(ctx.req, deps.files)) };
    },
  };
}

// Acknowledged means stored.
async function take(deps: RouteDeps, pass: Pass, activity: unknown): Promise<string> {
  const fallbackId = randomUUID();
  const [inbound] = decodeActivity({ pass, activity, fallbackId });
  if (!inbound) return `${pass.conversationId}|${fallbackId}`;
  await deps.receive(inbound);
  return customerActivityId(pass.conversationId, inbound.id);
}

// First the files are on the disk, then the message is stored: a crash between leaves files without a message, never
// the reverse.
async function takeUpload(deps: RouteDeps, pass: Pass, { activity, files }: Upload): Promise<string> {
  let inbound: Inbound | undefined;
  try {
    [inbound] = decodeActivity({ pass, activity, files, fallbackId: randomUUID() });
    if (!inbound) throw new Error('an upload is a message');
    await deps.receive(inbound);
    return customerActivityId(pass.conversationId, inbound.id);
  } finally {
    await dropUnstored(deps, inbound?.id, files);
  }
}

// Refused, failed, or sent again: the message that is stored has none of these files, or has those of the first time.
// Where that can't be known, they stay.
async function dropUnstored(
  { findStored, files, log }: RouteDeps,
  messageExternalId: string | undefined,
  given: readonly Attachment[],
): Promise<void> {
  try {
    const stored = messageExternalId === undefined ? [] : await findStored(messageExternalId);
    const inUse = new Set(stored.map(({ contentUrl }) => contentUrl));
    for (const { contentUrl = '' } of given) if (!inUse.has(contentUrl)) await files.remove(contentUrl);
  } catch (err) {
    log.warn({ err }, 'web chat: files of a message that may not be stored are left on the disk');
  }
}

/** @returns true for the secret, false for an allowed site. @throws NotAllowed 401, 403 */
function requireIssuer(ctx: RouterContext, deps: RouteDeps): boolean {
  if (ctx.get('Authorization') && isGiven(bearer(ctx), deps.secret)) return true;
  const origin = ctx.get('Origin');
  if (origin && isAllowedOrigin(deps.rule, origin, ctx.get('Host'))) return false;
  if (ctx.get('Authorization')) throw new NotAllowed('Forbidden', 'This is not the Direct Line secret.');
  if (!origin) throw new NotAllowed('Unauthorized', 'The Direct Line secret is needed.', { status: 401 });
  throw new NotAllowed('Forbidden', 'This site may not open the web chat. Add it to WEBCHAT_ORIGINS.');
}

function bearer(ctx: RouterContext): string {
  const [scheme, token] = ctx.get('Authorization').split(' ');
  if (scheme?.toLowerCase() === 'bearer' && token) return token;
  throw new NotAllowed('Unauthorized', 'Send "Authorization: Bearer TOKEN".', { status: 401 });
}

/** The token's pass, where it is for the conversation of the path. */
async function requirePass(ctx: RouterContext, tokens: Tokens): Promise<Pass> {
  const pass = await tokens.read(bearer(ctx));
  if (pass.conversationId === ctx.params.id) return pass;
  throw new NotAllowed('Forbidden', 'This token is for another conversation.');
}

// Only a site's own server may say who its user is; such ids start with "dl_", as Direct Line demands.
function newPass(
  user: { id?: string | null | undefined; name?: string | null | undefined } | null | undefined,
): Pass {
  const name = user?.name ? shorten(cleanText(user.name), 80) : undefined;
  if (user?.id && !/^dl_[\w.@-]{1,100}$/.test(user.id)) {
    throw new InvalidInput(
      'BadArgument',
      'user.id must start with "dl_" and have only letters, digits and ._@-',
    );
  }
  return { conversationId: randomId(), userId: user?.id ?? `dl_${randomId()}`, name };
}

// What was said as one user is never shown to another, nor to who signed out: they begin anew. Who signs in later keeps
// what they said before.
function passFor(known: Pass, claim: Claim): Pass | undefined {
  if (known.host === undefined) return signIn(known, claim);
  if (claim.kind === 'proven') return known.host === claim.visitor.host ? signIn(known, claim) : undefined;
  return claim.kind === 'refused' && claim.expiredOf === known.host ? known : undefined;
}

function signIn(pass: Pass, claim: Claim): Pass {
  if (claim.kind !== 'proven') return pass;
  const { host, name, phone } = claim.visitor;
  return { ...pass, host, phone, name: name ?? pass.name };
}

// Told to the page's developer, in the log and in the browser's console; the visitor only chats.
function answerClaim(ctx: RouterContext, { log }: RouteDeps, claim: Claim): { identityRefused?: string } {
  if (claim.kind !== 'refused') return {};
  const { reason } = claim;
  log.warn({ origin: ctx.get('Origin'), reason }, 'web chat: a visitor’s identity was refused');
  return { identityRefused: reason };
}

function randomId(): string {
  return randomBytes(18).toString('base64url');
}

async function issued(tokens: Tokens, pass: Pass) {
  const token = await tokens.issue(pass);
  return { conversationId: pass.conversationId, token, expires_in: TOKEN_SECONDS };
}

// What was said since is not for who still has a token from before somebody signed in.
async function renewed(deps: RouteDeps, pass: Pass) {
  if (!(await deps.isTaken(pass))) return issued(deps.tokens, pass);
  throw new NotAllowed('TokenExpired', 'Somebody signed in to this conversation. Ask for a new token.');
}

async function opened(ctx: RouterContext, deps: RouteDeps, pass: Pass, watermark: number) {
  const answer = await renewed(deps, pass);
  const base = outsideUrl(deps.rule, ctx).replace(/^http/, 'ws');
  const url = new URL(`${ROOT}/conversations/${pass.conversationId}/stream`, base);
  url.search = String(new URLSearchParams({ watermark: String(watermark), t: answer.token }));
  return { ...answer, streamUrl: url.href };
}

function isGiven(given: string, secret: string | undefined): boolean {
  return secret !== undefined && secret !== '' && isSecret(given, secret);
}
