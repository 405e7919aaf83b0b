/** The value that `share` (0 to 1) of `values` do not exceed, by nearest rank. @throws {RangeError} for none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new RangeError('There is no quantile of nothing.');
  return value;
}

export const median = (values: readonly number[]) => quantile(values, 0.5);

export function round(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}
