/** The mark as the median of what index, book and trades say (rules K2, K3). */
import { divFloor, mulDivFloor } from '@spillway/protocol';

/** Millionths of a tick in a tick. */
const MICRO_TICKS = 1_000_000;
const PPB = 1_000_000_000;

/** Mean of `middle of the book − index`, in millionths of a tick, and when it was last observed. */
export interface BasisMean {
  readonly microTicks: number;
  readonly observedMs: number;
}

/**
 * How far the middle of the book is from the index, in millionths of a tick, exactly; 0 without both sides.
 * @param book - best prices, 0 for an empty side
 */
export function basisMicroTicks(
  book: { readonly bidTicks: number; readonly askTicks: number },
  indexTicks: number,
): number {
  if (book.bidTicks === 0 || book.askTicks === 0) return 0;
  return (book.bidTicks + book.askTicks) * (MICRO_TICKS / 2) - indexTicks * MICRO_TICKS;
}

/**
 * Lets the mean follow the basis: `mean += (basis − mean) × Δt / (Δt + window)`, rounded down. The first observation is
 * the mean; one at the time of the last changes nothing.
 */
export function observeBasis(mean: BasisMean | null, basis: BasisMean, windowMs: number): BasisMean {
  if (mean === null) return basis;
  const elapsedMs = basis.observedMs - mean.observedMs;
  if (elapsedMs === 0) return mean;
  const step = mulDivFloor(basis.microTicks - mean.microTicks, elapsedMs, elapsedMs + windowMs);
  return { microTicks: mean.microTicks + step, observedMs: basis.observedMs };
}

/** Numerator over denominator, to the nearest whole number, half up; for products of three factors. */
function nearestWide(top: bigint, bottom: bigint): number {
  const doubled = 2n * top + bottom;
  const divisor = 2n * bottom;
  const quotient = doubled / divisor;
  return Number(doubled % divisor < 0n ? quotient - 1n : quotient);
}

/**
 * P1: the index with the funding that is still to come, `index × (1 + rate × left / interval)`, to the nearest tick,
 * half up. Without a funding rule it is the index.
 */
export function fundedIndexTicks(
  indexTicks: number,
  funding: {
    readonly lastRatePpb: number;
    /** Until the next settlement; 0 when it is overdue. */
    readonly leftMs: number;
    readonly intervalMs: number;
  } | null,
): number {
  if (funding === null || funding.lastRatePpb === 0 || funding.leftMs === 0) return indexTicks;
  const top = BigInt(indexTicks) * BigInt(funding.lastRatePpb) * BigInt(funding.leftMs);
  return indexTicks + nearestWide(top, BigInt(PPB) * BigInt(funding.intervalMs));
}

/** P2: the index with the mean basis, to the nearest tick, half up. */
export function basisIndexTicks(indexTicks: number, basisMeanMicroTicks: number): number {
  return indexTicks + divFloor(basisMeanMicroTicks + MICRO_TICKS / 2, MICRO_TICKS);
}

function medianOfThree(first: number, second: number, third: number): number {
  return Math.max(Math.min(first, second), Math.min(Math.max(first, second), third));
}

/** The median of P1, P2 and the last trade, or the index before the first one, within the prices of the instrument. */
export function medianMarkTicks(prices: {
  readonly fundedIndexTicks: number;
  readonly basisIndexTicks: number;
  /** 0 before the first trade. */
  readonly lastTicks: number;
  readonly indexTicks: number;
  readonly priceTicksMax: number;
}): number {
  const third = prices.lastTicks === 0 ? prices.indexTicks : prices.lastTicks;
  const median = medianOfThree(prices.fundedIndexTicks, prices.basisIndexTicks, third);
  return Math.min(Math.max(median, 1), prices.priceTicksMax);
}
