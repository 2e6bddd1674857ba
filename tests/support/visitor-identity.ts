// What a shop's own server signs for its page: who the visitor is.
import { SignJWT } from 'jose';
import { SECRET } from './webchat-server.ts';

export interface SignedAs {
  readonly name?: string;
  readonly phone?: string;
  readonly phone_verified?: boolean;
}

export interface Signing {
  readonly secret?: string;
  readonly audience?: string;
  /** Seconds from now. */
  readonly issuedAt?: number;
  readonly expiresAt?: number;
}

export function signVisitor(
  sub: string | undefined,
  claims: SignedAs = {},
  signing: Signing = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const { secret = SECRET, audience = 'kaki', issuedAt = 0, expiresAt = 3600 } = signing;
  const token = new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setAudience(audience)
    .setIssuedAt(now + issuedAt)
    .setExpirationTime(now + expiresAt);
  return (sub === undefined ? token : token.setSubject(sub)).sign(new TextEncoder().encode(secret));
}
