// Tells the staff that something of the business doesn't work, once, and that it works again. The database says what the
// staff room has to show: what an outage or a crash kept from it is posted later, exactly once.
import type { AlertPost, PostRef, StaffRoom } from '../../channels/staff-room.ts';
import type { Log } from '../log.ts';
import { DeliveryError } from '../model/errors.ts';
import type { TenantId } from '../model/ids.ts';
import {
  type ClaimedAlert,
  claimAlertBehind,
  clearAlert,
  forgetAlertPost,
  listOpenAlerts,
  type OpenAlert,
  raiseAlert,
  readAlert,
  releaseAlert,
  saveAlertPictured,
  saveAlertShown,
} from '../store/alerts.ts';
import { asStoreError, type Pool } from '../store/pool.ts';

/** Plain text, in the staff's language: what happened and what to do next. */
export interface Alerts {
  /**
   * Told once while it is open: a new text changes the post and calls nobody again; so does what fails again within ten
   * minutes of being solved. @param alert.picture a PNG for its thread: what is good for a minute, five at most.
   */
  raise(alert: {
    readonly key: string;
    readonly text: string;
    readonly picture?: Uint8Array | undefined;
  }): Promise<void>;
  /** It works again, as `text` says. Nothing happens where it isn't open. */
  clear(alert: { readonly key: string; readonly text: string }): Promise<void>;
  /** The open ones, oldest first. */
  list(): Promise<readonly OpenAlert[]>;
}

export interface AlertDesk extends Alerts {
  /** Posts what the staff room lacks, in the background; never throws. */
  show(): void;
  /** Resolves once nothing is under way. */
  settled(): Promise<void>;
}

export interface AlertDeps {
  readonly pool: Pool;
  readonly tenantId: TenantId;
  /** undefined: alerts stand in the owners' form alone. */
  readonly room: StaffRoom | undefined;
  /** Without a slash at its end; undefined: posts carry no link. */
  readonly publicUrl: string | undefined;
  /** Tells how the room is: what it refuses, or undefined once it took everything. */
  readonly reportRoom: (trouble: string | undefined) => void;
  /** 0 to 1: spreads retries. */
  readonly random: () => number;
  readonly log: Log;
}

type Showing = AlertDeps & { readonly room: StaffRoom };

/** Longer than a look-up, a post and a picture take. */
const LEASE_MS = 60_000;
const FIRST_DELAY_MS = 1_000;
/** A room that is back is noticed within a minute. */
const LONGEST_DELAY_MS = 60_000;

export function createAlerts(deps: AlertDeps): AlertDesk {
  const { pool, tenantId, room, log } = deps;
  let round: Promise<void> | undefined;
  let isDueAgain = false;
  const show = (): void => {
    if (!room) return;
    isDueAgain = round !== undefined;
    round ??= showAll({ ...deps, room })
      .catch((error: unknown) => log.error({ err: asStoreError(error) }, 'alerts could not be shown'))
      .finally(() => {
        round = undefined;
        if (isDueAgain) show();
      });
  };
  return {
    async raise({ key, text, picture }) {
      await raiseAlert(pool, tenantId, { key, text, picture });
      show();
    },
    async clear(alert) {
      if (await clearAlert(pool, tenantId, alert)) show();
    },
    list: () => listOpenAlerts(pool, tenantId),
    show,
    async settled() {
      while (round) await round;
    },
  };
}

async function showAll(deps: Showing): Promise<void> {
  const { pool, tenantId } = deps;
  for (;;) {
    const claimed = await claimAlertBehind(pool, tenantId, LEASE_MS);
    if (!claimed) return;
    try {
      await showAlert(deps, claimed);
      await releaseAlert(pool, tenantId, { id: claimed.id, delayMs: undefined });
      deps.reportRoom(undefined);
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      await settleRefusal(deps, claimed, error);
    }
  }
}

// Only the first calls of an attempt can be of something that arrived before: afterwards every outcome is known.
async function showAlert(deps: Showing, claimed: ClaimedAlert): Promise<void> {
  const { pool, tenantId } = deps;
  let { isUnsure: mayExist } = claimed;
  for (let alert: ClaimedAlert | undefined = claimed; alert && isBehind(alert); ) {
    const { id, pictures } = alert;
    const ref = await showText(deps, alert, mayExist);
    if (ref && alert.picture) await showPicture(deps, { ref, alert, mayExist });
    await saveAlertPictured(pool, tenantId, { id, pictures });
    mayExist = false;
    alert = await readAlert(pool, tenantId, id);
  }
}

function isBehind({ shownRevision, revision, picture }: ClaimedAlert): boolean {
  return shownRevision < revision || picture !== undefined;
}

async function showText(deps: Showing, alert: ClaimedAlert, mayExist: boolean): Promise<PostRef | undefined> {
  const { id, revision } = alert;
  if (alert.shownRevision >= revision) return alert.ref;
  const ref = await showPost(deps, alert, mayExist);
  await saveAlertShown(deps.pool, deps.tenantId, { id, revision, ref });
  return ref;
}

async function showPost(
  { room, publicUrl }: Showing,
  alert: ClaimedAlert,
  mayExist: boolean,
): Promise<PostRef | undefined> {
  const post: AlertPost = {
    key: alert.id,
    text: alert.text,
    isSolved: alert.isSolved,
    raisedAt: alert.raisedAt,
    url: publicUrl && `${publicUrl}/admin/channels`,
  };
  // Nobody heard of it: nobody has to hear that it is over.
  if (!alert.ref && alert.isSolved && !mayExist) return undefined;
  if (!alert.ref) return room.announce(post, mayExist);
  await room.reannounce(alert.ref, post);
  return alert.ref;
}

async function showPicture(
  { room, log }: Showing,
  of: { readonly ref: PostRef; readonly alert: ClaimedAlert; readonly mayExist: boolean },
): Promise<void> {
  const { id: key, picture: bytes, pictures } = of.alert;
  if (!bytes) return;
  const picture = { name: `picture-${pictures}.png`, contentType: 'image/png', bytes };
  try {
    await room.illustrate(of.ref, { key, picture }, of.mayExist);
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.retryable || error.code === 'thread_gone') throw error;
    log.warn({ err: error }, 'the staff room refused the picture of an alert');
  }
}

async function settleRefusal(deps: Showing, claimed: ClaimedAlert, error: DeliveryError): Promise<void> {
  const { pool, tenantId, log } = deps;
  const { id, attempts, revision, ref, pictures } = claimed;
  const fields = { err: error, key: claimed.key, attempts };
  if (error.code === 'thread_gone') {
    log.warn(fields, 'an alert was deleted in the staff room; it is posted anew while it lasts');
    return forgetAlertPost(pool, tenantId, id);
  }
  if (!error.retryable) {
    log.error(fields, 'the staff room refused an alert; it stands in the form');
    await saveAlertShown(pool, tenantId, { id, revision, ref });
    await saveAlertPictured(pool, tenantId, { id, pictures });
    return releaseAlert(pool, tenantId, { id, delayMs: undefined });
  }
  const backoffMs =
    Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempts, 10)) * (0.5 + deps.random() / 2);
  const delayMs = Math.max(error.retryAfterMs ?? 0, Math.round(backoffMs));
  log.warn({ ...fields, delayMs }, 'the staff room did not take an alert; it is tried again');
  // Our own pacing is no trouble.
  if (error.code !== 'rate_limited') deps.reportRoom(error.message);
  await releaseAlert(pool, tenantId, { id, delayMs });
}
