// What Slack delivers, read into the few kinds of events that somebody here acts on.
import { z } from 'zod';
import { InvalidInput } from '../../src/model/errors.ts';

export interface SharedFile {
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
}

/** A message as it stands. */
export interface Written {
  readonly ts: string;
  readonly threadTs: string | undefined;
  readonly user: string | undefined;
  readonly subtype: string | undefined;
  readonly isBot: boolean;
  /** The workspaces that its author belongs to, as far as Slack tells: strangers in shared channels have others. */
  readonly teams: readonly string[];
  /** In Slack's formatting. */
  readonly text: string;
  readonly files: readonly SharedFile[];
  readonly editedTs: string | undefined;
}

interface Delivered {
  /** The workspaces for which we were told. */
  readonly teams: readonly string[];
  readonly channel: string;
}

export interface Pressed extends Delivered {
  readonly kind: 'pressed';
  readonly user: string;
  readonly userTeam: string | undefined;
  readonly action: string;
  readonly blockId: string;
  readonly value: string;
  readonly actionTs: string;
  readonly ts: string;
  readonly threadTs: string | undefined;
  readonly isEphemeral: boolean;
}

export type SlackEvent =
  | (Delivered & {
      readonly kind: 'wrote';
      readonly isMention: boolean;
      readonly isDirect: boolean;
      readonly message: Written;
    })
  | (Delivered & {
      readonly kind: 'changed';
      readonly message: Written;
      readonly before: Written | undefined;
    })
  | (Delivered & { readonly kind: 'deleted'; readonly ts: string; readonly before: Written | undefined })
  | Pressed
  /** Nothing for us; `type` for the log. */
  | { readonly kind: 'other'; readonly type: string };

const ts = z.string().regex(/^\d{1,12}\.\d{1,8}$/);
const text = z.string().nullish();
const message = z.object({
  ts,
  thread_ts: ts.nullish(),
  user: text,
  bot_id: text,
  subtype: text,
  text,
  team: text,
  user_team: text,
  source_team: text,
  files: z.array(z.object({ id: z.string(), name: text, title: text, mimetype: text, mode: text })).nullish(),
  edited: z.object({ ts }).nullish(),
});
const event = z.object({
  type: z.string(),
  channel: z.unknown().optional(),
  channel_type: text,
  subtype: text,
});
const changed = z.object({ message, previous_message: message.nullish().catch(undefined) });
const deleted = z.object({ deleted_ts: ts, previous_message: message.nullish().catch(undefined) });
const callback = z.object({
  type: z.literal('event_callback'),
  team_id: text,
  authorizations: z.array(z.object({ team_id: text })).nullish(),
  event,
});
const actions = z.object({
  type: z.literal('block_actions'),
  team: z.object({ id: z.string() }).nullish(),
  user: z.object({ id: z.string(), team_id: text }),
  channel: z.object({ id: z.string() }).nullish(),
  message: z.object({ ts, thread_ts: ts.nullish() }).nullish(),
  container: z.object({ is_ephemeral: z.boolean().nullish(), thread_ts: ts.nullish() }).nullish(),
  actions: z
    .array(z.object({ action_id: z.string(), block_id: text, value: text, action_ts: z.string() }))
    .min(1),
});

/** @throws InvalidInput for what Slack never sends. */
export function readEvent(body: unknown): SlackEvent {
  const { type } = parse(z.object({ type: z.string() }), body);
  if (type === 'block_actions') return readActions(body);
  if (type !== 'event_callback') return { kind: 'other', type };
  const outer = parse(callback, body);
  const inner = (body as { readonly event: unknown }).event;
  const { channel, type: eventType } = outer.event;
  if ((eventType !== 'message' && eventType !== 'app_mention') || typeof channel !== 'string')
    return { kind: 'other', type: eventType };
  const teams = [outer.team_id, ...(outer.authorizations ?? []).map((one) => one.team_id)].filter(isText);
  return readMessageEvent(inner, outer.event, { teams, channel });
}

function readMessageEvent(inner: unknown, outer: z.output<typeof event>, where: Delivered): SlackEvent {
  if (outer.subtype === 'message_changed') {
    const { message: now, previous_message: before } = parse(changed, inner);
    return {
      kind: 'changed',
      ...where,
      message: toWritten(now),
      before: before ? toWritten(before) : undefined,
    };
  }
  if (outer.subtype === 'message_deleted') {
    const { deleted_ts, previous_message: before } = parse(deleted, inner);
    return { kind: 'deleted', ...where, ts: deleted_ts, before: before ? toWritten(before) : undefined };
  }
  return {
    kind: 'wrote',
    ...where,
    isMention: outer.type === 'app_mention',
    isDirect: outer.channel_type === 'im' || where.channel.startsWith('D'),
    message: toWritten(parse(message, inner)),
  };
}

function readActions(body: unknown): SlackEvent {
  const { team, user, channel, container, ...read } = parse(actions, body);
  const [action] = read.actions;
  if (!action || !channel || !read.message) return { kind: 'other', type: 'block_actions' };
  return {
    kind: 'pressed',
    teams: [team?.id, user.team_id].filter(isText),
    channel: channel.id,
    user: user.id,
    userTeam: user.team_id ?? undefined,
    action: action.action_id,
    blockId: action.block_id ?? '',
    value: action.value ?? '',
    actionTs: action.action_ts,
    ts: read.message.ts,
    threadTs: read.message.thread_ts ?? container?.thread_ts ?? undefined,
    isEphemeral: container?.is_ephemeral ?? false,
  };
}

function toWritten(given: z.output<typeof message>): Written {
  return {
    ts: given.ts,
    threadTs: given.thread_ts ?? undefined,
    user: given.user ?? undefined,
    subtype: given.subtype ?? undefined,
    isBot: Boolean(given.bot_id) || given.user === 'USLACKBOT',
    teams: [given.team, given.user_team, given.source_team].filter(isText),
    text: given.text ?? '',
    files: (given.files ?? []).filter((file) => file.mode !== 'tombstone').map(toFile),
    editedTs: given.edited?.ts,
  };
}

function toFile(file: { id: string; name?: unknown; title?: unknown; mimetype?: unknown }): SharedFile {
  const name = [file.name, file.title].find(isText) ?? 'file';
  return {
    id: file.id,
    name,
    contentType: isText(file.mimetype) ? file.mimetype : 'application/octet-stream',
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

// Whatever a person typed, sent along a file or said to everybody; all other subtypes are Slack's own lines.
const SAID = new Set([undefined, 'file_share', 'thread_broadcast', 'me_message']);

/** True for what a person wrote: no bot, no line of Slack's own, not ourselves. */
export function isByPerson(written: Written, botUserId: string): boolean {
  return SAID.has(written.subtype) && !written.isBot && Boolean(written.user) && written.user !== botUserId;
}

/** True where the author changed the words; an unfurled link changes a message too. */
export function isEdited(message: Written, before: Written | undefined): boolean {
  return (
    message.editedTs !== undefined && message.editedTs !== before?.editedTs && message.text !== before?.text
  );
}

export function mentions(written: Written, userId: string): boolean {
  return new RegExp(`<@${userId}[|>]`).test(written.text);
}

function parse<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new InvalidInput(
    'not_a_slack_event',
    `This is no event of Slack's: "${issue?.path.join('.') || 'body'}" ${issue?.message ?? ''}.`,
  );
}
