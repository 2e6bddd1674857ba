// What keeps other sites out: the headers of every page, and the checks before anything changes.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { NotAllowed } from '../../src/model/errors.ts';

/** Nothing but our own script and style runs; nobody may frame the page. `same-origin` because with `no-referrer`
 * browsers send `Origin: null` with our own forms. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'X-Robots-Tag': 'noindex',
};

export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Before anybody is signed in there is no session to keep a token in: it is a signature of the visitor's cookie. */
export function signToken(key: Uint8Array, nonce: string): string {
  return createHmac('sha256', key).update(`form csrf\n${nonce}`).digest('base64url');
}

/** @throws NotAllowed 403 unless the form carries the token that the page was given. */
export function requireToken(given: string, expected: string): void {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  if (expected !== '' && a.length === b.length && timingSafeEqual(a, b)) return;
  throw new NotAllowed(
    'form_outdated',
    'This page is out of date, probably because you signed in again since it was opened. Go back, reload the page and send it once more.',
  );
}

/**
 * Browsers say where a form was sent from: in Sec-Fetch-Site over https, which a proxy that renames the host doesn't
 * disturb, else in Origin. @throws NotAllowed 403 where that is another site.
 */
export function requireSameOrigin(headers: IncomingHttpHeaders, trustProxy: boolean): void {
  const site = headers['sec-fetch-site'];
  const { origin } = headers;
  if (site === 'same-origin' || site === 'none') return;
  if (site === undefined && (origin === undefined || isOwnOrigin(origin, headers, trustProxy))) return;
  throw new NotAllowed(
    'origin_foreign',
    'This form was sent from another site, so nothing was changed. Open the page here and send it again.',
  );
}

function isOwnOrigin(origin: string, headers: IncomingHttpHeaders, trustProxy: boolean): boolean {
  const forwarded = trustProxy ? lastOf(headers['x-forwarded-host']) : undefined;
  const host = forwarded ?? headers.host;
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}

/** Whom to slow down. Behind a proxy only the last entry is the proxy's own word; all before it anyone may write. */
export function clientAddress(
  headers: IncomingHttpHeaders,
  socketAddress: string | undefined,
  trustProxy: boolean,
): string {
  const forwarded = trustProxy ? lastOf(headers['x-forwarded-for']) : undefined;
  return forwarded ?? socketAddress ?? 'unknown';
}

function lastOf(header: string | string[] | undefined): string | undefined {
  const last = (Array.isArray(header) ? header.join(',') : header)?.split(',').at(-1)?.trim();
  return last ? last : undefined;
}
