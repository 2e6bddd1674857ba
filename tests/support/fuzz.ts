// Files broken in ways that repeat: the same seed breaks them alike.

export interface Fuzz {
  /** A broken copy of `bytes`. */
  break(bytes: Uint8Array): Buffer;
  pick<T>(from: readonly T[]): T;
}

export function createFuzz(seed: number): Fuzz {
  let state = seed;
  const below = (most: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * most);
  };
  const breakOnce = (bytes: Buffer): Buffer => {
    const [at, from] = [below(bytes.length), below(bytes.length)];
    const ways = [
      () => bytes.fill(below(256), at, at + 1),
      () => bytes.fill(32 + below(95), at, at + 1),
      () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(from, from + 20), bytes.subarray(at + 20)]),
      () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(from)]),
    ];
    return (ways[below(ways.length)] ?? (() => bytes))();
  };
  return {
    break(bytes) {
      let broken: Buffer = Buffer.from(bytes);
      for (let times = 1 + below(8); times > 0 && broken.length > 0; times -= 1) broken = breakOnce(broken);
      return broken;
    },
    pick: (from) => from[below(from.length)] as (typeof from)[number],
  };
}
