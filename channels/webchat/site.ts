// What browsers load: the widget's script, its settings, and a page of the business with the widget on it.
import { Router, type RouterContext } from '@koa/router';
import type { Language } from '../../src/model/language.ts';
import { phrase } from '../../src/model/phrases.ts';
import { allowOrigins, type OriginRule } from './origins.ts';
import { PAGE_STYLE, renderPage } from './page.ts';
import { type Bundle, bundleWidget } from './widget-bundle.ts';

export interface SiteDeps {
  readonly rule: OriginRule;
  readonly businessName: string;
  readonly languages: readonly Language[];
}

// Browsers ask again after this long, and are told "not modified" by the ETag.
const SCRIPT_CACHE_SECONDS = 300;
const CONFIG_CACHE_SECONDS = 60;

const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self' ws: wss:",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "form-action 'none'",
].join('; ');

export function siteRoutes(deps: SiteDeps): Router {
  const router = new Router();
  let bundle: Promise<Bundle> | undefined;
  router.get('/', (context) => {
    context.set('Content-Security-Policy', PAGE_POLICY);
    sendText(context, 'html', renderPage(deps.businessName));
  });
  router.get('/webchat/page.css', (context) => {
    context.set('Cache-Control', `public, max-age=${SCRIPT_CACHE_SECONDS}`);
    sendText(context, 'css', PAGE_STYLE);
  });
  router.get('/webchat/widget.js', async (context) => {
    // A failed bundling is tried again by the next visitor.
    bundle ??= bundleWidget().catch((error: unknown) => {
      bundle = undefined;
      throw error;
    });
    const { script, etag } = await bundle;
    context.set('Cache-Control', `public, max-age=${SCRIPT_CACHE_SECONDS}`);
    // Any site may load the script; which sites it may talk from is checked where it talks.
    context.set('Cross-Origin-Resource-Policy', 'cross-origin');
    context.etag = etag;
    context.status = 200;
    if (context.fresh) context.status = 304;
    else sendText(context, 'js', script);
  });
  router.all('/webchat/config.json', allowOrigins(deps.rule));
  router.get('/webchat/config.json', (context) => {
    context.set('Cache-Control', `public, max-age=${CONFIG_CACHE_SECONDS}`);
    context.body = toConfig(deps);
  });
  return router;
}

function toConfig({ businessName, languages }: SiteDeps): unknown {
  const greetings = languages.map((language) => [
    language,
    phrase('greeting', language, { business: businessName }),
  ]);
  return { businessName, languages, greetings: Object.fromEntries(greetings) };
}

function sendText(context: RouterContext, type: string, text: string): void {
  context.type = type;
  context.body = text;
}
