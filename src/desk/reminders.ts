// Nobody answers: the staff are reminded in opening hours, and the customer hears the truth once.
import { randomUUID } from 'node:crypto';
import type { ConversationId, TenantId } from '../model/ids.ts';
import { parseId } from '../model/ids.ts';
import { isOpen, nextOpening, type OpeningHours, openMinutes } from '../model/opening-hours.ts';
import { formatOpening, phrase } from '../model/phrases.ts';
import { listWaiting, remind, tellWaiting, type WaitingEscalation } from '../store/escalations.ts';
import type { Pool } from '../store/pool.ts';

export interface ReminderDeps {
  readonly pool: Pool;
  readonly hours: OpeningHours;
  /** Minutes of opening hours after which staff are reminded, rising. */
  readonly minutes: readonly number[];
  readonly businessName: string;
  readonly now: () => number;
  readonly onChange: (tenantId: TenantId, conversationId: ConversationId) => void;
}

const AT_ONCE = 200;
/** With this reminder the customer hears that it takes longer. */
const TELLS_CUSTOMER = 2;

/** One look at every hand-over that waits; what is due is said once, however often and by however many it is looked at. */
export async function remindWaiting(deps: ReminderDeps): Promise<void> {
  const reminders = deps.minutes.length;
  for (let after: WaitingEscalation | undefined; ; ) {
    const page = await listWaiting(deps.pool, { reminders, after, limit: AT_ONCE });
    for (const escalation of page) {
      const isReminded = await remindStaff(deps, escalation);
      const isTold = await tellCustomer(deps, escalation);
      if (isReminded || isTold) deps.onChange(escalation.tenantId, escalation.conversationId);
    }
    after = page.at(-1);
    if (page.length < AT_ONCE) return;
  }
}

async function remindStaff(deps: ReminderDeps, escalation: WaitingEscalation): Promise<boolean> {
  const now = new Date(deps.now());
  const waited = openMinutes(deps.hours, new Date(escalation.openedAt), now);
  const due = deps.minutes.filter((minutes) => minutes <= waited).length;
  if (due <= escalation.reminders || !isOpen(deps.hours, now)) return false;
  const text = `Nobody has taken this for ${deps.minutes[due - 1]} minutes of opening hours.`;
  return remind(deps.pool, escalation, { number: due, text });
}

async function tellCustomer(deps: ReminderDeps, escalation: WaitingEscalation): Promise<boolean> {
  const text = escalation.isTold ? undefined : whatToTell(deps, escalation);
  if (text === undefined) return false;
  return tellWaiting(deps.pool, escalation, {
    id: parseId<'message'>(randomUUID()),
    authorName: deps.businessName,
    text,
    language: escalation.language ?? 'en',
  });
}

// Who asked outside opening hours was told then when we open.
function whatToTell(deps: ReminderDeps, escalation: WaitingEscalation): string | undefined {
  const { hours } = deps;
  const language = escalation.language ?? 'en';
  const [openedAt, now] = [new Date(escalation.openedAt), new Date(deps.now())];
  if (isOpen(hours, now)) {
    const limit = deps.minutes[Math.min(TELLS_CUSTOMER, deps.minutes.length) - 1];
    const isLate = limit !== undefined && openMinutes(hours, openedAt, now) >= limit;
    return isLate ? phrase('stillWaiting', language) : undefined;
  }
  const opening = isOpen(hours, openedAt) ? nextOpening(hours, now) : undefined;
  return (
    opening &&
    phrase('closedWhileWaiting', language, { opening: formatOpening(opening, hours.timezone, language, now) })
  );
}
