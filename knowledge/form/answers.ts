// What staff answered customers, waiting for the owner: approved, it becomes knowledge.
import { InvalidInput } from '../../src/model/errors.ts';
import { type DocumentId, parseId } from '../../src/model/ids.ts';
import { isLanguage } from '../../src/model/language.ts';
import {
  type AnswerDraft,
  decideDraft,
  findDraft,
  listDrafts,
  reopenDraft,
} from '../../src/store/answer-drafts.ts';
import { readDocument } from '../documents.ts';
import { type Entry, faultsOf, NEW_ENTRY } from './entry.ts';
import { closeAnswered } from './gap-answer.ts';
import { auditKnowledge } from './knowledge.ts';
import { guarded } from './pins.ts';
import { countOpen } from './questions.ts';
import type { FormDeps, Page, Reply, Route, StaffVisit } from './route.ts';
import { t } from './speech.ts';
import { answersView, type Refused } from './views/answers.ts';

// An answer of 10,000 characters of three bytes, each byte written as %XX.
const LIMIT_BYTES = 100_000;
const PAGE = '/admin/questions/answers';

export function answerRoutes(deps: FormDeps): readonly Route[] {
  const decision = (path: string, decide: (deps: FormDeps, visit: StaffVisit) => Promise<Reply>): Route => ({
    for: 'staff',
    method: 'post',
    path: `/answers/:id/${path}`,
    limitBytes: LIMIT_BYTES,
    handle: (visit) => decide(deps, visit),
  });
  return [
    { for: 'staff', method: 'get', path: '/questions/answers', handle: (visit) => answersPage(deps, visit) },
    // Where they were before they had a part of the questions' page.
    {
      for: 'staff',
      method: 'get',
      path: '/answers',
      handle: async ({ query }) => ({ kind: 'redirect', to: `${PAGE}${query.size > 0 ? `?${query}` : ''}` }),
    },
    decision('approve', approve),
    decision('reject', reject),
    decision('reopen', reopen),
  ];
}

async function answersPage(deps: FormDeps, visit: StaffVisit, refused?: Refused): Promise<Page> {
  const { pool, tenantId } = deps;
  const approved = visit.query.get('approved');
  const body = answersView({
    counts: await countOpen(deps),
    drafts: await listDrafts(pool, tenantId),
    refused,
    approved: approved ? await readDocument(pool, tenantId, parseId<'document'>(approved)) : undefined,
    rejected: visit.query.has('rejected') ? parseId<'document'>(visit.query.get('rejected')) : undefined,
    wasDecided: visit.query.has('decided'),
    csrfToken: visit.session.csrfToken,
    clock: { nowMs: deps.now(), timezone: deps.business.hours.timezone },
  });
  return {
    kind: 'page',
    title: t`Answers to approve`,
    section: 'questions',
    body,
    status: refused ? 422 : 200,
  };
}

async function approve(deps: FormDeps, visit: StaffVisit): Promise<Reply> {
  const { pool, tenantId } = deps;
  const id = parseId<'document'>(visit.params.id);
  const draft = await findDraft(pool, tenantId, id);
  if (!draft) return { kind: 'redirect', to: `${PAGE}?decided=1` };
  const entry = readEntry(visit, draft);
  const refused = await tryAdd(deps, visit, { id, entry });
  if (refused === 'decided') return { kind: 'redirect', to: `${PAGE}?decided=1` };
  if (refused) return answersPage(deps, visit, { id, entry, ...refused });
  await auditKnowledge(deps, visit, { action: 'answer_approved', id });
  await closeAnswered(deps, id);
  const stored = await readDocument(pool, tenantId, id);
  // What can't be read is stored all the same, and opens with the reason.
  const to = stored?.status === 'failed' ? `/admin/knowledge/${id}` : `${PAGE}?approved=${id}`;
  return { kind: 'redirect', to };
}

function readEntry({ fields }: StaffVisit, draft: AnswerDraft): Entry {
  const language = fields.text('language');
  return {
    ...NEW_ENTRY,
    title: fields.text('question').replace(/\s+/g, ' ').trim(),
    body: fields.text('answer').trim(),
    language: isLanguage(language) ? language : draft.language,
  };
}

/** Thrown out of the transaction that adds the entry: somebody else decided meanwhile, perhaps against it. */
class Decided extends Error {}

// The entry takes the draft's own id, and is there with the decision or not at all.
async function tryAdd(
  deps: FormDeps,
  visit: StaffVisit,
  { id, entry }: { readonly id: DocumentId; readonly entry: Entry },
): Promise<Omit<Refused, 'id' | 'entry'> | 'decided' | undefined> {
  const errors = faultsOf(entry);
  if (Object.keys(errors).length > 0) return { errors };
  const { kind, title, body, language, source } = entry;
  try {
    const draft = { kind, title, body, source, ...(language && { language }), by: visit.staff.userId };
    const added = await guarded(deps, visit, (check) =>
      deps.library.add(deps.tenantId, id, draft, async (db) => {
        if (!(await decideDraft(db, deps.tenantId, { id, documentId: id }))) throw new Decided();
        await check?.(db);
      }),
    );
    if ('changes' in added) return { errors: {}, changes: added.changes };
    // Its id is taken: by the entry of whoever approves it in this moment.
    return added.done ? undefined : 'decided';
  } catch (error) {
    if (error instanceof Decided) return 'decided';
    if (error instanceof InvalidInput) return { errors: { all: error.message } };
    throw error;
  }
}

async function reject(deps: FormDeps, visit: StaffVisit): Promise<Reply> {
  const id = parseId<'document'>(visit.params.id);
  if (!(await decideDraft(deps.pool, deps.tenantId, { id, documentId: undefined })))
    return { kind: 'redirect', to: `${PAGE}?decided=1` };
  await auditKnowledge(deps, visit, { action: 'answer_rejected', id });
  return { kind: 'redirect', to: `${PAGE}?rejected=${id}` };
}

async function reopen(deps: FormDeps, visit: StaffVisit): Promise<Reply> {
  const id = parseId<'document'>(visit.params.id);
  if (await reopenDraft(deps.pool, deps.tenantId, id))
    await auditKnowledge(deps, visit, { action: 'answer_reopened', id });
  return { kind: 'redirect', to: `${PAGE}#draft-${id}` };
}
