// All SQL of an entry's history: who changed what, and what it said before.
import type { DocumentId, TenantId, UserId } from '../src/model/ids.ts';
import type { Queryable } from '../src/store/pool.ts';
import type { DocumentRow } from './documents.ts';

type Kept = 'kind' | 'title' | 'body' | 'alsoAsked' | 'language' | 'source' | 'isHumanOnly' | 'isDraft';

/** A document as it was. */
export interface DocumentVersion extends Pick<DocumentRow, Kept | 'validFrom' | 'validUntil' | 'version'> {
  readonly madeAt: Date;
  /** The same to the microsecond: what was changed together was made at one moment. */
  readonly moment: string;
  /** undefined: the program, or somebody who has left. */
  readonly userName: string | undefined;
  readonly restoredFrom: number | undefined;
}

/** What differs from the version before. */
export type Aspect = 'words' | 'language' | 'source' | 'human_only' | 'draft' | 'validity';

/** One line of the history. */
export interface VersionLine
  extends Pick<
    DocumentVersion,
    'version' | 'madeAt' | 'userName' | 'restoredFrom' | 'isHumanOnly' | 'isDraft'
  > {
  /** The oldest that is kept has nothing to be compared with. */
  readonly changed: readonly Aspect[] | undefined;
}

/** Newest first. */
export async function listVersions(
  db: Queryable,
  tenantId: TenantId,
  id: DocumentId,
): Promise<readonly VersionLine[]> {
  const { rows } = await db.query(
    `select v.version, v.made_at as "madeAt", u.name as "userName", v.restored_from as "restoredFrom",
            v.human_only as "isHumanOnly", v.is_draft as "isDraft",
            case when lag(v.version) over w is not null then array_remove(array[
              case when (v.kind, v.title, v.body, v.also_asked)
                        is distinct from (lag(v.kind) over w, lag(v.title) over w, lag(v.body) over w, lag(v.also_asked) over w)
                   then 'words' end,
              case when v.language <> lag(v.language) over w then 'language' end,
              case when v.source <> lag(v.source) over w then 'source' end,
              case when v.human_only <> lag(v.human_only) over w then 'human_only' end,
              case when v.is_draft <> lag(v.is_draft) over w then 'draft' end,
              case when (v.valid_from, v.valid_until)
                        is distinct from (lag(v.valid_from) over w, lag(v.valid_until) over w)
                   then 'validity' end
            ], null) end as changed
     from document_versions v
     left join users u on u.id = v.user_id
     where v.tenant_id = $1 and v.document_id = $2
     window w as (order by v.version)
     order by v.version desc`,
    [tenantId, id],
  );
  return rows.map(({ userName, restoredFrom, changed, ...line }) => ({
    ...line,
    userName: userName ?? undefined,
    restoredFrom: restoredFrom ?? undefined,
    changed: changed ?? undefined,
  }));
}

/** A version and the one before it, newest first; empty where there is no such version. */
export async function readVersions(
  db: Queryable,
  tenantId: TenantId,
  { id, version }: { readonly id: DocumentId; readonly version: number },
): Promise<readonly DocumentVersion[]> {
  const { rows } = await db.query(
    `select v.version, v.made_at as "madeAt", v.made_at::text as moment, u.name as "userName",
            v.restored_from as "restoredFrom", v.kind, v.title,
            v.body, v.also_asked as "alsoAsked", v.language, v.source, v.human_only as "isHumanOnly",
            v.is_draft as "isDraft", v.valid_from as "validFrom", v.valid_until as "validUntil"
     from document_versions v
     left join users u on u.id = v.user_id
     where v.tenant_id = $1 and v.document_id = $2 and v.version <= $3
     order by v.version desc
     limit 2`,
    [tenantId, id, version],
  );
  if (rows[0]?.version !== version) return [];
  return rows.map((row) => ({
    ...row,
    userName: row.userName ?? undefined,
    restoredFrom: row.restoredFrom ?? undefined,
    validFrom: row.validFrom ?? undefined,
    validUntil: row.validUntil ?? undefined,
  }));
}

/**
 * Marks of entries as they were before all that was changed at that moment; what was changed again since stays.
 * @returns how many.
 */
export async function unmark(
  db: Queryable,
  tenantId: TenantId,
  { moment, by }: { readonly moment: string; readonly by: UserId },
): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `with before as (
       select d.id, v.human_only, v.is_draft, v.valid_from, v.valid_until
       from document_versions now
       join documents d on d.id = now.document_id and d.version = now.version
       join document_versions v on v.document_id = d.id and v.version = d.version - 1
       where now.tenant_id = $1 and now.made_at = $2::timestamptz and d.tenant_id = $1 and d.deleted_at is null
       order by d.id
       for update of d
     ), changed as (
       update documents d
       set human_only = b.human_only, is_draft = b.is_draft, valid_from = b.valid_from, valid_until = b.valid_until,
           version = d.version + 1, updated_at = now()
       from before b
       where d.id = b.id and d.tenant_id = $1
         and (d.human_only, d.is_draft, d.valid_from, d.valid_until)
             is distinct from (b.human_only, b.is_draft, b.valid_from, b.valid_until)
       returning d.*
     ), noted as (${noteVersion('changed', '$3', 'null')}), forgotten as (${forgetVersions('changed')})
     select count(*) as count
     from changed`,
    [tenantId, moment, by],
  );
  return Number(rows[0]?.count ?? 0);
}

/** A statement within a statement: the new state of each of `changed` goes into its history, as it goes in itself. */
export function noteVersion(changed: string, by: string, restoredFrom: string): string {
  return `
       insert into document_versions (tenant_id, document_id, version, user_id, restored_from, kind, title, body,
                                      also_asked, language, source, human_only, is_draft, valid_from, valid_until,
                                      words_at)
       select tenant_id, id, version, ${by}::uuid, ${restoredFrom}::integer, kind, title, body,
              also_asked, language, source, human_only, is_draft, valid_from, valid_until, words_at
       from ${changed}
       on conflict do nothing
     `;
}

const VERSIONS_KEPT = 50;

/** A statement within a statement: what is older than the versions that are kept. */
export function forgetVersions(changed: string): string {
  return `
       delete from document_versions v
       using ${changed} c
       where v.document_id = c.id and v.version <= c.version - ${VERSIONS_KEPT}
     `;
}

/**
 * How old the words of version $17 of a document `d` are. null: one of its languages was written after they were
 * replaced, and says what they don't.
 */
export const RESTORED_WORDS_AT = `
         select coalesce(v.words_at, v.made_at)
         from document_versions v
         join document_versions after on after.document_id = v.document_id and after.version = v.version + 1
         where v.tenant_id = $1 and v.document_id = d.id and v.version = $17
           and not exists (
             select from documents o
             where o.tenant_id = $1 and o.variant_group = d.id and o.id <> d.id and o.deleted_at is null
               and o.words_at >= date_trunc('milliseconds', after.made_at)
           )`;

/** Of one that was changed: that moment. */
export function isMoment(text: string): boolean {
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?[+-]\d\d(?::\d\d)?$/.test(text);
}
