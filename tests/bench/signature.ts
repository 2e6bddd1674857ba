// How platforms sign what they post: the bare reference checks it, since a door without a lock is no reference.
import { createHmac, timingSafeEqual } from 'node:crypto';

const SECRET = 'shared by the load and the bare reference';

export function sign(body: string | Buffer): string {
  return `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
}

export function isSigned(body: Buffer, signature: string): boolean {
  const [expected, given] = [Buffer.from(sign(body)), Buffer.from(signature)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}
