// Pinned questions: the answers that must hold, looked at before a change is published and whenever the owner asks.
import { InvalidInput } from '../../src/model/errors.ts';
import { parseId } from '../../src/model/ids.ts';
import { isLanguage, type Language } from '../../src/model/language.ts';
import { inTransaction, type Queryable } from '../../src/store/pool.ts';
import { recordAudit } from '../../src/store/users.ts';
import type { Check } from '../ingest.ts';
import { type PinChange, PinsWouldChange, type Publishing } from '../pin-guard.ts';
import {
  arePinsOutdated,
  changePin,
  countPins,
  listPins,
  type Pin,
  readClock,
  readPin,
  removePin,
  savePin,
} from '../pins.ts';
import { answeringOf, type Expectation, judge } from '../replay.ts';
import { languageOf } from '../terms.ts';
import { readVersion } from './live.ts';
import type { FormDeps, Page, Reply, Route, StaffVisit } from './route.ts';
import { t } from './speech.ts';
import { type ConfirmShown, confirmView, pinsView } from './views/pins.ts';

// In any script it fits the index that keeps a question from being pinned twice: 2,704 bytes.
const LONGEST_QUESTION_CHARS = 800;
const LONGEST_TEXT_CHARS = 300;
const PAGE = '/admin/pins';

export function pinRoutes(deps: FormDeps): readonly Route[] {
  const change = (path: string, handle: (visit: StaffVisit) => Promise<string>): Route => ({
    for: 'staff',
    method: 'post',
    path: `/pins${path}`,
    handle: async (visit): Promise<Reply> => ({ kind: 'redirect', to: `${PAGE}${await handle(visit)}` }),
  });
  return [
    { for: 'staff', method: 'get', path: '/pins', handle: (visit) => pinsPage(deps, visit) },
    change('', (visit) => add(deps, visit)),
    change('/replay', async (visit) => {
      await deps.pins.replay(deps.tenantId, visit.signal);
      return '?replayed=1';
    }),
    change('/:id/expect', (visit) => expectText(deps, visit)),
    change('/:id/accept', (visit) => accept(deps, visit)),
    change('/:id/remove', (visit) => remove(deps, visit)),
  ];
}

async function pinsPage(deps: FormDeps, visit: StaffVisit): Promise<Page> {
  const { pool, tenantId } = deps;
  await deps.pins.refresh(tenantId, visit.signal);
  const version = await readVersion(deps, 'pins');
  // What is not looked at yet is soon: a look holds for a while, and what is still being read is looked at once more.
  const isDue = await arePinsOutdated(pool, tenantId);
  const { query } = visit;
  const body = pinsView({
    pins: await listPins(pool, tenantId),
    csrfToken: visit.session.csrfToken,
    news: {
      pinned: query.get('pinned') ?? undefined,
      isReplayed: query.has('replayed'),
      refused: query.get('refused') ?? undefined,
      before: readBefore(query),
    },
    clock: { nowMs: deps.now(), timezone: deps.business.hours.timezone },
  });
  const live = isDue ? ({ watch: 'pins', version } as const) : undefined;
  return { kind: 'page', title: t`Pinned questions`, section: 'try', body, ...(live && { live }) };
}

// What was unpinned, or expected otherwise, comes back as it was: the address holds all of it.
function readBefore(query: URLSearchParams): (Expectation & { readonly isUnpinned: boolean }) | undefined {
  const [question, language, document] = ['question', 'language', 'document'].map((name) => query.get(name));
  const isUnpinned = query.has('unpinned');
  if (!(isUnpinned || query.has('expected')) || !question || !isLanguage(language) || !document)
    return undefined;
  const documentId = parseId<'document'>(document);
  return { question, language, documentId, expectedText: query.get('text') ?? '', isUnpinned };
}

function wayBack(
  what: 'unpinned' | 'expected',
  { question, language, documentId, expectedText }: Expectation,
): string {
  const fields = { [what]: '1', question, language, document: documentId, text: expectedText };
  return `?${new URLSearchParams(fields)}`;
}

/** Pins what answers now; or, where that is told, what answered before. */
async function add(deps: FormDeps, { fields, signal, staff }: StaffVisit): Promise<string> {
  const { pool, tenantId, pins } = deps;
  const question = fields.text('question').replace(/\s+/g, ' ').trim().slice(0, LONGEST_QUESTION_CHARS);
  if (question === '') return '';
  const given = fields.text('language');
  const language: Language = isLanguage(given) ? given : languageOf(question);
  const wanted = fields.text('document') ? parseId<'document'>(fields.text('document')) : undefined;
  const lookedAt = await readClock(pool);
  const answered = answeringOf(await pins.answer(tenantId, { text: question, language }, signal), wanted);
  // What only a person answers is no answer that could hold.
  const found = answered?.isHumanOnly ? undefined : answered?.documentId;
  const documentId = wanted ?? found;
  if (!documentId) return `?refused=${encodeURIComponent(question)}`;
  const expectation = { question, language, documentId, expectedText: readText(fields.text('text')) };
  const id = await savePin(pool, tenantId, { ...expectation, ...judge(expectation, answered) }, lookedAt);
  if (!id) return '?refused=';
  await recordAudit(pool, tenantId, { userId: staff.userId, action: 'question_pinned', subject: id });
  return `?pinned=${id}#pin-${id}`;
}

function readText(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, LONGEST_TEXT_CHARS).toWellFormed();
}

async function findPin(deps: FormDeps, visit: StaffVisit): Promise<Pin> {
  const pin = await readPin(deps.pool, deps.tenantId, parseId<'pin'>(visit.params.id));
  if (pin) return pin;
  throw new InvalidInput('pin_unknown', 'This question is no longer pinned.', { status: 404 });
}

async function expectText(deps: FormDeps, visit: StaffVisit): Promise<string> {
  const pin = await findPin(deps, visit);
  const expectedText = readText(visit.fields.text('text'));
  return keep(deps, visit, { pin: { ...pin, expectedText }, before: pin });
}

/** What answers now is what must answer from here on: as it was read, not what answers since. */
async function accept(deps: FormDeps, visit: StaffVisit): Promise<string> {
  const pin = await findPin(deps, visit);
  const documentId = pin.answered?.documentId;
  if (!documentId || documentId !== visit.fields.text('answered')) return `#pin-${pin.id}`;
  return keep(deps, visit, { pin: { ...pin, documentId, expectedText: '' }, before: pin });
}

async function keep(
  deps: FormDeps,
  { signal, staff }: StaffVisit,
  { pin, before }: { readonly pin: Expectation; readonly before: Pin },
): Promise<string> {
  const { pool, tenantId, pins } = deps;
  const query = { text: pin.question, language: pin.language };
  const lookedAt = await readClock(pool);
  const answered = answeringOf(await pins.answer(tenantId, query, signal), pin.documentId);
  const after = { ...pin, ...judge(pin, answered) };
  // What somebody else decided about it while it was asked is shown, and stays.
  if (!(await changePin(pool, tenantId, { before, after }, lookedAt))) return '';
  await recordAudit(pool, tenantId, { userId: staff.userId, action: 'pin_changed', subject: before.id });
  return `${wayBack('expected', before)}#pin-${before.id}`;
}

async function remove(deps: FormDeps, visit: StaffVisit): Promise<string> {
  const pin = await findPin(deps, visit);
  await removePin(deps.pool, deps.tenantId, pin.id);
  const { userId } = visit.staff;
  await recordAudit(deps.pool, deps.tenantId, { userId, action: 'question_unpinned', subject: pin.id });
  return wayBack('unpinned', pin);
}

/** For the first page: how many there are, after a look at them where the knowledge changed. */
export async function lookAtPins(
  { pool, tenantId, pins }: FormDeps,
  signal: AbortSignal,
): Promise<Awaited<ReturnType<typeof countPins>>> {
  await pins.refresh(tenantId, signal);
  return countPins(pool, tenantId);
}

/**
 * Runs `work` with the check of pins. @param days on which the change makes a difference.
 * @returns what would change instead, where the owner hasn't agreed to it.
 */
export async function guarded<T>(
  deps: FormDeps,
  visit: StaffVisit,
  work: Parameters<typeof deps.pins.publish<T>>[2],
  days: Publishing['days'] = [],
): Promise<{ readonly done: T } | { readonly changes: readonly PinChange[] }> {
  const of = { isForced: visit.fields.text('anyway') !== '', days, signal: visit.signal };
  try {
    return { done: await deps.pins.publish(deps.tenantId, of, work) };
  } catch (error) {
    if (error instanceof PinsWouldChange) return { changes: error.changes };
    throw error;
  }
}

/** Does `change`, unless pinned answers would change by it. @returns what came of it, or the page that asks. */
export async function changeOrAsk<T>(
  deps: FormDeps,
  visit: StaffVisit,
  about: Omit<ConfirmShown, 'csrfToken' | 'changes' | 'clock'> & {
    readonly change: (client: Queryable) => Promise<T>;
    readonly days?: Publishing['days'];
  },
): Promise<{ readonly done: T } | { readonly asked: Page }> {
  const { change, days, ...shown } = about;
  const work = (check: Check | undefined): Promise<T> =>
    inTransaction(deps.pool, async (client) => {
      const done = await change(client);
      await check?.(client);
      return done;
    });
  const found = await guarded(deps, visit, work, days);
  return 'done' in found ? found : { asked: confirmPage(deps, visit, { ...shown, changes: found.changes }) };
}

/** Asks before something is done that would change pinned answers; the button does it all the same. */
export function confirmPage(
  deps: FormDeps,
  visit: StaffVisit,
  about: Omit<ConfirmShown, 'csrfToken' | 'clock'>,
): Page {
  const clock = { nowMs: deps.now(), timezone: deps.business.hours.timezone };
  const body = confirmView({ ...about, clock, csrfToken: visit.session.csrfToken });
  return { kind: 'page', title: t`Pinned questions`, section: 'knowledge', body, status: 409 };
}
