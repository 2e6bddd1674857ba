// What is done to several entries at once: those that are ticked, or all that match the filter.
import { randomUUID } from 'node:crypto';
import { parseId } from '../../src/model/ids.ts';
import { listReturningDays } from '../../src/store/returning-days.ts';
import { deleteDocuments, markDocuments, undeleteDocuments } from '../document-changes.ts';
import { type DocumentMarks, type DocumentSelection, listComingDays } from '../documents.ts';
import { isMoment, unmark } from '../versions.ts';
import { auditKnowledge, readFilter } from './knowledge.ts';
import { changeOrAsk } from './pins.ts';
import type { FormDeps, Reply, Route, StaffVisit } from './route.ts';
import { t } from './speech.ts';
import { dayEnd } from './validity.ts';
import { filterAddress } from './views/knowledge.ts';
import type { Done } from './views/knowledge-news.ts';

export function bulkRoutes(deps: FormDeps): readonly Route[] {
  return [
    { for: 'staff', method: 'post', path: '/knowledge/bulk', handle: (visit) => act(deps, visit) },
    { for: 'staff', method: 'post', path: '/knowledge/bulk/undo', handle: (visit) => undo(deps, visit) },
  ];
}

async function act(deps: FormDeps, visit: StaffVisit): Promise<Reply> {
  const { fields } = visit;
  const filter = readFilter({ get: (name) => fields.text(name) });
  const ids = fields.texts('id').map((id) => parseId<'document'>(id));
  const isAll = fields.text('scope') === 'all';
  if (!isAll && ids.length === 0) return back(filter, { done: 'nothing' });
  const selection = isAll ? filter : { ids };
  const action = fields.text('action');
  if (action === 'delete') return remove(deps, visit, { selection, filter });
  if (action === 'read') {
    const count = await deps.library.readAgain(deps.tenantId, selection);
    return back(filter, { done: 'read', count });
  }
  const marks = marksFor(action, { until: fields.text('until'), timezone: deps.business.hours.timezone });
  if (!marks) return back(filter, { done: 'undated' });
  const by = visit.staff.userId;
  const result = await changeOrAsk(deps, visit, {
    change: (client) => markDocuments(client, deps.tenantId, selection, { ...marks.marks, by }),
    days: [marks.marks.validUntil, ...(await listComingDays(deps.pool, deps.tenantId, selection))],
    label: t`Do it anyway`,
    ...sentAgain(visit, filter),
  });
  if ('asked' in result) return result.asked;
  await auditKnowledge(deps, visit, { action: `knowledge_marked_${marks.done}`, id: randomUUID() });
  return back(filter, { done: marks.done, ...result.done });
}

interface Marking {
  readonly done: Done;
  readonly marks: DocumentMarks;
}

function marksFor(
  action: string,
  { until, timezone }: { until: string; timezone: string },
): Marking | undefined {
  switch (action) {
    case 'human':
      return { done: 'human', marks: { isHumanOnly: true } };
    case 'bot':
      return { done: 'bot', marks: { isHumanOnly: false } };
    case 'publish':
      return { done: 'published', marks: { isDraft: false } };
    case 'forever':
      return { done: 'endless', marks: { validUntil: null } };
    default: {
      const validUntil = dayEnd(until, timezone);
      return validUntil && { done: 'dated', marks: { validUntil } };
    }
  }
}

const SENT = ['action', 'scope', 'until', 'q', 'status', 'source', 'language'] as const;

/** What the list sent, for a button that sends it once more. */
function sentAgain({ fields }: StaffVisit, filter: Parameters<typeof filterAddress>[0]) {
  const ids = fields.texts('id').map((id) => ['id', id] as const);
  return {
    action: '/admin/knowledge/bulk',
    back: filterAddress(filter, {}),
    fields: [...SENT.map((name) => [name, fields.text(name)] as const), ...ids],
  };
}

async function remove(
  deps: FormDeps,
  visit: StaffVisit,
  {
    selection,
    filter,
  }: { readonly selection: DocumentSelection; readonly filter: ReturnType<typeof readFilter> },
): Promise<Reply> {
  const deletion = randomUUID();
  const result = await changeOrAsk(deps, visit, {
    change: (client) => deleteDocuments(client, deps.tenantId, selection, deletion),
    days: await listComingDays(deps.pool, deps.tenantId, selection),
    label: t`Delete anyway`,
    ...sentAgain(visit, filter),
  });
  if ('asked' in result) return result.asked;
  await auditKnowledge(deps, visit, { action: 'knowledge_deleted', id: deletion });
  return back({ ...selection, page: 1 }, { done: 'deleted_many', count: result.done, deletion });
}

/** Of a deletion, or of marks. */
async function undo(deps: FormDeps, visit: StaffVisit): Promise<Reply> {
  const { tenantId } = deps;
  const by = visit.staff.userId;
  const [deletion, moment] = [visit.fields.text('deletion'), visit.fields.text('moment')];
  if (deletion === '' && !isMoment(moment)) return { kind: 'redirect', to: '/admin/knowledge' };
  const result = await changeOrAsk(deps, visit, {
    change: (client) =>
      deletion
        ? undeleteDocuments(client, tenantId, parseId<'document'>(deletion))
        : unmark(client, tenantId, { moment, by }),
    days: await listReturningDays(
      deps.pool,
      tenantId,
      deletion ? { kind: 'deletion', id: parseId<'document'>(deletion) } : { kind: 'marks', id: moment },
    ),
    action: '/admin/knowledge/bulk/undo',
    fields: [['deletion', deletion] as const, ['moment', moment] as const],
    label: t`Undo anyway`,
    back: '/admin/knowledge',
  });
  if ('asked' in result) return result.asked;
  await auditKnowledge(deps, visit, { action: 'knowledge_undone', id: deletion || randomUUID() });
  const done = deletion ? 'restored_many' : 'unmarked';
  return { kind: 'redirect', to: `/admin/knowledge?done=${done}&count=${result.done}` };
}

function back(
  filter: Parameters<typeof filterAddress>[0],
  news: {
    readonly done: Done;
    readonly count?: number;
    readonly deletion?: string;
    readonly moment?: string;
  },
): Reply {
  const said = Object.entries(news).map(([name, value]) => [name, String(value)] as const);
  return { kind: 'redirect', to: filterAddress(filter, Object.fromEntries(said)) };
}
