// The one way in: whatever brings an event, Bolt sorts it, and it is acknowledged once it is stored.
import { App, type Logger, type Receiver, UnknownError } from '@slack/bolt';
import type { Receive, Stop } from '../channel.ts';
import type { StaffListener } from '../staff-room.ts';
import { type DispatchDeps, dispatch } from './dispatch.ts';
import { readEvent } from './events.ts';
import { openSocket } from './socket.ts';

export interface InletDeps extends Omit<DispatchDeps, 'receive' | 'listener'> {
  readonly botToken: string;
  readonly appToken: string | undefined;
  /** Ends in /api/. */
  readonly apiUrl: string;
  readonly logger: Logger;
}

export interface Inlet {
  /** Resolves once the event is stored. @throws KakiError where it is not */
  readonly take: (body: unknown) => Promise<void>;
  /** Both open the one connection, which the last stop closes. */
  readonly startChannel: (receive: Receive) => Promise<Stop>;
  readonly startRoom: (listener: StaffListener) => Promise<Stop>;
}

/** What a customer or a colleague may press. */
const ACTIONS = /^(?:desk\.|chat\.reply:)/;

export function createInlet(deps: InletDeps): Inlet {
  let receive: Receive | undefined;
  let listener: StaffListener | undefined;
  const receiver = new StoringReceiver(deps);
  const app = new App({
    receiver,
    authorize: async ({ teamId }) => ({ ...(await authorization(deps)), ...(teamId && { teamId }) }),
    // Decoding tells our own messages from others, edits and deletions included.
    ignoreSelf: false,
    convoStore: false,
    logger: deps.logger,
    clientOptions: { slackApiUrl: deps.apiUrl, logger: deps.logger },
  });
  const handle = ({ body }: { readonly body: unknown }): Promise<void> =>
    dispatch({ ...deps, receive: () => receive, listener: () => listener }, body);
  app.event('message', handle);
  app.event('app_mention', handle);
  app.action(ACTIONS, handle);
  // The caller has to know: it must not acknowledge.
  app.error(async (error) => {
    throw error instanceof UnknownError ? error.original : error;
  });
  let users = 0;
  const begin = async (end: () => void): Promise<Stop> => {
    users += 1;
    if (users === 1) await app.start();
    return async () => {
      end();
      users -= 1;
      if (users === 0) await app.stop();
    };
  };
  return {
    take: (body) => receiver.take(body),
    startChannel: (given) => {
      receive = given;
      return begin(() => {
        receive = undefined;
      });
    },
    startRoom: (given) => {
      listener = given;
      return begin(() => {
        listener = undefined;
      });
    },
  };
}

async function authorization({ botToken, home }: InletDeps) {
  const { botId, botUserId } = await home();
  return { botToken, botId, botUserId };
}

/**
 * Bolt acknowledges an event before it calls a listener. So it is given nothing to acknowledge with: whoever brought
 * the event does that when everything is done.
 */
class StoringReceiver implements Receiver {
  readonly #deps: InletDeps;
  #app: App | undefined;
  #stop: Stop | undefined;

  constructor(deps: InletDeps) {
    this.#deps = deps;
  }

  init(app: App): void {
    this.#app = app;
  }

  async take(body: unknown): Promise<void> {
    const event = readEvent(body);
    if (event.kind === 'other') {
      // Slack sends nothing more for a minute: 30,000 events an hour are its limit.
      if (event.type === 'app_rate_limited')
        this.#deps.log.warn('Slack holds back events: there were too many');
      return;
    }
    // Bolt would take a failure to learn who we are for an installation that is gone.
    await this.#deps.home();
    await this.#app?.processEvent({ body: { ...(body as object) }, ack: async () => undefined });
  }

  async start(): Promise<void> {
    const { appToken } = this.#deps;
    if (appToken) this.#stop = await openSocket({ ...this.#deps, appToken, take: (body) => this.take(body) });
  }

  async stop(): Promise<void> {
    await this.#stop?.();
    this.#stop = undefined;
  }
}
