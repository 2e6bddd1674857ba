// What Slack told us, to whom it is for: a customer's message to the pipeline, what staff do to the desk.
import type { Log } from '../../src/log.ts';
import { StoreError } from '../../src/model/errors.ts';
import type { Receive } from '../channel.ts';
import type { StaffListener, StaffMember } from '../staff-room.ts';
import { decodeCustomer, namedIn, toAttachment } from './decode.ts';
import type { Home } from './home.ts';
import type { People } from './people.ts';
import { mentionedUsers, toMarkdown } from './reading.ts';
import { decodeStaff, type StaffEvent } from './staff-events.ts';

export interface DispatchDeps {
  readonly home: () => Promise<Home>;
  readonly people: (teamId: string, ids: readonly string[]) => Promise<People>;
  readonly receive: () => Receive | undefined;
  readonly listener: () => StaffListener | undefined;
  readonly staffNames: 'display' | 'business';
  readonly businessName: string;
  readonly log: Log;
}

type Told = Exclude<StaffEvent, { readonly kind: 'refused' }>;

/** Resolves once it is stored. @throws KakiError where it is not */
export async function dispatch(deps: DispatchDeps, body: unknown): Promise<void> {
  const home = await deps.home();
  if (decodeCustomer({ home, body }).length > 0) return receiveCustomer(deps, home, body);
  const event = decodeStaff(body, home);
  if (!event) return;
  if (event.kind === 'refused')
    return deps.log.warn({ reason: event.reason }, 'Ignored in the staff channel');
  return tellStaff(deps, home, event);
}

async function receiveCustomer(deps: DispatchDeps, home: Home, body: unknown): Promise<void> {
  const receive = deps.receive() ?? refuse();
  const people = await deps.people(
    home.teamId,
    namedIn(body).filter((id) => id !== home.botUserId),
  );
  for (const inbound of decodeCustomer({ home, body, people })) await receive(inbound);
}

async function tellStaff(deps: DispatchDeps, home: Home, event: Told): Promise<void> {
  const listener = deps.listener() ?? refuse();
  const { room, thread, post } = event;
  if (event.kind === 'deleted') return listener.deleted({ room, thread, post });
  const mentioned = event.kind === 'pressed' ? [] : mentionedUsers(event.text);
  const people = await deps.people(home.teamId, [event.user, ...mentioned]);
  if (people.get(event.user)?.isColleague === false)
    return deps.log.warn({ reason: 'a stranger or a bot' }, 'Ignored in the staff channel');
  const staff = toMember(deps, `slack:${home.teamId}:${event.user}`, people.get(event.user)?.name);
  const told = { room, thread, post, staff };
  if (event.kind === 'pressed') {
    const { action, escalationId, key } = event;
    return listener.pressed({ ...told, action, escalationId, key });
  }
  const names = new Map([...people].map(([id, { name }]) => [id, name]));
  const text = toMarkdown(event.text, names);
  const wrote = { ...told, text, attachments: event.files.map(toAttachment) };
  return event.kind === 'edited'
    ? listener.edited({ ...wrote, editId: event.editId })
    : listener.wrote(wrote);
}

function toMember(
  { staffNames, businessName }: DispatchDeps,
  id: string,
  name: string | undefined,
): StaffMember {
  return { id, name: staffNames === 'display' && name ? name : businessName };
}

function refuse(): never {
  throw new StoreError('slack_not_started', 'Slack is starting or stopping. Try again in a moment.', {
    retryable: true,
  });
}
