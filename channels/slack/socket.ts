// Slack's Socket Mode: one connection, held open until it is stopped. For servers that Slack can't reach.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Logger, SocketModeReceiver } from '@slack/bolt';
import type { Log } from '../../src/log.ts';
import { InvalidInput } from '../../src/model/errors.ts';
import type { Stop } from '../channel.ts';

export interface SocketDeps {
  readonly appToken: string;
  /** Ends in /api/. */
  readonly apiUrl: string;
  readonly logger: Logger;
  readonly log: Log;
  /** Resolves once the event is stored: then it is acknowledged. Without that Slack brings it again. */
  readonly take: (body: unknown) => Promise<void>;
}

const CALL_TIMEOUT_MS = 8_000;
const HELLO_TIMEOUT_MS = 15_000;
// The server's start waits for so long; then the connection goes on being tried behind it.
const START_WAIT_MS = 5_000;
const CLOSE_WAIT_MS = 1_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 30_000;

type Client = SocketModeReceiver['client'];

/** Opens and keeps the connection. The library's own reconnecting leaves a gap of 5 s and can end the process. */
export async function openSocket(deps: SocketDeps): Promise<Stop> {
  const { client } = new SocketModeReceiver({
    appToken: deps.appToken,
    autoReconnectEnabled: false,
    logger: deps.logger,
    installerOptions: {
      clientOptions: {
        slackApiUrl: deps.apiUrl,
        timeout: CALL_TIMEOUT_MS,
        retryConfig: { retries: 0 },
      },
    },
  });
  client.on(
    'slack_event',
    (envelope: { body: unknown; ack: () => Promise<void> }) => void answer(deps, envelope),
  );
  const ending = new AbortController();
  const { promise: connected, resolve: isConnected } = Promise.withResolvers<void>();
  const kept = keep(client, { ...deps, signal: ending.signal, isConnected });
  await Promise.race([connected, sleep(START_WAIT_MS, undefined, { ref: false })]);
  return async () => {
    ending.abort();
    await disconnect(client);
    await Promise.race([kept, sleep(CLOSE_WAIT_MS, undefined, { ref: false })]);
  };
}

async function answer(
  { take, log }: SocketDeps,
  envelope: { body: unknown; ack: () => Promise<void> },
): Promise<void> {
  try {
    await take(envelope.body);
    await envelope.ack();
  } catch (err) {
    log.warn({ err }, 'An event of Slack was not taken');
    // It would come again and again, and never be readable.
    if (err instanceof InvalidInput) await envelope.ack().catch(() => undefined);
  }
}

async function keep(
  client: Client,
  { signal, log, isConnected }: { signal: AbortSignal; log: Log; isConnected: () => void },
): Promise<void> {
  let pauseMs = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    const closed = new Promise<void>((resolve) => client.once('disconnected', () => resolve()));
    try {
      await connect(client);
      isConnected();
      pauseMs = FIRST_PAUSE_MS;
      if (signal.aborted) await disconnect(client);
      await closed;
    } catch (err) {
      if (!signal.aborted)
        log.warn({ err }, 'The connection to Slack could not be opened; it will be tried again');
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
    // Stopping ends the pause.
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

async function connect(client: Client): Promise<void> {
  const timer = setTimeout(() => void disconnect(client), HELLO_TIMEOUT_MS);
  try {
    await client.start();
  } finally {
    clearTimeout(timer);
  }
}

// The second time it doesn't wait for the other side to say goodbye.
async function disconnect(client: Client): Promise<void> {
  const closing = client.disconnect();
  const timer = setTimeout(() => void client.disconnect(), CLOSE_WAIT_MS);
  await closing;
  clearTimeout(timer);
}
