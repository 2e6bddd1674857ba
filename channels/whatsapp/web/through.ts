// Until when every message has been stored: from there on missed ones are looked for after each start.
import { z } from 'zod';
import { readJson, writeJson } from './json-file.ts';

const kept = z.object({
  account: z.string(),
  /** When this phone was paired: what is older is nobody's to answer. */
  from: z.number(),
  through: z.number(),
});

/** Looked at once more: messages may come out of order. */
const OVERLAP_S = 120;

/** What is older is not answered any more. */
const MOST_AGE_S = 2 * 86_400;

export interface Progress {
  /** @returns from when on messages are ours to answer, in epoch seconds; for a newly paired phone that is now. */
  begin(account: string): number;
  /** Handed over, and not stored yet. @param at by whatever clock: one that is fast moves the mark no further than now. */
  took(id: string, at: number): void;
  stored(id: string): void;
}

export function openProgress(path: string, now: () => number): Progress {
  let { account, from, through } = readJson(path, kept, { account: '', from: 0, through: 0 });
  const nowS = (): number => Math.floor(now() / 1_000);
  // Nothing is stored before it is written: a mark that lies ahead tells nothing.
  if (through > nowS() + OVERLAP_S) through = 0;
  let newest = 0;
  const pending = new Map<string, number>();
  const advance = (to: number): void => {
    if (to <= through) return;
    through = to;
    writeJson(path, { account, from, through });
  };
  return {
    begin(paired) {
      const at = nowS();
      if (paired !== account) {
        account = paired;
        through = 0;
        from = at;
        advance(at);
      }
      return Math.max(from, through - OVERLAP_S, at - MOST_AGE_S);
    },
    took: (id, at) => void pending.set(id, Math.min(at, nowS())),
    stored(id) {
      const at = pending.get(id);
      if (at === undefined) return;
      pending.delete(id);
      newest = Math.max(newest, at);
      // One second less than the oldest that waits: others of that same second may wait too.
      advance(Math.min(newest, ...[...pending.values()].map((waiting) => waiting - 1)));
    },
  };
}
