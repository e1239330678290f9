/** What lots are worth (rules X1 and X2), and how many lots an amount is worth. */
import type { InstrumentSpecification } from '@spillway/protocol';
import { type Exact, exact, roundDown, roundUp, wholeNumber, ZERO } from './exact.ts';
import type { Direction, Instrument } from './market.ts';

export function opposite(direction: Direction): Direction {
  return direction === 1 ? -1 : 1;
}

/** The sign of a position that is not flat. */
export function signOf(sizeLots: number): Direction {
  return sizeLots > 0 ? 1 : -1;
}

/** What so many lots (not signed) are worth at a price, before any rounding. */
function exactWorth(specification: InstrumentSpecification, lots: number, priceTicks: Exact): Exact {
  return specification.contractType === 'linear'
    ? priceTicks.mul(lots).mul(specification.microsPerTickLot)
    : exact(lots).mul(specification.microTicksPerLot).div(priceTicks);
}

/** Notional of a size at a price: not signed, rounded up. */
export function notionalAt(instrument: Instrument, sizeLots: number, priceTicks: number): Exact {
  if (sizeLots === 0) return ZERO;
  return roundUp(exactWorth(instrument.specification, Math.abs(sizeLots), exact(priceTicks)));
}

export function notionalAtMark(instrument: Instrument, sizeLots: number): Exact {
  return notionalAt(instrument, sizeLots, instrument.markTicks);
}

/**
 * The exact value of signed lots at a price, not rounded: of a linear contract positive for a long; of an inverse one,
 * which is a debt of its settlement asset, negative.
 */
export function exactValue(instrument: Instrument, sizeLots: number, priceTicks: number): Exact {
  const { specification } = instrument;
  const worth = exactWorth(specification, Math.abs(sizeLots), exact(priceTicks));
  const isPositive = sizeLots > 0 === (specification.contractType === 'linear');
  return isPositive ? worth : worth.neg();
}

/** The value of a signed position at mark, rounded down, against its holder. */
export function valueAtMark(instrument: Instrument, sizeLots: number): Exact {
  return sizeLots === 0 ? ZERO : roundDown(exactValue(instrument, sizeLots, instrument.markTicks));
}

/** What a trade moves: a buyer's cost is the value of the lots, rounded down; a seller's is its negative. */
export function tradeCost(
  instrument: Instrument,
  trade: { readonly direction: Direction; readonly lots: number; readonly priceTicks: number },
): Exact {
  if (trade.lots === 0) return ZERO;
  const boughtFor = roundDown(exactValue(instrument, trade.lots, trade.priceTicks));
  return trade.direction === 1 ? boughtFor : boughtFor.neg();
}

/** The size whose notional at mark is the amount, not rounded. */
export function exactLotsWorth(instrument: Instrument, amountMicros: Exact): Exact {
  const { specification, markTicks } = instrument;
  return specification.contractType === 'linear'
    ? amountMicros.div(exact(markTicks).mul(specification.microsPerTickLot))
    : amountMicros.mul(markTicks).div(specification.microTicksPerLot);
}

/** Most lots that a position may reach with its orders (rule M8): its value stays below 2^52 at every price. */
export function positionLotsMax(specification: InstrumentSpecification): number {
  const { contractType, priceTicksMax, microsPerTickLot, microTicksPerLot } = specification;
  const largest =
    contractType === 'linear' ? exact(priceTicksMax).mul(microsPerTickLot) : exact(microTicksPerLot);
  return wholeNumber(roundDown(exact(Number.MAX_SAFE_INTEGER).div(2).div(largest)));
}
