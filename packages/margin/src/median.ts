import { MarginDecimal, sumOf } from './decimal.ts';

/** The middle value; of an even number the mean of the two in the middle. The list must not be empty. */
export function medianOf(values: readonly MarginDecimal[]): MarginDecimal {
  const ordered = [...values].sort((left, right) => left.cmp(right));
  const upper = ordered[Math.floor(ordered.length / 2)];
  const lower = ordered[Math.floor((ordered.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new RangeError('the median of no values');
  return lower.add(upper).div(2);
}

export interface Weighted {
  readonly value: MarginDecimal;
  readonly weight: MarginDecimal;
}

/** The lowest value at which half of the weight is reached. The list must not be empty. */
export function weightedMedianOf(values: readonly Weighted[]): MarginDecimal {
  const ordered = [...values].sort((left, right) => left.value.cmp(right.value));
  const half = sumOf(ordered.map(({ weight }) => weight)).div(2);
  let reached = new MarginDecimal(0);
  for (const { value, weight } of ordered) {
    reached = reached.add(weight);
    if (reached.gte(half)) return value;
  }
  throw new RangeError('the median of no values');
}
