// Proves that Slack made a request: signature v0 over the raw body, and a clock that agrees.
import { createHmac, timingSafeEqual } from 'node:crypto';

// Slack's own window against replays; a clock that runs ahead is as wrong as one that runs behind.
const MOST_SKEW_SECONDS = 300;

export interface Signed {
  readonly timestamp: string | null;
  readonly signature: string | null;
  readonly body: Uint8Array;
}

/** @param nowMs our clock. https://docs.slack.dev/authentication/verifying-requests-from-slack */
export function isSigned(request: Signed, signingSecret: string, nowMs: number): boolean {
  const { timestamp, signature, body } = request;
  if (!timestamp || !signature || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > MOST_SKEW_SECONDS) return false;
  const expected = Buffer.from(
    `v0=${createHmac('sha256', signingSecret).update(`v0:${timestamp}:`).update(body).digest('hex')}`,
  );
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
