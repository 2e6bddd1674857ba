// Brings the parts together: what is said goes out, what comes in is shown.
import type { Language } from '../../../src/model/language.ts';
import { Client, type Connection } from './client.ts';
import { Composer } from './composer.ts';
import { LABELS, type Labels, pickLanguage } from './labels.ts';
import { LogView } from './log-view.ts';
import { Menu } from './menu.ts';
import { Panel } from './panel.ts';
import { SessionKeeper, Store } from './session.ts';
import type { Config, Settings } from './settings.ts';
import { type Entry, Timeline } from './timeline.ts';
import type { ActivitySet } from './wire.ts';

// A sign of typing is repeated while it lasts; without one for this long the other side has stopped.
const TYPING_MS = 10_000;
// A stream that stays silent this long has broken off; its whole text comes as a message.
const STREAM_MS = 45_000;

export class Widget {
  readonly #settings: Settings;
  readonly #config: Config;
  readonly #store: Store;
  readonly #sessions: SessionKeeper;
  readonly #client: Client;
  readonly #timeline = new Timeline(Date.now);
  readonly #log: LogView;
  readonly #composer: Composer;
  readonly #menu: Menu;
  readonly #panel: Panel;
  readonly #loadedAt = Date.now();
  #language: Language;
  #connection: Connection = 'idle';
  #typing: ReturnType<typeof setTimeout> | undefined;
  #stream: ReturnType<typeof setTimeout> | undefined;
  #drawing = 0;
  #welcome: Entry | undefined;

  constructor(root: ShadowRoot, settings: Settings, config: Config) {
    this.#settings = settings;
    this.#config = config;
    this.#store = new Store(`kaki:${settings.server}:`);
    this.#sessions = new SessionKeeper(`${settings.server}/v3/directline`, this.#store);
    const chosen = this.#store.read('language');
    const wanted = [
      typeof chosen === 'string' ? chosen : undefined,
      settings.language,
      ...navigator.languages,
    ];
    this.#language = pickLanguage(wanted, config.languages);
    this.#log = new LogView(this.#labels, {
      retry: (key) => this.#retry(key),
      say: (text) => this.#say(text),
      files: {
        urlOf: (contentUrl) => this.#client.fileUrl(contentUrl),
        load: (contentUrl) => this.#client.loadFile(contentUrl),
      },
    });
    this.#composer = new Composer(this.#labels, (text, files) => this.#say(text, files));
    this.#menu = new Menu({
      askForPerson: () => this.#askForPerson(),
      choose: (language) => this.#choose(language),
    });
    const parts = { menu: this.#menu, log: this.#log.root, composer: this.#composer.root };
    this.#panel = new Panel(parts, (isOpen) => this.#onToggle(isOpen));
    this.#client = new Client(`${settings.server}/v3/directline`, this.#sessions, {
      activities: (set) => this.#take(set),
      connection: (connection) => this.#onConnection(connection),
      switched: () => this.#forget(),
    });
    this.#composer.acceptDrops(this.#panel.root);
    root.append(this.#panel.root);
    root.addEventListener('keydown', (event) => this.#onKey(event as KeyboardEvent));
    root.addEventListener('pointerdown', (event) => this.#onPress(event));
    this.#relabel();
  }

  start(): void {
    this.#sessions.identify(this.#settings.identity);
    this.#log.setQuiet(true);
    if (this.#sessions.has()) this.#client.connect();
    if (this.#settings.isOpen && !this.#panel.isPhone) this.#panel.setOpen(true);
    this.#draw();
  }

  /** Goes on as another visitor, or as the same one who signed in. */
  identify(identity: string | undefined): void {
    this.#sessions.identify(identity);
    const hasBegun = this.#connection !== 'idle';
    // At once: the next person must not see it even while the line is opened.
    if (hasBegun && !this.#sessions.has()) this.#forget();
    if (hasBegun || this.#sessions.has()) this.#client.reopen();
  }

  #forget(): void {
    this.#timeline.clear();
    this.#store.write('seen', 0);
    this.#draw();
  }

  get #labels(): Labels {
    return LABELS[this.#language];
  }

  #relabel(): void {
    this.#menu.relabel(this.#labels, this.#language, this.#config.languages);
    this.#composer.relabel(this.#labels);
    this.#log.relabel(this.#labels);
    this.#panel.relabel(
      this.#labels,
      this.#settings.title || this.#config.businessName || this.#labels.conversation,
    );
    this.#panel.root.lang = this.#language;
    this.#showConnection();
    this.#draw();
  }

  #choose(language: Language): void {
    this.#menu.close();
    this.#language = language;
    this.#store.write('language', language);
    this.#relabel();
  }

  #askForPerson(): void {
    this.#menu.close();
    this.#say(this.#labels.person);
  }

  #say(text: string, files: readonly File[] = []): void {
    const clientId = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    const key = this.#timeline.addOwn(clientId, text, files);
    this.#log.setQuiet(false);
    this.#log.toEnd();
    void this.#deliver(key);
    if (!this.#panel.isPhone) this.#composer.focus();
  }

  #retry(key: string): void {
    void this.#deliver(key);
  }

  // The key holds the client's id: sent again, the server knows it.
  async #deliver(key: string): Promise<void> {
    const entry = this.#timeline.get(key);
    if (!entry) return;
    this.#timeline.setState(key, 'sending');
    this.#draw();
    const activity = {
      type: 'message',
      text: entry.text,
      locale: this.#labels.locale,
      from: { id: 'customer', role: 'user' },
      channelData: { clientActivityID: key.slice('own:'.length) },
    };
    const isTaken = await this.#client.send(activity, entry.files);
    this.#timeline.setState(key, isTaken ? 'sent' : 'failed');
    this.#draw();
  }

  #take(set: ActivitySet): void {
    for (const activity of set.activities) {
      const isNew = this.#timeline.apply(activity);
      const isOwn = activity.from?.role === 'user';
      if (activity.type === 'typing' && !activity.channelData?.streamId) this.#expectMore();
      else if (!isOwn) this.#stopTyping();
      if (isNew && activity.channelData?.streamType === 'streaming') this.#watchStream();
    }
    this.#draw();
    // Drawn in the next frame: from then on what comes is new.
    if (set.watermark) setTimeout(() => this.#log.setQuiet(false), 500);
  }

  #expectMore(): void {
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#stopTyping(), TYPING_MS);
  }

  #stopTyping(): void {
    clearTimeout(this.#typing);
    this.#typing = undefined;
    this.#draw();
  }

  #watchStream(): void {
    clearTimeout(this.#stream);
    this.#stream = setTimeout(() => {
      this.#timeline.dropStreams();
      this.#draw();
    }, STREAM_MS);
  }

  #onConnection(connection: Connection): void {
    this.#connection = connection;
    if (connection === 'reconnecting') {
      this.#timeline.dropStreams();
      this.#stopTyping();
    }
    if (connection === 'refused') {
      console.warn(`Web chat: ${location.origin} is not allowed. Add it to WEBCHAT_ORIGINS on the server.`);
    }
    this.#showConnection();
  }

  #showConnection(): void {
    const { reconnecting, refused, elsewhere, status } = this.#labels;
    const troubles: Partial<Record<Connection, string>> = { reconnecting, refused, elsewhere };
    const trouble = troubles[this.#connection];
    this.#panel.setStatus(trouble ?? status, trouble !== undefined);
  }

  #onToggle(isOpen: boolean): void {
    if (isOpen && !this.#panel.isPhone) this.#composer.focus();
    if (isOpen) this.#log.toEnd();
    this.#draw();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.stopPropagation();
    if (this.#menu.isOpen) this.#menu.close();
    else this.#panel.setOpen(false);
  }

  #onPress(event: Event): void {
    const path = event.composedPath();
    if (this.#menu.isOpen && !path.includes(this.#menu.root) && !path.includes(this.#menu.toggle)) {
      this.#menu.close();
    }
    if (this.#connection === 'elsewhere') this.#client.connect();
  }

  // Once a frame, however much has come.
  #draw(): void {
    if (this.#drawing) return;
    this.#drawing = requestAnimationFrame(() => {
      this.#drawing = 0;
      const entries = this.#timeline.entries();
      this.#log.render([this.#greeting(entries), ...entries], this.#typing !== undefined);
      this.#countUnread(entries);
    });
  }

  // Ours alone: the server never sees it. Questions to begin with, until the first is asked.
  #greeting(entries: readonly Entry[]): Entry {
    const { greeting, starters, person } = this.#labels;
    const offered = entries.length === 0 ? [...starters, person] : [];
    const key = `greeting:${this.#language}:${offered.length}`;
    const at = Math.min(this.#loadedAt, entries[0]?.at ?? this.#loadedAt);
    if (this.#welcome?.key === key && this.#welcome.at === at) return this.#welcome;
    this.#welcome = {
      key,
      author: 'bot',
      name: this.#config.businessName,
      text: this.#config.greetings[this.#language] ?? greeting,
      at,
      sequence: 0,
      state: 'sent',
      isStreaming: false,
      attachments: [],
      files: [],
      citations: [],
      suggestions: offered.map((title) => ({ title, value: title })),
    };
    return this.#welcome;
  }

  #countUnread(entries: readonly Entry[]): void {
    const placed = entries.filter(
      ({ sequence, author, change }) =>
        Number.isFinite(sequence) && author !== 'customer' && change !== 'takenBack',
    );
    if (this.#panel.isOpen && !document.hidden) {
      const newest = placed.at(-1)?.sequence;
      if (newest && newest !== this.#store.read('seen')) this.#store.write('seen', newest);
      this.#panel.setUnread(0);
      return;
    }
    const seen = Number(this.#store.read('seen') ?? 0);
    this.#panel.setUnread(placed.filter(({ sequence }) => sequence > seen).length);
  }
}
