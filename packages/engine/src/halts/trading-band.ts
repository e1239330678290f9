import { mulDivCeil, mulDivFloor, PPM, type TradingBand } from '@spillway/protocol';
import type { Direction } from '../direction.ts';

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

/**
 * The furthest price at which an order of a direction may trade: `reference × (1 ± width)`, rounded towards the
 * reference, within the prices of the instrument.
 */
export function tradingBandEdgeTicks(
  band: TradingBand,
  referenceTicks: number,
  order: { readonly direction: Direction; readonly priceTicksMax: number },
): number {
  return order.direction === 1
    ? Math.min(order.priceTicksMax, mulDivFloor(referenceTicks, PPM + band.widthPpm, PPM))
    : Math.max(1, mulDivCeil(referenceTicks, PPM - band.widthPpm, PPM));
}
