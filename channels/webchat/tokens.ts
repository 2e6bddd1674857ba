// Direct Line tokens: who may speak in one conversation, as one user, for half an hour.
import { webcrypto } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { NotAllowed } from '../../src/model/errors.ts';

/** What a token proves. `name` is there only where the site's own server vouched for it. */
export interface Pass {
  readonly conversationId: string;
  readonly userId: string;
  readonly name?: string | undefined;
  /** The signed-in user of the page that embeds the chat, by the host's own id. */
  readonly host?: string | undefined;
  /** E.164, where the host has verified it. */
  readonly phone?: string | undefined;
}

export interface Tokens {
  issue(pass: Pass): Promise<string>;
  /** @throws NotAllowed 403 for one that is expired or not ours. */
  read(token: string): Promise<Pass>;
  /** As `read`, up to 30 days after the end: only ever exchanged for a new token of the same conversation. */
  readExpired(token: string): Promise<Pass>;
}

/** Direct Line's own lifetime; its clients refresh after half of it. */
export const TOKEN_SECONDS = 30 * 60;
const RESUME_SECONDS = 30 * 24 * 60 * 60;
const AUDIENCE = 'kaki-webchat';

// DirectLineJS reads the claim `user` to learn its own id.
const claims = z.object({
  conv: z.string().min(1),
  user: z.string().min(1),
  name: z.string().optional(),
  host: z.string().optional(),
  phone: z.string().optional(),
});

/** @param signingKey at least 32 bytes. @param now milliseconds since 1970. */
export function createTokens(signingKey: Uint8Array, now: () => number): Tokens {
  // Imported once: left to the library, it is imported again for every token.
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = webcrypto.subtle.importKey('raw', new Uint8Array(signingKey), algorithm, false, [
    'sign',
    'verify',
  ]);
  const readWithin = async (token: string, clockTolerance: number): Promise<Pass> => {
    try {
      const currentDate = new Date(now());
      const options = { audience: AUDIENCE, algorithms: ['HS256'], currentDate, clockTolerance };
      const { payload } = await jwtVerify(token, await key, options);
      const { conv, user, ...vouched } = claims.parse(payload);
      return { conversationId: conv, userId: user, ...vouched };
    } catch (cause) {
      throw new NotAllowed('TokenExpired', 'This token has expired or is not valid. Ask for a new one.', {
        cause,
      });
    }
  };
  return {
    async issue({ conversationId, userId, name, host, phone }) {
      const issuedAt = Math.floor(now() / 1000);
      return new SignJWT({
        conv: conversationId,
        user: userId,
        ...(name && { name }),
        ...(host && { host }),
        ...(phone && { phone }),
      })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setAudience(AUDIENCE)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + TOKEN_SECONDS)
        .sign(await key);
    },
    read: (token) => readWithin(token, 0),
    readExpired: (token) => readWithin(token, RESUME_SECONDS),
  };
}
