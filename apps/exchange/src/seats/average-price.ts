import type { InstrumentSpecification } from '@spillway/protocol';
import { Decimal } from 'decimal.js';

/** Enough digits for any quotient of two safe integers times a tick size. */
const PriceDecimal = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_EVEN });
const AVERAGE_DECIMALS = 8;

/**
 * Cost over size as a price, for people: rounded half to even at 8 decimals. Nothing is ever settled with it.
 *
 * @param costMicros Signed like the size: a short has a negative cost.
 */
export function averagePriceText(
  costMicros: bigint,
  lots: number,
  specification: Pick<InstrumentSpecification, 'microsPerTickLot' | 'tickSize'>,
): string {
  return new PriceDecimal(costMicros.toString())
    .times(specification.tickSize)
    .div(lots)
    .div(specification.microsPerTickLot)
    .toDecimalPlaces(AVERAGE_DECIMALS)
    .toFixed();
}
