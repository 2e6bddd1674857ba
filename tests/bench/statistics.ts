// Medians and percentiles: a mean would let one stall of a shared machine decide.

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** @param share 0 to 1. @returns NaN for no values. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  if (below === undefined || above === undefined) return Number.NaN;
  return below + (above - below) * (at - Math.floor(at));
}

/** How far the largest is from the smallest: 1 where all are equal. */
export function spread(values: readonly number[]): number {
  return Math.max(...values) / Math.min(...values);
}
