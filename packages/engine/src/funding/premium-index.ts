/** The premium of the book over the index (rule F1). Prices in millionths of a tick, premiums in billionths of the index. */
import { mulDivFloor } from '@spillway/protocol';
import { type Contract, notionalMicros } from '../contract/contract.ts';

/** Millionths of a tick in a tick. */
const MICRO_TICKS = 1_000_000;

/** "No impact price": the side of the book does not hold as much. */
export const NO_IMPACT = 0;

/** One side of a book, best price first; stands before the first level until it is told to advance. */
export interface LevelCursor {
  /** Goes on to the next level; false when there is none. */
  advance(): boolean;
  readonly priceTicks: number;
  /** What the level shows; hidden lots are found only by trading (rule O13). */
  readonly lots: number;
}

/**
 * The average price at which a notional would trade: the last level gives the part of its lots that the notional still
 * needs, however small. Rounded down to millionths of a tick.
 *
 * Linear: `notional / lots`, with L lots of better levels and `rest` of the notional left for price p,
 * `notional × p / (L × p × worth + rest)`. Inverse: what lots are worth in quote currency over the coins that they trade
 * for, `(L × worth + rest × p) / notional`; a level's notional is whole micros, rounded up.
 * @param impactNotionalMicros - above 0
 * @returns `NO_IMPACT` when the side does not hold as much
 */
export function impactPriceMicroTicks(
  contract: Contract,
  levels: LevelCursor,
  impactNotionalMicros: number,
): number {
  let betterLots = 0;
  let restMicros = impactNotionalMicros;
  while (levels.advance()) {
    const { priceTicks, lots } = levels;
    const levelMicros = notionalMicros(contract, lots, priceTicks);
    if (levelMicros < restMicros) {
      betterLots += lots;
      restMicros -= levelMicros;
      continue;
    }
    if (betterLots === 0) return priceTicks * MICRO_TICKS;
    // Once for each index price and side, and its factors may be of any size: the one place here for wide integers.
    const worth = BigInt(contract.isInverse ? contract.microTicksPerLot : contract.microsPerTickLot);
    const price = BigInt(priceTicks);
    const betterWorth = BigInt(betterLots) * worth;
    const notional = BigInt(impactNotionalMicros);
    const rest = BigInt(restMicros);
    const average = contract.isInverse
      ? ((betterWorth + rest * price) * BigInt(MICRO_TICKS)) / notional
      : (notional * price * BigInt(MICRO_TICKS)) / (betterWorth * price + rest);
    return Number(average);
  }
  return NO_IMPACT;
}

/**
 * `[max(0, impact bid − index) − max(0, index − impact ask)] / index`, in billionths, rounded down. A side without an
 * impact price gives nothing.
 */
export function premiumPpb(prices: {
  readonly indexTicks: number;
  readonly impactBidMicroTicks: number;
  readonly impactAskMicroTicks: number;
}): number {
  const indexMicroTicks = prices.indexTicks * MICRO_TICKS;
  const { impactBidMicroTicks, impactAskMicroTicks } = prices;
  const above = impactBidMicroTicks === NO_IMPACT ? 0 : Math.max(0, impactBidMicroTicks - indexMicroTicks);
  const below = impactAskMicroTicks === NO_IMPACT ? 0 : Math.max(0, indexMicroTicks - impactAskMicroTicks);
  // Over the index in millionths of a tick, in billionths: 10^9 / 10^6 = 1,000 over the index in ticks.
  return mulDivFloor(above - below, 1_000, prices.indexTicks);
}
