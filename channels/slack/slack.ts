// Slack: a channel for customers and a room for the staff, over one connection. Bolt sorts what Slack delivers.
import { webApi } from '@slack/bolt';
import type { Log } from '../../src/log.ts';
import { DeliveryError } from '../../src/model/errors.ts';
import type { OpenFile } from '../channel.ts';
import { type Clock, MACHINE_CLOCK } from '../clock.ts';
import type { StaffRoom } from '../staff-room.ts';
import { createCustomers, type SlackChannel } from './customers.ts';
import { createFiles } from './files.ts';
import { createHome } from './home.ts';
import { createInlet } from './inlet.ts';
import { createLogger } from './logger.ts';
import { Pace } from './pace.ts';
import { createPeople } from './people.ts';
import { UNREACHABLE } from './refusals.ts';
import { createRoom } from './room.ts';
import { answerWebhook } from './webhook.ts';

export interface SlackDeps {
  readonly botToken: string;
  /** For events over HTTP. */
  readonly signingSecret: string | undefined;
  /** For events over Socket Mode. */
  readonly appToken: string | undefined;
  /** An id (C…, G…) or a name (#support). */
  readonly staffChannel: string | undefined;
  /** The user group (S…) that is called when nobody answers. */
  readonly onCall: string | undefined;
  /** What customers see of the staff: their display names, or the business's name. */
  readonly staffNames: 'display' | 'business';
  readonly businessName: string;
  /** Ends in /api/. */
  readonly apiUrl: string;
  /** Reads a file of any platform, to show it to the staff or to bring it to a customer. */
  readonly openFile: OpenFile;
  readonly log: Log;
  readonly now: () => number;
  /** What posts into the staff channel are spaced by, in place of the machine's. */
  readonly spacing?: Clock;
}

export interface Slack {
  readonly channel: SlackChannel;
  /** Only with a staff channel. */
  readonly room: StaffRoom | undefined;
}

// Slack answers in well under a second; the library's own default is to wait for ever and to send again.
const CALL_TIMEOUT_MS = 8_000;
// Slack waits three seconds for us in all, and a name is only a hint.
const PERSON_TIMEOUT_MS = 1_500;

/** @throws DeliveryError that tells the owner what to do; a Slack that can't be reached yet is asked again later. */
export async function createSlack(deps: SlackDeps): Promise<Slack> {
  const { log, now, botToken } = deps;
  const logger = createLogger(log);
  const clientOptions = (timeout: number): webApi.WebClientOptions => ({
    slackApiUrl: deps.apiUrl,
    timeout,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger,
  });
  const web = new webApi.WebClient(botToken, clientOptions(CALL_TIMEOUT_MS));
  const quick = new webApi.WebClient(botToken, clientOptions(PERSON_TIMEOUT_MS));
  const home = createHome({ web, staffChannel: deps.staffChannel, log });
  await home().catch((error: unknown) => tellUnreachable(error, log));
  const files = createFiles({ web, botToken, apiUrl: deps.apiUrl });
  const inlet = createInlet({ ...deps, logger, home, people: createPeople({ quick, log, now }) });
  const webhook = (request: Request) => answerWebhook(request, { ...deps, take: inlet.take });
  const shared = { ...deps, web, home, files };
  return {
    channel: createCustomers({ ...shared, start: inlet.startChannel, webhook }),
    room: deps.staffChannel
      ? createRoom({ ...shared, pace: new Pace(deps.spacing ?? MACHINE_CLOCK), start: inlet.startRoom })
      : undefined,
  };
}

function tellUnreachable(error: unknown, log: Log): void {
  if (!(error instanceof DeliveryError) || (error.code !== UNREACHABLE && error.code !== 'rate_limited'))
    throw error;
  log.warn({ err: error }, 'Slack can not be reached yet; what it brings is taken once it can');
}
