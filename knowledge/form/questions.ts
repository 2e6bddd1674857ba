// Questions that nobody could answer from the knowledge: each answered once, however it was asked.
import { type GapId, parseId } from '../../src/model/ids.ts';
import { countDrafts } from '../../src/store/answer-drafts.ts';
import { recordAudit } from '../../src/store/users.ts';
import { readDocument } from '../documents.ts';
import {
  answerGap,
  countGaps,
  dismissGap,
  type Gap,
  joinGaps,
  listAnswered,
  listGaps,
  moveBack,
  readGap,
  reopenGap,
  splitGap,
  type Wording,
} from '../gaps.ts';
import { findMissed } from './gap-answer.ts';
import { auditKnowledge } from './knowledge.ts';
import { readVersion } from './live.ts';
import { confirmPage, guarded } from './pins.ts';
import type { FormDeps, Page, Reply, Route, StaffVisit } from './route.ts';
import { t } from './speech.ts';
import { joinView, type QuestionsShown, questionsView } from './views/questions.ts';

const MOST_SHOWN = 200;
const LATELY_SHOWN = 10;

export function questionRoutes(deps: FormDeps): readonly Route[] {
  const change = (path: string, handle: (visit: StaffVisit) => Promise<string | Page>): Route => ({
    for: 'staff',
    method: 'post',
    path: `/questions/${path}`,
    handle: async (visit): Promise<Reply> => {
      const next = await handle(visit);
      return typeof next === 'string' ? { kind: 'redirect', to: `/admin/questions${next}` } : next;
    },
  });
  return [
    { for: 'staff', method: 'get', path: '/questions', handle: (visit) => questionsPage(deps, visit) },
    { for: 'staff', method: 'get', path: '/questions/:id/join', handle: (visit) => joinPage(deps, visit) },
    change(':id/dismiss', (visit) => dismiss(deps, visit)),
    change(':id/reopen', (visit) => reopen(deps, visit)),
    change(':id/join', (visit) => join(deps, visit)),
    change('wordings/:id/split', (visit) => split(deps, visit)),
    change('wordings/:id/add', (visit) => addWording(deps, visit)),
    change(':id/same-answer', (visit) => reuseAnswer(deps, visit)),
    change(':id/move-back', (visit) => undoMove(deps, visit)),
  ];
}

/** How many wait on each part of the page. */
export async function countOpen(deps: FormDeps): Promise<{ readonly gaps: number; readonly drafts: number }> {
  const { pool, tenantId } = deps;
  return { gaps: await countGaps(pool, tenantId), drafts: await countDrafts(pool, tenantId) };
}

async function questionsPage(deps: FormDeps, visit: StaffVisit): Promise<Page> {
  const version = await readVersion(deps, 'questions');
  // What is told once, and is asked of the whole knowledge, is not asked again with every change.
  const live = { watch: 'questions', version, address: '/admin/questions' } as const;
  const { query } = visit;
  const [moved, home] = [query.get('moved'), query.get('home')];
  const dismissed = query.get('dismissed');
  const answered = query.get('answered');
  const body = questionsView({
    answered: answered ? await readAnswered(deps, parseId<'gap'>(answered), visit.signal) : undefined,
    counts: await countOpen(deps),
    lately: await listAnswered(deps.pool, deps.tenantId, LATELY_SHOWN),
    gaps: await listGaps(deps.pool, deps.tenantId, MOST_SHOWN),
    csrfToken: visit.session.csrfToken,
    dismissed: dismissed ? parseId<'gap'>(dismissed) : undefined,
    moved:
      moved && home
        ? {
            gapId: parseId<'gap'>(moved),
            home: parseId<'gap'>(home),
            how: query.get('how') === 'split' ? 'split' : 'join',
          }
        : undefined,
    clock: { nowMs: deps.now(), timezone: deps.business.hours.timezone },
  });
  return { kind: 'page', title: t`Questions`, section: 'questions', body, live };
}

async function readAnswered(
  deps: FormDeps,
  gapId: GapId,
  signal: AbortSignal,
): Promise<QuestionsShown['answered']> {
  const gap = await readGap(deps.pool, deps.tenantId, gapId);
  if (gap?.state === 'open') return undefined;
  if (!gap?.documentId || gap.state !== 'answered') return 'gone';
  const entry = await readDocument(deps.pool, deps.tenantId, gap.documentId);
  if (!entry) return 'gone';
  const { wordings, documentId } = gap;
  return { gap, entry, missed: await findMissed(deps, { wordings, documentId }, signal) };
}

/** To the entry that answers the gap: then whoever asks it so gets that answer. */
async function addWording(deps: FormDeps, visit: StaffVisit): Promise<string | Page> {
  const gap = await readGap(deps.pool, deps.tenantId, parseId<'gap'>(visit.fields.text('gap')));
  const wordings = gap?.wordings.filter(({ id }) => id === visit.params.id) ?? [];
  if (!gap) return '';
  const action = `/admin/questions/wordings/${visit.params.id}/add`;
  return addToAnswer(deps, visit, { gap, wordings, action });
}

/** The answer from before is right, and now it is found by all wordings. */
async function reuseAnswer(deps: FormDeps, visit: StaffVisit): Promise<string | Page> {
  const gap = await readGap(deps.pool, deps.tenantId, parseId<'gap'>(visit.params.id));
  if (!gap?.documentId) return '';
  const action = `/admin/questions/${gap.id}/same-answer`;
  const next = await addToAnswer(deps, visit, { gap, wordings: gap.wordings, action });
  if (typeof next === 'string' && next !== '')
    await answerGap(deps.pool, deps.tenantId, gap.id, gap.documentId);
  return next;
}

/** @returns where to go on; '' where the entry is gone; the page that asks where pinned answers would change. */
async function addToAnswer(
  deps: FormDeps,
  visit: StaffVisit,
  {
    gap,
    wordings,
    action,
  }: { readonly gap: Gap; readonly wordings: readonly Wording[]; readonly action: string },
): Promise<string | Page> {
  const { pool, tenantId, library } = deps;
  const entry = gap.documentId && (await readDocument(pool, tenantId, gap.documentId));
  if (!entry) return '';
  const { id, kind, title, body, language, source, version: basedOn } = entry;
  const lines = wordings.map(({ question }) => question.replace(/\s+/g, ' '));
  const alsoAsked = [entry.alsoAsked, ...lines].filter(Boolean).join('\n');
  const draft = { id, kind, title, body, language, source, alsoAsked, by: visit.staff.userId, basedOn };
  const saved = await guarded(deps, visit, (check) => library.save(tenantId, draft, check));
  if ('changes' in saved)
    return confirmPage(deps, visit, {
      changes: saved.changes,
      action,
      fields: [['gap', gap.id]],
      label: t`Publish anyway`,
      back: '/admin/questions',
    });
  await auditKnowledge(deps, visit, { action: 'knowledge_changed', id });
  return `?answered=${gap.id}`;
}

async function joinPage(deps: FormDeps, visit: StaffVisit): Promise<Page | Reply> {
  const id = parseId<'gap'>(visit.params.id);
  const gap = await readGap(deps.pool, deps.tenantId, id);
  if (!gap) return { kind: 'redirect', to: '/admin/questions' };
  const gaps = await listGaps(deps.pool, deps.tenantId, MOST_SHOWN);
  const others = gaps.filter((other) => other.id !== id);
  const body = joinView({ gap, others, csrfToken: visit.session.csrfToken });
  return { kind: 'page', title: t`Same question`, section: 'questions', body };
}

async function dismiss(deps: FormDeps, visit: StaffVisit): Promise<string> {
  const id = parseId<'gap'>(visit.params.id);
  if (!(await dismissGap(deps.pool, deps.tenantId, id))) return '';
  await audit(deps, visit, 'question_dismissed');
  return `?dismissed=${id}`;
}

async function reopen(deps: FormDeps, visit: StaffVisit): Promise<string> {
  await reopenGap(deps.pool, deps.tenantId, parseId<'gap'>(visit.params.id));
  await audit(deps, visit, 'question_reopened');
  return `#gap-${visit.params.id}`;
}

async function join(deps: FormDeps, visit: StaffVisit): Promise<string> {
  const from = parseId<'gap'>(visit.params.id);
  const chosen = visit.fields.text('into');
  if (chosen === '') return `/${from}/join`;
  const into = parseId<'gap'>(chosen);
  if (!(await joinGaps(deps.pool, deps.tenantId, { from, into }))) return '';
  await audit(deps, visit, 'question_joined');
  return `?moved=${into}&home=${from}&how=join#gap-${into}`;
}

async function split(deps: FormDeps, visit: StaffVisit): Promise<string> {
  const home = parseId<'gap'>(visit.fields.text('gap'));
  const gapId = await splitGap(deps.pool, deps.tenantId, parseId<'wording'>(visit.params.id));
  if (!gapId) return '';
  await audit(deps, visit, 'question_split');
  return `?moved=${gapId}&home=${home}&how=split#gap-${gapId}`;
}

async function undoMove(deps: FormDeps, visit: StaffVisit): Promise<string> {
  const home = parseId<'gap'>(visit.fields.text('home'));
  await moveBack(deps.pool, deps.tenantId, { gapId: parseId<'gap'>(visit.params.id), home });
  await audit(deps, visit, 'question_moved_back');
  return `#gap-${home}`;
}

async function audit(deps: FormDeps, visit: StaffVisit, action: string): Promise<void> {
  const entry = { userId: visit.staff.userId, action, subject: visit.params.id ?? '' };
  await recordAudit(deps.pool, deps.tenantId, entry);
}
