// The one exit for every failure: problem+json (RFC 9457) for programs, a readable page for people.
import type { Context } from 'koa';
import type { Log } from '../log.ts';
import {
  DeliveryError,
  InvalidInput,
  KakiError,
  ModelError,
  NotAllowed,
  StoreError,
} from '../model/errors.ts';
import { asStoreError } from '../store/pool.ts';

interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'That request was not understood',
  401: 'Please sign in',
  403: 'That is not allowed',
  404: 'There is nothing here',
  405: 'That can’t be done here',
  409: 'Something changed meanwhile',
  410: 'This is gone',
  413: 'That is too large',
  415: 'That kind of file can’t be read',
  422: 'Something is missing or wrong',
  429: 'Too many tries',
  503: 'Not available at the moment',
};

/** The readable page; drawn by the room that draws pages. */
export type RenderFailure = (failure: {
  status: number;
  title: string;
  message: string;
  requestId: string;
  /** What the route speaks; undefined where none was reached. */
  language: unknown;
}) => string;

export interface FailureDeps {
  readonly renderFailure: RenderFailure;
  readonly log: Log;
}

/** A Direct Line or API client gets problem+json, a browser a page; neither ever sees a stack trace. */
export function respondWithError(
  context: Context,
  error: unknown,
  { log, renderFailure }: FailureDeps,
): void {
  const known = asStoreError(error);
  const problem = toProblem(known);
  const requestId = String(context.state.requestId);
  const fields = { requestId, method: context.method, path: context.path, status: problem.status };
  if (problem.status >= 500) log.error({ ...fields, err: known }, 'a request failed');
  else log.debug({ ...fields, code: problem.code }, 'a request was refused');
  context.status = problem.status;
  if (problem.status === 503) context.set('Retry-After', '2');
  const wantsPage = context.method === 'GET' || context.is('urlencoded', 'multipart');
  if (wantsPage && context.accepts('json', 'html') === 'html')
    showPage(
      context,
      renderFailure({
        status: problem.status,
        title: problem.title,
        message: problem.detail,
        requestId,
        language: context.state.language,
      }),
    );
  else showProblem(context, problem, requestId);
}

function toProblem(error: unknown): Problem {
  const problem = (status: number, code: string, detail: string): Problem => ({
    status,
    code,
    title: TITLES[status] ?? 'Something went wrong',
    detail,
  });
  if (error instanceof InvalidInput || error instanceof NotAllowed)
    return problem(error.status, error.code, error.message);
  if (error instanceof StoreError)
    return problem(503, error.code, 'The service is not available at the moment. Try again shortly.');
  if (error instanceof ModelError || error instanceof DeliveryError || error instanceof KakiError) {
    return problem(502, error.code, 'A service that this one needs did not answer. Try again shortly.');
  }
  const status = httpStatus(error);
  if (status === 404)
    return problem(404, 'not_found', 'Check the address, or go back to where you came from.');
  if (status)
    return problem(status, 'request_refused', 'The request could not be read. Check it and send it again.');
  return problem(
    500,
    'internal',
    'Something went wrong on our side. It has been recorded; try again, and tell us the number below if it stays.',
  );
}

// Errors of koa and its body parser carry a status below 500 when the client is at fault.
function httpStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return undefined;
  return error.status >= 400 && error.status < 500 ? error.status : undefined;
}

function showPage(context: Context, page: string): void {
  context.type = 'html';
  context.set(
    'Content-Security-Policy',
    "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'",
  );
  context.body = page;
}

function showProblem(context: Context, problem: Problem, requestId: string): void {
  context.type = 'application/problem+json';
  context.body = JSON.stringify({ type: 'about:blank', ...problem, requestId });
}
