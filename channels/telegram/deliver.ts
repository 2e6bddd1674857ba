// Sending, changing and taking back what the customer sees, at Telegram's pace and within one deadline each.
import type { Address } from '../../src/model/activity.ts';
import type { PlatformId } from '../channel.ts';
import type { Clock } from '../clock.ts';
import { type Place, toMessageId, toPlace, toPlatformId } from './address.ts';
import type { Api } from './api.ts';
import { toPlainText } from './dialect.ts';
import type { TelegramPayload } from './encode.ts';
import type { Pacer } from './pacing.ts';
import { isRefusal } from './refusal.ts';
import { sendFile, type UploadDeps } from './upload.ts';

export interface DeliverDeps extends UploadDeps {
  readonly api: Api;
  readonly pacer: Pacer;
  /** The pacer's. */
  readonly spacing: Clock;
  /** Chats that were shown a keyboard to share their number with: the next text takes it away. */
  readonly sharing: Set<number>;
}

type TextPayload = Extract<TelegramPayload, { kind: 'text' }>;

/** Waiting and sending together: the outbox holds its row for 12 s. */
const TEXT_TIMEOUT_MS = 10_000;
const MOST_WAIT_MS = 4_000;
const UNREADABLE_TAGS = /can't parse entities/i;
const MOVED = /upgraded to a supergroup/i;
const SAME = /message is not modified/i;
const ALREADY_GONE = /message to delete not found|message_id_invalid/i;

/** @throws DeliveryError */
export async function sendPayload(
  deps: DeliverDeps,
  to: Address,
  payload: TelegramPayload,
): Promise<PlatformId> {
  return sendTo(deps, toPlace(to), payload);
}

async function sendTo(deps: DeliverDeps, place: Place, payload: TelegramPayload): Promise<PlatformId> {
  const signal = AbortSignal.timeout(TEXT_TIMEOUT_MS);
  await takePlace(deps, place.chatId, signal);
  try {
    return payload.kind === 'text'
      ? await sendText(deps, place, { payload, signal })
      : await sendFile(deps, place, payload);
  } catch (error) {
    // A group that grew has a new id, which its old address learns with the next message that is received.
    if (!isRefusal(error, MOVED) || !error.movedTo) throw error;
    return sendTo(deps, { ...place, chatId: error.movedTo, replyTo: undefined }, payload);
  }
}

async function takePlace(
  { pacer, spacing }: DeliverDeps,
  chatId: number,
  signal: AbortSignal,
): Promise<void> {
  const waitMs = pacer.reserve(chatId, MOST_WAIT_MS);
  if (waitMs > 0) await spacing.wait(waitMs, signal);
}

async function sendText(
  { api, sharing }: DeliverDeps,
  place: Place,
  { payload, signal }: { readonly payload: TextPayload; readonly signal: AbortSignal },
): Promise<PlatformId> {
  const markup = sharingMarkup(sharing, place, payload) ?? keyboard(payload);
  const sent = await withPlainText(payload, (text) =>
    api.call(
      'sendMessage',
      { chat_id: place.chatId, ...text, ...markup, ...threadOf(place) },
      { timeoutMs: TEXT_TIMEOUT_MS, signal },
    ),
  );
  return toPlatformId(sent.chat.id, sent.message_id);
}

interface Written {
  readonly text: string;
  readonly parse_mode?: 'HTML';
  readonly link_preview_options: { readonly is_disabled: true };
}

// Better words without bold than no words.
async function withPlainText<T>({ html }: TextPayload, call: (text: Written) => Promise<T>): Promise<T> {
  const link_preview_options = { is_disabled: true } as const;
  try {
    return await call({ text: html, parse_mode: 'HTML', link_preview_options });
  } catch (error) {
    if (!isRefusal(error, UNREADABLE_TAGS)) throw error;
    return call({ text: toPlainText(html), link_preview_options });
  }
}

// Telegram lets a bot ask for a number in a private chat only; groups have negative ids.
function sharingMarkup(sharing: Set<number>, { chatId }: Place, { buttons, shares }: TextPayload) {
  if (shares && chatId > 0) {
    sharing.add(chatId);
    const keyboard = [[{ text: shares, request_contact: true }]];
    return { reply_markup: { keyboard, resize_keyboard: true, one_time_keyboard: true } };
  }
  if (buttons.length > 0 || !sharing.delete(chatId)) return undefined;
  return { reply_markup: { remove_keyboard: true as const } };
}

function keyboard({ buttons }: TextPayload) {
  return buttons.length === 0 ? {} : { reply_markup: { inline_keyboard: buttons.map((row) => [...row]) } };
}

function threadOf({ replyTo, topic }: Place) {
  return {
    ...(topic !== undefined && { message_thread_id: topic }),
    ...(replyTo !== undefined && {
      reply_parameters: { message_id: replyTo, allow_sending_without_reply: true },
    }),
  };
}

/**
 * Changes texts in place; texts too many are taken back, texts too few are sent. Files stay as they are: they are the
 * last parts, and an edit of a message's words brings no new ones.
 * @throws DeliveryError
 */
export async function editParts(
  deps: DeliverDeps,
  to: Address,
  {
    parts,
    payloads,
  }: { readonly parts: readonly PlatformId[]; readonly payloads: readonly TelegramPayload[] },
): Promise<readonly PlatformId[]> {
  const texts = payloads.filter((payload) => payload.kind === 'text');
  const fileCount = Math.min(payloads.length - texts.length, parts.length);
  const textParts = parts.slice(0, parts.length - fileCount);
  const edited: PlatformId[] = [];
  for (const [index, payload] of texts.entries()) {
    const part = textParts[index];
    if (part === undefined) edited.push(await sendPayload(deps, to, payload));
    else edited.push(await editText(deps, to, { part, payload }));
  }
  await removeParts(deps, to, textParts.slice(texts.length));
  return [...edited, ...parts.slice(parts.length - fileCount)];
}

async function editText(
  deps: DeliverDeps,
  to: Address,
  { part, payload }: { readonly part: PlatformId; readonly payload: TextPayload },
): Promise<PlatformId> {
  const { chatId } = toPlace(to);
  const message_id = toMessageId(part);
  const signal = AbortSignal.timeout(TEXT_TIMEOUT_MS);
  await takePlace(deps, chatId, signal);
  try {
    await withPlainText(payload, (text) =>
      deps.api.call(
        'editMessageText',
        { chat_id: chatId, message_id, ...text, ...keyboard(payload) },
        { timeoutMs: TEXT_TIMEOUT_MS, signal },
      ),
    );
  } catch (error) {
    if (!isRefusal(error, SAME)) throw error;
  }
  return part;
}

/** What is gone already is no error. @throws DeliveryError, for example for what is older than Telegram lets bots delete. */
export async function removeParts(
  { api }: DeliverDeps,
  to: Address,
  parts: readonly PlatformId[],
): Promise<void> {
  const { chatId } = toPlace(to);
  for (const part of parts) {
    await api
      .call(
        'deleteMessage',
        { chat_id: chatId, message_id: toMessageId(part) },
        { timeoutMs: TEXT_TIMEOUT_MS },
      )
      .catch((error: unknown) => {
        if (!isRefusal(error, ALREADY_GONE)) throw error;
      });
  }
}
