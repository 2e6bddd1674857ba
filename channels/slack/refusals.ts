// What Slack's refusals mean for us: who acts, and whether the same call may succeed later.
import { webApi } from '@slack/bolt';
import { DeliveryError } from '../../src/model/errors.ts';

/** Nobody can say whether the call arrived: it is looked up before it is made again. */
export const UNREACHABLE = 'slack_unreachable';
export const THREAD_GONE = 'thread_gone';
export const ROOM_REFUSED = 'room_refused';

const GONE = new Set([
  'thread_not_found',
  'message_not_found',
  'cannot_reply_to_message',
  'invalid_thread_ts',
]);
const BUSY = new Set([
  'ratelimited',
  'rate_limited',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
]);
const REINSTALL = 'Install the app again and set SLACK_BOT_TOKEN to its new token.';
const INVITE = 'Invite the app to the channel: type /invite @ and its name there.';
// By what the owner has to do; what is named here works again once it is done.
const ADVICE: Readonly<Record<string, string>> = {
  not_authed: REINSTALL,
  invalid_auth: REINSTALL,
  account_inactive: REINSTALL,
  token_revoked: REINSTALL,
  token_expired: REINSTALL,
  not_allowed_token_type: 'SLACK_BOT_TOKEN must be the bot token, the one that begins with xoxb-.',
  missing_scope: 'Add the scope under "OAuth & Permissions" of the app, then install the app again.',
  not_in_channel: INVITE,
  channel_not_found: `Check SLACK_STAFF_CHANNEL. ${INVITE}`,
  is_archived: 'The channel is archived: take it back, or set another as SLACK_STAFF_CHANNEL.',
  restricted_action: "Allow the app to post in the channel, in the channel's settings.",
  restricted_action_read_only_channel: "Allow the app to post in the channel, in the channel's settings.",
  access_denied: REINSTALL,
  team_access_not_granted: REINSTALL,
};
// In a customer's own conversation nothing that an owner does brings these back.
const CUSTOMER_GONE = new Set(['channel_not_found', 'not_in_channel', 'is_archived', 'restricted_action']);

export type Place = 'room' | 'customer';

/** Awaits a call. @throws DeliveryError */
export async function delivered<T>(call: Promise<T>, place: Place = 'room'): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw toDeliveryError(error, place);
  }
}

export function toDeliveryError(error: unknown, place: Place): DeliveryError {
  if (error instanceof DeliveryError) return error;
  if (error instanceof webApi.WebAPIRateLimitedError) return rateLimited(error.retryAfter, error);
  if (error instanceof webApi.WebAPIPlatformError) return refused(error, place);
  return unreachable(error);
}

/** Slack's own name of the refusal, where it has refused. */
export function refusalOf(error: unknown): string | undefined {
  const cause = error instanceof DeliveryError ? error.cause : error;
  return cause instanceof webApi.WebAPIPlatformError ? cause.data.error : undefined;
}

function refused(cause: webApi.WebAPIPlatformError, place: Place): DeliveryError {
  const { error: code, response_metadata: metadata } = cause.data;
  if (code === 'ratelimited' || code === 'rate_limited')
    return rateLimited(metadata?.retryAfter ?? 30, cause);
  // A page of a proxy is read by the library as an error of that name.
  if (BUSY.has(code) || !/^[a-z_]{3,60}$/.test(code)) return unreachable(cause);
  if (GONE.has(code))
    return new DeliveryError(THREAD_GONE, `Slack no longer has this message (${code}).`, { cause });
  if (place === 'customer' && CUSTOMER_GONE.has(code))
    return new DeliveryError('customer_unreachable', `Slack can't reach this customer (${code}).`, { cause });
  const advice = ADVICE[code];
  if (!advice)
    return new DeliveryError('refused', `Slack refused this (${code}). It won't be tried again.`, { cause });
  const needed = 'needed' in cause.data ? ` It needs ${String(cause.data.needed)}.` : '';
  return new DeliveryError(ROOM_REFUSED, `Slack refused this (${code}).${needed} ${advice}`, {
    cause,
    retryable: true,
  });
}

function rateLimited(seconds: number, cause: unknown): DeliveryError {
  return new DeliveryError('rate_limited', `Slack asks to wait ${seconds} s.`, {
    cause,
    retryable: true,
    retryAfterMs: seconds * 1000,
  });
}

function unreachable(cause: unknown): DeliveryError {
  return new DeliveryError(UNREACHABLE, 'Slack did not answer. It will be tried again.', {
    cause,
    retryable: true,
  });
}
