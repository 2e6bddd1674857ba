// Who a conversation's customer is beyond it: their other conversations, what proves them one person, and what joined them.
import type { ChannelName } from '../model/activity.ts';
import type { Proof } from '../model/identity.ts';
import type { ConversationId, MergeId, TenantId } from '../model/ids.ts';
import type { Queryable } from './pool.ts';

export interface OtherConversation {
  readonly conversationId: ConversationId;
  readonly channel: ChannelName;
  /** Proven of who writes there; E.164. */
  readonly phones: readonly string[];
}

export interface Joined {
  readonly mergeId: MergeId;
  /** Of those who came to the older customer. */
  readonly channels: readonly ChannelName[];
  readonly proof: Proof;
  readonly at: Date;
}

export interface Person {
  /** Proven on any channel; E.164. */
  readonly phones: readonly string[];
  /** Newest first. */
  readonly others: readonly OtherConversation[];
  /** What can be separated again, newest first. */
  readonly joined: readonly Joined[];
}

const MOST = 10;

/** The phones of an identity, named by three expressions. */
const phonesOf = (channel: string, account: string, externalId: string): string => `
  (select coalesce(json_agg(value order by value), '[]')
   from proofs
   where tenant_id = $1 and kind = 'phone' and channel = ${channel} and account = ${account}
     and external_id = ${externalId})`;

/** The newest other conversations of conversation `c`'s customer, as JSON; of tenant $1. */
export const OTHERS = `
  (select coalesce(json_agg(o.other order by o.updated_at desc), '[]')
   from (
     select n.updated_at,
            json_build_object('conversationId', n.id, 'channel', n.channel, 'phones',
              ${phonesOf('n.channel', 'n.account', `n.address->'user'->>'id'`)}) as other
     from conversations n
     where n.customer_id = c.customer_id and n.tenant_id = $1 and n.id <> c.id
     order by n.updated_at desc
     limit ${MOST}
   ) o)`;

/** The proven phones of conversation `c`'s customer, as JSON; of tenant $1. */
export const PHONES = `
  (select coalesce(json_agg(distinct p.value), '[]')
   from identities i
   join proofs p using (tenant_id, channel, account, external_id)
   where i.customer_id = c.customer_id and i.tenant_id = $1 and p.kind = 'phone')`;

export async function readPerson(
  db: Queryable,
  tenantId: TenantId,
  conversationId: ConversationId,
): Promise<Person> {
  const { rows } = await db.query(
    `with recursive came as (
       select m.id, m.moved_id, m.identities, m.proof_kind, m.proof_value, m.created_at
       from conversations c
       join merges m on m.kept_id = c.customer_id and m.undone_at is null
       where c.id = $2 and c.tenant_id = $1
       union all
       select m.id, m.moved_id, m.identities, m.proof_kind, m.proof_value, m.created_at
       from came
       join merges m on m.kept_id = came.moved_id and m.undone_at is null
     )
     select ${PHONES} as phones, ${OTHERS} as others,
            (select coalesce(json_agg(
                      json_build_object(
                        'mergeId', j.id,
                        'channels', (select coalesce(json_agg(distinct i->>0), '[]') from jsonb_array_elements(j.identities) i),
                        'proof', json_build_object('kind', j.proof_kind, 'value', j.proof_value),
                        'at', j.created_at
                      )
                      order by j.created_at desc
                    ), '[]')
             from came j) as joined
     from conversations c
     where c.id = $2 and c.tenant_id = $1`,
    [tenantId, conversationId],
  );
  const [row] = rows;
  if (!row) return { phones: [], others: [], joined: [] };
  return {
    ...row,
    joined: row.joined.map((one: Joined & { readonly at: string }) => ({ ...one, at: new Date(one.at) })),
  };
}
