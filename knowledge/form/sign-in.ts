// Signing in and out, and a new password.

import {
  changePassword,
  deleteSession,
  findUserByEmail,
  recordAudit,
  type User,
} from '../../src/store/users.ts';
import { signToken } from './guard.ts';
import type { View } from './html.ts';
import { hashPassword, verifyPassword } from './password.ts';
import type { FormDeps, Page, Reply, Route, StaffVisit, StrangerVisit } from './route.ts';
import { clearCookie, LANGUAGE_COOKIE, openSession, SESSION_COOKIE, writeCookie } from './session.ts';
import { FORM_LANGUAGES, t } from './speech.ts';
import { createThrottle, type Throttle } from './throttle.ts';
import { passwordView } from './views/password.ts';
import { signInView } from './views/sign-in.ts';

const LONGEST_PASSWORD_CHARS = 200;
const SHORTEST_PASSWORD_CHARS = 10;
// A check takes 32 MB and one of the process's four threads for files and names: a flood must not have them all.
const MOST_CHECKS_AT_ONCE = 8;
const YEAR_MS = 365 * 24 * 3_600_000;

export function signInRoutes(deps: FormDeps): readonly Route[] {
  const throttle = createThrottle(deps.now);
  const gate = { checking: 0 };
  return [
    {
      for: 'strangers',
      method: 'get',
      path: '/sign-in',
      handle: async (visit) => signInPage(deps, visit, { email: '' }),
    },
    {
      for: 'strangers',
      method: 'post',
      path: '/sign-in',
      limitBytes: 8_000,
      handle: (visit) => signIn({ ...deps, throttle, gate }, visit),
    },
    {
      for: 'strangers',
      method: 'get',
      path: '/language/:language',
      handle: async (visit) => speak(deps, visit),
    },
    { for: 'staff', method: 'post', path: '/sign-out', handle: (visit) => signOut(deps, visit) },
    {
      for: 'staff',
      method: 'get',
      path: '/settings/password',
      handle: async (visit) => passwordPage(visit, {}),
    },
    {
      for: 'staff',
      method: 'post',
      path: '/settings/password',
      handle: (visit) => setPassword({ ...deps, throttle }, visit),
    },
  ];
}

// Kept in the browser, not with the person: it is needed before anybody has signed in.
function speak(deps: FormDeps, { params, query }: StrangerVisit): Reply {
  const language = FORM_LANGUAGES.find((known) => known === params.language) ?? 'en';
  const cookie = writeCookie(LANGUAGE_COOKIE, language, { secure: deps.secureCookies, maxAgeMs: YEAR_MS });
  return { kind: 'redirect', to: ownPath(query.get('next') ?? ''), cookies: [cookie] };
}

type Throttled = FormDeps & { readonly throttle: Throttle };

interface Gate {
  checking: number;
}

async function signIn(deps: Throttled & { readonly gate: Gate }, visit: StrangerVisit): Promise<Reply> {
  const email = visit.fields.text('email').trim().slice(0, 254);
  const waitMs = deps.throttle.take(email, visit.address);
  if (waitMs > 0) return signInPage(deps, visit, { email, error: tooMany(waitMs), status: 429 });
  if (deps.gate.checking >= MOST_CHECKS_AT_ONCE)
    return signInPage(deps, visit, { email, error: tooMany(2_000), status: 429 });
  const user = await findUserByEmail(deps.pool, deps.tenantId, email);
  const isRight = await checkPassword(deps.gate, visit, user);
  if (!user || !isRight) {
    await audit(deps, user, 'sign_in_failed');
    const error = t`This e-mail address and password do not belong together. Check both and try again.`;
    return signInPage(deps, visit, { email, error, status: 401 });
  }
  deps.throttle.forgive(email, visit.address);
  await audit(deps, user, 'sign_in');
  const cookie = await openSession(deps.pool, user, { nowMs: deps.now(), secure: deps.secureCookies });
  return { kind: 'redirect', to: ownPath(visit.fields.text('next')), cookies: [cookie] };
}

async function checkPassword(gate: Gate, visit: StrangerVisit, user: User | undefined): Promise<boolean> {
  gate.checking += 1;
  try {
    return await verifyPassword(readPassword(visit.fields.text('password')), user?.passwordHash);
  } finally {
    gate.checking -= 1;
  }
}

async function signOut(deps: FormDeps, visit: StaffVisit): Promise<Reply> {
  await deleteSession(deps.pool, visit.sessionId);
  await audit(deps, visit.session.user, 'sign_out');
  const cookies = [clearCookie(SESSION_COOKIE, deps.secureCookies)];
  return { kind: 'redirect', to: '/admin/sign-in?signed=out', cookies };
}

async function setPassword(deps: Throttled, visit: StaffVisit): Promise<Reply> {
  const { user } = visit.session;
  const [current, next, again] = ['current', 'password', 'again'].map((name) => visit.fields.text(name));
  const waitMs = deps.throttle.take(user.email, visit.address);
  if (waitMs > 0) return passwordPage(visit, { current: tooMany(waitMs) });
  if (!(await verifyPassword(readPassword(current ?? ''), user.passwordHash)))
    return passwordPage(visit, { current: t`This is not your current password.` });
  deps.throttle.forgive(user.email, visit.address);
  const fault = passwordFault(next ?? '');
  if (fault) return passwordPage(visit, { password: fault });
  if (next !== again) return passwordPage(visit, { again: t`The two new passwords differ.` });
  await changePassword(deps.pool, user, await hashPassword(next ?? ''));
  await audit(deps, user, 'password_changed');
  const cookies = [await openSession(deps.pool, user, { nowMs: deps.now(), secure: deps.secureCookies })];
  return { kind: 'redirect', to: '/admin/settings?password=changed', cookies };
}

function passwordFault(password: string): string | undefined {
  if (password.length < SHORTEST_PASSWORD_CHARS)
    return t`Use at least ${SHORTEST_PASSWORD_CHARS} characters. A short sentence is easy to remember and hard to guess.`;
  if (password.length > LONGEST_PASSWORD_CHARS) return t`Use at most ${LONGEST_PASSWORD_CHARS} characters.`;
  return undefined;
}

// Cut, not refused: the answer to a wrong password is always the same.
function readPassword(text: string): string {
  return text.slice(0, LONGEST_PASSWORD_CHARS + 1);
}

function tooMany(waitMs: number): string {
  const seconds = Math.ceil(waitMs / 1_000);
  if (seconds >= 90) return t`Too many attempts. Wait ${Math.ceil(seconds / 60)} minutes, then try again.`;
  return seconds === 1
    ? t`Too many attempts. Wait 1 second, then try again.`
    : t`Too many attempts. Wait ${seconds} seconds, then try again.`;
}

/** Where to go after sign-in: a page of the form, never another site. */
export function ownPath(next: string): string {
  const isOwn = /^\/admin(?:[/?][\x21-\x5b\x5d-\x7e]*)?$/.test(next) && !next.startsWith('/admin/sign-');
  return isOwn ? next : '/admin';
}

async function audit(deps: FormDeps, user: User | undefined, action: string): Promise<void> {
  await recordAudit(deps.pool, deps.tenantId, {
    userId: user?.id,
    action,
    subject: user?.id ?? 'unknown account',
  });
}

function signInPage(
  deps: FormDeps,
  visit: StrangerVisit,
  shown: { readonly email: string; readonly error?: string; readonly status?: number },
): Page {
  const body: View = signInView({
    businessName: deps.business.name,
    csrfToken: signToken(deps.signingKey, visit.nonce),
    next: ownPath(visit.fields.text('next') || (visit.query.get('next') ?? '')),
    email: shown.email,
    error: shown.error,
    hasSignedOut: visit.query.get('signed') === 'out',
  });
  return {
    kind: 'page',
    title: 'Sign in',
    section: undefined,
    layout: 'narrow',
    body,
    status: shown.status ?? 200,
  };
}

function passwordPage(visit: StaffVisit, errors: Readonly<Record<string, string>>): Page {
  return {
    kind: 'page',
    title: 'Change password',
    section: 'settings',
    body: passwordView(visit.session.csrfToken, visit.session.user.email, errors),
    status: Object.keys(errors).length > 0 ? 422 : 200,
  };
}
