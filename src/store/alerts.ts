// What the staff have to hear once, until it is solved: which alerts are open, and which the staff room lacks.
import type { TenantId } from '../model/ids.ts';
import type { Queryable } from './pool.ts';

export interface OpenAlert {
  readonly key: string;
  readonly text: string;
  readonly raisedAt: Date;
}

/** An alert whose lease is ours, as it is now. */
export interface ClaimedAlert extends OpenAlert {
  readonly id: string;
  readonly isSolved: boolean;
  readonly revision: number;
  readonly shownRevision: number;
  /** Not posted yet, and still worth it. */
  readonly picture: Uint8Array | undefined;
  /** How many there were, this one included. */
  readonly pictures: number;
  /** undefined until it is posted. */
  readonly ref: { readonly room: string; readonly post: string } | undefined;
  /** An earlier attempt may have arrived. */
  readonly isUnsure: boolean;
  readonly attempts: number;
}

/** What fails again so soon after it was solved is the same trouble. */
const REOPENS_WITHIN_MINUTES = 10;
/** Then the staff room has enough of them: the newest is always in the form. */
const MOST_PICTURES = 5;
/** Pictures are codes to scan: older ones are of no use. */
const PICTURE_GOOD_SECONDS = 60;

const GOOD_PICTURE = `case when pictured_at > now() - interval '${PICTURE_GOOD_SECONDS} seconds' then picture end`;

/** Opens it, opens it again, or changes its text; told twice it is one. */
export async function raiseAlert(
  db: Queryable,
  tenantId: TenantId,
  alert: { readonly key: string; readonly text: string; readonly picture: Uint8Array | undefined },
): Promise<void> {
  await db.query(
    `with known as (
       update alerts
       set text = $3,
           revision = revision + case when text <> $3 or cleared_at is not null then 1 else 0 end,
           cleared_at = null,
           picture = case when $4::bytea is not null and pictures < ${MOST_PICTURES} then $4 else picture end,
           pictures = pictures + case when $4::bytea is not null and pictures < ${MOST_PICTURES} then 1 else 0 end,
           pictured_at = case when $4::bytea is not null and pictures < ${MOST_PICTURES} then now() else pictured_at end
       where tenant_id = $1 and key = $2
         and (cleared_at is null or cleared_at > now() - interval '${REOPENS_WITHIN_MINUTES} minutes')
       returning id
     )
     insert into alerts (tenant_id, key, text, picture, pictures, pictured_at)
     select $1, $2, $3, $4::bytea, case when $4::bytea is null then 0 else 1 end,
       case when $4::bytea is not null then now() end
     where not exists (select from known)
     on conflict (tenant_id, key) where cleared_at is null do update set text = excluded.text`,
    [tenantId, alert.key, alert.text, alert.picture ?? null],
  );
}

/** @param alert `text` says what works again. @returns whether it was open. */
export async function clearAlert(
  db: Queryable,
  tenantId: TenantId,
  alert: { readonly key: string; readonly text: string },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update alerts
     set text = $3, cleared_at = now(), revision = revision + 1, picture = null
     where tenant_id = $1 and key = $2 and cleared_at is null`,
    [tenantId, alert.key, alert.text],
  );
  return rowCount === 1;
}

/** Oldest first. */
export async function listOpenAlerts(db: Queryable, tenantId: TenantId): Promise<readonly OpenAlert[]> {
  const { rows } = await db.query({
    name: 'list_open_alerts',
    text: `select key, text, raised_at as "raisedAt"
           from alerts
           where tenant_id = $1 and cleared_at is null
           order by raised_at, key`,
    values: [tenantId],
  });
  return rows;
}

/** Takes the lease of one that the staff room lacks, or doesn't show as it is; undefined where there is none. */
export async function claimAlertBehind(
  db: Queryable,
  tenantId: TenantId,
  leaseMs: number,
): Promise<ClaimedAlert | undefined> {
  const { rows } = await db.query({
    name: 'claim_alert_behind',
    text: `update alerts
           set is_unsure = is_unsure or lease_until is not null,
               attempts = attempts + 1,
               -- Too old to post: left here, it would be claimed for ever.
               picture = ${GOOD_PICTURE},
               lease_until = now() + $2 * interval '1 millisecond'
           where id = (
             select id
             from alerts
             where tenant_id = $1 and (shown_revision < revision or picture is not null)
               and next_attempt_at <= now() and (lease_until is null or lease_until < now())
             order by raised_at
             limit 1
             for update skip locked
           )
           returning ${COLUMNS}`,
    values: [tenantId, leaseMs],
  });
  return rows[0] && toClaimed(rows[0]);
}

/** What is known of one whose lease is ours. */
export async function readAlert(
  db: Queryable,
  tenantId: TenantId,
  id: string,
): Promise<ClaimedAlert | undefined> {
  const { rows } = await db.query(`select ${COLUMNS} from alerts where id = $2 and tenant_id = $1`, [
    tenantId,
    id,
  ]);
  return rows[0] && toClaimed(rows[0]);
}

const COLUMNS = `id, key, text, raised_at, cleared_at is not null as is_solved, revision, shown_revision,
  ${GOOD_PICTURE} as picture,
  pictures, room, post, is_unsure, attempts`;

/** The post shows it as it was at `revision`. @param shown.ref null: there is no post, and none is needed. */
export async function saveAlertShown(
  db: Queryable,
  tenantId: TenantId,
  shown: {
    readonly id: string;
    readonly revision: number;
    readonly ref: { readonly room: string; readonly post: string } | undefined;
  },
): Promise<void> {
  await db.query(
    `update alerts
     set shown_revision = $3, room = $4, post = $5, is_unsure = false
     where id = $2 and tenant_id = $1`,
    [tenantId, shown.id, shown.revision, shown.ref?.room ?? null, shown.ref?.post ?? null],
  );
}

/** That picture is posted, or no longer worth it; a newer one stays. */
export async function saveAlertPictured(
  db: Queryable,
  tenantId: TenantId,
  of: { readonly id: string; readonly pictures: number },
): Promise<void> {
  await db.query(
    `update alerts
     set picture = null, is_unsure = false
     where id = $2 and tenant_id = $1 and pictures = $3`,
    [tenantId, of.id, of.pictures],
  );
}

/** The lease ends; `delayMs` where the room didn't take it: again then, and looking first whether it arrived after all. */
export async function releaseAlert(
  db: Queryable,
  tenantId: TenantId,
  of: { readonly id: string; readonly delayMs: number | undefined },
): Promise<void> {
  await db.query(
    `update alerts
     set lease_until = null,
         attempts = case when $3::int is null then 0 else attempts end,
         is_unsure = $3::int is not null,
         next_attempt_at = now() + coalesce($3::int, 0) * interval '1 millisecond'
     where id = $2 and tenant_id = $1`,
    [tenantId, of.id, of.delayMs ?? null],
  );
}

/** Its post was deleted in the room: an open one is posted anew. */
export async function forgetAlertPost(db: Queryable, tenantId: TenantId, id: string): Promise<void> {
  await db.query(
    `update alerts
     set room = null, post = null, lease_until = null, is_unsure = false, picture = null,
         shown_revision = case when cleared_at is null then 0 else revision end
     where id = $2 and tenant_id = $1`,
    [tenantId, id],
  );
}

function toClaimed(row: Readonly<Record<string, unknown>>): ClaimedAlert {
  return {
    id: row.id as string,
    key: row.key as string,
    text: row.text as string,
    raisedAt: row.raised_at as Date,
    isSolved: row.is_solved as boolean,
    revision: row.revision as number,
    shownRevision: row.shown_revision as number,
    picture: (row.picture as Uint8Array | null) ?? undefined,
    pictures: row.pictures as number,
    ref: row.room === null ? undefined : { room: row.room as string, post: row.post as string },
    isUnsure: row.is_unsure as boolean,
    attempts: row.attempts as number,
  };
}
