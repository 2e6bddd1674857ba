// A messaging platform that lives in memory: what a customer sees on it, and faults on demand. It speaks the channel
// contract as the telegram room will; the pipeline can't tell.
import type { Channel } from '../../channels/channel.ts';
import type { Address, Inbound, Outbound, Progress } from '../../src/model/activity.ts';
import type { DeliveryError } from '../../src/model/errors.ts';

export interface Shown {
  readonly conversation: string;
  readonly message: Outbound;
  readonly at: number;
}

export interface Platform extends Channel<Inbound, Outbound> {
  /** Everything that reached customers, in order. */
  readonly shown: readonly Shown[];
  readonly progress: readonly Progress[];
  /** The next sends fail with these, one each. */
  failNext(...errors: DeliveryError[]): void;
  /** Runs before each send is accepted. */
  beforeSend(hook: ((message: Outbound) => Promise<void>) | undefined): void;
  /** The texts that one conversation's customer saw. */
  textsOf(conversation: string): readonly string[];
}

export function createPlatform(): Platform {
  const shown: Shown[] = [];
  const progress: Progress[] = [];
  const faults: DeliveryError[] = [];
  let hook: ((message: Outbound) => Promise<void>) | undefined;
  return {
    name: 'telegram',
    traits: { textLengthChars: 4096, buttons: 8, files: true, typing: true, streaming: false, edit: true },
    shown,
    progress,
    decode: (raw) => [raw],
    encode: (message) => [message],
    async send(to: Address, message) {
      await hook?.(message);
      const fault = faults.shift();
      if (fault) throw fault;
      shown.push({ conversation: to.conversation.id, message, at: Date.now() });
      return `platform-${shown.length}-${message.id}`;
    },
    async show(_to, step) {
      progress.push(step);
    },
    start: async () => async () => undefined,
    failNext: (...errors) => void faults.push(...errors),
    beforeSend: (given) => {
      hook = given;
    },
    textsOf: (conversation) =>
      shown.filter((one) => one.conversation === conversation).map((one) => one.message.text),
  };
}

let counter = 0;

/** A customer's message on that platform, with an id of its own. */
export function inboundText(
  text: string,
  of: { conversation?: string; id?: string; name?: string } = {},
): Inbound {
  counter += 1;
  const conversation = of.conversation ?? 'chat-1';
  return {
    type: 'message',
    channel: 'telegram',
    account: '',
    id: of.id ?? `${conversation}-${counter}`,
    from: { id: `user-of-${conversation}`, name: of.name ?? 'Mei Ling' },
    address: {
      channelId: 'telegram',
      conversation: {
        id: conversation,
        isGroup: false,
        name: '',
        conversationType: 'personal',
        tenantId: '',
      },
    },
    text,
    attachments: [],
  };
}
