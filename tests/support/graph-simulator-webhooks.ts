// How the simulated Meta tells of messages and statuses: signed, batched, and again until it is taken.
import { createHmac } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

/** Where events go: an address, or a channel's webhook itself. */
export type WebhookTarget = string | ((request: Request) => Promise<Response>);

/** One element of `messages` with its sender, of `statuses`, or of `message_echoes`. */
export type GraphEvent =
  | { readonly kind: 'message'; readonly message: object; readonly contact: object }
  | { readonly kind: 'status'; readonly status: object }
  | { readonly kind: 'echo'; readonly echo: object };

interface WebhooksDeps {
  readonly phoneNumberId: string;
  readonly appSecret: string;
}

const FIRST_RETRY_MS = 20;
const LONGEST_RETRY_MS = 500;
const POST_TIMEOUT_MS = 20_000;
const URL_OF_FUNCTIONS = 'http://127.0.0.1:9/channels/whatsapp';

export class GraphWebhooks {
  /** Attempts to tell an event, with what came of them. */
  readonly posts: { readonly body: string; readonly status: number }[] = [];
  readonly #deps: WebhooksDeps;
  readonly #line: string[] = [];
  #target: WebhookTarget | undefined;
  #held: GraphEvent[] | undefined;
  #posting: Promise<void> | undefined;
  #isClosed = false;

  constructor(deps: WebhooksDeps) {
    this.#deps = deps;
  }

  /** undefined: what happens from now on is told to nobody until there is a target. */
  tell(target: WebhookTarget | undefined): void {
    this.#target = target;
    this.#work();
  }

  add(event: GraphEvent): void {
    if (this.#held) this.#held.push(event);
    else this.push(this.envelope([event]));
  }

  /** Events are kept until `release`. */
  hold(): void {
    this.#held ??= [];
  }

  /** Tells what was held: in one batch unless told otherwise, backwards, several times. */
  release(
    of: { readonly isReversed?: boolean; readonly copies?: number; readonly isBatch?: boolean } = {},
  ): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    const ordered = of.isReversed ? held.toReversed() : held;
    for (let copy = 0; copy < (of.copies ?? 1); copy += 1) {
      if (of.isBatch ?? true) this.push(this.envelope(ordered));
      else for (const event of ordered) this.push(this.envelope([event]));
    }
  }

  /** Tells a body as it is. */
  push(body: object): void {
    this.#line.push(JSON.stringify(body));
    this.#work();
  }

  envelope(events: readonly GraphEvent[], phoneNumberId = this.#deps.phoneNumberId): object {
    const messages = events.flatMap((one) => (one.kind === 'message' ? [one] : []));
    const statuses = events.flatMap((one) => (one.kind === 'status' ? [one.status] : []));
    const echoes = events.flatMap((one) => (one.kind === 'echo' ? [one.echo] : []));
    const metadata = { display_phone_number: '6561234567', phone_number_id: phoneNumberId };
    const change = (content: object, field = 'messages') => ({
      value: { messaging_product: 'whatsapp', metadata, ...content },
      field,
    });
    const changes = [
      ...(messages.length > 0
        ? [
            change({
              contacts: [...new Set(messages.map(({ contact }) => contact))],
              messages: messages.map(({ message }) => message),
            }),
          ]
        : []),
      ...(statuses.length > 0 ? [change({ statuses })] : []),
      ...(echoes.length > 0 ? [change({ message_echoes: echoes }, 'smb_message_echoes')] : []),
    ];
    return { object: 'whatsapp_business_account', entry: [{ id: '102290129340398', changes }] };
  }

  /** A request as Meta makes it. @param body bytes, or what becomes JSON. */
  request(body: object | string, url = URL_OF_FUNCTIONS, secret = this.#deps.appSecret): Request {
    const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    const signature = createHmac('sha256', secret).update(bytes).digest('hex');
    return new Request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` },
      body: bytes,
    });
  }

  /** Resolves when everything was told and taken. */
  async settled(): Promise<void> {
    while (this.#posting) await this.#posting;
  }

  close(): void {
    this.#isClosed = true;
  }

  #work(): void {
    this.#posting ??= this.#postAll().finally(() => {
      this.#posting = undefined;
      if (this.#line.length > 0 && this.#target && !this.#isClosed) this.#work();
    });
  }

  // Meta keeps no order among its tries; a line that waits for each finds more faults in those who rely on one.
  async #postAll(): Promise<void> {
    let failures = 0;
    while (this.#target && this.#line[0] !== undefined && !this.#isClosed) {
      const status = await this.#postOne(this.#line[0], this.#target);
      if (status === 200) this.#line.shift();
      failures = status === 200 ? 0 : failures + 1;
      if (failures > 0) await wait(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures));
    }
  }

  async #postOne(body: string, target: WebhookTarget): Promise<number> {
    const answer =
      typeof target === 'string'
        ? fetch(this.request(body, target), { signal: AbortSignal.timeout(POST_TIMEOUT_MS) })
        : target(this.request(body));
    const response = await answer.catch(() => undefined);
    await response?.body?.cancel();
    const status = response?.status ?? 0;
    this.posts.push({ body, status });
    return status;
  }
}
