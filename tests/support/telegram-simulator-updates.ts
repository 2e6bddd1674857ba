// How updates reach a bot: asked for with getUpdates, or posted to its webhook until it takes them.
import { setTimeout as wait } from 'node:timers/promises';
import { Refused } from './telegram-simulator-requests.ts';

export interface SimulatedUpdate {
  readonly update_id: number;
  readonly [kind: string]: unknown;
}

export interface Webhook {
  readonly url: string;
  readonly secret: string | undefined;
}

interface Waiting {
  readonly end: (answer: readonly SimulatedUpdate[] | Refused) => void;
}

const FIRST_RETRY_MS = 20;
const LONGEST_RETRY_MS = 500;
const POST_TIMEOUT_MS = 10_000;

export class UpdateLine {
  /** Not yet confirmed by the bot. */
  readonly pending: SimulatedUpdate[] = [];
  webhook: Webhook | undefined;
  allowed: readonly string[] = [];
  lastError: string | undefined;
  /** A request of getUpdates is held for so long at most, whatever it asks for. */
  holdAtMostS = 50;
  /** Attempts to post an update, with what came of them. */
  readonly posts: { readonly updateId: number; readonly status: number }[] = [];
  #nextId = 100_001;
  #waiting: Waiting | undefined;
  #isPosting = false;
  #isClosed = false;

  /** @param updateId where Telegram starts to count anew. */
  add(content: Readonly<Record<string, unknown>>, updateId = this.#nextId): SimulatedUpdate {
    const update = { update_id: updateId, ...content };
    this.#nextId = updateId + 1;
    const kind = Object.keys(content)[0] ?? '';
    if (this.allowed.length > 0 && !this.allowed.includes(kind)) return update;
    this.push(update);
    return update;
  }

  /** Tells an update, new or told before. */
  push(update: SimulatedUpdate): void {
    this.pending.push(update);
    this.#waiting?.end(this.pending.slice(0, 100));
    void this.#post();
  }

  /** Resolves to what there is, or to [] after `timeoutS`. @throws Refused */
  async ask(of: {
    readonly offset: number | undefined;
    readonly timeoutS: number;
    readonly closed: AbortSignal;
  }): Promise<readonly SimulatedUpdate[]> {
    if (this.webhook)
      throw new Refused(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      );
    this.#waiting?.end(
      new Refused(
        409,
        'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
      ),
    );
    const { offset, timeoutS, closed } = of;
    if (offset !== undefined) {
      const kept = this.pending.filter((update) => update.update_id >= offset);
      this.pending.splice(0, this.pending.length, ...kept);
    }
    if (this.pending.length > 0 || timeoutS === 0) return this.pending.slice(0, 100);
    return this.#hold(timeoutS, closed);
  }

  #hold(timeoutS: number, closed: AbortSignal): Promise<readonly SimulatedUpdate[]> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        end: (answer) => {
          clearTimeout(timer);
          if (this.#waiting === waiting) this.#waiting = undefined;
          if (answer instanceof Refused) reject(answer);
          else resolve(answer);
        },
      };
      const timer = setTimeout(() => waiting.end([]), Math.min(timeoutS, this.holdAtMostS) * 1_000);
      closed.addEventListener('abort', () => waiting.end([]));
      this.#waiting = waiting;
    });
  }

  setWebhook(webhook: Webhook | undefined): void {
    this.webhook = webhook;
    this.lastError = undefined;
    void this.#post();
  }

  // One after the other, each until it is taken: what is refused is told again, and what is behind it waits.
  async #post(): Promise<void> {
    if (this.#isPosting) return;
    this.#isPosting = true;
    let failures = 0;
    while (this.webhook && this.pending[0] && !this.#isClosed) {
      const isTaken = await this.#postOne(this.pending[0], this.webhook);
      if (isTaken) this.pending.shift();
      failures = isTaken ? 0 : failures + 1;
      if (!isTaken) await wait(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures));
    }
    this.#isPosting = false;
  }

  async #postOne(update: SimulatedUpdate, { url, secret }: Webhook): Promise<boolean> {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(secret !== undefined && { 'x-telegram-bot-api-secret-token': secret }),
      },
      body: JSON.stringify(update),
      signal: AbortSignal.timeout(POST_TIMEOUT_MS),
    }).catch(() => undefined);
    await response?.body?.cancel();
    const status = response?.status ?? 0;
    this.posts.push({ updateId: update.update_id, status });
    if (response?.ok) return true;
    this.lastError = response
      ? `Wrong response from the webhook: ${status} ${response.statusText}`
      : 'Connection refused';
    return false;
  }

  close(): void {
    this.#isClosed = true;
    this.#waiting?.end([]);
  }
}
