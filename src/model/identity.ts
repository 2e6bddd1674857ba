// Who somebody is beyond one channel: what a platform or the host page vouches for.
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/**
 * phone: E.164; the platform knows that this person has it. host: the signed-in user of the page that embeds the chat,
 * by the host's own id. Equal proofs make one customer.
 */
export interface Proof {
  readonly kind: 'phone' | 'host';
  readonly value: string;
}

// A text that has a number somewhere in it is no number.
const READING = { defaultCountry: 'SG', extract: false } as const;

/** E.164 of a number as people or platforms write it; a number without a country is Singapore's. */
export function normalizePhone(given: string): string | undefined {
  // People put the country in brackets too, which the library doesn't read.
  const parsed = parsePhoneNumberFromString(given.replace(/[()]/g, ' ').trim(), READING);
  return parsed?.isPossible() ? parsed.number : undefined;
}

/** For people: "+65 9123 4567"; as it was given where it is no number. */
export function formatPhone(given: string): string {
  return parsePhoneNumberFromString(given, READING)?.formatInternational() ?? given;
}
