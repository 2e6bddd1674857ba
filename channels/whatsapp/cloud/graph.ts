// Meta's Graph API: a deadline on every call, the token to Meta alone, and every failure as a DeliveryError.
import { z } from 'zod';
import { DeliveryError } from '../../../src/model/errors.ts';
import { shorten } from '../../../src/model/text.ts';
import { Refusal } from './refusal.ts';

export interface CloudSettings {
  readonly phoneNumberId: string;
  readonly accessToken: string;
  readonly appSecret: string;
  /** undefined: the handshake is refused. */
  readonly verifyToken: string | undefined;
  /** https://graph.facebook.com; a bare host. */
  readonly apiUrl: string;
  /** Like v24.0. */
  readonly apiVersion: string;
  /** Approved by Meta: opens a conversation whose 24 hours are over. */
  readonly template: { readonly name: string; readonly language: string } | undefined;
}

export interface CallOptions {
  /** In all: connecting, sending, and reading the answer. */
  readonly timeoutMs: number;
  /** Ends the call early. */
  readonly signal?: AbortSignal;
  /** POST with this body; GET without. */
  readonly body?: object | FormData;
}

export interface Graph {
  /** @param path behind the version, like `PHONE_NUMBER_ID/messages`. @returns its JSON. @throws DeliveryError */
  call(path: string, options: CallOptions): Promise<unknown>;
  /** An answer of any status from one of Meta's hosts, its body unread. @throws DeliveryError */
  fetchFile(url: URL, signal: AbortSignal): Promise<Response>;
}

const MAX_DETAILS_CHARS = 300;
const MAX_RETRY_AFTER_S = 3_600;

const faultBody = z.object({
  error: z.object({
    code: z.number().optional().catch(undefined),
    error_subcode: z.number().optional().catch(undefined),
    message: z.string().catch(''),
    error_data: z
      .object({ details: z.string().catch('') })
      .optional()
      .catch(undefined),
  }),
});

/** @param onRefusal hears of every refusal. */
export function createGraph(
  { phoneNumberId, accessToken, apiUrl, apiVersion }: CloudSettings,
  onRefusal: (refusal: Refusal) => void,
): Graph {
  const authorization = `Bearer ${accessToken}`;
  return {
    async call(path, { timeoutMs, signal, body }) {
      const deadline = AbortSignal.timeout(timeoutMs);
      const isForm = body instanceof FormData;
      const answer = await reach(async () => {
        const response = await fetch(`${apiUrl}/${apiVersion}/${path}`, {
          method: body ? 'POST' : 'GET',
          headers: { authorization, ...(body && !isForm && { 'content-type': 'application/json' }) },
          ...(body && { body: isForm ? body : JSON.stringify(body) }),
          redirect: 'error',
          signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
        });
        return { response, json: readJson(await response.text()) };
      });
      const { response, json } = answer;
      const fault = faultBody.safeParse(json);
      if (response.ok && !fault.success && json !== undefined) return json;
      // The subcode tells which object is unknown: a file that is gone says nothing of our number.
      const isNumber = path.startsWith(phoneNumberId);
      const refusal = toRefusal(response, fault.data?.error, isNumber);
      onRefusal(refusal);
      throw refusal;
    },
    async fetchFile(url, signal) {
      return reach(() => fetch(url, { headers: { authorization }, redirect: 'manual', signal }));
    },
  };
}

function toRefusal(
  { status, headers }: Response,
  told: z.output<typeof faultBody>['error'] | undefined,
  isNumber: boolean,
): Refusal {
  const { code, error_subcode: subcode, message = '', error_data: data } = told ?? {};
  return new Refusal({
    code,
    subcode: isNumber ? subcode : undefined,
    details: shorten(data?.details || message, MAX_DETAILS_CHARS),
    // An answer of 200 that is no JSON was a proxy's.
    status: status === 200 ? 502 : status,
    retryAfterMs: toRetryAfterMs(headers.get('retry-after')),
  });
}

function toRetryAfterMs(header: string | null): number | undefined {
  const seconds = Number(header || Number.NaN);
  return seconds >= 0 ? Math.min(seconds, MAX_RETRY_AFTER_S) * 1_000 : undefined;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whatever breaks on the way is worth another try. @throws DeliveryError */
export async function reach<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DeliveryError) throw error;
    const { name, cause } = error as { name?: string; cause?: { code?: string } };
    const isLate = name === 'TimeoutError' || name === 'AbortError';
    // Nobody knows whether a message that was not answered for was taken: Meta has no key to ask by, so it goes again,
    // and a customer may once see it twice. That is better than not at all.
    throw new DeliveryError(
      'unavailable',
      isLate
        ? 'WhatsApp did not answer in time. It is tried again.'
        : `WhatsApp could not be reached (${cause?.code ?? 'the connection broke'}). It is tried again.`,
      { retryable: true },
    );
  }
}
