// What Telegram's refusals mean to the pipeline: whether, when and by whom it can be made good.
import { DeliveryError } from '../../src/model/errors.ts';

/** Of Telegram's answers: https://core.telegram.org/bots/api#responseparameters */
interface Parameters {
  readonly retry_after?: number;
  readonly migrate_to_chat_id?: number;
}

/** A refusal whose own words matter: Telegram tells most reasons in its description alone. */
export class Refusal extends DeliveryError {
  readonly description: string;
  /** The group became a supergroup with this id. */
  readonly movedTo: number | undefined;

  constructor(refused: Meaning, description: string, parameters: Parameters) {
    const { retry_after: seconds } = parameters;
    super(refused.code, refused.message, {
      retryable: refused.retryable,
      ...(seconds !== undefined && { retryAfterMs: seconds * 1_000 }),
    });
    this.description = description;
    this.movedTo = parameters.migrate_to_chat_id;
  }
}

interface Meaning {
  readonly code: string;
  readonly retryable: boolean;
  readonly message: string;
}

const GONE =
  /chat not found|user not found|user is deactivated|peer_id_invalid|group chat was (?:deleted|deactivated)|chat_id is empty/i;

/** @param status Telegram's `error_code`, or the HTTP status. */
export function toRefusal(status: number, description: string, parameters: Parameters = {}): Refusal {
  return new Refusal(meaningOf(status, description), description, parameters);
}

/** True where Telegram gave this reason. */
export function isRefusal(error: unknown, reason: RegExp): error is Refusal {
  return error instanceof Refusal && reason.test(error.description);
}

function meaningOf(status: number, description: string): Meaning {
  if (status === 429)
    return { code: 'rate_limited', retryable: true, message: 'Telegram asks to send more slowly.' };
  // 404 is the answer to a token that never was one.
  if (status === 401 || status === 404) {
    return {
      code: 'account_refused',
      retryable: true,
      message:
        'Telegram does not know the bot. Check TELEGRAM_BOT_TOKEN with @BotFather, and start again with the right one.',
    };
  }
  if (status === 403 || GONE.test(description)) {
    return {
      code: 'address_gone',
      retryable: false,
      message: `The customer can't be reached on Telegram any more: they blocked the bot, or the chat is gone (${description}).`,
    };
  }
  if (status === 409) return conflict(description);
  if (status >= 500)
    return { code: 'unavailable', retryable: true, message: `Telegram has a fault (${status}).` };
  return { code: 'refused', retryable: false, message: `Telegram refused it: ${description}` };
}

function conflict(description: string): Meaning {
  return /webhook is active/i.test(description)
    ? { code: 'webhook_set', retryable: true, message: 'A webhook is set for this bot.' }
    : {
        code: 'polled_elsewhere',
        retryable: true,
        message: 'Another program asks for the updates of this bot. Stop it, or give it a bot of its own.',
      };
}
