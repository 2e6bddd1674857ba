// Writing together what comes in while the last write is under way: one statement costs little more than one row.

import { setImmediate as nextRound } from 'node:timers/promises';

export interface GatherOptions<Item, Result> {
  /** Items of one key are never written together, and never out of order. */
  readonly keyOf: (item: Item) => string;
  /** Items in one write. */
  readonly most: number;
  /** Gets its items sorted by key, resolves to their results in the same order. */
  readonly write: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** True where every item would fail like this: then all that wait are told at once. */
  readonly failsAll: (error: unknown) => boolean;
}

interface Waiting<Item, Result> {
  readonly key: string;
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** @returns what writes one item. One write at a time; an item that comes alone is written at once. */
export function gather<Item, Result>(options: GatherOptions<Item, Result>): (item: Item) => Promise<Result> {
  const { keyOf, most, write, failsAll } = options;
  let waiting: Waiting<Item, Result>[] = [];
  let isWriting = false;

  const take = (): readonly Waiting<Item, Result>[] => {
    const batch = new Map<string, Waiting<Item, Result>>();
    const rest: Waiting<Item, Result>[] = [];
    for (const one of waiting) {
      if (batch.size < most && !batch.has(one.key)) batch.set(one.key, one);
      else rest.push(one);
    }
    waiting = rest;
    return [...batch.values()].sort((one, other) => (one.key < other.key ? -1 : 1));
  };

  const writeBatch = async (batch: readonly Waiting<Item, Result>[]): Promise<void> => {
    try {
      const results = await write(batch.map(({ item }) => item));
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result);
    } catch (error) {
      if (failsAll(error)) for (const { reject } of [...batch, ...waiting.splice(0)]) reject(error);
      else if (batch.length === 1) batch[0]?.reject(error);
      // One item that can't be written must not take the others along.
      else for (const one of batch) await writeBatch([one]);
    }
  };

  const drain = async (): Promise<void> => {
    isWriting = true;
    while (waiting.length > 0) {
      // The embedded database holds up the event loop: what arrived meanwhile is still to be read from its sockets.
      await nextRound();

      await writeBatch(take());
    }
    isWriting = false;
  };

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ key: keyOf(item), item, resolve, reject });
      if (!isWriting) void drain();
    });
}
