// What the server and the process with the browser say to each other; each side reads the other's words before it acts.
import { z } from 'zod';

/** Every duration of this transport, in milliseconds, so that tests may shorten them. */
export const TIMINGS = {
  /** The child's sign of life, and how long the server does without. */
  aliveMs: 5_000,
  silentMs: 45_000,
  /** How often the page is looked at before the account is ready, and after. */
  lookMs: 1_000,
  probeMs: 30_000,
  /** A page that does not answer within this hangs. */
  probeTimeoutMs: 10_000,
  /** After so long without a word WhatsApp's servers are asked for an answer: usually quiet, never to be bothered much. */
  quietMs: 300_000,
  /** An event that has not come so long after its message does not come. */
  lateMs: 15_000,
  /** From the start to a code or a connection. */
  startMs: 90_000,
  /** From the connection to `ready`; the first sync of an old account takes minutes, but shows its progress. */
  readyMs: 180_000,
  /** A page that has synced for so long without being `ready` is told so. */
  nudgeMs: 5_000,
  /** The page reconnects by itself for so long. */
  reconnectMs: 180_000,
  backoffFirstMs: 1_000,
  backoffMostMs: 300_000,
  /** So many restarts within so long are enough; being well for so long forgives them all. */
  restartsMost: 6,
  restartsWithinMs: 3_600_000,
  wellMs: 600_000,
  stopMs: 8_000,
  /** One call to the page that waits for WhatsApp; with the pause before it, less than the 12 s that the outbox waits. */
  sendMs: 6_000,
  transferMs: 60_000,
  /** After so long an id has certainly been written down by whoever asked for it. */
  confirmMs: 5_000,
  typingLeastMs: 800,
  typingMostMs: 4_000,
  typingPerCharMs: 40,
  gapLeastMs: 1_500,
  gapMostMs: 3_000,
} as const;
export type Timings = { readonly [name in keyof typeof TIMINGS]: number };

export const settings = z.object({
  /** DATA_DIR/whatsapp. */
  folder: z.string(),
  chromiumPath: z.string(),
  /** Chromium can lock its pages up: not as root, and not in a container without rights. */
  hasSandbox: z.boolean(),
  timings: z.custom<Timings>((given) => typeof given === 'object' && given !== null),
});
export type Settings = z.infer<typeof settings>;

export const webMessage = z.object({
  /** As whatsapp-web.js writes it: `false_6591234567@c.us_3EB0…`. */
  id: z.string().min(1),
  /** The paired phone's number, digits only. */
  account: z.string().regex(/^\d+$/),
  chat: z.string().min(1),
  /** The chat's person: digits of the number, or `NUMBER@lid`. */
  customer: z.string().regex(/^\d+(@lid)?$/),
  name: z.string(),
  /** The customer's number where it is known, digits only. */
  phone: z.string().regex(/^\d+$/).optional(),
  fromMe: z.boolean(),
  type: z.string(),
  text: z.string(),
  /** Epoch seconds. */
  at: z.number(),
  media: z
    .object({ contentType: z.string(), name: z.string().optional(), sizeBytes: z.number().optional() })
    .optional(),
  place: z.object({ latitude: z.number(), longitude: z.number(), title: z.string() }).optional(),
  vcards: z.array(z.string()),
  quoted: z.string().optional(),
  /** Epoch milliseconds of the edit that this is. */
  editedAt: z.number().optional(),
});
export type WebMessage = z.infer<typeof webMessage>;

/** What is told of a message: that it was written, or one edit of it. */
export function keyOf({ id, editedAt }: Pick<WebMessage, 'id' | 'editedAt'>): string {
  return editedAt === undefined ? id : `${id}~${editedAt}`;
}

const ENDS = ['logged_out', 'conflict', 'blocked', 'deaf', 'offline', 'failed'] as const;
export type End = (typeof ENDS)[number];

export const fromChild = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('alive') }),
  /** The process group of the browser. */
  z.object({ kind: z.literal('browser'), pid: z.number().int().positive() }),
  z.object({ kind: z.literal('qr'), qr: z.string() }),
  z.object({ kind: z.literal('connecting') }),
  z.object({ kind: z.literal('ready'), account: z.string() }),
  /** The last word of a child. */
  z.object({ kind: z.literal('ended'), end: z.enum(ENDS), why: z.string() }),
  z.object({ kind: z.literal('message'), message: webMessage }),
  /** Written by hand, on the phone or in another linked browser. */
  z.object({ kind: z.literal('own'), message: webMessage }),
  z.object({ kind: z.literal('ack'), account: z.string(), id: z.string(), ack: z.number() }),
  z.object({
    kind: z.literal('result'),
    call: z.number(),
    id: z.string(),
    contentType: z.string(),
    name: z.string(),
  }),
  z.object({
    kind: z.literal('refused'),
    call: z.number(),
    code: z.string(),
    why: z.string(),
    retryable: z.boolean(),
  }),
  z.object({ kind: z.literal('log'), why: z.string() }),
]);
export type FromChild = z.infer<typeof fromChild>;
/** What is for more than the process itself. */
export type News = Exclude<FromChild, { kind: 'alive' | 'browser' | 'ended' | 'result' | 'refused' }>;

export const toChild = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('send'),
    call: z.number(),
    customer: z.string(),
    text: z.string(),
    /** Ids that reached the server of late: the same words are meant once more. */
    had: z.array(z.string()),
    /** Bytes to send with it, beside which the text is their name. */
    file: z.object({ path: z.string(), contentType: z.string(), name: z.string() }).optional(),
  }),
  /** Marks what the customer wrote as read, and shows that somebody types. */
  z.object({ kind: z.literal('show'), customer: z.string() }),
  /** Writes the bytes of a message's file to `path`. */
  z.object({ kind: z.literal('media'), call: z.number(), id: z.string(), path: z.string() }),
  z.object({ kind: z.literal('stored'), id: z.string() }),
  z.object({ kind: z.literal('logout') }),
  z.object({ kind: z.literal('stop') }),
]);
export type ToChild = z.infer<typeof toChild>;
