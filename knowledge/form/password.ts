// Passwords: scrypt with a salt per password, its parameters stored in the hash so that they can grow later.
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

// 32 MB and 70 ms on one core of a small server: slow for whoever guesses, short for whoever signs in.
const LOG2_N = 15;
const BLOCK_SIZE = 8;
const PARALLELISM = 1;
const SALT_BYTES = 16;
const KEY_BYTES = 32;
// A stored hash may ask for at most this much, so that a damaged row can't eat the memory.
const MAX_LOG2_N = 20;
const HASH = /^scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d)\$([\w-]+)\$([\w-]+)$/;

/** @returns `scrypt$ln=15,r=8,p=1$salt$key`, both in base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, { log2N: LOG2_N, r: BLOCK_SIZE, p: PARALLELISM });
  const parameters = `ln=${LOG2_N},r=${BLOCK_SIZE},p=${PARALLELISM}`;
  return ['scrypt', parameters, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/**
 * Takes the same time whether or not there is a `hash`, so that nobody learns which accounts exist.
 * @param hash undefined where the account is unknown.
 */
export async function verifyPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [, log2N, r, p, salt, key] = HASH.exec(hash ?? NOBODY) ?? [];
  if (!log2N || !r || !p || !salt || !key || Number(log2N) > MAX_LOG2_N) return false;
  const expected = Buffer.from(key, 'base64url');
  const cost = { log2N: Number(log2N), r: Number(r), p: Number(p) };
  const actual = await derive(password, Buffer.from(salt, 'base64url'), cost);
  return hash !== undefined && expected.length === actual.length && timingSafeEqual(expected, actual);
}

// Well formed, matched by no password.
const NOBODY = `scrypt$ln=${LOG2_N},r=${BLOCK_SIZE},p=${PARALLELISM}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

interface Cost {
  readonly log2N: number;
  readonly r: number;
  readonly p: number;
}

// Two keyboards may write the same accented letter in two ways: NFKC makes them one.
function derive(password: string, salt: Buffer, { log2N, r, p }: Cost): Promise<Buffer> {
  const N = 2 ** log2N;
  const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
