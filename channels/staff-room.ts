// The staff room's contract: where a hand-over is a thread that people read, answer and act in. Slack's staff channel.
import type { Attachment, Author, ChannelName } from '../src/model/activity.ts';
import type { EscalationId } from '../src/model/ids.ts';
import type { FileContent, OpenFile, Stop } from './channel.ts';

/** Data, stored with the escalation: the place and the platform's id of the card. */
export interface ThreadRef {
  readonly room: string;
  readonly thread: string;
}

/** One message in a thread. */
export interface PostRef {
  readonly room: string;
  readonly post: string;
}

export const DESK_ACTIONS = [
  'claim',
  'resolve',
  'hand_back',
  'snooze',
  'send_only',
  'take_over',
  'discard',
  'save_answer',
  'retry',
  'send_template',
  'translate',
] as const;
/** In Slack the button's `action_id` is `desk.` and this, its `value` the escalation's id, its `block_id` the post's key. */
export type DeskAction = (typeof DESK_ACTIONS)[number];

export interface Button {
  readonly action: DeskAction;
  readonly label: string;
  readonly style?: 'primary' | 'danger';
}

/** Of what is stored: a button that we know. */
export function isButton(value: unknown): value is Button {
  const action = (value as { action?: unknown } | null)?.action;
  return DESK_ACTIONS.some((known) => known === action);
}

/** What staff see first, drawn again whenever it changes. Texts are plain, in the staff's language. */
export interface Card {
  readonly escalationId: EscalationId;
  readonly state: 'open' | 'claimed' | 'resolved' | 'handed_back';
  /** "Waiting for a person", "Mei Ling has it", … */
  readonly stateText: string;
  readonly priority: 'low' | 'normal' | 'high';
  readonly customerName: string;
  readonly channel: ChannelName;
  /** The customer's own, where it is proven: "+65 9123 4567". */
  readonly phones: readonly string[];
  /** Where the same customer writes too. */
  readonly otherChannels: readonly OtherChannel[];
  /** Its name. */
  readonly language: string | undefined;
  readonly reasonText: string;
  /** Five lines at most, of Markdown: they quote the bot. */
  readonly summary: readonly string[];
  readonly lastMessages: readonly Said[];
  /** What the bot would have sent; '' where there is none. */
  readonly draft: string;
  readonly openedAt: Date;
  /** Small print: that translation is off, until when it is snoozed. */
  readonly notices: readonly string[];
  readonly buttons: readonly Button[];
  /** The same conversation in the owners' form. */
  readonly url: string | undefined;
}

export interface OtherChannel {
  readonly channel: ChannelName;
  /** What they are known by there: on WhatsApp their number. */
  readonly phone: string | undefined;
  /** Their conversation there, in the owners' form. */
  readonly url: string | undefined;
}

export interface Said {
  readonly author: Author;
  readonly authorName: string;
  /** Markdown from us; plain text from a customer. */
  readonly text: string;
  /** The same in the staff's language. */
  readonly translation: string | undefined;
  readonly attachments: readonly Attachment[];
  /** Typed in the platform's own app, not in the owners' form. */
  readonly isFromPhone?: boolean;
}

/** said: a message of the conversation. notice: the desk speaks to the staff. */
export type ThreadPost = {
  readonly escalationId: EscalationId;
  /** Found again by it: 64 characters at most, unique in the thread. */
  readonly key: string;
  readonly buttons: readonly Button[];
} & (
  | { readonly kind: 'said'; readonly said: Said; readonly change: 'none' | 'edited' | 'deleted' }
  /** `mention`: calls the on-call group, where one is set. */
  | { readonly kind: 'notice'; readonly text: string; readonly mention: boolean }
);

/** Something of the business doesn't work, until it is solved. Plain text, in the staff's language. */
export interface AlertPost {
  /** Found again by it: 64 characters at most, unique in the room. */
  readonly key: string;
  readonly text: string;
  readonly isSolved: boolean;
  readonly raisedAt: Date;
  /** Where to do something about it, in the owners' form. */
  readonly url: string | undefined;
}

/** What became of a staff member's message. */
export type Mark = 'queued' | 'sent' | 'read' | 'failed';

/** True where an earlier attempt may have arrived: it is looked up by its key before anything is sent again. */
export type MayExist = boolean;

/** Everything: @throws DeliveryError; code `thread_gone` where the thread or the post was deleted. */
export interface StaffRoom {
  open(card: Card, mayExist: MayExist): Promise<ThreadRef>;
  redraw(thread: ThreadRef, card: Card): Promise<void>;
  /** Files of a `said` are posted behind its text. */
  post(thread: ThreadRef, post: ThreadPost, mayExist: MayExist): Promise<PostRef>;
  rewrite(post: PostRef, content: ThreadPost): Promise<void>;
  /** Calls the on-call group, where one is set. One that arrived before shows it as it is now, and calls nobody again. */
  announce(alert: AlertPost, mayExist: MayExist): Promise<PostRef>;
  /** Its post shows it as it is now, and calls nobody. */
  reannounce(post: PostRef, alert: AlertPost): Promise<void>;
  /** A picture in its thread. @param picture its name is unique in the thread. */
  illustrate(
    post: PostRef,
    of: { readonly key: string; readonly picture: FileContent },
    mayExist: MayExist,
  ): Promise<void>;
  /** Replaces the mark on a staff member's message; marking twice is no error. */
  mark(post: PostRef, mark: Mark, before: Mark | undefined): Promise<void>;
  /** Seen by one person only, now; best effort. */
  whisper(thread: ThreadRef, staffId: string, text: string): Promise<void>;
  /** Reads a file that staff posted. */
  readonly openFile: OpenFile;
  /** Starts to hand over what staff do; resolves to its own stop. */
  start(listener: StaffListener): Promise<Stop>;
}

/** A person who may act: never a bot, a guest of another workspace or a person outside the room. */
export interface StaffMember {
  /** Unique across workspaces: `slack:TEAM:USER`. */
  readonly id: string;
  readonly name: string;
}

export interface StaffWrote extends ThreadRef, PostRef {
  readonly staff: StaffMember;
  /** Markdown. */
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

export interface StaffEdited extends StaffWrote {
  /** Sorted as text, a message's edits stand in the order in which they were made. */
  readonly editId: string;
}

export interface StaffPressed extends ThreadRef, PostRef {
  readonly staff: StaffMember;
  readonly action: DeskAction;
  readonly escalationId: EscalationId;
  /** Of the post that has the button; undefined for a card. */
  readonly key: string | undefined;
}

/** Each resolves once it is stored, so that the platform may be acknowledged; told twice, it is done once. */
export interface StaffListener {
  wrote(message: StaffWrote): Promise<void>;
  /** An older edit that is told late changes nothing. */
  edited(message: StaffEdited): Promise<void>;
  deleted(message: ThreadRef & PostRef): Promise<void>;
  pressed(press: StaffPressed): Promise<void>;
}
