// What a Direct Line client posts, read into the words of the domain.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Attachment, Inbound } from '../../src/model/activity.ts';
import { InvalidInput } from '../../src/model/errors.ts';
import { cleanFileName } from '../../src/model/file.ts';
import type { Proof } from '../../src/model/identity.ts';
import { cleanText, shorten } from '../../src/model/text.ts';
import type { Pass } from './tokens.ts';

/** A posted activity, and who the token says has posted it. */
export interface DirectLineRaw {
  readonly pass: Pass;
  readonly activity: unknown;
  /** Identifies the message where the client gave it no `clientActivityID`: then a repeat can't be known. */
  readonly fallbackId: string;
  /** Files that came with it and are kept: they stand for whatever the activity says of attachments. */
  readonly files?: readonly Attachment[];
}

const MAX_ATTACHMENTS = 10;
const MAX_NAME_CHARS = 80;
const MAX_CLIENT_ID_CHARS = 100;
const MAX_DEPTH = 8;

// Receivers must accept fields that they don't know: only what is read here has a shape.
const posted = z.object({ type: z.string().min(1).max(100) });
const message = z.object({
  text: z.string().nullish(),
  // A pressed button of type postBack carries its value instead of a text.
  value: z.unknown().optional(),
  from: z.object({ name: z.string().nullish() }).nullish(),
  locale: z.string().nullish(),
  attachments: z.array(z.object({ contentType: z.string().nullish(), name: z.string().nullish() })).nullish(),
  channelData: z.unknown().optional(),
});
type Message = z.output<typeof message>;

/** [] for what isn't a message: typing, events such as `webchat/join`, reactions. @throws InvalidInput */
export function decodeActivity(raw: DirectLineRaw): readonly Inbound[] {
  const { type } = parse(posted, raw.activity);
  if (type !== 'message') return [];
  const activity = parse(message, raw.activity);
  const text = cleanText(activity.text ?? (typeof activity.value === 'string' ? activity.value : ''));
  const attachments = raw.files ?? (activity.attachments ?? []).slice(0, MAX_ATTACHMENTS).map(toAttachment);
  if (text.trim() === '' && attachments.length === 0) {
    throw new InvalidInput('MissingProperty', 'A message needs a text or an attachment. Fill in "text".');
  }
  return [toInbound(raw, activity, { text, attachments })];
}

function parse<Schema extends z.ZodType>(schema: Schema, activity: unknown): z.output<Schema> {
  const read = schema.safeParse(activity);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const where = issue?.path.join('.') || 'activity';
  throw new InvalidInput('BadArgument', `This is not an activity: "${where}" ${issue?.message ?? ''}.`);
}

function toInbound(
  { pass, fallbackId }: DirectLineRaw,
  activity: Message,
  content: Pick<Inbound, 'text' | 'attachments'>,
): Inbound {
  const name = shorten(cleanText(pass.name ?? activity.from?.name ?? '').trim(), MAX_NAME_CHARS);
  const channelData = toChannelData(activity.channelData);
  const proofs = toProofs(pass);
  return {
    type: 'message',
    channel: 'webchat',
    account: '',
    // The conversation's id in front: what one client calls its messages can't meet what another does.
    id: `${pass.conversationId}|${toClientId(channelData?.clientActivityID) ?? fallbackId}`,
    from: { id: pass.userId, name },
    address: {
      channelId: 'webchat',
      conversation: { id: pass.conversationId, isGroup: false, conversationType: 'personal', name: '' },
      user: { id: pass.userId, name },
    },
    ...content,
    ...(activity.locale && /^[\w-]{2,35}$/.test(activity.locale) && { locale: activity.locale }),
    ...(proofs.length > 0 && { proofs }),
    ...(channelData && { channelData }),
  };
}

function toProofs({ host, phone }: Pass): readonly Proof[] {
  return [
    ...(host ? [{ kind: 'host' as const, value: host }] : []),
    ...(phone ? [{ kind: 'phone' as const, value: phone }] : []),
  ];
}

function toClientId(given: unknown): string | undefined {
  if (typeof given !== 'string' || given === '') return undefined;
  if (given.length <= MAX_CLIENT_ID_CHARS) return given;
  return createHash('sha256').update(given).digest('hex');
}

// Never the content, nor where it is said to be: files come by upload. The names tell staff what was tried.
function toAttachment(given: NonNullable<Message['attachments']>[number]): Attachment {
  return {
    contentType: shorten(cleanText(given.contentType ?? 'application/octet-stream'), MAX_NAME_CHARS),
    name: cleanFileName(given.name ?? '', 'file'),
  };
}

function toChannelData(given: unknown): Readonly<Record<string, unknown>> | undefined {
  if (given === null || typeof given !== 'object' || Array.isArray(given)) return undefined;
  return cleanValue(given, 0) as Record<string, unknown>;
}

// jsonb refuses NUL and lone surrogates; nobody nests deeper than this but to harm.
function cleanValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (value === null || typeof value !== 'object') return value;
  if (depth >= MAX_DEPTH) return null;
  if (Array.isArray(value)) return value.map((item) => cleanValue(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [cleanText(key), cleanValue(item, depth + 1)]),
  );
}
