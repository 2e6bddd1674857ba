// Two customers become one, and two again: who moved is recorded, so that an undo restores it precisely.
import type { Proof } from '../model/identity.ts';
import type { ConversationId, CustomerId, MergeId, TenantId, UserId } from '../model/ids.ts';
import { inTransaction, type Pool, type Queryable } from './pool.ts';

/** Whoever joins or separates customers of a tenant does so alone; held until the transaction ends. */
export async function lockMerges(db: Queryable, tenantId: TenantId): Promise<void> {
  await db.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${tenantId}\nmerges`]);
}

/**
 * Everything of theirs that moves, in the order in which everybody locks it: the inbox stores several conversations in
 * one statement, by channel, account and id.
 */
export async function lockCustomers(
  db: Queryable,
  tenantId: TenantId,
  customers: readonly CustomerId[],
): Promise<void> {
  const given = [tenantId, customers];
  await db.query(
    `select
     from identities
     where tenant_id = $1 and customer_id = any($2)
     order by channel, account, external_id
     for no key update`,
    given,
  );
  await db.query(
    `select
     from customers
     where tenant_id = $1 and id = any($2)
     order by id
     for no key update`,
    given,
  );
  await db.query(
    `select
     from conversations
     where tenant_id = $1 and customer_id = any($2)
     order by channel collate "C", account collate "C", external_id collate "C"
     for no key update`,
    given,
  );
}

/** After `lockMerges` and `lockCustomers`. @returns the conversations of both. */
export async function joinCustomers(
  db: Queryable,
  tenantId: TenantId,
  of: { readonly kept: CustomerId; readonly moved: CustomerId; readonly proof: Proof },
): Promise<readonly ConversationId[]> {
  const { rows } = await db.query<{ id: ConversationId }>(
    `with theirs as (
       select id, customer_id
       from conversations
       where tenant_id = $1 and customer_id in ($2, $3)
     ), identity as (
       update identities
       set customer_id = $2
       where tenant_id = $1 and customer_id = $3
       returning jsonb_build_array(channel, account, external_id) as name
     ), conversation as (
       update conversations
       set customer_id = $2
       where tenant_id = $1 and customer_id = $3
     ), fact as (
       update customer_facts
       set customer_id = $2
       where tenant_id = $1 and customer_id = $3
     ), nameless as (
       update customers k
       set name = m.name
       from customers m
       where k.id = $2 and m.id = $3 and k.name = '' and m.name <> ''
       returning k.id
     ), drawn as (
       update desk_threads
       set synced_revision = -1
       where conversation_id in (select id from theirs) and not is_settled
     ), recorded as (
       insert into merges
         (tenant_id, kept_id, moved_id, proof_kind, proof_value, identities, conversations, gave_name)
       select $1, $2, $3, $4, $5, (select coalesce(jsonb_agg(name), '[]') from identity),
              (select coalesce(array_agg(id), '{}') from theirs where customer_id = $3), exists (select from nameless)
     )
     select id
     from theirs`,
    [tenantId, of.kept, of.moved, of.proof.kind, of.proof.value],
  );
  return rows.map((row) => row.id);
}

// Where the customers of undone merges are now: joined with others since, they are wherever those are.
const SEPARATED = `
  with recursive separated as (
    select kept_id, moved_id
    from merges
    where tenant_id = $1 and undone_at is not null
    union
    select coalesce(k.kept_id, s.kept_id), coalesce(m.kept_id, s.moved_id)
    from separated s
    left join merges k on k.moved_id = s.kept_id and k.undone_at is null
    left join merges m on m.moved_id = s.moved_id and m.undone_at is null
    where k.id is not null or m.id is not null
  )`;

/** Whether staff said of any two of them that they are not one person. */
export async function areSeparated(
  db: Queryable,
  tenantId: TenantId,
  customers: readonly CustomerId[],
): Promise<boolean> {
  const { rowCount } = await db.query(
    `${SEPARATED}
     select
     from separated
     where kept_id = any($2) and moved_id = any($2) and kept_id <> moved_id
     limit 1`,
    [tenantId, customers],
  );
  return rowCount === 1;
}

interface Merge {
  readonly kept: CustomerId;
  readonly moved: CustomerId;
  readonly proof: Proof;
  readonly isUndone: boolean;
}

/**
 * Separates who was joined by mistake: what was moved goes back, with what came of it since, conversations and facts.
 * No proof that both hold joins them again. @returns the conversations of both; none where it is undone already, or unknown.
 */
export async function separateCustomers(
  pool: Pool,
  of: { readonly tenantId: TenantId; readonly mergeId: MergeId; readonly userId: UserId },
): Promise<readonly ConversationId[]> {
  const { tenantId, mergeId, userId } = of;
  return inTransaction(pool, async (db) => {
    await lockMerges(db, tenantId);
    const merge = await findMerge(db, tenantId, mergeId);
    if (!merge || merge.isUndone) return [];
    const way = await findWay(db, merge.kept);
    const holder = way.at(-1) ?? merge.kept;
    await lockCustomers(db, tenantId, [holder, merge.moved]);
    const { rows } = await db.query<{ id: ConversationId }>(
      `with merge as (
         update merges
         set undone_at = now(), undone_by = $3
         where id = $2 and tenant_id = $1
         returning *
       ), later as (
         -- Separated from whom this merge moved, and brought back by another: that one gives them back.
         select n.identities, n.conversations
         from merge
         join merges n on n.tenant_id = $1 and n.kept_id = any($5) and n.moved_id <> all($5)
           and n.undone_at is null and n.created_at > merge.created_at
       ), theirs as (
         select c.id,
                (c.id = any(merge.conversations) or merge.identities @> u.name)
                  and not exists (
                    select from later where c.id = any(later.conversations) or later.identities @> u.name
                  ) as is_moved
         from merge
         join conversations c on c.tenant_id = $1 and c.customer_id = $4
         cross join lateral (
           select jsonb_build_array(jsonb_build_array(c.channel, c.account, c.address->'user'->>'id')) as name
         ) u
       ), identity as (
         update identities i
         set customer_id = merge.moved_id
         from merge
         where i.tenant_id = $1 and i.customer_id = $4
           and merge.identities @> jsonb_build_array(jsonb_build_array(i.channel, i.account, i.external_id))
           and not exists (
             select
             from later
             where later.identities @> jsonb_build_array(jsonb_build_array(i.channel, i.account, i.external_id))
           )
       ), conversation as (
         update conversations c
         set customer_id = merge.moved_id
         from merge, theirs
         where c.id = theirs.id and theirs.is_moved
       ), fact as (
         update customer_facts f
         set customer_id = merge.moved_id
         from merge, theirs
         where f.conversation_id = theirs.id and theirs.is_moved
       ), nameless as (
         update customers k
         set name = ''
         from merge, customers m
         where merge.gave_name and m.id = merge.moved_id and k.name = m.name
           and (
             k.id = merge.kept_id
             -- Who has everything now may have got the name by way of them.
             or k.id = $4
               and exists (select from merges g where g.kept_id = $4 and g.gave_name and g.undone_at is null)
           )
       ), drawn as (
         update desk_threads
         set synced_revision = -1
         where conversation_id in (select id from theirs) and not is_settled
       )
       select id
       from theirs`,
      [tenantId, mergeId, userId, holder, way],
    );
    return rows.map((row) => row.id);
  });
}

/** Takes a separation back. @returns the conversations of both; none where there is nothing to take back. */
export async function rejoinCustomers(
  pool: Pool,
  of: { readonly tenantId: TenantId; readonly mergeId: MergeId },
): Promise<readonly ConversationId[]> {
  const { tenantId, mergeId } = of;
  return inTransaction(pool, async (db) => {
    await lockMerges(db, tenantId);
    const merge = await findMerge(db, tenantId, mergeId);
    if (!merge?.isUndone) return [];
    const [kept, moved] = [await findHolder(db, merge.kept), await findHolder(db, merge.moved)];
    await db.query('delete from merges where id = $2 and tenant_id = $1', [tenantId, mergeId]);
    if (kept === moved) return [];
    await lockCustomers(db, tenantId, [kept, moved]);
    return joinCustomers(db, tenantId, { kept, moved, proof: merge.proof });
  });
}

/** Whether those whom it joined are separated by it now. */
export async function isSeparated(db: Queryable, tenantId: TenantId, mergeId: MergeId): Promise<boolean> {
  return (await findMerge(db, tenantId, mergeId))?.isUndone ?? false;
}

async function findMerge(db: Queryable, tenantId: TenantId, id: MergeId): Promise<Merge | undefined> {
  const { rows } = await db.query(
    `select kept_id, moved_id, proof_kind, proof_value, undone_at
     from merges
     where id = $2 and tenant_id = $1`,
    [tenantId, id],
  );
  const [row] = rows;
  return (
    row && {
      kept: row.kept_id,
      moved: row.moved_id,
      proof: { kind: row.proof_kind, value: row.proof_value },
      isUndone: row.undone_at !== null,
    }
  );
}

// Who has now what was this customer's.
async function findHolder(db: Queryable, customer: CustomerId): Promise<CustomerId> {
  return (await findWay(db, customer)).at(-1) ?? customer;
}

// From this customer to who has now what was theirs.
async function findWay(db: Queryable, customer: CustomerId): Promise<readonly CustomerId[]> {
  const { rows } = await db.query<{ kept_id: CustomerId }>(
    `select kept_id
     from merges
     where moved_id = $1 and undone_at is null`,
    [customer],
  );
  return rows[0] ? [customer, ...(await findWay(db, rows[0].kept_id))] : [customer];
}
