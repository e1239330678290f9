import type { TradingBand } from '@spillway/protocol';
import { priceEdgeTicks } from '../contract/price-edge.ts';
import type { Direction } from '../direction.ts';
import type { InstrumentState } from '../instrument-state.ts';

/** What the band of an instrument is drawn around, and since when. */
export interface BandReference {
  readonly ticks: number;
  readonly sinceMs: number;
}

/**
 * The reference after a mark (rule H3): the mark when the instrument is first marked or trading resumes, and at the first
 * mark `referenceMs` or more after the last reference; else it stays.
 * @param reference - null before the first mark and when trading resumes
 */
export function renewedReference(
  band: TradingBand,
  reference: BandReference | null,
  mark: BandReference,
): BandReference {
  if (reference === null || mark.sinceMs - reference.sinceMs >= band.referenceMs) return mark;
  return reference;
}

/** The furthest price at which an order of a direction may trade (rule H3). */
export function tradingBandEdgeTicks(
  band: TradingBand,
  referenceTicks: number,
  order: { readonly direction: Direction; readonly priceTicksMax: number },
): number {
  return priceEdgeTicks(referenceTicks, band.widthPpm, order);
}

/** Whether the trading band of an instrument that has one keeps a resting order from trading at its price. */
export function isBeyondBand(instrument: InstrumentState, makerTicks: number): boolean {
  const { bandReference, specification } = instrument;
  const { tradingBand, priceTicksMax } = specification;
  if (tradingBand === null || bandReference === null) return false;
  return (
    makerTicks < tradingBandEdgeTicks(tradingBand, bandReference.ticks, { direction: -1, priceTicksMax }) ||
    makerTicks > tradingBandEdgeTicks(tradingBand, bandReference.ticks, { direction: 1, priceTicksMax })
  );
}
