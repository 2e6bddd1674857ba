// The end of a turn: its reply, written at once and whole, or the news that it is outdated.
import type { Address, ChannelName, Citation, Suggestion } from '../model/activity.ts';
import type { MessageId, OutboxId } from '../model/ids.ts';
import type { Language } from '../model/language.ts';
import { type OutboxRow, SENDING_LEASE_MS } from './outbox.ts';
import type { Queryable } from './pool.ts';
import type { Lease } from './turns.ts';

export interface NewReply {
  readonly id: MessageId;
  readonly authorName: string;
  readonly text: string;
  readonly citations: readonly Citation[];
  readonly suggestions: readonly Suggestion[];
}

export interface NewEscalation {
  readonly reason: string;
  readonly priority: 'low' | 'normal' | 'high';
  readonly summary: string;
  readonly draft: string;
}

export interface TurnResult {
  /** What the turn read: it answers this far and no further. */
  readonly readThrough: number;
  readonly readRevision: number;
  /** How often each message had been changed: one that was changed since stays unanswered. */
  readonly readEdits: Readonly<Record<MessageId, number>>;
  /** Commit although something newer arrived, which stays unanswered: else a customer who never stops is never answered. */
  readonly evenIfNewer: boolean;
  readonly outcome: 'answered' | 'clarified' | 'handed_over' | 'silent' | 'failed';
  readonly decision: Readonly<Record<string, unknown>>;
  readonly language: Language;
  /** undefined for silence. */
  readonly reply: NewReply | undefined;
  readonly escalation: NewEscalation | undefined;
  /** The reply may be claimed: it goes out through an account that this process speaks through. */
  readonly isOursToSend: boolean;
}

/** outdated: a human, another turn or newer words won, and nothing was written. */
export type Commit =
  | { readonly kind: 'outdated' }
  | {
      readonly kind: 'committed';
      /** The reply, ours to send now; undefined where nothing goes out, or something else has to go first. */
      readonly claimed: OutboxRow | undefined;
    };

/**
 * Commits a turn in one statement, and only while the bot still answers, the lease is ours and nothing newer arrived:
 * a human always wins. A reply that is the head of its line is claimed in the same statement, which saves claimOutbox
 * (measured: an eighth of the database's work for a turn). It is so only on the revision that was read: whatever comes
 * into the line moves the revision.
 */
export async function commitTurn(db: Queryable, lease: Lease, result: TurnResult): Promise<Commit> {
  const { rows } = await db.query<CommitRow>({
    name: 'commit_turn',
    text: `with guard as (
             update conversations
             set revision = revision + ($9::jsonb is not null)::int,
                 mode = case when $10::jsonb is null then mode else 'waiting' end,
                 language = $8,
                 turn_attempts = 0,
                 lease_owner = null,
                 lease_until = null,
                 updated_at = now()
             where id = $2 and tenant_id = $1 and mode = 'bot' and lease_owner = $3 and (revision = $4 or $5)
             returning id, channel, account, address, revision, revision = $4 + 1 as is_as_read
           ), reply as (
             insert into messages
               (id, tenant_id, conversation_id, position, author, author_name, channel, account, text, language,
                citations, suggestions)
             select r.id, $1, guard.id, guard.revision, 'bot', r."authorName", guard.channel, guard.account, r.text, $8,
                    r.citations, r.suggestions
             from guard,
                  jsonb_to_record($9::jsonb) as r (
                    id uuid, "authorName" text, text text, citations jsonb, suggestions jsonb
                  )
             where $9::jsonb is not null
             returning id, position
           ), line as (
             insert into outbox
               (tenant_id, conversation_id, message_id, position, channel, address, state, attempts, lease_until)
             select $1, guard.id, reply.id, reply.position, guard.channel, guard.address, h.state,
                    (h.state = 'sending')::int,
                    case h.state when 'sending' then now() + $12 * interval '1 millisecond' end
             from guard, reply,
                  lateral (
                    select case
                      when $13 and guard.is_as_read and not exists (
                        select from outbox o
                        where o.conversation_id = $2 and o.tenant_id = $1 and o.state in ('queued', 'sending')
                      ) then 'sending'
                      else 'queued' end as state
                  ) h
             returning id, state, channel, address
           ), handled as (
             update messages m
             set handled_at = now(), outcome = $7, decision = $11
             from guard
             where m.conversation_id = guard.id and m.author = 'customer' and m.handled_at is null and m.position <= $6
               and m.edits = coalesce(($14::jsonb->>m.id::text)::integer, m.edits)
           ), escalation as (
             insert into escalations (tenant_id, conversation_id, position, reason, priority, summary, draft)
             select $1, guard.id, guard.revision, $10::jsonb->>'reason', $10::jsonb->>'priority', $10::jsonb->>'summary',
                    $10::jsonb->>'draft'
             from guard
             where $10::jsonb is not null
             on conflict (conversation_id) where state in ('open', 'claimed') do nothing
           )
           select line.id, line.channel, line.address
           from guard
           left join line on line.state = 'sending'`,
    values: [
      lease.tenantId,
      lease.conversationId,
      lease.owner,
      result.readRevision,
      result.evenIfNewer,
      result.readThrough,
      result.outcome,
      result.language,
      result.reply ? JSON.stringify(result.reply) : null,
      result.escalation ? JSON.stringify(result.escalation) : null,
      JSON.stringify(result.decision),
      SENDING_LEASE_MS,
      result.isOursToSend,
      // On the revision that was read nothing was changed.
      result.evenIfNewer ? JSON.stringify(result.readEdits) : null,
    ],
  });
  const [row] = rows;
  if (!row) return { kind: 'outdated' };
  return { kind: 'committed', claimed: toClaimed(row, lease, result) };
}

interface CommitRow {
  readonly id: OutboxId | null;
  readonly channel: ChannelName;
  readonly address: Address;
}

function toClaimed(row: CommitRow, lease: Lease, { reply, language }: TurnResult): OutboxRow | undefined {
  if (!row.id || !reply) return undefined;
  return {
    id: row.id,
    tenantId: lease.tenantId,
    conversationId: lease.conversationId,
    messageId: reply.id,
    channel: row.channel,
    address: row.address,
    action: 'send',
    attempts: 1,
    parts: [],
    isUnreachable: false,
    isTakenBack: false,
    translateTo: undefined,
    message: { ...reply, author: 'bot', language },
  };
}
