// What proves who somebody is: kept with their identity, and the customers who hold an equal proof become one.
import type { Inbound } from '../model/activity.ts';
import type { Proof } from '../model/identity.ts';
import type { ConversationId, CustomerId, TenantId } from '../model/ids.ts';
import { areSeparated, joinCustomers, lockCustomers, lockMerges } from './merges.ts';
import type { Queryable } from './pool.ts';

/** Who wrote, and what is vouched for of them. */
export type Sender = Pick<Inbound, 'channel' | 'account' | 'from' | 'proofs'>;

/**
 * The first step of a transaction that may store proofs, before it touches a row of the sender's. Who brings an equal
 * proof waits here, so that of two first contacts the second sees the first; and who may join customers waits for
 * everybody else who does. In this order nobody waits in a circle: the contact, the proofs, joining, identities,
 * customers, conversations.
 */
export async function lockProofs(db: Queryable, tenantId: TenantId, sender: Sender): Promise<void> {
  const proofs = sender.proofs ?? [];
  if (proofs.length === 0) return;
  const keys = proofs.map(({ kind, value }) => [tenantId, kind, value].join('\n')).sort();
  await db.query('select pg_advisory_xact_lock(hashtextextended(key, 0)) from unnest($1::text[]) as key', [
    keys,
  ]);
  const { rowCount } = await db.query(
    `select
     from jsonb_array_elements($5::jsonb) given
     join proofs p on p.tenant_id = $1 and p.kind = given->>'kind' and p.value = given->>'value'
     where (p.channel, p.account, p.external_id) <> ($2, $3, $4)
     limit 1`,
    [tenantId, sender.channel, sender.account, sender.from.id, JSON.stringify(proofs)],
  );
  if (rowCount) await lockMerges(db, tenantId);
}

/**
 * Keeps the proofs of an identity that exists, after `lockProofs`. Where staff separated any two who hold a proof, it
 * joins nobody any more: whose it is would be a guess.
 * @returns the conversations of everybody who was joined by it.
 */
export async function learnProofs(
  db: Queryable,
  tenantId: TenantId,
  sender: Sender,
): Promise<readonly ConversationId[]> {
  const { proofs = [] } = sender;
  if (proofs.length === 0) return [];
  await saveProofs(db, tenantId, sender);
  const holders = new Set<CustomerId>();
  for (const proof of proofs)
    for (const customer of await findHoldersToJoin(db, tenantId, proof)) holders.add(customer);
  if (holders.size > 0) await lockCustomers(db, tenantId, [...holders]);
  await nameCustomer(db, tenantId, sender);
  const joined = new Set<ConversationId>();
  // Whom one proof joined, the next finds as one.
  for (const proof of holders.size > 0 ? proofs : [])
    for (const id of await joinHolders(db, tenantId, proof)) joined.add(id);
  return [...joined];
}

/** Whether the host page knows who writes there as somebody else. @param host its id of who asks, where they are signed in. */
export async function isSomebodyElses(
  db: Queryable,
  tenantId: TenantId,
  of: {
    readonly channel: string;
    readonly account: string;
    readonly externalId: string;
    readonly host: string | undefined;
  },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `select
     from proofs
     where tenant_id = $1 and channel = $2 and account = $3 and external_id = $4 and kind = 'host'
       and value is distinct from $5
     limit 1`,
    [tenantId, of.channel, of.account, of.externalId, of.host ?? null],
  );
  return rowCount === 1;
}

async function joinHolders(
  db: Queryable,
  tenantId: TenantId,
  proof: Proof,
): Promise<readonly ConversationId[]> {
  const [kept, ...younger] = await findHoldersToJoin(db, tenantId, proof);
  if (!kept) return [];
  const joined: ConversationId[] = [];
  for (const moved of younger) joined.push(...(await joinCustomers(db, tenantId, { kept, moved, proof })));
  return joined;
}

async function saveProofs(db: Queryable, tenantId: TenantId, sender: Sender): Promise<void> {
  await db.query(
    `insert into proofs (tenant_id, channel, account, external_id, kind, value)
     select $1, $2, $3, $4, given->>'kind', given->>'value'
     from jsonb_array_elements($5::jsonb) given
     on conflict do nothing`,
    [tenantId, sender.channel, sender.account, sender.from.id, JSON.stringify(sender.proofs)],
  );
}

// The oldest first; [] where there is nobody to join.
async function findHoldersToJoin(
  db: Queryable,
  tenantId: TenantId,
  { kind, value }: Proof,
): Promise<readonly CustomerId[]> {
  const { rows } = await db.query<{ id: CustomerId }>(
    `select c.id
     from customers c
     where c.id in (
       select i.customer_id
       from proofs p
       join identities i using (tenant_id, channel, account, external_id)
       where p.tenant_id = $1 and p.kind = $2 and p.value = $3
     )
     order by c.created_at, c.id`,
    [tenantId, kind, value],
  );
  const holders = rows.map((row) => row.id);
  return holders.length < 2 || (await areSeparated(db, tenantId, holders)) ? [] : holders;
}

// A visitor who signs in gets the name that the host page knows.
async function nameCustomer(db: Queryable, tenantId: TenantId, sender: Sender): Promise<void> {
  await db.query(
    `update customers c
     set name = $5
     from identities i
     where i.tenant_id = $1 and i.channel = $2 and i.account = $3 and i.external_id = $4
       and c.id = i.customer_id and c.name = '' and $5 <> ''`,
    [tenantId, sender.channel, sender.account, sender.from.id, sender.from.name],
  );
}
