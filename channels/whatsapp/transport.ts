// What the two ways to WhatsApp have in common: Meta's Cloud API, and a paired phone in a browser (whatsapp-web.js).
import type { Address, Inbound, Progress } from '../../src/model/activity.ts';
import type { AccountStatus } from '../account.ts';
import type { OpenFile, PlatformId, Receive, Reports, Stop } from '../channel.ts';

export type TransportName = 'cloud' | 'web';

/** What goes out, whichever way: texts are in WhatsApp's own formatting, 4,096 characters at most. */
export type WhatsappPayload =
  | {
      readonly kind: 'text';
      readonly text: string;
      /** Quick replies under it; the transport shows them as buttons, a list, or words. */
      readonly options: readonly { readonly title: string; readonly value: string }[];
    }
  | {
      readonly kind: 'file';
      /** Read by `openFile`. */
      readonly contentUrl: string;
      readonly contentType: string;
      readonly name: string;
    }
  /** The message that Meta approved for this business; `text` is what it says, for a transport that needs none. */
  | { readonly kind: 'template'; readonly text: string };

export interface Transport {
  readonly name: TransportName;
  /** Pure. [] for what is not a customer's message. @throws InvalidInput */
  decode(raw: unknown): readonly Inbound[];
  /** @throws DeliveryError */
  send(to: Address, payload: WhatsappPayload): Promise<PlatformId>;
  /** Best effort: typing, and the customer's last message marked as read. */
  show(to: Address, progress: Progress): Promise<void>;
  /** Reads `whatsapp:NAME:…`, NAME the transport's. */
  readonly openFile: OpenFile;
  status(): AccountStatus;
  /** Resolves once it listens, without waiting for the account to be ready. */
  start(receive: Receive, reports: Reports | undefined): Promise<Stop>;
  webhook?(request: Request): Promise<Response>;
}
