// What a page of the form is: a route that reads a visit and decides a reply. Guards and headers are in one place, so
// that no route can forget them.

import type { OpenFile } from '../../channels/channel.ts';
import type { Preview } from '../../src/agent/preview.ts';
import type { People } from '../../src/desk/people.ts';
import type { Desk, Staff } from '../../src/desk/takeover.ts';
import type { LanguageModel } from '../../src/llm/llm.ts';
import type { Log } from '../../src/log.ts';
import type { ChannelName } from '../../src/model/activity.ts';
import type { ConversationId, MessageId, TenantId } from '../../src/model/ids.ts';
import type { OpeningHours } from '../../src/model/opening-hours.ts';
import type { Files } from '../../src/store/files.ts';
import type { Pool } from '../../src/store/pool.ts';
import type { Session } from '../../src/store/users.ts';
import type { Drafter } from '../drafter.ts';
import type { Importer } from '../import/importer.ts';
import type { Library } from '../ingest.ts';
import type { PinGuard } from '../pin-guard.ts';
import type { ChannelsNow } from './channel-states.ts';
import type { Fields } from './fields.ts';
import type { View } from './html.ts';

export interface FormDeps {
  readonly pool: Pool;
  readonly tenantId: TenantId;
  readonly log: Log;
  /** undefined: nobody drafts the other languages of an entry. */
  readonly model: LanguageModel | undefined;
  readonly drafter: Pick<Drafter, 'ring'>;
  readonly library: Library;
  readonly preview: Preview;
  readonly pins: PinGuard;
  /** Takes in files and pages in the background. */
  readonly imports: Pick<Importer, 'files' | 'ring'>;
  readonly desk: Desk;
  /** Drafts the newest hand-over's answer. @returns false where there is nothing to draft, or a draft. */
  readonly saveAnswer: (conversationId: ConversationId) => Promise<boolean>;
  /** Sends again what was given up. @returns false where it isn't. */
  readonly retry: (conversationId: ConversationId, messageId: MessageId) => Promise<boolean>;
  /** Separates customers who were joined by mistake, and takes it back. */
  readonly people: People;
  /** Whether customers of this channel can be sent a message that the platform approved. */
  readonly offersTemplate: (channel: ChannelName) => boolean;
  /** How every channel, and every account on one, is now. */
  readonly channels: () => ChannelsNow;
  /** Reads a file of a conversation, wherever it is kept. */
  readonly openFile: OpenFile;
  /** Signs the token of the sign-in page; at least 32 bytes. */
  readonly signingKey: Uint8Array;
  readonly secureCookies: boolean;
  readonly trustProxy: boolean;
  readonly business: { readonly name: string; readonly hours: OpeningHours };
  readonly now: () => number;
}

/** One request, read. */
export interface Visit {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly fields: Fields;
  /** The scheme and host under which the visitor sees us. */
  readonly origin: string;
  readonly address: string;
  /** Ends when the visitor goes away. */
  readonly signal: AbortSignal;
}

/** A visit by somebody who is signed in. */
export interface StaffVisit extends Visit {
  readonly session: Session;
  readonly sessionId: Buffer;
  readonly staff: Staff;
}

/** A visit by somebody who isn't, with the cookie that the sign-in page's token is signed with. */
export interface StrangerVisit extends Visit {
  readonly nonce: string;
}

export type Section = 'home' | 'conversations' | 'knowledge' | 'try' | 'questions' | 'channels' | 'settings';

export interface Live {
  /** A conversation's id, or a page's or a list's name; drafts: what the model drafts. */
  readonly watch:
    | ConversationId
    | 'lists'
    | 'home'
    | 'questions'
    | 'pins'
    | 'channels'
    | 'knowledge'
    | 'imports'
    | 'drafts';
  readonly version: string;
  /** Where the page is: what answers a form has the form's address, under which it is not read again. Absent: where it is. */
  readonly address?: string;
}

export interface Page {
  readonly kind: 'page';
  readonly title: string;
  readonly section: Section | undefined;
  readonly body: View;
  readonly status?: number;
  readonly layout?: 'narrow' | 'thread';
  /** What `/admin/live` watches for this page, and the state of it that the page shows. */
  readonly live?: Live;
}

export type Reply =
  | Page
  /** After everything that changed something: reloading the page doesn't send it again. */
  | { readonly kind: 'redirect'; readonly to: string; readonly cookies?: readonly string[] }
  /** Given to the page or saved, by its bytes; never opened as a page of ours. */
  | { readonly kind: 'file'; readonly name: string; readonly bytes: Uint8Array }
  | { readonly kind: 'json'; readonly status: number; readonly value: unknown }
  | { readonly kind: 'events'; readonly events: AsyncIterable<string> };

interface Shape {
  readonly path: string;
  /** Upper bound of a form's size; 64 kB where it isn't told. */
  readonly limitBytes?: number;
  /** Its files go there as they come, whatever their size, and the fields tell where. */
  readonly keep?: Files;
}

/** `get` shows, `post` changes; for strangers, or for those who are signed in. */
export type Route =
  | (Shape & {
      readonly for: 'staff';
      readonly method: 'get' | 'post';
      readonly handle: (visit: StaffVisit) => Promise<Reply>;
    })
  | (Shape & {
      readonly for: 'strangers';
      readonly method: 'get' | 'post';
      readonly handle: (visit: StrangerVisit) => Promise<Reply>;
    });
