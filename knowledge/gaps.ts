// SQL of gaps: what customers ask and the knowledge doesn't answer, for the owner to answer once. A gap has one or more
// wordings that mean the same.
import type { ConversationId, DocumentId, GapId, TenantId, WordingId } from '../src/model/ids.ts';
import type { Language } from '../src/model/language.ts';
import type { Queryable } from '../src/store/pool.ts';
import { byTypicality } from './likeness.ts';

/** One way in which customers asked. */
export interface Wording {
  readonly id: WordingId;
  readonly question: string;
  readonly language: Language;
  readonly times: number;
  /** How often on which channel. */
  readonly channels: Readonly<Record<string, number>>;
  readonly lastAskedAt: Date;
  /** Where it was asked last. */
  readonly conversationId: ConversationId | undefined;
}

export interface Gap extends Pick<Wording, 'question' | 'language' | 'times' | 'channels' | 'lastAskedAt'> {
  readonly id: GapId;
  /** The most typical first: its words are the gap's own. At most 40. */
  readonly wordings: readonly Wording[];
  /** All of them. */
  readonly wordingCount: number;
  readonly state: 'open' | 'answered' | 'dismissed';
  /** What answers it, or answered it before. */
  readonly documentId: DocumentId | undefined;
  /** Asked again then, and again without an answer, although it had been answered. */
  readonly reopenedAt: Date | undefined;
}

interface Row {
  readonly gap_id: GapId;
  readonly state: Gap['state'];
  readonly reopened_at: Date | null;
  readonly document_id: DocumentId | null;
  readonly all_times: number;
  readonly count: number;
  readonly wording: Omit<Wording, 'lastAskedAt'> & { readonly lastAskedAt: string };
}

const WORDINGS_SHOWN = 40;

// Of gaps `g`: one row for each wording that is shown.
const selectGaps = (where: string, limit: string): string => `
  select o.id as gap_id, o.state, o.reopened_at, o.document_id, o.times as all_times, o.count, w.wording
  from (
    select g.id, g.state, g.reopened_at, g.document_id, sum(a.times)::int as times, count(*) as count,
           max(a.last_asked_at) as last_asked_at
    from gaps g
    join gap_wordings a on a.gap_id = g.id and a.tenant_id = g.tenant_id
    where g.tenant_id = $1 and ${where}
    group by g.id
    order by times desc, last_asked_at desc, g.id
    limit ${limit}
  ) o
  cross join lateral (
    select jsonb_build_object(
             'id', id, 'question', question, 'language', language, 'times', times, 'channels', channels,
             'lastAskedAt', last_asked_at, 'conversationId', conversation_id
           ) as wording, times, first_asked_at, id
    from gap_wordings
    where gap_id = o.id
    order by times desc, first_asked_at, id
    limit ${WORDINGS_SHOWN}
  ) w
  order by o.times desc, o.last_asked_at desc, o.id, w.times desc, w.first_asked_at, w.id`;

function toGaps(rows: readonly Row[]): readonly Gap[] {
  return [...Map.groupBy(rows, (row) => row.gap_id).values()].flatMap((own) => {
    const [first] = own;
    const wordings = byTypicality(own.map(({ wording }) => toWording(wording)));
    const [typical] = wordings;
    if (!first || !typical) return [];
    return [
      {
        id: first.gap_id,
        question: typical.question,
        language: typical.language,
        times: first.all_times,
        channels: sumChannels(wordings),
        lastAskedAt: new Date(Math.max(...wordings.map(({ lastAskedAt }) => lastAskedAt.getTime()))),
        wordings,
        wordingCount: first.count,
        state: first.state,
        documentId: first.document_id ?? undefined,
        reopenedAt: first.reopened_at ?? undefined,
      },
    ];
  });
}

function toWording(raw: Row['wording']): Wording {
  return { ...raw, conversationId: raw.conversationId ?? undefined, lastAskedAt: new Date(raw.lastAskedAt) };
}

function sumChannels(wordings: readonly Wording[]): Gap['channels'] {
  const sums: Record<string, number> = {};
  for (const { channels } of wordings)
    for (const [channel, times] of Object.entries(channels)) sums[channel] = (sums[channel] ?? 0) + times;
  return Object.fromEntries(Object.entries(sums).sort(([, one], [, other]) => other - one));
}

/** Open ones, most asked first. */
export async function listGaps(db: Queryable, tenantId: TenantId, limit: number): Promise<readonly Gap[]> {
  const { rows } = await db.query<Row>(selectGaps(`g.state = 'open'`, '$2'), [tenantId, limit]);
  return toGaps(rows);
}

/** What that entry answers since then. */
export async function listAnsweredSince(
  db: Queryable,
  tenantId: TenantId,
  { documentId, since }: { readonly documentId: DocumentId; readonly since: Date },
): Promise<readonly Gap[]> {
  const where = `g.state = 'answered' and g.document_id = $2 and g.answered_at >= $3`;
  const { rows } = await db.query<Row>(selectGaps(where, 'null'), [tenantId, documentId, since]);
  return toGaps(rows);
}

/** Those answered last. */
export async function listAnswered(
  db: Queryable,
  tenantId: TenantId,
  limit: number,
): Promise<readonly (Gap & { readonly documentId: DocumentId; readonly title: string })[]> {
  const { rows } = await db.query<{ id: GapId; title: string }>(
    `select g.id, d.title
     from gaps g
     join documents d on d.id = g.document_id and d.tenant_id = $1 and d.deleted_at is null
     where g.tenant_id = $1 and g.state = 'answered' and g.answered_at > now() - interval '30 days'
     order by g.answered_at desc, g.id
     limit $2`,
    [tenantId, limit],
  );
  const titles = new Map(rows.map(({ id, title }) => [id, title]));
  const { rows: found } = await db.query<Row>(selectGaps('g.id = any($2)', '$3'), [
    tenantId,
    [...titles.keys()],
    limit,
  ]);
  const gaps = new Map(toGaps(found).map((gap) => [gap.id, gap]));
  return [...titles].flatMap(([id, title]) => {
    const gap = gaps.get(id);
    return gap?.documentId ? [{ ...gap, documentId: gap.documentId, title }] : [];
  });
}

/** How many are open. */
export async function countGaps(db: Queryable, tenantId: TenantId): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*) as count
     from gaps g
     where g.tenant_id = $1 and g.state = 'open' and exists (select from gap_wordings w where w.gap_id = g.id)`,
    [tenantId],
  );
  return rows[0]?.count ?? 0;
}

/** What open pages notice: a question that was asked, answered, waved away or put elsewhere. */
export async function readGapsVersion(db: Queryable, tenantId: TenantId): Promise<unknown> {
  const { rows } = await db.query(
    `select g.state, count(distinct g.id) as gaps, count(*) as wordings, sum(w.times) as times,
            max(w.last_asked_at) as last_asked_at, max(g.answered_at) as answered_at
     from gaps g
     join gap_wordings w on w.gap_id = g.id and w.tenant_id = g.tenant_id
     where g.tenant_id = $1
     group by g.state
     order by g.state`,
    [tenantId],
  );
  return rows;
}

/** @returns undefined where there is none. */
export async function readGap(db: Queryable, tenantId: TenantId, gapId: GapId): Promise<Gap | undefined> {
  const { rows } = await db.query<Row>(selectGaps('g.id = $2', '1'), [tenantId, gapId]);
  return toGaps(rows)[0];
}

/**
 * The owner wrote `documentId` as its answer. @param seen nobody said so, but it answers these wordings: not where another
 * one came since, nor where somebody answered or dismissed it. @returns false then.
 */
export async function answerGap(
  db: Queryable,
  tenantId: TenantId,
  gapId: GapId,
  documentId: DocumentId,
  seen?: Pick<Gap, 'wordingCount'>,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update gaps
     set state = 'answered', document_id = $3, answered_at = now(), reopened_at = null
     where tenant_id = $1 and id = $2
       and exists (select 1 from documents d where d.tenant_id = $1 and d.id = $3)
       and ($4::int is null or state = 'open' and $4 = (
         select count(*)
         from gap_wordings w
         where w.tenant_id = $1 and w.gap_id = gaps.id))`,
    [tenantId, gapId, documentId, seen?.wordingCount ?? null],
  );
  return rowCount === 1;
}

/** Not worth an answer: it is not shown again. @returns false where it isn't open. */
export async function dismissGap(db: Queryable, tenantId: TenantId, gapId: GapId): Promise<boolean> {
  const { rowCount } = await db.query(
    `update gaps
     set state = 'dismissed'
     where tenant_id = $1 and id = $2 and state = 'open'`,
    [tenantId, gapId],
  );
  return rowCount === 1;
}

/** Takes a dismissal back, or an answer that isn't one. @param of only that answer. */
export async function reopenGap(
  db: Queryable,
  tenantId: TenantId,
  gapId: GapId,
  of?: DocumentId,
): Promise<void> {
  await db.query(
    `update gaps
     set state = 'open'
     where tenant_id = $1 and id = $2 and state <> 'open'
       and ($3::uuid is null or state = 'answered' and document_id = $3)`,
    [tenantId, gapId, of ?? null],
  );
}

/** Makes a wording a gap of its own. @returns that gap; undefined where the wording is alone already. */
export async function splitGap(
  db: Queryable,
  tenantId: TenantId,
  wordingId: WordingId,
): Promise<GapId | undefined> {
  const { rows } = await db.query<{ id: GapId }>(
    `with founded as (
       insert into gaps (tenant_id)
       select $1
       from gap_wordings w
       where w.tenant_id = $1 and w.id = $2
         and exists (select from gap_wordings other where other.gap_id = w.gap_id and other.id <> w.id)
       returning id
     )
     update gap_wordings w
     set gap_id = founded.id, moved_from = w.gap_id
     from founded
     where w.tenant_id = $1 and w.id = $2
     returning founded.id`,
    [tenantId, wordingId],
  );
  return rows[0]?.id;
}

/** Both mean the same: all wordings of `from` go to `into`. @returns false where one of them isn't open any more. */
export async function joinGaps(
  db: Queryable,
  tenantId: TenantId,
  { from, into }: { readonly from: GapId; readonly into: GapId },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update gap_wordings
     set gap_id = $3, moved_from = $2
     where tenant_id = $1 and gap_id = $2 and $2 <> $3
       and 2 = (select count(*) from gaps where tenant_id = $1 and id in ($2, $3) and state = 'open')`,
    [tenantId, from, into],
  );
  return (rowCount ?? 0) > 0;
}

/** Undoes a split or a join: what came from `home` to `gapId` goes back. */
export async function moveBack(
  db: Queryable,
  tenantId: TenantId,
  { gapId, home }: { readonly gapId: GapId; readonly home: GapId },
): Promise<void> {
  await db.query(
    `update gap_wordings
     set gap_id = $3, moved_from = null
     where tenant_id = $1 and gap_id = $2 and moved_from = $3`,
    [tenantId, gapId, home],
  );
}
