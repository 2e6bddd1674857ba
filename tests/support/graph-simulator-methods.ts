// The calls of the Graph API that the simulator knows: messages, read marks with typing, files, the phone number.
import {
  checkEnvelope,
  checkInteractive,
  checkMedia,
  checkText,
  checkUpload,
  GraphRefused,
  MEDIA_TYPES,
  TITLES,
} from './graph-simulator-checks.ts';
import type { GraphWebhooks } from './graph-simulator-webhooks.ts';
import type { GraphWorld, Person, ShownMessage } from './graph-simulator-world.ts';
import type { Call } from './telegram-simulator-requests.ts';

export interface GraphContext {
  readonly world: GraphWorld;
  readonly webhooks: GraphWebhooks;
  readonly template: { readonly name: string; readonly language: string };
  /** A code that the next message fails with after it was taken. */
  readonly failsLater: number | undefined;
}

/** @throws GraphRefused */
export function postMessage({ payload }: Call, context: GraphContext): object {
  if (payload.status === 'read') return markRead(payload, context);
  const recipient = checkEnvelope(payload);
  const { shown, failure } = readMessage(payload, context);
  const person = context.world.find(recipient);
  const id = context.world.newWamid();
  const code = context.failsLater ?? failure ?? undeliverable(person, payload.type, context);
  if (code === undefined && person) show({ ...shown, id }, person, context);
  else tellStatus(context, { id, state: 'failed', person, code: code ?? 131026 });
  return {
    messaging_product: 'whatsapp',
    contacts: [{ input: recipient, wa_id: person?.phone ?? recipient }],
    messages: [{ id, message_status: 'accepted' }],
  };
}

function readMessage(
  payload: Call['payload'],
  { world, template }: GraphContext,
): { readonly shown: Omit<ShownMessage, 'id'>; readonly failure?: number | undefined } {
  const type = String(payload.type ?? 'text');
  if (type === 'text') return { shown: { kind: 'text', text: checkText(payload), options: [] } };
  if (type === 'interactive') return { shown: { kind: 'options', ...checkInteractive(payload) } };
  if (type === 'template') {
    const given = payload.template as { name?: string; language?: { code?: string } } | undefined;
    if (given?.name !== template.name || given.language?.code !== template.language)
      throw new GraphRefused(132001, `template name (${given?.name}) does not exist`, { status: 404 });
    return { shown: { kind: 'template', text: `${template.name}/${template.language}`, options: [] } };
  }
  if (!(type in MEDIA_TYPES))
    throw new GraphRefused(100, `Param type must be one of the known types, not ${type}`);
  const given = payload[type] as { id?: string; filename?: string };
  const failure = checkMedia(world, type, given);
  const media = world.media.get(String(given?.id));
  if (!media) throw new Error('a file was checked that is not there');
  const file = { ...media, name: given.filename ?? media.name, shownAs: type };
  return { shown: { kind: 'file', text: '', options: [], file }, failure };
}

function undeliverable(
  person: Person | undefined,
  type: unknown,
  { world }: GraphContext,
): number | undefined {
  if (!person || world.blocked.has(person.phone)) return 131026;
  return type === 'template' || world.isWindowOpen(person.phone) ? undefined : 131047;
}

function show(message: ShownMessage, person: Person, context: GraphContext): void {
  const { world } = context;
  world.shown.get(person.phone)?.push(message);
  world.unread.get(person.phone)?.push(message.id);
  for (const state of ['sent', 'delivered']) tellStatus(context, { id: message.id, state, person });
}

export function tellStatus(
  { world, webhooks }: Pick<GraphContext, 'world' | 'webhooks'>,
  of: {
    readonly id: string;
    readonly state: string;
    readonly person: Person | undefined;
    readonly code?: number;
  },
): void {
  const { id, state, person, code } = of;
  webhooks.add({
    kind: 'status',
    status: {
      id,
      status: state,
      timestamp: String(Math.floor(world.now() / 1_000)),
      ...(person && !person.isNumberHidden && { recipient_id: person.phone }),
      ...(person && { recipient_user_id: person.userId }),
      ...(code !== undefined && {
        errors: [
          {
            code,
            title: TITLES[code] ?? 'Error',
            message: TITLES[code] ?? 'Error',
            error_data: { details: `details of ${code}` },
            href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/',
          },
        ],
      }),
    },
  });
}

function markRead(payload: Call['payload'], { world }: GraphContext): object {
  if (payload.messaging_product !== 'whatsapp') throw new GraphRefused(100, 'messaging_product is required');
  const messageId = String(payload.message_id ?? '');
  const phone = world.written.get(messageId);
  if (!phone) throw new GraphRefused(131009, 'Message ID is not valid');
  const indicator = payload.typing_indicator as { type?: string } | undefined;
  if (indicator && indicator.type !== 'text')
    throw new GraphRefused(131009, 'typing_indicator type is not valid');
  if (indicator) world.typing.push({ phone, messageId, at: world.now() });
  return { success: true };
}

/** @throws GraphRefused */
export function postMedia({ payload, files }: Call, { world }: GraphContext): object {
  if (payload.messaging_product !== 'whatsapp') throw new GraphRefused(100, 'messaging_product is required');
  const { file } = files;
  if (!file) throw new GraphRefused(100, 'The parameter file is required.');
  if (payload.type !== undefined && payload.type !== file.contentType)
    throw new GraphRefused(100, 'Param type does not match the type of the file');
  checkUpload(file.contentType, file.bytes);
  return { id: world.store(file) };
}

/** @throws GraphRefused */
export function getMedia(id: string, world: GraphWorld, apiUrl: string): object {
  const found = world.lookUp(id, apiUrl);
  if (found) return found;
  throw new GraphRefused(
    100,
    `Unsupported get request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`,
    { subcode: 33 },
  );
}
