// All SQL of documents: what the owner wrote, before it is cut into passages.
import type { DocumentId, TenantId } from '../src/model/ids.ts';
import type { Language } from '../src/model/language.ts';
import type { Queryable } from '../src/store/pool.ts';

export type DocumentKind = 'question_answer' | 'markdown' | 'text' | 'html';
export type DocumentStatus = 'processing' | 'ready' | 'failed';

export interface DocumentRow {
  readonly id: DocumentId;
  readonly kind: DocumentKind;
  /** question_answer: the question. */
  readonly title: string;
  readonly body: string;
  /** Other ways to ask, one per line. */
  readonly alsoAsked: string;
  readonly language: Language;
  /** 'starter', 'owner', or the name of the file it came from. */
  readonly source: string;
  /** Only a person may answer from it: the bot never says a word of it. */
  readonly isHumanOnly: boolean;
  readonly status: DocumentStatus;
  readonly error: string | undefined;
  /** Waits for approval: found by nobody. */
  readonly isDraft: boolean;
  /** Found from then on, and until then (exclusive). */
  readonly validFrom: Date | undefined;
  readonly validUntil: Date | undefined;
  /** From 1; counts every change. */
  readonly version: number;
  /** The original of which this is a language, itself included. */
  readonly variantGroup: DocumentId | undefined;
  /** A language of a text whose original was written anew since. */
  readonly isOutdated: boolean;
  readonly updatedAt: Date;
  /** When the words were last written, or found still right. */
  readonly wordsAt: Date;
  readonly passages: number;
}

/** What is stored of a document before it is read. `hash` names this very version of its words. */
export interface DocumentContent
  extends Pick<DocumentRow, 'kind' | 'title' | 'body' | 'alsoAsked' | 'language' | 'source'> {
  readonly hash: string;
  readonly marks?: DocumentMarks;
  /** SHA-256 of the bytes of the file or page that it came from. Absent: as it was. */
  readonly sourceHash?: string;
}

/** What changes without reading the words again. Absent: as it was; null takes an end away. */
export interface DocumentMarks {
  readonly isHumanOnly?: boolean;
  readonly isDraft?: boolean;
  readonly validFrom?: Date | null;
  readonly validUntil?: Date | null;
}

interface Raw extends Omit<DocumentRow, 'error' | 'validFrom' | 'validUntil' | 'variantGroup'> {
  readonly error: string | null;
  readonly validFrom: Date | null;
  readonly validUntil: Date | null;
  readonly variantGroup: DocumentId | null;
}

// The database's clock, so that nothing has to be switched when a day comes; or another moment, see `lookAsOf`.
const NOW = `coalesce(nullif(current_setting('kaki.as_of', true), '')::timestamptz, now())`;

/** What customers are answered from, of documents `d`. */
export const LIVE = `d.deleted_at is null and not d.is_draft
      and (d.valid_from is null or d.valid_from <= ${NOW}) and (d.valid_until is null or d.valid_until > ${NOW})`;

/** The rest of the open transaction sees what is live then; undefined: now. */
export async function lookAsOf(db: Queryable, moment: Date | undefined): Promise<void> {
  await db.query(`select set_config('kaki.as_of', $1, true)`, [moment?.toISOString() ?? '']);
}

// To the millisecond, as far as a time that went through JavaScript tells.
const OUTDATED = `exists (
    select from documents o
    where o.tenant_id = d.tenant_id and o.id = d.variant_group and o.id <> d.id and o.deleted_at is null
      and date_trunc('milliseconds', o.words_at) > d.words_at)`;

/** Of documents `d`. */
export const COLUMNS = `d.id, d.kind, d.title, d.body, d.also_asked as "alsoAsked", d.language, d.source,
  d.human_only as "isHumanOnly", d.status, d.error, d.is_draft as "isDraft", d.valid_from as "validFrom",
  d.valid_until as "validUntil", d.version, d.variant_group as "variantGroup", d.updated_at as "updatedAt",
  d.words_at as "wordsAt", ${OUTDATED} as "isOutdated",
  (select count(*) from passages p where p.tenant_id = d.tenant_id and p.document_id = d.id) as passages`;

export function toRow(raw: Raw): DocumentRow {
  return {
    ...raw,
    error: raw.error ?? undefined,
    validFrom: raw.validFrom ?? undefined,
    validUntil: raw.validUntil ?? undefined,
    variantGroup: raw.variantGroup ?? undefined,
    passages: Number(raw.passages),
  };
}

/** Where a document stands with customers: how far its reading is, or why they don't get it now. */
export type Standing = DocumentStatus | 'draft' | 'resting' | 'human_only' | 'outdated';
/** written: here, by the owner; file: from a file's name. */
export type SourceKind = 'written' | 'file' | 'web' | 'starter';

const STANDINGS: Readonly<Record<Standing, string>> = {
  ready: `d.status = 'ready' and ${LIVE}`,
  processing: `d.status = 'processing'`,
  failed: `d.status = 'failed'`,
  draft: 'd.is_draft',
  resting: 'not d.is_draft and (d.valid_from > now() or d.valid_until <= now())',
  human_only: 'd.human_only',
  outdated: OUTDATED,
};

const SOURCES: Readonly<Record<SourceKind, string>> = {
  written: `d.source = 'owner'`,
  file: `d.source not in ('owner', 'starter') and d.source !~ '^https?://'`,
  web: `d.source ~ '^https?://'`,
  starter: `d.source = 'starter'`,
};

export interface DocumentFilter {
  /** Part of the title, the text or the other ways to ask. */
  readonly query?: string | undefined;
  readonly status?: Standing | undefined;
  readonly source?: SourceKind | undefined;
  readonly language?: Language | undefined;
}

/** Some documents by their ids, or all that match; deleted ones never. */
export type DocumentSelection = DocumentFilter & { readonly ids?: readonly DocumentId[] };

/** The condition on documents `d`, and its values from $1 on. */
export function selectionOf(
  tenantId: TenantId,
  { ids, query, status, source, language }: DocumentSelection,
): { readonly where: string; readonly values: readonly unknown[] } {
  const words = query?.trim();
  const conditions = [
    `d.tenant_id = $1
       and d.deleted_at is null
       and ($2::uuid[] is null or d.id = any($2))
       and ($3::text is null or d.title ilike $3 or d.body ilike $3 or d.also_asked ilike $3)
       and ($4::text is null or d.language = $4)`,
    ...(status ? [STANDINGS[status]] : []),
    ...(source ? [SOURCES[source]] : []),
  ];
  const pattern = words ? `%${words.replace(/[\\%_]/g, '\\$&')}%` : null;
  return {
    where: conditions.join('\n       and '),
    values: [tenantId, ids ?? null, pattern, language ?? null],
  };
}

// As much of a text as a list shows.
const LISTED_CHARS = 600;
const LISTED_ORDER = 'd.updated_at desc, d.id';

/** Titles that match before texts that do, the newest change first, with the start of each text. */
export async function listDocuments(
  db: Queryable,
  tenantId: TenantId,
  filter: DocumentFilter & { readonly limit: number; readonly offset: number },
): Promise<{ documents: readonly DocumentRow[]; total: number }> {
  const { where, values } = selectionOf(tenantId, filter);
  const counted = await db.query<{ total: number }>(
    `select count(*) as total
     from documents d
     where ${where}`,
    [...values],
  );
  // Only where there are words, so that the index gives a page without any.
  const order = filter.query?.trim() ? `(d.title ilike $3) is true desc, ${LISTED_ORDER}` : LISTED_ORDER;
  // Chosen first, so that what is counted for a row is counted for those that are shown.
  const { rows } = await db.query<Raw>(
    `select ${COLUMNS.replace('d.body', `left(d.body, ${LISTED_CHARS}) as body`)}
     from (
       select d.*
       from documents d
       where ${where}
       order by ${order}
       limit $5 offset $6
     ) d
     order by ${order}`,
    [...values, filter.limit, filter.offset],
  );
  return { documents: rows.map(toRow), total: Number(counted.rows[0]?.total ?? 0) };
}

// More are not looked at when they change together.
const DAYS_LOOKED_AT = 6;

/** The coming days on which some of these begin or end, the next first. */
export async function listComingDays(
  db: Queryable,
  tenantId: TenantId,
  selection: DocumentSelection,
): Promise<readonly Date[]> {
  const { where, values } = selectionOf(tenantId, selection);
  const { rows } = await db.query<{ day: Date }>(
    `select distinct t.day
     from documents d
     cross join lateral unnest(array[d.valid_from, d.valid_until]) as t (day)
     where ${where} and t.day > now()
     order by t.day
     limit ${DAYS_LOOKED_AT}`,
    [...values],
  );
  return rows.map(({ day }) => day);
}

/** How many of each standing match; a document may have several. */
export async function countStandings(
  db: Queryable,
  tenantId: TenantId,
  filter: Omit<DocumentFilter, 'status'>,
): Promise<Readonly<Record<Standing | 'all', number>>> {
  const { where, values } = selectionOf(tenantId, { ...filter, status: undefined });
  const counts = Object.entries(STANDINGS).map(
    ([name, condition]) => `count(*) filter (where ${condition}) as ${name}`,
  );
  const { rows } = await db.query(
    `select count(*) as all, ${counts.join(', ')}
     from documents d
     where ${where}`,
    [...values],
  );
  return rows[0];
}

/** What an open list notices: it changes whenever a row of it may. */
export async function readListVersion(db: Queryable, tenantId: TenantId): Promise<unknown> {
  const { rows } = await db.query(
    `select status, count(*), count(deleted_at) as deleted, sum(version) as versions, max(words_at) as words_at,
            max(updated_at) as updated_at, max(deleted_at) as deleted_at
     from documents
     where tenant_id = $1
     group by status
     order by status`,
    [tenantId],
  );
  return rows;
}

/** @returns undefined where there is none, or it was deleted. */
export async function readDocument(
  db: Queryable,
  tenantId: TenantId,
  id: DocumentId,
): Promise<DocumentRow | undefined> {
  const { rows } = await db.query<Raw>(
    `select ${COLUMNS}
     from documents d
     where d.tenant_id = $1 and d.id = $2 and d.deleted_at is null`,
    [tenantId, id],
  );
  return rows.map(toRow)[0];
}

/** The languages of one text, itself included; alone where there are none. Its group is read anew: a draft may have just begun it. */
export async function listVariants(
  db: Queryable,
  tenantId: TenantId,
  id: DocumentId,
): Promise<readonly DocumentRow[]> {
  const { rows } = await db.query<Raw>(
    `select ${COLUMNS}
     from documents d
     where d.tenant_id = $1 and d.deleted_at is null
       and (d.id = $2 or d.variant_group = (
         select one.variant_group
         from documents one
         where one.tenant_id = $1 and one.id = $2))`,
    [tenantId, id],
  );
  return rows.map(toRow);
}
