/**
 * What lots are worth. A linear contract is worth its size × price in the settlement asset. An inverse one is a fixed
 * amount of quote currency, owed in the settlement asset: its worth is −size / price, so that a long position gains
 * when the price rises and the debt shrinks.
 *
 * Both are linear in their notional, which is why margin, liquidation and bankruptcy are reckoned in notional and turned
 * into a price at the end.
 */
import {
  divCeil,
  divFloor,
  type InstrumentSpecification,
  mulDivCeil,
  mulDivFloor,
  PPM,
} from '@spillway/protocol';

/** What of an instrument decides the worth of its lots. */
export interface Contract {
  readonly isInverse: boolean;
  /** Linear: what one tick of one lot is worth. */
  readonly microsPerTickLot: number;
  /** Inverse: what one lot is worth at a price of one tick. */
  readonly microTicksPerLot: number;
  readonly priceTicksMax: number;
}

export type Rounding = 'up' | 'down';

/** A notional of `amountMicros × 1,000,000 / perPpm`: where a margin equation meets, before any rounding. */
export interface NotionalFraction {
  readonly amountMicros: number;
  /** Above 0. */
  readonly perPpm: number;
}

/** Stands for a price above those of every instrument: where only an infinite price would do. */
export const PRICE_BEYOND_TICKS: number = Number.MAX_SAFE_INTEGER;

/** Values, costs and their differences stay exact while none of them passes this. */
const VALUE_MICROS_MAX = 4_503_599_627_370_495; // 2^52 − 1

export function contractOf(specification: InstrumentSpecification): Contract {
  return {
    isInverse: specification.contractType === 'inverse',
    microsPerTickLot: specification.microsPerTickLot,
    microTicksPerLot: specification.microTicksPerLot,
    priceTicksMax: specification.priceTicksMax,
  };
}

/**
 * Signed worth of signed lots at a price (rules X1, X2). Inverse: rounded down, against whoever holds them. Of bought lots
 * it is also what the buyer's cost of entry grows by; the seller's grows by its negative.
 */
export function valueMicros(contract: Contract, sizeLots: number, priceTicks: number): number {
  if (!contract.isInverse) return sizeLots * priceTicks * contract.microsPerTickLot;
  // Nothing is worth nothing, before the first mark as well.
  if (sizeLots === 0) return 0;
  return mulDivFloor(-sizeLots, contract.microTicksPerLot, priceTicks);
}

/** The size of that worth, from which margin and fees are taken; inverse: rounded up, against the account (rule X2). */
export function notionalMicros(contract: Contract, heldLots: number, priceTicks: number): number {
  if (!contract.isInverse) return heldLots * priceTicks * contract.microsPerTickLot;
  if (heldLots === 0) return 0;
  return mulDivCeil(heldLots, contract.microTicksPerLot, priceTicks);
}

/** How many lots have so much notional at a price. */
export function lotsOfNotional(
  contract: Contract,
  notional: { readonly notionalMicros: number; readonly rounding: Rounding },
  priceTicks: number,
): number {
  const isUp = notional.rounding === 'up';
  if (contract.isInverse) {
    const mulDiv = isUp ? mulDivCeil : mulDivFloor;
    return mulDiv(notional.notionalMicros, priceTicks, contract.microTicksPerLot);
  }
  const div = isUp ? divCeil : divFloor;
  return div(notional.notionalMicros, priceTicks * contract.microsPerTickLot);
}

/**
 * The price at which lots have a notional. Rounding in two steps is exact here: a whole quotient rounded the same way
 * twice is the quotient rounded once.
 * @param heldLots - above 0
 * @returns `PRICE_BEYOND_TICKS` when no price an instrument can have is high enough
 */
export function priceOfNotionalTicks(
  contract: Contract,
  heldLots: number,
  notional: NotionalFraction & { readonly rounding: Rounding },
): number {
  const { amountMicros, perPpm } = notional;
  const isUp = notional.rounding === 'up';
  const mulDiv = isUp ? mulDivCeil : mulDivFloor;
  const div = isUp ? divCeil : divFloor;
  if (contract.isInverse) {
    if (amountMicros <= 0) return PRICE_BEYOND_TICKS;
    return div(mulDiv(heldLots * contract.microTicksPerLot, perPpm, PPM), amountMicros);
  }
  if ((amountMicros / perPpm) * PPM > VALUE_MICROS_MAX) return PRICE_BEYOND_TICKS;
  return div(mulDiv(amountMicros, PPM, perPpm), heldLots * contract.microsPerTickLot);
}

/**
 * Most lots that any position, with the orders that could add to it, may reach (rule M8): value and cost below 2^52 at
 * the price at which lots are worth most, which is the largest of a linear contract and one tick of an inverse one.
 */
export function positionLotsMax(contract: Contract): number {
  const microsPerLotMax = contract.isInverse
    ? contract.microTicksPerLot
    : contract.priceTicksMax * contract.microsPerTickLot;
  return divFloor(VALUE_MICROS_MAX, microsPerLotMax);
}
