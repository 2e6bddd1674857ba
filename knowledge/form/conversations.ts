// Conversations: who waits, and what people do with one.
import type { Mode } from '../../src/model/conversation.ts';
import { parseId } from '../../src/model/ids.ts';
import { countThreads, listThreads } from '../../src/store/threads.ts';
import { readVersion } from './live.ts';
import { personRoutes } from './person.ts';
import type { FormDeps, Page, Reply, Route, StaffVisit } from './route.ts';
import { auditConversation, reply, threadPage } from './thread.ts';
import { conversationListView, type Tab } from './views/conversation-list.ts';

const LIST_LIMIT = 100;

const TABS: Readonly<Record<Tab, readonly Mode[]>> = {
  yours: ['waiting', 'human'],
  bot: ['bot'],
  resolved: ['closed'],
  all: ['waiting', 'human', 'bot', 'closed'],
};

const ACTIONS = {
  claim: 'claim',
  'hand-back': 'handBack',
  resolve: 'resolve',
} as const;

export function conversationRoutes(deps: FormDeps): readonly Route[] {
  const actions = Object.entries(ACTIONS).map(
    ([path, action]): Route => ({
      for: 'staff',
      method: 'post',
      path: `/conversations/:id/${path}`,
      handle: async (visit) => {
        const id = parseId<'conversation'>(visit.params.id);
        await deps.desk[action]({ tenantId: deps.tenantId, conversationId: id, staff: visit.staff });
        await auditConversation(deps, visit, { action: `conversation_${path.replace('-', '_')}`, id });
        return { kind: 'redirect', to: `/admin/conversations/${id}` };
      },
    }),
  );
  return [
    { for: 'staff', method: 'get', path: '/conversations', handle: (visit) => listPage(deps, visit) },
    {
      for: 'staff',
      method: 'get',
      path: '/conversations/:id',
      handle: (visit) => threadPage(deps, visit, { text: '', isNote: false }),
    },
    { for: 'staff', method: 'post', path: '/conversations/:id/reply', handle: (visit) => reply(deps, visit) },
    {
      for: 'staff',
      method: 'post',
      path: '/conversations/:id/template',
      handle: (visit) => sendTemplate(deps, visit),
    },
    { for: 'staff', method: 'post', path: '/conversations/:id/retry', handle: (visit) => retry(deps, visit) },
    {
      for: 'staff',
      method: 'post',
      path: '/conversations/:id/save-answer',
      handle: (visit) => saveAnswer(deps, visit),
    },
    ...actions,
    ...personRoutes(deps),
  ];
}

async function listPage(deps: FormDeps, visit: StaffVisit): Promise<Page> {
  const live = { watch: 'lists', version: await readVersion(deps, 'lists') } as const;
  const tab = readTab(visit.query.get('show'));
  const [counts, threads] = [
    await countThreads(deps.pool, deps.tenantId),
    await listThreads(deps.pool, deps.tenantId, { modes: TABS[tab], limit: LIST_LIMIT }),
  ];
  const clock = { nowMs: deps.now(), timezone: deps.business.hours.timezone };
  const body = conversationListView({ tab, counts, threads, limit: LIST_LIMIT, clock });
  return { kind: 'page', title: 'Conversations', section: 'conversations', body, live };
}

function readTab(value: string | null): Tab {
  return value !== null && Object.hasOwn(TABS, value) ? (value as Tab) : 'yours';
}

async function retry(deps: FormDeps, visit: StaffVisit): Promise<Reply> {
  const id = parseId<'conversation'>(visit.params.id);
  // Nothing to try again: it arrived meanwhile, which the page then shows.
  if (await deps.retry(id, parseId<'message'>(visit.fields.text('message'))))
    await auditConversation(deps, visit, { action: 'conversation_retry', id });
  return { kind: 'redirect', to: `/admin/conversations/${id}` };
}

async function sendTemplate(deps: FormDeps, visit: StaffVisit): Promise<Reply> {
  const id = parseId<'conversation'>(visit.params.id);
  const target = { tenantId: deps.tenantId, conversationId: id, staff: visit.staff };
  await deps.desk.sendTemplate(target, parseId<'message'>(visit.fields.text('template')));
  await auditConversation(deps, visit, { action: 'conversation_template', id });
  return { kind: 'redirect', to: `/admin/conversations/${id}` };
}

async function saveAnswer(deps: FormDeps, visit: StaffVisit): Promise<Reply> {
  const id = parseId<'conversation'>(visit.params.id);
  const isDrafted = await deps.saveAnswer(id);
  if (isDrafted) await auditConversation(deps, visit, { action: 'conversation_answer_kept', id });
  return { kind: 'redirect', to: `/admin/conversations/${id}?kept=${isDrafted ? 'drafted' : 'nothing'}` };
}
