// The token of this visitor's conversation, kept across page loads and renewed when it ends.

export interface Session {
  readonly conversationId: string;
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** The server said no, and saying it again won't help. */
export class Refused extends Error {}

// Renewed this long before the end, so that nothing fails on the way.
const MARGIN_MS = 5 * 60 * 1000;
export const REQUEST_TIMEOUT_MS = 20_000;

export class SessionKeeper {
  readonly #base: string;
  readonly #store: Store;
  #pending: Promise<Session> | undefined;

  /** @param base the server's Direct Line root, without a slash at the end. */
  constructor(base: string, store: Store) {
    this.#base = base;
    this.#store = store;
  }

  /** True where this visitor has a conversation to come back to. */
  has(): boolean {
    return this.#store.read('session') !== undefined;
  }

  /** @throws Refused where this page may not have one; any other error is the line's. */
  async get(): Promise<Session> {
    const known = this.#store.read('session') as Session | undefined;
    if (known && known.expiresAt - MARGIN_MS > Date.now()) return known;
    this.#pending ??= this.#renew(known).finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  /** The server no longer takes the token: the next `get` asks for another. */
  expire(token: string): void {
    const known = this.#store.read('session') as Session | undefined;
    if (known?.token === token) this.#store.write('session', { ...known, expiresAt: 0 });
  }

  async #renew(known: Session | undefined): Promise<Session> {
    const response = await this.#ask(known?.token);
    // Too old to go on with: a new conversation.
    const taken = response.status === 403 && known ? await this.#ask(undefined) : response;
    if (taken.status === 401 || taken.status === 403) throw new Refused();
    if (!taken.ok) throw new Error(`tokens/generate answered ${taken.status}`);
    const { conversationId, token, expires_in } = await taken.json();
    const session: Session = { conversationId, token, expiresAt: Date.now() + expires_in * 1000 };
    this.#store.write('session', session);
    return session;
  }

  #ask(resume: string | undefined): Promise<Response> {
    return fetch(`${this.#base}/tokens/generate`, {
      method: 'POST',
      // text/plain needs no preflight; the server reads JSON whatever it is called.
      body: JSON.stringify(resume ? { resume } : {}),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
  }
}

/** localStorage where the browser allows it; else for as long as the page lasts. */
export class Store {
  readonly #prefix: string;
  readonly #memory = new Map<string, unknown>();

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  read(name: string): unknown {
    if (this.#memory.has(name)) {
      // Another tab may have written since.
      return this.#readStored(name) ?? this.#memory.get(name);
    }
    return this.#readStored(name);
  }

  write(name: string, value: unknown): void {
    this.#memory.set(name, value);
    try {
      localStorage.setItem(this.#prefix + name, JSON.stringify(value));
    } catch {
      // Private windows and full disks: memory has it.
    }
  }

  #readStored(name: string): unknown {
    try {
      return JSON.parse(localStorage.getItem(this.#prefix + name) ?? 'null') ?? undefined;
    } catch {
      return undefined;
    }
  }
}
