// The journal of what this program sends: nothing is said twice, and nothing of ours is taken for a person's words,
// even when a process is killed in the middle.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { readJson, writeJson } from './json-file.ts';

const entry = z.object({
  customer: z.string(),
  hash: z.string(),
  /** Epoch milliseconds. */
  at: z.number(),
  /** WhatsApp's own; undefined while nobody knows whether it went. */
  id: z.string().optional(),
  /** Whoever asked has certainly written the id down. */
  isConfirmed: z.boolean(),
});
export type Entry = z.infer<typeof entry>;

/** How long somebody may come back for an id that got lost; later the same words are meant once more. */
const RETRIED_WITHIN_MS = 15 * 60_000;
/** Clocks differ, and WhatsApp's counts whole seconds. */
const CLOCK_MS = 60_000;
/** As long as messages are caught up with, ours among them have to be known. */
const KEPT_MS = 3 * 86_400_000;

export interface Spoken {
  readonly customer: string;
  readonly hash: string;
}

/** WhatsApp trims what it sends. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text.replace(/\s+/g, ' ').trim()).digest('base64url').slice(0, 22);
}

export function openSends(path: string, now: () => number) {
  let entries = readJson(path, z.array(entry), []);
  const save = (): void => writeJson(path, entries);
  const isOf = (one: Entry, { customer, hash }: Spoken): boolean =>
    one.customer === customer && one.hash === hash;
  return {
    /**
     * Of the same words to the same customer: one whose id never reached whoever asked for it, as far as is known.
     * @param had ids that did.
     */
    findLost: (spoken: Spoken, had: readonly string[]): Entry | undefined =>
      entries.find(
        (one) =>
          isOf(one, spoken) &&
          !one.isConfirmed &&
          !(one.id !== undefined && had.includes(one.id)) &&
          now() - one.at < RETRIED_WITHIN_MS,
      ),
    begin(spoken: Spoken): Entry {
      const begun: Entry = { ...spoken, at: now(), isConfirmed: false };
      entries = [...entries.filter((one) => now() - one.at < KEPT_MS), begun];
      save();
      return begun;
    },
    went(begun: Entry, id: string): void {
      begun.id = id;
      save();
    },
    confirm(gone: Entry): void {
      gone.isConfirmed = true;
      save();
    },
    has: (id: string): boolean => entries.some((one) => one.id === id),
    /** Whether a message from this account is one of these; one whose id was not known is told by its words and time. */
    owns(spoken: Spoken & { readonly id: string; readonly atMs: number }): boolean {
      if (entries.some(({ id }) => id === spoken.id)) return true;
      const unknown = entries.find(
        (one) =>
          one.id === undefined &&
          isOf(one, spoken) &&
          spoken.atMs > one.at - CLOCK_MS &&
          spoken.atMs < one.at + RETRIED_WITHIN_MS,
      );
      if (!unknown) return false;
      unknown.id = spoken.id;
      save();
      return true;
    },
  };
}
export type Sends = ReturnType<typeof openSends>;
