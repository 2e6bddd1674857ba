// What goes in and out, whatever the channel: Bot Framework Activities narrowed to what we use.
// https://github.com/microsoft/botframework-sdk/blob/main/specs/botframework-activity/botframework-activity.md
import type { Activity, Attachment, ConversationReference } from 'botbuilder';
import type { Proof } from './identity.ts';
import type { MessageId } from './ids.ts';
import type { Language } from './language.ts';

export const CHANNELS = ['webchat', 'telegram', 'slack', 'whatsapp', 'botframework'] as const;
export type ChannelName = (typeof CHANNELS)[number];

/** Where to speak to someone: data, stored with the conversation, so that anyone can speak there later. */
export type Address = Pick<ConversationReference, 'channelId' | 'conversation'> &
  Partial<Pick<ConversationReference, 'user' | 'bot' | 'serviceUrl' | 'locale'>>;

/** One message from a customer, as the channel told it. */
export interface Inbound {
  readonly type: 'message';
  readonly channel: ChannelName;
  /** Which of the business's accounts on that channel was written to; '' where a channel has just one. */
  readonly account: string;
  /** The platform's own id of this message, unique within the account: repeats are known by it. */
  readonly id: string;
  readonly from: { readonly id: string; readonly name: string };
  readonly address: Address;
  readonly text: string;
  /** `contentUrl` is the platform's own reference, like `telegram:FILE_ID`: its channel's `openFile` reads it. */
  readonly attachments: readonly Attachment[];
  /** The platform's id of the customer's earlier message that this one replaces: an edit. */
  readonly editOf?: string;
  /** Its own id, where an edit stands in the place of what it replaces. */
  readonly editId?: string;
  /** What the customer replied to, shortened. */
  readonly quoted?: string;
  /** By the platform's clock, where it tells. */
  readonly writtenAt?: Date;
  /** BCP 47, what the platform says of the user: a hint, not a fact. */
  readonly locale?: string;
  /** Who the sender is, as the platform vouches for it; never what somebody typed. */
  readonly proofs?: readonly Proof[];
  /** Echoed to the sender as it came (Direct Line's clientActivityID lives here). */
  readonly channelData?: Readonly<Record<string, unknown>>;
}

/** What became of one part of a message of ours, as the platform tells it: repeated, late or in any order. */
export interface Receipt {
  readonly channel: ChannelName;
  readonly account: string;
  /** The platform's id of the part, as `send` returned it. */
  readonly id: string;
  readonly state: 'sent' | 'delivered' | 'read' | 'failed';
  /** Of `failed`: why, and whether it may go once more. */
  readonly failure?: {
    /** As in DeliveryError. */
    readonly code: string;
    /** For the staff: what happened and what to do next. */
    readonly message: string;
    readonly retryable: boolean;
    readonly retryAfterMs?: number;
  };
}

/** What somebody of the business wrote to a customer with the platform's own app: a person answers there. */
export interface OwnWords
  extends Pick<Inbound, 'channel' | 'account' | 'id' | 'address' | 'text' | 'attachments'> {
  /** To whom. */
  readonly customer: { readonly id: string; readonly name: string };
  readonly proofs?: readonly Proof[];
  readonly writtenAt: Date;
}

/** What an answer was drawn from; numbered from 1 in the order of the citations in the text. */
export interface Citation {
  readonly position: number;
  readonly title: string;
  readonly excerpt: string;
  readonly url?: string;
}

export type Author = 'customer' | 'bot' | 'staff' | 'system';

/** One message to a customer. `text` is Markdown; each channel degrades it by its traits. */
export interface Outbound {
  readonly id: MessageId;
  readonly author: Exclude<Author, 'customer'>;
  /** Shown to the customer: the staff member's display name, or the business's. */
  readonly authorName: string;
  readonly text: string;
  readonly language: Language;
  readonly citations: readonly Citation[];
  readonly suggestions: readonly Suggestion[];
  /** Files from the staff, where there are any; `contentUrl` as in `Inbound`. */
  readonly attachments?: readonly Attachment[];
  /** The platform's approved message goes in place of `text`, which says the same to the staff. */
  readonly isTemplate?: boolean;
}

/** A quick reply: pressing it sends `value` as the customer's next message. */
export interface Suggestion {
  readonly title: string;
  readonly value: string;
  /** Pressing it shares the customer's own phone number, where the channel can. */
  readonly asks?: 'phone';
}

/** Seen while an answer is being made, never stored. `streaming` carries the whole text so far. */
export type Progress =
  | { readonly kind: 'typing' }
  | {
      readonly kind: 'streaming';
      readonly streamId: MessageId;
      readonly text: string;
      readonly sequence: number;
    }
  | { readonly kind: 'withdrawn'; readonly streamId: MessageId; readonly sequence: number };

export type { Activity, Attachment };
