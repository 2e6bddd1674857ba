// What staff see first: the card of a hand-over, from what the database knows. Pure.
import type { Button, Card, Said } from '../../channels/staff-room.ts';
import { formatPhone } from '../model/identity.ts';
import type { ConversationId, EscalationId, TenantId } from '../model/ids.ts';
import type { Language } from '../model/language.ts';
import { formatOpening, languageName } from '../model/phrases.ts';
import type { DeskMessage, ThreadView } from '../store/desk-view.ts';
import { readingLines } from './reading-lines.ts';

export interface CardSettings {
  readonly staffLanguage: Language;
  readonly canTranslate: boolean;
  /** Of the business. */
  readonly timezone: string;
  readonly now: () => number;
  /** The conversation in the owners' form; undefined without a public address. */
  readonly urlOf: (conversationId: ConversationId) => string | undefined;
}

/** A thread and what it has to show. */
export interface Known {
  readonly tenantId: TenantId;
  readonly conversationId: ConversationId;
  readonly escalationId: EscalationId;
  readonly view: ThreadView;
}

const BUTTONS = {
  claim: { action: 'claim', label: 'Take over', style: 'primary' },
  resolve: { action: 'resolve', label: 'Resolve' },
  hand_back: { action: 'hand_back', label: 'Hand back' },
  snooze: { action: 'snooze', label: 'Snooze 30 min' },
} as const satisfies Record<string, Button>;

export function drawCard(of: Known, lastMessages: readonly Said[], settings: CardSettings): Card {
  const { view, escalationId } = of;
  return {
    escalationId,
    state: view.state,
    stateText: stateText(view),
    priority: view.priority,
    customerName: view.customerName || 'A customer',
    channel: view.channel,
    ...person(view, settings),
    language: view.language ? languageName(view.language, settings.staffLanguage) : undefined,
    reasonText: reasonText(view.reason),
    summary: view.summary.split('\n').filter(Boolean).slice(0, 5),
    lastMessages,
    draft: view.draft,
    openedAt: new Date(view.openedAt),
    notices: notices(view, settings),
    buttons: buttons(view, settings),
    url: settings.urlOf(of.conversationId),
  };
}

// A channel once, by its newest conversation. A number that stands with WhatsApp needs no second place.
function person(
  { channel, phones, others }: ThreadView,
  { urlOf }: CardSettings,
): Pick<Card, 'phones' | 'otherChannels'> {
  const newest = new Map(others.toReversed().map((other) => [other.channel, other]));
  newest.delete(channel);
  const otherChannels = [...newest.values()].toReversed().map((other) => ({
    channel: other.channel,
    phone: other.channel === 'whatsapp' ? other.phones.map(formatPhone)[0] : undefined,
    url: urlOf(other.conversationId),
  }));
  const shown = new Set(otherChannels.map(({ phone }) => phone));
  return { phones: phones.map(formatPhone).filter((phone) => !shown.has(phone)), otherChannels };
}

export function toSaid(message: DeskMessage, translation: string | undefined): Said {
  const { author, authorName, attachments, isFromPhone } = message;
  const lines = [message.text, ...readingLines(message.readings, attachments)];
  const text = lines.filter((line) => line.trim() !== '').join('\n');
  return { author, authorName, text, translation, attachments, ...(isFromPhone && { isFromPhone }) };
}

function stateText({ state, claimedByName }: ThreadView): string {
  switch (state) {
    case 'open':
      return 'Waiting for a person';
    case 'claimed':
      return `${claimedByName ?? 'A colleague'} has it`;
    case 'resolved':
      return 'Resolved';
    case 'handed_back':
      return 'Handed back to the bot';
    default:
      return state satisfies never;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  asked_for_person: 'Asked for a person',
  accepted_offer: 'Accepted the offer of a person',
  complaint: 'Complains',
  not_answered_twice: 'The bot could not answer twice in a row',
  human_only: 'Your knowledge says that only a person may answer this',
  unreadable: 'Sent something the bot cannot read',
  model_asked: 'The language model called a person',
  model_failed: 'The language model failed',
  tool_failed: 'A tool of the bot failed',
  turn_failed: 'The bot failed',
  staff_stepped_in: 'Staff stepped in',
};

/** Why a person was asked for, for staff and owners. */
export function reasonText(reason: string): string {
  const words = REASONS[reason] ?? reason.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function speaksOther({ language }: ThreadView, { staffLanguage }: CardSettings): boolean {
  return language !== null && language !== staffLanguage;
}

function notices(view: ThreadView, settings: CardSettings): readonly string[] {
  if (isOver(view)) return [];
  const notes: string[] = [];
  const until = new Date(view.snoozedUntil ?? 0);
  if (until.getTime() > settings.now())
    notes.push(`Snoozed until ${formatOpening(until, settings.timezone, 'en', new Date(settings.now()))}.`);
  if (view.language && speaksOther(view, settings)) {
    const language = languageName(view.language, settings.staffLanguage);
    if (!settings.canTranslate)
      notes.push(`Translation is off: no language model is set. The customer writes ${language}.`);
    else if (!view.translates)
      notes.push(`Translation is switched off here. The customer reads your own words.`);
    else notes.push(`Your replies reach the customer in ${language}; the original is kept.`);
  }
  return notes;
}

function isOver({ state }: ThreadView): boolean {
  return state === 'resolved' || state === 'handed_back';
}

function buttons(view: ThreadView, settings: CardSettings): readonly Button[] {
  if (isOver(view)) return [];
  const switchLabel = view.translates ? 'Stop translating' : 'Translate';
  const translate: readonly Button[] =
    settings.canTranslate && speaksOther(view, settings) ? [{ action: 'translate', label: switchLabel }] : [];
  return view.state === 'open'
    ? [BUTTONS.claim, BUTTONS.resolve, BUTTONS.hand_back, BUTTONS.snooze, ...translate]
    : [BUTTONS.resolve, BUTTONS.hand_back, ...translate];
}
