// Who is signed in: a cookie's value whose hash is in the database, for twelve hours at most.
import { createHash } from 'node:crypto';
import type { TenantId } from '../../src/model/ids.ts';
import type { Queryable } from '../../src/store/pool.ts';
import { createSession, findSession, type Session, type User } from '../../src/store/users.ts';
import { newToken } from './guard.ts';

export const SESSION_COOKIE = 'kaki_session';
/** Before sign-in: what the sign-in page's token is a signature of. */
export const STRANGER_COOKIE = 'kaki_form';
/** The language of the form's own words, where it was chosen. */
export const LANGUAGE_COOKIE = 'kaki_language';
const SESSION_MS = 12 * 60 * 60_000;

export function hashSessionId(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}

export async function readSession(
  db: Queryable,
  tenantId: TenantId,
  cookie: string | undefined,
): Promise<Session | undefined> {
  if (!cookie) return undefined;
  const session = await findSession(db, hashSessionId(cookie));
  return session?.user.tenantId === tenantId ? session : undefined;
}

/** A new id at every sign-in: one that was planted before is worth nothing. @returns the cookie. */
export async function openSession(
  db: Queryable,
  user: User,
  at: { readonly nowMs: number; readonly secure: boolean },
): Promise<string> {
  const value = newToken();
  const expiresAt = new Date(at.nowMs + SESSION_MS);
  await createSession(db, { id: hashSessionId(value), user, csrfToken: newToken(), expiresAt });
  return writeCookie(SESSION_COOKIE, value, { secure: at.secure, maxAgeMs: SESSION_MS });
}

export function writeCookie(
  name: string,
  value: string,
  options: { readonly secure: boolean; readonly maxAgeMs?: number },
): string {
  const age = options.maxAgeMs === undefined ? '' : `; Max-Age=${Math.floor(options.maxAgeMs / 1_000)}`;
  return `${name}=${value}; Path=/admin; HttpOnly; SameSite=Lax${age}${options.secure ? '; Secure' : ''}`;
}

export function clearCookie(name: string, secure: boolean): string {
  return writeCookie(name, '', { secure, maxAgeMs: 0 });
}
