// Which conversations a process serves: those whose account it can speak through. Others are never even claimed.
import type { Address } from '../model/activity.ts';

/** By the serviceUrl of a conversation's address. */
export type Served = { readonly only: readonly string[] } | { readonly except: readonly string[] };

export const EVERYTHING: Served = { except: [] };

export function isServed(served: Served, { serviceUrl = '' }: Pick<Address, 'serviceUrl'>): boolean {
  return 'only' in served ? served.only.includes(serviceUrl) : !served.except.includes(serviceUrl);
}

/** What this one leaves to others. */
export function unserved(served: Served): Served {
  return 'only' in served ? { except: served.only } : { only: served.except };
}

/** SQL: the same of a row's `address`. @param place of the first of its two parameters, `servedValues`. */
export const SERVED = (address: string, place: number): string =>
  `(coalesce(${address}->>'serviceUrl', '') = any($${place}::text[])) = $${place + 1}::boolean`;

export function servedValues(served: Served): readonly [serviceUrls: readonly string[], areServed: boolean] {
  return 'only' in served ? [served.only, true] : [served.except, false];
}
