// One conversation's page, and the replies that staff send from it.
import { randomUUID } from 'node:crypto';
import { InvalidInput } from '../../src/model/errors.ts';
import { type ConversationId, type MergeId, parseId } from '../../src/model/ids.ts';
import { isSeparated } from '../../src/store/merges.ts';
import type { DeskView } from '../../src/store/takeovers.ts';
import { readThread, type Thread } from '../../src/store/threads.ts';
import { recordAudit } from '../../src/store/users.ts';
import { readVersion } from './live.ts';
import type { FormDeps, Page, Reply, StaffVisit } from './route.ts';
import { holderOf, refusalWords } from './views/composer.ts';
import { threadView } from './views/thread.ts';

interface Typed {
  readonly text: string;
  readonly isNote: boolean;
  /** Why it was not sent. */
  readonly refusal?: InvalidInput;
}

export async function threadPage(deps: FormDeps, visit: StaffVisit, typed: Typed): Promise<Page> {
  const id = parseId<'conversation'>(visit.params.id);
  const address = `/admin/conversations/${id}`;
  const live = { watch: id, version: await readVersion(deps, id), address };
  const thread = await findThread(deps, id);
  const text = visit.query.has('draft') ? (thread.escalation?.draft ?? '') : typed.text;
  const { refusal, isNote } = typed;
  const error = refusal?.code === 'not_yours' ? refusalWords(thread) : refusal?.message;
  const body = threadView({
    thread,
    csrfToken: visit.session.csrfToken,
    messageId: parseId<'message'>(randomUUID()),
    userId: visit.staff.userId,
    typed: { text, isNote, error },
    templateId: deps.offersTemplate(thread.channel) ? parseId<'message'>(randomUUID()) : undefined,
    kept: readKept(visit.query.get('kept')),
    separated: await readSeparated(deps, visit),
    clock: { nowMs: deps.now(), timezone: deps.business.hours.timezone },
  });
  const title = thread.customerName || 'Conversation';
  const status = refusal?.status ?? 200;
  return { kind: 'page', title, section: 'conversations', layout: 'thread', body, live, status };
}

async function findThread(deps: FormDeps, id: ConversationId): Promise<Thread> {
  const thread = await readThread(deps.pool, deps.tenantId, id);
  if (thread) return thread;
  throw new InvalidInput('conversation_unknown', 'There is no such conversation. It may have been deleted.', {
    status: 404,
  });
}

// Taken back since, it is no news.
async function readSeparated(deps: FormDeps, { query }: StaffVisit): Promise<MergeId | undefined> {
  if (!query.has('separated')) return undefined;
  const id = parseId<'merge'>(query.get('separated'));
  return (await isSeparated(deps.pool, deps.tenantId, id)) ? id : undefined;
}

function readKept(value: string | null): 'drafted' | 'nothing' | undefined {
  return value === 'drafted' || value === 'nothing' ? value : undefined;
}

export async function reply(deps: FormDeps, visit: StaffVisit): Promise<Reply> {
  const id = parseId<'conversation'>(visit.params.id);
  const messageId = parseId<'message'>(visit.fields.text('message'));
  const text = visit.fields.text('text');
  const isNote = visit.fields.text('note') === 'on';
  const as = isNote ? 'note' : 'answer';
  // The page said from whom a reply takes over. Who has it since was not seen there: then the reply is refused, and sent
  // again from the new page it takes over. Who waits is everybody's to answer.
  const mayTake = ({ mode, claimedBy }: DeskView): boolean =>
    holderOf(mode, claimedBy?.id) === visit.fields.text('seen');
  try {
    const target = { tenantId: deps.tenantId, conversationId: id };
    await deps.desk.reply(target, { staff: visit.staff, messageId, text, as, mayTake });
  } catch (error) {
    // What was typed must not be lost because it was too long, or because somebody was quicker.
    if (!(error instanceof InvalidInput) || error.status === 404) throw error;
    return threadPage(deps, visit, { text, isNote, refusal: error });
  }
  await auditConversation(deps, visit, { action: isNote ? 'conversation_note' : 'conversation_reply', id });
  return { kind: 'redirect', to: `/admin/conversations/${id}#end` };
}

export async function auditConversation(
  deps: FormDeps,
  visit: StaffVisit,
  what: { readonly action: string; readonly id: ConversationId },
): Promise<void> {
  const entry = { userId: visit.staff.userId, action: what.action, subject: what.id };
  await recordAudit(deps.pool, deps.tenantId, entry);
}
