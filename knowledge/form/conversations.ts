// Conversations: who waits, what was said, and the staff's replies.
import { randomUUID } from 'node:crypto';
import type { Mode } from '../../src/model/conversation.ts';
import { InvalidInput } from '../../src/model/errors.ts';
import { type ConversationId, parseId } from '../../src/model/ids.ts';
import { countThreads, listThreads, readThread } from '../../src/store/threads.ts';
import { recordAudit } from '../../src/store/users.ts';
import { readVersion } from './live.ts';
import type { FormDeps, Page, Reply, Route, StaffVisit } from './route.ts';
import { conversationListView, type Tab } from './views/conversation-list.ts';
import { threadView } from './views/thread.ts';

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
        await audit(deps, visit, { action: `conversation_${path.replace('-', '_')}`, id });
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
    ...actions,
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

interface Typed {
  readonly text: string;
  readonly isNote: boolean;
  readonly error?: string;
}

async function threadPage(deps: FormDeps, visit: StaffVisit, typed: Typed): Promise<Page> {
  const id = parseId<'conversation'>(visit.params.id);
  const live = { watch: id, version: await readVersion(deps, id) };
  const thread = await readThread(deps.pool, deps.tenantId, id);
  if (!thread)
    throw new InvalidInput(
      'conversation_unknown',
      'There is no such conversation. It may have been deleted.',
      {
        status: 404,
      },
    );
  const text = visit.query.has('draft') ? (thread.escalation?.draft ?? '') : typed.text;
  const body = threadView({
    thread,
    csrfToken: visit.session.csrfToken,
    messageId: parseId<'message'>(randomUUID()),
    typed: { ...typed, text },
    clock: { nowMs: deps.now(), timezone: deps.business.hours.timezone },
  });
  const title = thread.customerName || 'Conversation';
  const status = typed.error ? 422 : 200;
  return { kind: 'page', title, section: 'conversations', layout: 'thread', body, live, status };
}

async function reply(deps: FormDeps, visit: StaffVisit): Promise<Reply> {
  const id = parseId<'conversation'>(visit.params.id);
  const messageId = parseId<'message'>(visit.fields.text('message'));
  const text = visit.fields.text('text');
  const isNote = visit.fields.text('note') === 'on';
  // The page said that a reply takes over, unless the conversation waited for anybody.
  const as = isNote ? 'note' : visit.fields.text('seen') === 'waiting' ? 'answer' : 'take_over';
  try {
    const target = { tenantId: deps.tenantId, conversationId: id };
    await deps.desk.reply(target, { staff: visit.staff, messageId, text, as });
  } catch (error) {
    // What was typed must not be lost because it was too long, or because somebody was quicker.
    if (!(error instanceof InvalidInput) || error.status === 404) throw error;
    return threadPage(deps, visit, { text, isNote, error: error.message });
  }
  await audit(deps, visit, { action: isNote ? 'conversation_note' : 'conversation_reply', id });
  return { kind: 'redirect', to: `/admin/conversations/${id}#end` };
}

async function audit(
  deps: FormDeps,
  visit: StaffVisit,
  what: { readonly action: string; readonly id: ConversationId },
): Promise<void> {
  const entry = { userId: visit.staff.userId, action: what.action, subject: what.id };
  await recordAudit(deps.pool, deps.tenantId, entry);
}
