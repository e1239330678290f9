/** Which prices are allowed (rules O4 and H3). */
import { exact, MILLION, roundDown, roundUp, wholeNumber } from './exact.ts';
import type { Direction, Instrument } from './market.ts';

/** The furthest price from another that a share of it allows in a direction: rounded towards that price. */
function edgeTicks(fromTicks: number, direction: Direction, sharePpm: number): number {
  const exactTicks = exact(fromTicks)
    .mul(MILLION + direction * sharePpm)
    .div(MILLION);
  return wholeNumber(direction === 1 ? roundDown(exactTicks) : roundUp(exactTicks));
}

/** A price brought within what the instrument allows. */
export function withinPrices(instrument: Instrument, priceTicks: number): number {
  return Math.min(Math.max(priceTicks, 1), instrument.specification.priceTicksMax);
}

/** The edge of a band around the mark, within the prices of the instrument. */
export function bandEdge(instrument: Instrument, direction: Direction, bandPpm: number): number {
  return withinPrices(instrument, edgeTicks(instrument.markTicks, direction, bandPpm));
}

/** Whether the trading band lets a trade happen at a price. */
export function isInTradingBand(instrument: Instrument, priceTicks: number): boolean {
  const band = instrument.specification.tradingBand;
  if (band === null) return true;
  const lowest = edgeTicks(instrument.referenceTicks, -1, band.widthPpm);
  const highest = edgeTicks(instrument.referenceTicks, 1, band.widthPpm);
  return priceTicks >= lowest && priceTicks <= highest;
}

/** Renews the reference of the trading band at a mark (rule H3). */
export function renewReference(instrument: Instrument, nowMs: number, isForced: boolean): void {
  const band = instrument.specification.tradingBand;
  if (band === null || instrument.markTicks === 0) return;
  const isFirst = instrument.referenceTicks === 0;
  if (isFirst || isForced || nowMs - instrument.referenceSetMs >= band.referenceMs) {
    instrument.referenceTicks = instrument.markTicks;
    instrument.referenceSetMs = nowMs;
  }
}
