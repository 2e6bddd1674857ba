// What staff do in their channel: replies in threads, edits, deletions, pressed buttons. Pure.
import { InvalidInput } from '../../src/model/errors.ts';
import { type EscalationId, parseId } from '../../src/model/ids.ts';
import { DESK_ACTIONS, type DeskAction, type PostRef, type ThreadRef } from '../staff-room.ts';
import { isByPerson, isEdited, type Pressed, readEvent, type SharedFile, type Written } from './events.ts';
import type { Home } from './home.ts';

export type StaffEvent =
  | (StaffWords & { readonly kind: 'wrote' })
  | (StaffWords & { readonly kind: 'edited'; readonly editId: string })
  | (ThreadRef & PostRef & { readonly kind: 'deleted' })
  | (ThreadRef &
      PostRef & {
        readonly kind: 'pressed';
        readonly user: string;
        readonly action: DeskAction;
        readonly escalationId: EscalationId;
        readonly key: string | undefined;
      })
  /** Made by nobody who may: for the log. */
  | { readonly kind: 'refused'; readonly reason: string };

type StaffWords = ThreadRef &
  PostRef & {
    readonly user: string;
    /** In Slack's formatting. */
    readonly text: string;
    readonly files: readonly SharedFile[];
  };

export const DESK_ACTION = 'desk.';

/** Undefined for what is nothing to the desk. @throws InvalidInput */
export function decodeStaff(body: unknown, home: Home): StaffEvent | undefined {
  const event = readEvent(body);
  if (event.kind === 'other') return undefined;
  if (home.staffChannel === undefined || event.channel !== home.staffChannel) return undefined;
  if (!event.teams.includes(home.teamId)) return { kind: 'refused', reason: 'told for another workspace' };
  switch (event.kind) {
    case 'wrote':
      return event.isMention
        ? undefined
        : decodeWritten({ kind: 'wrote' }, event.channel, event.message, home);
    case 'changed':
      // A deleted message that has replies stays in its place as a tombstone.
      if (event.message.subtype === 'tombstone')
        return toDeleted(event.channel, event.message.ts, event.message);
      return isEdited(event.message, event.before)
        ? decodeWritten(
            { kind: 'edited', editId: event.message.editedTs ?? '' },
            event.channel,
            event.message,
            home,
          )
        : undefined;
    case 'deleted':
      return toDeleted(event.channel, event.ts, event.before);
    case 'pressed':
      return event.action.startsWith(DESK_ACTION) ? decodePressed(event, home) : undefined;
    default:
      return event satisfies never;
  }
}

function decodeWritten(
  how: { readonly kind: 'wrote' } | { readonly kind: 'edited'; readonly editId: string },
  room: string,
  message: Written,
  home: Home,
): StaffEvent | undefined {
  const { ts, threadTs, user, text, files } = message;
  if (threadTs === undefined || threadTs === ts || user === undefined) return undefined;
  if (!isByPerson(message, home.botUserId)) return undefined;
  if (message.teams.some((team) => team !== home.teamId))
    return { kind: 'refused', reason: 'written by a guest of another workspace' };
  return { ...how, room, thread: threadTs, post: ts, user, text, files };
}

function toDeleted(room: string, ts: string, before: Written | undefined): StaffEvent {
  return { kind: 'deleted', room, thread: before?.threadTs ?? ts, post: ts };
}

function decodePressed(press: Pressed, home: Home): StaffEvent | undefined {
  if (press.isEphemeral) return undefined;
  if (press.userTeam !== undefined && press.userTeam !== home.teamId)
    return { kind: 'refused', reason: 'pressed by a guest of another workspace' };
  const action = DESK_ACTIONS.find((one) => `${DESK_ACTION}${one}` === press.action);
  if (!action) return { kind: 'refused', reason: 'pressed an unknown button' };
  const escalationId = parseEscalation(press.value);
  if (!escalationId) return { kind: 'refused', reason: 'pressed a button with a forged id' };
  const { channel: room, ts: post, threadTs: thread = post, user, blockId } = press;
  const key = blockId.startsWith(DESK_ACTION) ? blockId.slice(DESK_ACTION.length) : undefined;
  return { kind: 'pressed', room, thread, post, user, action, escalationId, key };
}

function parseEscalation(value: string): EscalationId | undefined {
  try {
    return parseId<'escalation'>(value);
  } catch (error) {
    if (error instanceof InvalidInput) return undefined;
    throw error;
  }
}
