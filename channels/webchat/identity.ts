// Who a visitor is by the word of the page that embeds the chat: a token that the page's own server signs.
import { jwtVerify, errors as refusals } from 'jose';
import { z } from 'zod';
import { normalizePhone } from '../../src/model/identity.ts';
import { cleanText, shorten } from '../../src/model/text.ts';

/** What the page's server vouches for. */
export interface Visitor {
  /** The host's own id of this user. */
  readonly host: string;
  readonly name: string | undefined;
  /** E.164. */
  readonly phone: string | undefined;
}

export type Claim =
  | { readonly kind: 'none' }
  | { readonly kind: 'proven'; readonly visitor: Visitor }
  /** `expiredOf`: it was good once; enough to go on as this very visitor, not to become them. */
  | { readonly kind: 'refused'; readonly reason: string; readonly expiredOf?: string };

export type ReadClaim = (token: string | null | undefined) => Promise<Claim>;

const AUDIENCE = 'kaki';
const LONGEST_SECONDS = 24 * 60 * 60;
const SKEW_SECONDS = 60;
const MOST_CHARS = 4_096;
const NAME_CHARS = 80;

const claims = z.object({
  // Changed, it could become another's.
  sub: z
    .string()
    .min(1)
    .max(200)
    .refine((sub) => cleanText(sub).trim() === sub, 'it has spaces around it, or control characters'),
  name: z.string().nullish(),
  phone: z.string().nullish(),
  phone_verified: z.boolean().nullish(),
  iat: z.number(),
  exp: z.number(),
});

/** Reasons are for the page's developer. @param secret WEBCHAT_SECRET @param now milliseconds since 1970 */
export function createClaimReader(secret: string | undefined, now: () => number): ReadClaim {
  const key = secret === undefined ? undefined : new TextEncoder().encode(secret);
  return async (token) => {
    if (!token) return { kind: 'none' };
    if (!key) return refuse('set WEBCHAT_SECRET on the server, and sign the token with it');
    if (token.length > MOST_CHARS) return refuse(`the token is longer than ${MOST_CHARS} characters`);
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: ['HS256'],
        audience: AUDIENCE,
        requiredClaims: ['sub', 'iat', 'exp'],
        clockTolerance: SKEW_SECONDS,
        maxTokenAge: LONGEST_SECONDS,
        currentDate: new Date(now()),
      });
      return readPayload(payload);
    } catch (error) {
      return explain(error);
    }
  };
}

function refuse(reason: string): Claim {
  return { kind: 'refused', reason };
}

function readPayload(payload: unknown): Claim {
  const read = claims.safeParse(payload);
  if (!read.success) {
    const [issue] = read.error.issues;
    return refuse(`its claim "${issue?.path.join('.')}" is not as it should be: ${issue?.message}`);
  }
  const { sub, name, phone, phone_verified: isVerified, iat, exp } = read.data;
  if (exp - iat > LONGEST_SECONDS)
    return refuse('it is valid for longer than 24 hours: bring "exp" nearer to "iat"');
  return {
    kind: 'proven',
    visitor: {
      host: sub,
      name: shorten(cleanText(name ?? '').trim(), NAME_CHARS) || undefined,
      phone: phone && isVerified ? normalizePhone(phone) : undefined,
    },
  };
}

function explain(error: unknown): Claim {
  if (error instanceof refusals.JWTExpired) {
    const read = claims.safeParse(error.payload);
    return {
      kind: 'refused',
      reason: 'it has expired: sign a new one whenever the page is served',
      ...(read.success && { expiredOf: read.data.sub }),
    };
  }
  if (error instanceof refusals.JWTClaimValidationFailed)
    return refuse(`its claim "${error.claim}" is missing or wrong: ${error.message}`);
  if (error instanceof refusals.JWSSignatureVerificationFailed)
    return refuse('its signature does not match WEBCHAT_SECRET');
  if (error instanceof refusals.JOSEError)
    return refuse(`it is no token that is signed with HS256: ${error.message}`);
  throw error;
}
