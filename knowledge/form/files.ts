// A file of a conversation, for the staff: read where it is kept, or a page that says why it can't be.

import { DeliveryError, InvalidInput } from '../../src/model/errors.ts';
import { cleanFileName } from '../../src/model/file.ts';
import { type ConversationId, parseId } from '../../src/model/ids.ts';
import { findThreadFile } from '../../src/store/threads.ts';
import { html } from './html.ts';
import { empty } from './parts.ts';
import type { FormDeps, Page, Reply, Route, StaffVisit } from './route.ts';
import { t } from './speech.ts';

// 20 MB from a platform on a slow line; the reader itself may give up earlier.
const OPEN_TIMEOUT_MS = 30_000;

export function fileRoutes(deps: FormDeps): readonly Route[] {
  return [
    {
      for: 'staff',
      method: 'get',
      path: '/conversations/:id/files/:messageId/:index',
      handle: (visit) => showFile(deps, visit),
    },
  ];
}

async function showFile(deps: FormDeps, { params, signal }: StaffVisit): Promise<Reply> {
  const conversationId = parseId<'conversation'>(params.id);
  const messageId = parseId<'message'>(params.messageId);
  const index = /^\d{1,3}$/.test(params.index ?? '') ? Number(params.index) : -1;
  const file = await findThreadFile(deps.pool, deps.tenantId, { conversationId, messageId, index });
  if (!file?.contentUrl)
    throw new InvalidInput('file_unknown', 'There is no such file in this conversation.', { status: 404 });
  const name = cleanFileName(file.name ?? '', 'file');
  try {
    const giveUp = AbortSignal.any([signal, AbortSignal.timeout(OPEN_TIMEOUT_MS)]);
    const { bytes } = await deps.openFile(file.contentUrl, giveUp);
    return { kind: 'file', name, bytes };
  } catch (error) {
    const isExpected = error instanceof DeliveryError || error instanceof DOMException;
    if (!isExpected) throw error;
    deps.log.warn({ err: error }, 'a file of a conversation could not be read');
    return unreadPage(conversationId, { name, isGone: error instanceof DeliveryError && !error.retryable });
  }
}

function unreadPage(
  conversationId: ConversationId,
  { name, isGone }: { readonly name: string; readonly isGone: boolean },
): Page {
  const body = empty({
    title: t`This file can’t be read`,
    text: isGone
      ? t`“${name}” is no longer kept where it was sent. Ask for it again.`
      : t`“${name}” could not be loaded just now. Try again in a moment.`,
    action: html`<a class="button" href=${`/admin/conversations/${conversationId}`}>${t`Back to the conversation`}</a>`,
  });
  const status = isGone ? 404 : 502;
  return { kind: 'page', title: 'File', section: 'conversations', layout: 'narrow', body, status };
}
