// The token of this visitor's conversation, kept across page loads and renewed when it ends.

export interface Session {
  readonly conversationId: string;
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** The end of the identity that it was asked for with. */
  readonly identity?: string | undefined;
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
  #identity: string | undefined;

  /** @param base the server's Direct Line root, without a slash at the end. */
  constructor(base: string, store: Store) {
    this.#base = base;
    this.#store = store;
  }

  /** From now on the visitor is who this token says; undefined: somebody who isn't signed in. */
  identify(identity: string | undefined): void {
    this.#identity = identity || undefined;
  }

  /** True where this visitor has a conversation to come back to: who signed out has none. */
  has(): boolean {
    const known = this.#read();
    return known !== undefined && (known.identity === undefined || this.#identity !== undefined);
  }

  /** @throws Refused where this page may not have one; any other error is the line's. */
  async get(): Promise<Session> {
    const known = this.#read();
    if (known && this.#isOurs(known) && known.expiresAt - MARGIN_MS > Date.now()) return known;
    this.#pending ??= this.#renew(known).finally(() => {
      this.#pending = undefined;
    });
    const session = await this.#pending;
    // Somebody signed in or out meanwhile.
    return this.#isOurs(session) ? session : this.get();
  }

  #read(): Session | undefined {
    return this.#store.read('session') as Session | undefined;
  }

  // Another tab may be another visitor's.
  #isOurs(session: Session): boolean {
    return session.identity === markOf(this.#identity);
  }

  /** The server no longer takes the token: the next `get` asks for another. */
  expire(token: string): void {
    const known = this.#read();
    if (known?.token === token) this.#store.write('session', { ...known, expiresAt: 0 });
  }

  async #renew(known: Session | undefined): Promise<Session> {
    const identity = this.#identity;
    const response = await this.#ask({ resume: known?.token, identity });
    // Too old to go on with: a new conversation.
    const taken = response.status === 403 && known ? await this.#ask({ identity }) : response;
    if (taken.status === 401 || taken.status === 403) throw new Refused();
    if (!taken.ok) throw new Error(`tokens/generate answered ${taken.status}`);
    const { conversationId, token, expires_in, identityRefused } = await taken.json();
    if (identityRefused)
      console.warn(`Web chat: data-identity was refused: ${identityRefused}. The visitor chats anonymously.`);
    const expiresAt = Date.now() + expires_in * 1000;
    const session: Session = { conversationId, token, expiresAt, identity: markOf(identity) };
    this.#store.write('session', session);
    return session;
  }

  #ask(body: { resume?: string | undefined; identity: string | undefined }): Promise<Response> {
    return fetch(`${this.#base}/tokens/generate`, {
      method: 'POST',
      // text/plain needs no preflight; the server reads JSON whatever it is called.
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
  }
}

// Enough to tell two apart; what could be shown as somebody's identity is not kept.
function markOf(identity: string | undefined): string | undefined {
  return identity?.slice(-12);
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
