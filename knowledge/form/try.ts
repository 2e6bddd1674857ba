// The console: what the bot would find, decide and say, leaving no trace.
import { countPins } from '../pins.ts';
import type { FormDeps, Page, Route, StaffVisit } from './route.ts';
import { tryView } from './views/try.ts';

const LONGEST_QUESTION_CHARS = 1_000;
// A model that takes longer has failed.
const TRIAL_TIMEOUT_MS = 60_000;

export function tryRoutes(deps: FormDeps): readonly Route[] {
  return [{ for: 'staff', method: 'get', path: '/try', handle: (visit) => tryPage(deps, visit) }];
}

async function tryPage(deps: FormDeps, visit: StaffVisit): Promise<Page> {
  const question = (visit.query.get('question') ?? '').trim().slice(0, LONGEST_QUESTION_CHARS).toWellFormed();
  const signal = AbortSignal.any([visit.signal, AbortSignal.timeout(TRIAL_TIMEOUT_MS)]);
  const trial = question === '' ? undefined : await deps.preview(deps.tenantId, question, signal);
  const pins = await countPins(deps.pool, deps.tenantId);
  const body = tryView({
    question,
    trial,
    pins: pins.holds + pins.changed + pins.fails,
    csrfToken: visit.session.csrfToken,
  });
  return { kind: 'page', title: 'Try it', section: 'try', body };
}
