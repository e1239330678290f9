import type { InstrumentState } from '../instrument-state.ts';
import {
  basisIndexTicks,
  basisMicroTicks,
  fundedIndexTicks,
  medianMarkTicks,
  observeBasis,
} from './mark-price.ts';

/** P1: the index with the funding that is still to come at a time. */
function fundedTicks({ funding, indexTicks }: InstrumentState, timeMs: number): number {
  if (funding === null) return indexTicks;
  const { lastRatePpb, nextMs, terms } = funding;
  const leftMs = Math.max(0, nextMs - timeMs);
  return fundedIndexTicks(indexTicks, { lastRatePpb, leftMs, intervalMs: terms.intervalMs });
}

/** The mark that follows from the index by the instrument's own method; the mean basis observes the book (rules K1 to K3). */
export function markOfIndexTicks(instrument: InstrumentState, timeMs: number): number {
  const { book, indexTicks, lastTicks, specification } = instrument;
  const { markMethod, priceTicksMax } = specification;
  if (markMethod.kind === 'index') return indexTicks;
  const best = { bidTicks: book.bids.bestTicks, askTicks: book.asks.bestTicks };
  const basis = { microTicks: basisMicroTicks(best, indexTicks), observedMs: timeMs };
  const mean = observeBasis(instrument.basis, basis, markMethod.basisWindowMs);
  instrument.basis = mean;
  return medianMarkTicks({
    fundedIndexTicks: fundedTicks(instrument, timeMs),
    basisIndexTicks: basisIndexTicks(indexTicks, mean.microTicks),
    lastTicks,
    indexTicks,
    priceTicksMax,
  });
}
