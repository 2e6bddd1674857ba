// SQL of pinned questions: the answer that the owner relies on, and whether it held when it was last looked at.
import type { PinId, TenantId } from '../src/model/ids.ts';
import type { Queryable } from '../src/store/pool.ts';
import { LIVE } from './documents.ts';
import { EVERY_PASSAGE } from './postings.ts';
import type { Answering, Expectation, PinState, Replayed } from './replay.ts';

export interface Pin extends Expectation, Replayed {
  readonly id: PinId;
  /** Of the entry that must answer. */
  readonly title: string;
  /** It was deleted. */
  readonly isDeleted: boolean;
  readonly checkedAt: Date;
}

/** So many are asked again within a second. */
export const MOST_PINS = 200;

const COLUMNS = `p.id, p.question, p.language, p.document_id as "documentId", p.expected_text as "expectedText", p.state,
  p.answered, p.checked_at as "checkedAt", d.title, d.deleted_at is not null as "isDeleted"`;

function toPin(row: Omit<Pin, 'answered'> & { readonly answered: Answering | null }): Pin {
  return { ...row, answered: row.answered ?? undefined };
}

/** What no longer holds first, then the newest. */
export async function listPins(db: Queryable, tenantId: TenantId): Promise<readonly Pin[]> {
  const { rows } = await db.query(
    `select ${COLUMNS}
     from pins p
     join documents d on d.id = p.document_id and d.tenant_id = $1
     where p.tenant_id = $1
     order by p.state = 'holds', p.created_at desc, p.id
     limit ${MOST_PINS}`,
    [tenantId],
  );
  return rows.map(toPin);
}

export async function readPin(db: Queryable, tenantId: TenantId, id: PinId): Promise<Pin | undefined> {
  const { rows } = await db.query(
    `select ${COLUMNS}
     from pins p
     join documents d on d.id = p.document_id and d.tenant_id = $1
     where p.tenant_id = $1 and p.id = $2`,
    [tenantId, id],
  );
  return rows.map(toPin)[0];
}

/**
 * When a look counts from, which began at `lookedAt`. Where documents are still being read, it counts as one before they
 * came: it is soon out of date.
 */
const lookOf = (lookedAt: string): string => `least(now(), ${lookedAt}::timestamptz, (
           select min(d.updated_at) - interval '1 millisecond'
           from documents d
           where d.tenant_id = $1 and d.status = 'processing' and d.deleted_at is null
         ))`;

/**
 * A question that is pinned already gets the new expectation. @param lookedAt see `storeReplayed`.
 * @returns undefined where there are too many.
 */
export async function savePin(
  db: Queryable,
  tenantId: TenantId,
  pin: Expectation & Replayed,
  lookedAt?: Date,
): Promise<PinId | undefined> {
  const { rows } = await db.query<{ id: PinId }>(
    `insert into pins (tenant_id, question, language, document_id, expected_text, state, answered, checked_at)
     select $1, $2, $3, $4, $5, $6, $7, ${lookOf('$8')}
     where exists (select from documents d where d.tenant_id = $1 and d.id = $4)
       and (
         (select count(*) from pins where tenant_id = $1) < ${MOST_PINS}
         or exists (select from pins where tenant_id = $1 and question = $2)
       )
     on conflict (tenant_id, question) do update
     set language = excluded.language, document_id = excluded.document_id, expected_text = excluded.expected_text,
         state = excluded.state, answered = excluded.answered, checked_at = excluded.checked_at
     returning id`,
    [
      tenantId,
      pin.question,
      pin.language,
      pin.documentId,
      pin.expectedText,
      pin.state,
      pin.answered ? JSON.stringify(pin.answered) : null,
      lookedAt ?? null,
    ],
  );
  return rows[0]?.id;
}

/** What must answer a pin from here on. @returns false where it was unpinned or changed since `before` was read. */
export async function changePin(
  db: Queryable,
  tenantId: TenantId,
  { before, after }: { readonly before: Pin; readonly after: Expectation & Replayed },
  lookedAt: Date,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update pins
     set document_id = $3, expected_text = $4, state = $5, answered = $6, checked_at = ${lookOf('$7')}
     where tenant_id = $1 and id = $2 and document_id = $8 and expected_text = $9`,
    [
      ...[tenantId, before.id, after.documentId, after.expectedText, after.state],
      after.answered ? JSON.stringify(after.answered) : null,
      ...[lookedAt, before.documentId, before.expectedText],
    ],
  );
  return rowCount === 1;
}

/** @returns false where there is none. */
export async function removePin(db: Queryable, tenantId: TenantId, id: PinId): Promise<boolean> {
  const { rowCount } = await db.query('delete from pins where tenant_id = $1 and id = $2', [tenantId, id]);
  return rowCount === 1;
}

/**
 * How pins were found. Where somebody else looked at one meanwhile, or expects another answer by now, neither look is
 * sure to know what the other one does: it is out of date at once. @param found with the looks that these were preceded
 * by. @param lookedAt when the look began, outside a transaction: what changed meanwhile may have been missed.
 * @returns whether nobody came between.
 */
export async function storeReplayed(
  db: Queryable,
  tenantId: TenantId,
  found: readonly (Replayed & Pick<Pin, 'id' | 'checkedAt'>)[],
  lookedAt?: Date,
): Promise<boolean> {
  const { rows } = await db.query<{ is_next: boolean }>(
    `update pins p
     set state = case when ${IS_NEXT} then r.state else p.state end,
         answered = case when ${IS_NEXT} then nullif(r.answered, 'null') else p.answered end,
         checked_at = case when ${IS_NEXT} then l.at else least(l.at, p.checked_at) - interval '1 millisecond' end
     from jsonb_to_recordset($2::jsonb) as r (id uuid, "checkedAt" timestamptz, state text, answered jsonb),
          (select ${lookOf('$3')} as at) l
     where p.tenant_id = $1 and p.id = r.id
     returning p.checked_at = l.at as is_next`,
    [
      tenantId,
      JSON.stringify(
        found.map(({ id, checkedAt, state, answered }) => ({
          ...{ id, checkedAt, state, answered: answered ?? null },
        })),
      ),
      lookedAt ?? null,
    ],
  );
  return rows.every((row) => row.is_next);
}

// To the millisecond, as far as a time that went through JavaScript tells.
const IS_NEXT = `date_trunc('milliseconds', p.checked_at) = r."checkedAt"`;

/**
 * Differs whenever customers may be answered otherwise: by another word, mark, day or vector. By the marks themselves,
 * too: a change that is refused gives its version back to the next. It takes 40 ms for 10,000 documents; a hundred
 * questions take 250 ms where there are 350.
 */
export async function readKnowledgeMark(db: Queryable, tenantId: TenantId): Promise<string> {
  const { rows } = await db.query<{ mark: string }>({
    name: 'knowledge-mark',
    text: `select concat_ws(' ',
             (select md5(string_agg(
                       concat_ws(' ', d.id, d.version, d.human_only, d.content_hash, d.status, d.deleted_at, ${LIVE}),
                       ',' order by d.id))
              from documents d
              where d.tenant_id = $1),
             (select passages from vocabulary where tenant_id = $1 and word = '${EVERY_PASSAGE}'),
             (select concat_ws(' ', count(*), max(created_at)) from vectors where tenant_id = $1),
             (select concat_ws(' ', model, is_indexed) from embedding_models where tenant_id = $1)) as mark`,
    values: [tenantId],
  });
  return rows[0]?.mark ?? '';
}

/** By the clock that changes are dated by. */
export async function readClock(db: Queryable): Promise<Date> {
  const { rows } = await db.query<{ now: Date }>('select now() as now');
  return rows[0]?.now ?? new Date(0);
}

/** Whether customers may be answered otherwise than when pins were last looked at: a change, or a date that came. */
export async function arePinsOutdated(db: Queryable, tenantId: TenantId): Promise<boolean> {
  const { rows } = await db.query<{ outdated: boolean }>(
    `with last as materialized (
       select min(checked_at) as at
       from pins
       where tenant_id = $1
     )
     select case when last.at is null then false else exists (
       select
       from documents d
       where d.tenant_id = $1 and (
         d.updated_at > last.at or d.deleted_at > last.at
         or d.valid_from > last.at and d.valid_from <= now()
         or d.valid_until > last.at and d.valid_until <= now()
       )
     ) end as outdated
     from last`,
    [tenantId],
  );
  return rows[0]?.outdated ?? false;
}

/** How many there are, by how they were when last looked at. */
export async function countPins(
  db: Queryable,
  tenantId: TenantId,
): Promise<Readonly<Record<PinState, number>>> {
  const { rows } = await db.query<{ state: PinState; count: number }>(
    'select state, count(*) as count from pins where tenant_id = $1 group by state',
    [tenantId],
  );
  const counts = { holds: 0, changed: 0, fails: 0 };
  for (const { state, count } of rows) counts[state] = count;
  return counts;
}
