// Which sites may embed the web chat: checked for CORS, for the first token and for WebSockets alike.
import type { Middleware } from 'koa';

export interface OriginRule {
  readonly origins: readonly string[];
  readonly publicUrl: string | undefined;
}

/** @param host the request's own Host header: a page of this server may always speak with it. */
export function isAllowedOrigin(rule: OriginRule, origin: string, host: string | undefined): boolean {
  if (rule.origins.includes('*') || rule.origins.includes(origin)) return true;
  const site = URL.canParse(origin) ? new URL(origin) : undefined;
  if (!site) return false;
  if (rule.publicUrl && site.origin === new URL(rule.publicUrl).origin) return true;
  return host !== undefined && site.host === host.toLowerCase();
}

/**
 * What clients call this server. Behind a proxy only PUBLIC_URL knows; someone at the machine itself goes round the proxy.
 * @param seen the request's own idea.
 */
export function outsideUrl(
  { publicUrl }: OriginRule,
  seen: { readonly protocol: string; readonly host: string },
): string {
  const isLocal = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(seen.host);
  return publicUrl && !isLocal ? publicUrl : `${seen.protocol}://${seen.host}`;
}

/** Answers preflights, and lets allowed sites read what we answer; says nothing to the others. */
export function allowOrigins(rule: OriginRule): Middleware {
  return async (ctx, next) => {
    ctx.vary('Origin');
    const origin = ctx.get('Origin');
    if (origin && isAllowedOrigin(rule, origin, ctx.get('Host'))) {
      ctx.set('Access-Control-Allow-Origin', origin);
      ctx.set('Access-Control-Expose-Headers', 'Retry-After');
    }
    if (ctx.method !== 'OPTIONS') return next();
    ctx.set('Access-Control-Allow-Methods', 'GET, POST');
    // The last two are sent by DirectLineJS and by old versions of rxjs under it.
    ctx.set('Access-Control-Allow-Headers', 'Authorization, Content-Type, X-Ms-Bot-Agent, X-Requested-With');
    ctx.set('Access-Control-Max-Age', '86400');
    ctx.status = 204;
  };
}
