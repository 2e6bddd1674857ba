// The channel contract: what every adapter says, so that nobody above knows which platform it is.
import type {
  Address,
  ChannelName,
  Inbound,
  Outbound,
  OwnWords,
  Progress,
  Receipt,
} from '../src/model/activity.ts';
import type { AccountStatus } from './account.ts';

/** What a platform can show. Data, not methods: `format.ts` and the pipeline read it. */
export interface Traits {
  /** Longest text of one message, in UTF-16 code units. */
  readonly textLengthChars: number;
  /** Quick replies under a message; 0 where there are none. */
  readonly buttons: number;
  readonly files: boolean;
  readonly typing: boolean;
  readonly streaming: boolean;
  readonly edit: boolean;
}

/** A file as bytes; 20 MB at most, since that is what Telegram hands to bots. */
export interface FileContent {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

export const FILE_LIMIT_BYTES = 20_000_000;

/** Reads a file by its reference, whichever platform holds it. @throws DeliveryError */
export type OpenFile = (contentUrl: string, signal: AbortSignal) => Promise<FileContent>;

/** The platform's own id of what it took. */
export type PlatformId = string;

/** Stores one message; resolves once it is durable, so that the platform may be acknowledged. */
export type Receive = (inbound: Inbound) => Promise<void>;
export type Stop = () => Promise<void>;

/** What a channel hears beside customers' messages. Each resolves once it is durable; told twice, it counts once. */
export interface Reports {
  /** What became of a message of ours, where the platform tells. */
  receipt(receipt: Receipt): Promise<void>;
  /** Somebody of the business wrote with the platform's own app. */
  spoke(words: OwnWords): Promise<void>;
}

export interface Channel<Raw = unknown, Payload = unknown> {
  readonly name: ChannelName;
  readonly traits: Traits;
  /** Pure. [] for receipts, echoes and our own messages. @throws InvalidInput for what no client of the platform sends. */
  decode(raw: Raw): readonly Inbound[];
  /** Pure. Splits and degrades by `traits`; never empty. */
  encode(message: Outbound): readonly Payload[];
  /** @throws DeliveryError */
  send(to: Address, payload: Payload): Promise<PlatformId>;
  /** Where `traits.edit`: replaces what was sent as `parts`; parts too many are removed. @throws DeliveryError */
  edit?(
    to: Address,
    parts: readonly PlatformId[],
    payloads: readonly Payload[],
  ): Promise<readonly PlatformId[]>;
  /** Where `traits.edit`: takes back what was sent. @throws DeliveryError */
  remove?(to: Address, parts: readonly PlatformId[]): Promise<void>;
  /** Reads a file that a customer sent on this channel. */
  readonly openFile?: OpenFile;
  /** Best effort: shows that an answer is being made. Never throws for a platform's refusal. */
  show?(to: Address, progress: Progress): Promise<void>;
  /** Starts to listen; resolves to its own stop. Without `reports` what they would tell is dropped. */
  start(receive: Receive, reports?: Reports): Promise<Stop>;
  /** Whether `encode` makes something of `isTemplate`: a message that the platform approved. */
  readonly hasTemplate?: boolean;
  /** How the business's accounts on this channel are, where that changes while the server runs. */
  accounts?(): readonly AccountStatus[];
  /** Where the platform calls us: verify, decode, await receive. */
  webhook?(request: Request): Promise<Response>;
}
