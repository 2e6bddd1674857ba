// Puts routes on the router: every one with the same headers, session, form token and origin checks.
import { Readable } from 'node:stream';
import type { Router, RouterContext } from '@koa/router';
import { NotAllowed } from '../../src/model/errors.ts';
import { pictureType } from '../../src/model/file.ts';
import { listOpenAlerts } from '../../src/store/alerts.ts';
import { countThreads } from '../../src/store/threads.ts';
import type { Assets } from './assets.ts';
import { listChannels, needsAttention } from './channel-states.ts';
import { NO_FIELDS, readFields } from './fields.ts';
import {
  clientAddress,
  newToken,
  PAGE_HEADERS,
  requireSameOrigin,
  requireToken,
  signToken,
} from './guard.ts';
import { keepFields } from './kept-fields.ts';
import { renderPage } from './layout.ts';
import { countOpen } from './questions.ts';
import type { FormDeps, Page, Reply, Route, StaffVisit, StrangerVisit, Visit } from './route.ts';
import {
  hashSessionId,
  LANGUAGE_COOKIE,
  readSession,
  SESSION_COOKIE,
  STRANGER_COOKIE,
  writeCookie,
} from './session.ts';
import { FORM_LANGUAGES, type FormLanguage, readIn } from './speech.ts';

const FORM_LIMIT_BYTES = 64_000;

type Served = FormDeps & { readonly assets: Assets };

export function serve(router: Router, deps: Served, route: Route): void {
  router[route.method](route.path, async (ctx) => {
    for (const [name, value] of Object.entries(PAGE_HEADERS)) ctx.set(name, value);
    if (route.method === 'post') requireSameOrigin(ctx.headers, deps.trustProxy);
    const language = languageOf(ctx);
    // For the page of what goes wrong.
    ctx.state.language = language;
    await readIn(language, () =>
      route.for === 'staff' ? serveStaff(ctx, deps, route) : serveStranger(ctx, deps, route),
    );
  });
}

// What was chosen; else what the browser asks for.
function languageOf(ctx: RouterContext): FormLanguage {
  const chosen = ctx.cookies.get(LANGUAGE_COOKIE);
  return (
    FORM_LANGUAGES.find((known) => known === chosen) ??
    (ctx.acceptsLanguages('en', 'zh') === 'zh' ? 'zh' : 'en')
  );
}

async function serveStaff(ctx: RouterContext, deps: Served, route: Route & { for: 'staff' }): Promise<void> {
  const cookie = ctx.cookies.get(SESSION_COOKIE);
  const session = await readSession(deps.pool, deps.tenantId, cookie);
  if (!session || !cookie) return askToSignIn(ctx);
  const fields = await readForm(ctx, route, session.csrfToken);
  const visit: StaffVisit = {
    ...readVisit(ctx, deps),
    fields,
    session,
    sessionId: hashSessionId(cookie),
    staff: { userId: session.user.id, name: session.user.name },
  };
  const reply = await route.handle(visit);
  if (reply.kind !== 'page') return answer(ctx, reply);
  const { waiting } = await countThreads(deps.pool, deps.tenantId);
  const { gaps, drafts } = await countOpen(deps);
  show(ctx, reply, await deps.assets.urls(), {
    businessName: deps.business.name,
    userName: session.user.name,
    csrfToken: session.csrfToken,
    waiting,
    questions: gaps + drafts,
    alerts: await listOpenAlerts(deps.pool, deps.tenantId),
    hasAlarm: listChannels(deps.channels()).some(needsAttention),
  });
}

async function serveStranger(
  ctx: RouterContext,
  deps: Served,
  route: Route & { for: 'strangers' },
): Promise<void> {
  const known = ctx.cookies.get(STRANGER_COOKIE);
  const nonce = known ?? newToken();
  const fields = await readForm(ctx, route, known ? signToken(deps.signingKey, known) : '');
  const visit: StrangerVisit = { ...readVisit(ctx, deps), fields, nonce };
  const reply = await route.handle(visit);
  if (!known) ctx.append('Set-Cookie', writeCookie(STRANGER_COOKIE, nonce, { secure: deps.secureCookies }));
  if (reply.kind === 'page') show(ctx, reply, await deps.assets.urls(), { businessName: deps.business.name });
  else answer(ctx, reply);
}

async function readForm(ctx: RouterContext, route: Route, token: string): Promise<Visit['fields']> {
  if (route.method === 'get') return NO_FIELDS;
  if (route.keep) return keepFields(ctx.req, route.keep, (given) => requireToken(given, token));
  const fields = await readFields(ctx.req, route.limitBytes ?? FORM_LIMIT_BYTES);
  requireToken(fields.text('csrf'), token);
  return fields;
}

function readVisit(ctx: RouterContext, deps: Served): Omit<Visit, 'fields'> {
  const gone = new AbortController();
  ctx.res.once('close', () => gone.abort());
  return {
    params: ctx.params,
    query: new URLSearchParams(ctx.querystring),
    origin: `${ctx.protocol}://${ctx.host}`,
    address: clientAddress(ctx.headers, ctx.req.socket.remoteAddress, deps.trustProxy),
    signal: gone.signal,
  };
}

// A page leads to the sign-in page and from there back; what changes something, or is fetched by a script, is refused.
function askToSignIn(ctx: RouterContext): void {
  if (ctx.method === 'GET' && ctx.accepts('html', 'json') === 'html' && !ctx.get('X-Live')) {
    redirect(ctx, `/admin/sign-in?next=${encodeURIComponent(ctx.url)}`);
    return;
  }
  throw new NotAllowed(
    'not_signed_in',
    'You are not signed in, or your session has ended, so nothing was changed. Sign in, then send it again.',
    { status: 401 },
  );
}

type Frame = Parameters<typeof renderPage>[1];

function show(ctx: RouterContext, page: Page, assets: Frame['assets'], frame: Omit<Frame, 'assets'>): void {
  ctx.status = page.status ?? 200;
  ctx.type = 'text/html; charset=utf-8';
  ctx.body = renderPage(page, { ...frame, assets });
}

function answer(ctx: RouterContext, reply: Exclude<Reply, Page>): void {
  switch (reply.kind) {
    case 'redirect':
      for (const cookie of reply.cookies ?? []) ctx.append('Set-Cookie', cookie);
      redirect(ctx, reply.to);
      return;
    case 'file':
      sendFile(ctx, reply);
      return;
    case 'json':
      ctx.status = reply.status;
      ctx.body = reply.value;
      return;
    case 'events':
      ctx.type = 'text/event-stream';
      // Proxies such as nginx would hold events back until they have a pageful.
      ctx.set('X-Accel-Buffering', 'no');
      ctx.body = Readable.from(reply.events, { objectMode: false });
      return;
    default:
      reply satisfies never;
  }
}

// What isn't a picture by its first bytes is saved, whatever it says of itself.
function sendFile(ctx: RouterContext, { name, bytes }: Reply & { kind: 'file' }): void {
  const picture = pictureType(bytes);
  ctx.attachment(name, { type: picture ? 'inline' : 'attachment' });
  ctx.set('Content-Security-Policy', "default-src 'none'; sandbox");
  ctx.set('Cross-Origin-Resource-Policy', 'same-origin');
  ctx.type = picture ?? 'application/octet-stream';
  ctx.body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function redirect(ctx: RouterContext, to: string): void {
  ctx.status = 303;
  ctx.set('Location', to);
  ctx.body = '';
}
