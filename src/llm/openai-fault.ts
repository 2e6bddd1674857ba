// What went wrong at the model service, as a ModelError: what happened, who acts, whether asking again may help.
import { ModelError } from '../model/errors.ts';

export type ModelErrorCode =
  | 'model_unavailable'
  | 'model_quota'
  | 'model_unauthorised'
  | 'model_timeout'
  | 'model_malformed'
  | 'model_refused'
  | 'model_bad_request';

const MESSAGES: Readonly<Record<ModelErrorCode, string>> = {
  model_unavailable:
    'The model service could not be reached, failed, or gets more requests than this account may send. If it lasts, check its status page, the rate limits of the account, and OPENAI_BASE_URL.',
  model_quota:
    'The account at the model service has no credit left. Add credit or raise the spending limit in its billing settings.',
  model_unauthorised:
    'The model service refused the API key. Set OPENAI_API_KEY (on Azure AZURE_OPENAI_API_KEY) to a valid key and restart.',
  model_timeout:
    'The model service did not answer in time. If it lasts, check its status page or choose a faster model with OPENAI_MODEL.',
  model_malformed:
    'The model service sent an answer that was cut off or could not be read, so it was not used. If it lasts, check OPENAI_BASE_URL and OPENAI_MODEL.',
  model_refused:
    "The model service's content filter withheld the answer. A person should answer this conversation.",
  model_bad_request:
    'The model service did not accept the request. Check that OPENAI_MODEL and OPENAI_EMBEDDING_MODEL name models that this account may use.',
};

const RETRYABLE: ReadonlySet<ModelErrorCode> = new Set([
  'model_unavailable',
  'model_timeout',
  'model_malformed',
]);

/**
 * The cause that a ModelError carries, and a log may show. Never the SDK's own error: the service's messages quote
 * the key (masked) and the customer's text (not masked), and a JSON.parse error quotes what it could not read.
 */
export class ServiceFault extends Error {
  readonly status: number | undefined;
  /** Where the service told when it wants to be asked again. */
  readonly retryAfterMs: number | undefined;

  constructor(what: string, detail: { status?: number | undefined; retryAfterMs?: number | undefined } = {}) {
    super(what);
    this.name = 'ServiceFault';
    this.status = detail.status;
    this.retryAfterMs = detail.retryAfterMs;
  }
}

/** @param what in our own words: shown to the owner in brackets. */
export function modelError(
  code: ModelErrorCode,
  what: string | ServiceFault,
  retryable = RETRYABLE.has(code),
): ModelError {
  const cause = typeof what === 'string' ? new ServiceFault(what) : what;
  return new ModelError(code, `${MESSAGES[code]} (${cause.message})`, { cause, retryable });
}

/** Whatever the SDK or fetch threw. Read by its fields: this file does not load the SDK. */
export function asModelError(thrown: unknown): ModelError {
  if (thrown instanceof ModelError) return thrown;
  const status = readNumber(field(thrown, 'status'));
  const codes = readCodes(thrown);
  const known = codes.find((code) => CODES.has(code));
  const code = CODES.get(known ?? '') ?? codeOfStatus(status, thrown);
  return modelError(code, readFault(thrown, status, known ?? codes[0]));
}

// The service's own codes, where they say more than the status. 429 is both "slow down" and "no credit left", and 403
// on a model that this key may not use must not count as a refused key.
const CODES: ReadonlyMap<string, ModelErrorCode> = new Map([
  ['insufficient_quota', 'model_quota'],
  ['credit_balance_exhausted', 'model_quota'],
  ['billing_hard_limit_reached', 'model_quota'],
  ['billing_not_active', 'model_quota'],
  ['invalid_api_key', 'model_unauthorised'],
  ['content_filter', 'model_refused'],
  ['content_policy_violation', 'model_refused'],
  ['model_not_found', 'model_bad_request'],
  ['context_length_exceeded', 'model_bad_request'],
]);

function codeOfStatus(status: number | undefined, thrown: unknown): ModelErrorCode {
  if (status === undefined) return thrown instanceof SyntaxError ? 'model_malformed' : 'model_unavailable';
  if (status === 401 || status === 403) return 'model_unauthorised';
  if (status === 402) return 'model_quota';
  if (status === 408 || status === 409 || status === 429 || status >= 500) return 'model_unavailable';
  return 'model_bad_request';
}

function readFault(thrown: unknown, status: number | undefined, code: string | undefined): ServiceFault {
  const headers = field(thrown, 'headers');
  const read = (name: string) => (headers instanceof Headers ? headers.get(name) : null);
  const requestId = /^[\w-]{1,80}$/.exec(read('x-request-id') ?? '')?.[0];
  const what = [
    status === undefined ? undefined : `HTTP ${status}`,
    code ??
      (status === undefined ? (thrown instanceof SyntaxError ? 'not JSON' : 'no connection') : undefined),
    requestId && `request ${requestId}`,
  ];
  return new ServiceFault(what.filter(Boolean).join(', '), {
    status,
    retryAfterMs: readRetryAfter(read('retry-after-ms'), read('retry-after')),
  });
}

// Of the error itself, then of what caused it: `fetch failed` hides ECONNREFUSED two causes down. Only plain words
// pass, so that no key and no sentence can.
function readCodes(thrown: unknown): readonly string[] {
  const found: string[] = [];
  for (let error = thrown, depth = 0; error && depth < 4; error = field(error, 'cause'), depth += 1) {
    for (const code of [field(error, 'code'), field(error, 'type')]) {
      if (typeof code === 'string' && /^[a-z_]{3,60}$/i.test(code)) found.push(code);
    }
  }
  return found;
}

/** Retry-After is seconds or an HTTP date; retry-after-ms is OpenAI's and Azure's finer form. */
function readRetryAfter(milliseconds: string | null, after: string | null): number | undefined {
  const wished = [
    milliseconds?.trim() ? Number(milliseconds) : Number.NaN,
    after?.trim() ? Number(after) * 1000 : Number.NaN,
    after ? Date.parse(after) - Date.now() : Number.NaN,
  ].find((value) => Number.isFinite(value));
  return wished === undefined ? undefined : Math.max(0, wished);
}

function readNumber(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
