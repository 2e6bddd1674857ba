// Failures of what has to do with files, as problem+json (RFC 9457).
import type { RouterMiddleware } from '@koa/router';
import type { Log } from '../../src/log.ts';
import { DeliveryError, InvalidInput, KakiError, NotAllowed, StoreError } from '../../src/model/errors.ts';
import { asStoreError } from '../../src/store/pool.ts';

const TITLES: Readonly<Record<number, string>> = {
  400: 'The upload was not understood',
  403: 'Not allowed',
  404: 'The file is not there',
  413: 'The file is too large',
  415: 'This kind of upload is not taken',
  422: 'Something is missing or wrong',
  429: 'Too many requests',
};

/** @param failed what could not be done, for the log. */
export function answerProblems(log: Log, failed: string): RouterMiddleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      const fault = asStoreError(error);
      const isRefusal = fault instanceof InvalidInput || fault instanceof NotAllowed;
      if (!isRefusal) log.warn({ err: fault, path: ctx.path }, `web chat: ${failed}`);
      const status = isRefusal ? fault.status : statusOf(fault);
      ctx.status = status;
      ctx.set('Cache-Control', 'no-store');
      if (status === 429 || status >= 502) ctx.set('Retry-After', '5');
      ctx.body = JSON.stringify({
        type: 'about:blank',
        title: TITLES[status] ?? 'This did not work',
        status,
        detail: isRefusal ? fault.message : 'This did not work just now. Try again in a moment.',
        code: fault instanceof KakiError ? fault.code : 'internal',
      });
      ctx.type = 'application/problem+json';
    }
  };
}

// What holds the file said no for good, or couldn't say.
function statusOf(fault: unknown): number {
  if (fault instanceof DeliveryError) return fault.retryable ? 502 : 404;
  if (fault instanceof StoreError) return 503;
  return fault instanceof DOMException ? 502 : 500;
}
