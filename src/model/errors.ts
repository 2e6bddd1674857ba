// Every expected failure, named by who failed, because that says who acts. A bug is a plain Error.

interface Detail {
  readonly cause?: unknown;
  readonly retryable?: boolean;
}

/**
 * `message` says what happened and what to do next. `expose` is true when a caller outside may read it;
 * `retryable` when the same call may succeed later.
 */
export abstract class KakiError extends Error {
  abstract readonly expose: boolean;
  readonly code: string;
  readonly retryable: boolean;

  constructor(code: string, message: string, detail: Detail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = new.target.name;
    this.code = code;
    this.retryable = detail.retryable ?? false;
  }
}

/** The caller sent something we can't accept: they change it. HTTP status 4xx. */
export class InvalidInput extends KakiError {
  override readonly expose = true;
  readonly status: 400 | 404 | 409 | 410 | 413 | 415 | 422;

  constructor(
    code: string,
    message: string,
    detail: Detail & { readonly status?: InvalidInput['status'] } = {},
  ) {
    super(code, message, detail);
    this.status = detail.status ?? 400;
  }
}

/** The caller may not do this: they sign in, or stop. HTTP status 401, 403 or 429. */
export class NotAllowed extends KakiError {
  override readonly expose = true;
  readonly status: 401 | 403 | 429;

  constructor(
    code: string,
    message: string,
    detail: Detail & { readonly status?: NotAllowed['status'] } = {},
  ) {
    super(code, message, detail);
    this.status = detail.status ?? 403;
  }
}

/** A platform didn't take a message. `retryAfterMs` is the platform's own wish, when it told one. */
export class DeliveryError extends KakiError {
  override readonly expose = false;
  readonly retryAfterMs: number | undefined;

  constructor(code: string, message: string, detail: Detail & { readonly retryAfterMs?: number } = {}) {
    super(code, message, detail);
    this.retryAfterMs = detail.retryAfterMs;
  }
}

/** The language model failed: the turn falls back to extracts or to a person. */
export class ModelError extends KakiError {
  override readonly expose = false;
}

/** The database failed or refused: whoever waits gets 503 and tries again. */
export class StoreError extends KakiError {
  override readonly expose = false;
}
