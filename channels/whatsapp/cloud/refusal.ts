// What Meta's refusals mean to the pipeline and the staff: told at once, or later of a message that had been taken.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
import type { Receipt } from '../../../src/model/activity.ts';
import { DeliveryError } from '../../../src/model/errors.ts';

/** As the Graph API and the webhook tell it. */
export interface GraphFault {
  /** 0 is a code of Meta's own; undefined where only HTTP tells. */
  readonly code: number | undefined;
  readonly subcode?: number | undefined;
  readonly details: string;
  /** Of the answer; undefined for what the webhook tells. */
  readonly status?: number;
  readonly retryAfterMs?: number | undefined;
}

interface Meaning {
  readonly code: string;
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  /** The whole account is affected until its owner acts. */
  readonly isAccount?: true;
  /** `{details}`: Meta's own words. */
  readonly message: string;
}

type Codes = readonly (number | readonly [from: number, to: number])[];

const RATE_LIMITED: Meaning = {
  code: 'rate_limited',
  retryable: true,
  retryAfterMs: 10_000,
  message: 'WhatsApp asks to send more slowly. It is tried again.',
};
const UNAVAILABLE: Meaning = {
  code: 'unavailable',
  retryable: true,
  message: 'WhatsApp has a fault of its own ({details}). It is tried again.',
};
const TOKEN_REFUSED: Meaning = {
  code: 'account_refused',
  retryable: true,
  isAccount: true,
  message:
    'Meta refuses the access token: {details}. Make a new permanent token for a system user with the permission whatsapp_business_messaging, set it as WHATSAPP_ACCESS_TOKEN, and start again.',
};
const ACCOUNT_LOCKED: Meaning = {
  code: 'account_refused',
  retryable: true,
  retryAfterMs: 60_000,
  isAccount: true,
  message: 'Meta has locked or restricted the account: {details}. WhatsApp Manager tells why and what to do.',
};
const NUMBER_UNKNOWN: Meaning = {
  code: 'account_refused',
  retryable: true,
  isAccount: true,
  message:
    'Meta does not know the phone number under this token. Check WHATSAPP_PHONE_NUMBER_ID: it is the id under "API setup", not the number itself.',
};
const TEMPLATE_REFUSED: Meaning = {
  code: 'template_refused',
  retryable: false,
  message:
    'WhatsApp refuses the template: {details}. Check in WhatsApp Manager that it is approved, active, without placeholders, and named as in WHATSAPP_TEMPLATE.',
};
const WITHHELD: Meaning = {
  code: 'withheld',
  retryable: false,
  message:
    'Meta chose not to deliver this to the customer: {details}. Wait until they write, or reach them in another way.',
};
const REFUSED: Meaning = {
  code: 'refused',
  retryable: false,
  message: 'WhatsApp refused it: {details}.',
};

// The first that names a code counts.
const MEANINGS: readonly (readonly [codes: Codes, meaning: Meaning])[] = [
  [
    [131047],
    {
      code: 'window_closed',
      retryable: false,
      message:
        '24 hours have passed since the customer last wrote; WhatsApp takes only an approved template now. Send the template, or wait until they write.',
    },
  ],
  [
    [131056],
    {
      code: 'rate_limited',
      retryable: true,
      retryAfterMs: 6_000,
      message: 'WhatsApp takes so many messages to one customer only slowly. It is tried again.',
    },
  ],
  [[4, 80007, 130429, 133016], RATE_LIMITED],
  [
    [131048],
    {
      code: 'rate_limited',
      retryable: true,
      retryAfterMs: 10 * 60_000,
      message:
        'Meta slows this number down since customers blocked it or reported spam. See its quality in WhatsApp Manager, and send less.',
    },
  ],
  [[0, 3, 10, 190, [200, 299]], TOKEN_REFUSED],
  [[368, 131031, 131042, 131037], ACCOUNT_LOCKED],
  [[33], NUMBER_UNKNOWN],
  [
    [133010, 131045],
    {
      code: 'account_refused',
      retryable: true,
      isAccount: true,
      message:
        'This phone number is not registered with the Cloud API: {details}. Register it in WhatsApp Manager under "Phone numbers".',
    },
  ],
  [
    [131030],
    {
      code: 'recipient_not_allowed',
      retryable: false,
      message:
        'Meta’s test number writes only to numbers on its list. Add the customer’s number under "API setup" of the Meta app, or connect a number of your own.',
    },
  ],
  [
    [131026],
    {
      code: 'undeliverable',
      retryable: false,
      message:
        'WhatsApp could not deliver it: the number may have no WhatsApp, an old version of it, or has blocked the business. Reach the customer in another way.',
    },
  ],
  [
    [130497],
    {
      code: 'undeliverable',
      retryable: false,
      message: 'Meta does not let this business write to customers in that country.',
    },
  ],
  [[130472, 131049, 131050], WITHHELD],
  [
    [131051, 131052, 131053],
    {
      code: 'file_refused',
      retryable: false,
      message: 'WhatsApp could not take the file: {details}. Send it as a PDF, a JPEG or an MP4.',
    },
  ],
  [[[132000, 132999]], TEMPLATE_REFUSED],
  [[1, 2, 131000, 131016, 131057, 133004], UNAVAILABLE],
  [[100, 131008, 131009, 131021, 135000], REFUSED],
];

/** A refusal whose own code matters to who called. */
export class Refusal extends DeliveryError {
  readonly graphCode: number | undefined;
  readonly isAccount: boolean;

  constructor(fault: GraphFault) {
    const meaning = meaningOf(fault);
    const retryAfterMs = fault.retryAfterMs ?? meaning.retryAfterMs;
    super(meaning.code, wordsOf(meaning, fault), {
      retryable: meaning.retryable,
      ...(retryAfterMs !== undefined && meaning.retryable && { retryAfterMs }),
    });
    this.graphCode = fault.code;
    this.isAccount = meaning.isAccount ?? false;
  }
}

/** What the webhook tells of a message that had been taken, as the outbox wants it. */
export function toFailure({ code, message, retryable, retryAfterMs }: Refusal): Receipt['failure'] {
  return { code, message, retryable, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

function meaningOf({ code, subcode, status = 0 }: GraphFault): Meaning {
  if (code === 100 && subcode === 33) return NUMBER_UNKNOWN;
  const found = code === undefined ? undefined : MEANINGS.find(([codes]) => hasCode(codes, code));
  if (found) return found[1];
  if (status === 429) return RATE_LIMITED;
  if (status >= 500) return UNAVAILABLE;
  return status === 401 || status === 403 ? TOKEN_REFUSED : REFUSED;
}

function hasCode(codes: Codes, code: number): boolean {
  return codes.some((one) => (typeof one === 'number' ? one === code : code >= one[0] && code <= one[1]));
}

function wordsOf({ message }: Meaning, { code, status, details }: GraphFault): string {
  const number = code === undefined ? (status ? `HTTP ${status}` : 'no reason given') : `code ${code}`;
  const words = details.trim().replace(/\.$/, '');
  return message.replace('{details}', () => (words ? `${words}, ${number}` : number));
}
