// The desk as a whole: people's takeover, and what a staff room needs around it where there is one.
import type { StaffListener, StaffRoom } from '../../channels/staff-room.ts';
import type { LanguageModel } from '../llm/llm.ts';
import type { Log } from '../log.ts';
import type { ChannelName } from '../model/activity.ts';
import type { ConversationId, MessageId, TenantId } from '../model/ids.ts';
import type { Language } from '../model/language.ts';
import type { OpeningHours } from '../model/opening-hours.ts';
import { latestEscalation } from '../store/desk-posts.ts';
import { findThreadsBehind } from '../store/desk-threads.ts';
import { requeue } from '../store/given-up.ts';
import type { Pool } from '../store/pool.ts';
import { hasMessage } from '../store/takeovers.ts';
import { draftAnswer } from './learning.ts';
import { createPeople, type People } from './people.ts';
import { remindWaiting } from './reminders.ts';
import { createStaffListener } from './staff-listener.ts';
import { createDesk, type Desk } from './takeover.ts';
import { showConversation } from './thread.ts';
import { createTranslator, type Translator } from './translation.ts';

export interface Work {
  readonly tenantId: TenantId;
  readonly conversationId: ConversationId;
}

export interface DeskRoomDeps {
  readonly pool: Pool;
  readonly tenantId: TenantId;
  /** undefined: the owners' form is the staff's only face. */
  readonly room: StaffRoom | undefined;
  readonly model: LanguageModel | undefined;
  readonly settings: {
    readonly businessName: string;
    readonly hours: OpeningHours;
    readonly staffLanguage: Language;
    readonly reminderMinutes: readonly number[];
    /** Without a slash at its end; undefined: cards carry no link. */
    readonly publicUrl: string | undefined;
  };
  readonly canEdit: (channel: ChannelName) => boolean;
  /** Rings after each commit: something to deliver, a running turn to call off, a thread to bring up to date. */
  readonly onChange: (tenantId: TenantId, conversationId: ConversationId) => void;
  /** Rings after each commit: a thread's card is to be drawn again. */
  readonly onRedraw: (tenantId: TenantId, conversationId: ConversationId) => void;
  /** Tells how the staff room is: its trouble, or undefined. */
  readonly reportRoom: (trouble: string | undefined) => void;
  readonly now: () => number;
  readonly random: () => number;
  readonly log: Log;
}

export interface DeskRoom {
  readonly desk: Desk;
  readonly translator: Translator;
  readonly people: People;
  remind(): Promise<void>;
  /** Drafts the newest hand-over's answer for the owner. @returns false where there is nothing to draft, or a draft. */
  saveAnswer(conversationId: ConversationId): Promise<boolean>;
  /** Sends again what was given up. @returns false where that message isn't given up, or not of this conversation. */
  retry(conversationId: ConversationId, messageId: MessageId): Promise<boolean>;
  /** What the room's threads need; undefined without a room. */
  readonly threads:
    | {
        readonly listener: StaffListener;
        show(work: Work): Promise<void>;
        findBehind(): Promise<readonly Work[]>;
      }
    | undefined;
}

export function createDeskRoom(deps: DeskRoomDeps): DeskRoom {
  const { pool, room, model, settings, onChange, now, log } = deps;
  const { businessName, hours, staffLanguage, publicUrl } = settings;
  const desk = createDesk({ pool, businessName, onChange });
  const translator = createTranslator({ pool, model, staffLanguage, log });
  const card = {
    staffLanguage,
    canTranslate: translator.isOn,
    timezone: hours.timezone,
    now,
    urlOf: (id: ConversationId) => publicUrl && `${publicUrl}/admin/conversations/${id}`,
  };
  return {
    desk,
    translator,
    people: createPeople(deps),
    remind: () =>
      remindWaiting({ pool, hours, minutes: settings.reminderMinutes, businessName, now, onChange }),
    async saveAnswer(conversationId) {
      const escalationId = await latestEscalation(pool, deps.tenantId, conversationId);
      return escalationId !== undefined && draftAnswer({ ...deps, staffLanguage }, escalationId);
    },
    async retry(conversationId, messageId) {
      const isAgain =
        (await hasMessage(pool, deps.tenantId, conversationId, messageId)) &&
        (await requeue(pool, deps.tenantId, messageId));
      if (isAgain) onChange(deps.tenantId, conversationId);
      return isAgain;
    },
    threads: room && {
      listener: createStaffListener({ ...deps, room, desk, businessName, staffLanguage }),
      show: (work) =>
        showConversation(
          { pool, room, translator, card, log, random: deps.random, report: deps.reportRoom },
          work,
        ),
      findBehind: () => findThreadsBehind(pool),
    },
  };
}
