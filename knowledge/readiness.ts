// After an upgrade that changes how documents are read, their old words no longer lead to them. Until they are read anew
// a question waits: answered now, it would be handed over for nothing, and stand among the gaps.
import type { Log } from '../src/log.ts';
import type { TenantId } from '../src/model/ids.ts';
import type { Pool } from '../src/store/pool.ts';
import { isDeciding } from '../src/store/reading-ways.ts';
import { READER_VERSION } from './draft.ts';
import { countBehind } from './unread.ts';

/** behind: documents are being read anew. stuck: they should be, and are not: better an answer from what there is. */
export type Readiness = 'ready' | 'behind' | 'stuck';

export type CheckReadiness = (tenantId: TenantId) => Promise<Readiness>;

// Once it is known, a turn costs no statement more.
const KNOWN_MS = 10_000;
const LOOK_MS = 500;
/** Nothing was read for so long: nobody reads. */
export const STUCK_MS = 60_000;
/**
 * In a rolling deploy the newer process reads and answers, and the older one finds ever less: it leaves the turns to it for
 * so long, and not for ever, as there may be conversations that nobody else serves.
 */
export const GIVING_WAY_MS = 5 * 60_000;

interface Known {
  readonly readiness: Readiness;
  readonly untilMs: number;
  readonly behind: number;
  /** When there were fewer than before. */
  readonly movedAtMs: number;
}

export function createReadiness(deps: {
  readonly pool: Pool;
  readonly now: () => number;
  readonly log: Log;
}): CheckReadiness {
  const { pool, now, log } = deps;
  const known = new Map<TenantId, Known>();
  return async (tenantId) => {
    const last = known.get(tenantId);
    const atMs = now();
    if (last && atMs < last.untilMs) return last.readiness;
    const behind = await countBehind(pool, tenantId, READER_VERSION);
    const hasMoved = !last || behind < last.behind || last.behind === 0 || isOver(last, atMs);
    const movedAtMs = hasMoved ? atMs : last.movedAtMs;
    const isLate = behind > 0 && (await hasStopped(pool, atMs - movedAtMs));
    const late: Readiness = isLate ? 'stuck' : 'behind';
    const readiness = behind === 0 ? 'ready' : late;
    if (readiness !== (last?.readiness ?? 'ready')) tell(log, readiness, behind);
    const untilMs = atMs + (readiness === 'behind' ? LOOK_MS : KNOWN_MS);
    known.set(tenantId, { readiness, untilMs, behind, movedAtMs });
    return readiness;
  };
}

// Nobody asked for long: what was behind then may be others than today.
function isOver({ readiness, untilMs }: Known, atMs: number): boolean {
  return readiness === 'behind' && atMs - untilMs > STUCK_MS;
}

async function hasStopped(pool: Pool, stillMs: number): Promise<boolean> {
  if (stillMs < STUCK_MS || stillMs >= GIVING_WAY_MS) return stillMs >= STUCK_MS;
  return isDeciding(pool, { kind: 'reader', value: READER_VERSION });
}

function tell(log: Log, readiness: Readiness, documents: number): void {
  if (readiness === 'ready') log.info('all documents are read anew: questions are answered again');
  else if (readiness === 'behind')
    log.info({ documents }, 'documents are read anew after an upgrade: questions wait for it');
  else log.warn({ documents }, 'documents are not read anew: questions are answered from what there is');
}
