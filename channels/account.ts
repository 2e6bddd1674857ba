// How one of the business's accounts on a channel is: for /health, the owners' form and the staff.
import type { ChannelName } from '../src/model/activity.ts';

export const ACCOUNT_STATES = [
  'connecting',
  'waiting_for_scan',
  'ready',
  // The page lives, but tells nothing any more: it is being restarted.
  'deaf',
  'logged_out',
  // Refused or down: `detail` says what to do.
  'trouble',
  'stopped',
] as const;
export type AccountState = (typeof ACCOUNT_STATES)[number];

export interface AccountStatus {
  readonly channel: ChannelName;
  /** Unique among the accounts of all channels, e.g. `whatsapp-web`. */
  readonly key: string;
  /** For people, e.g. "WhatsApp, paired phone". */
  readonly title: string;
  readonly state: AccountState;
  readonly since: Date;
  /** What happened and what to do next, in a sentence or two; '' where there is nothing to say. */
  readonly detail: string;
  /** The account's own number, E.164; undefined until it is known. */
  readonly phone: string | undefined;
  /** What the owner's phone has to scan, while it waits for that: the text of a QR code. Good for some 20 seconds. */
  readonly qr: string | undefined;
  /** Begins anew by hand, where an owner may do that: the cap on restarts starts over. */
  readonly restart?: () => void;
  /** Forgets the paired phone, where there is one: a new code is shown. */
  readonly unlink?: () => Promise<void>;
}

/** Alerts about an account carry this and its key. */
export const ACCOUNT_ALERT = 'account:';
