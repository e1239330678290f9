/** Initial margin that rises with open interest (rule M1; dYdX v4's open interest notional caps). */
import { divCeil, mulDivCeil, PPM } from '@spillway/protocol';
import type { InstrumentState } from '../instrument-state.ts';

/** Long lots of everybody, the fund's included. */
export function openInterestLots(instrument: InstrumentState): number {
  return instrument.longLots + Math.max(0, instrument.inventoryLots);
}

function ceilWide(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor;
}

/** Long lots × mark: wide, because it adds up what many accounts hold. */
function openInterestMicros(instrument: InstrumentState): bigint {
  const { contract, markTicks } = instrument;
  const lots = BigInt(openInterestLots(instrument));
  return contract.isInverse
    ? ceilWide(lots * BigInt(contract.microTicksPerLot), BigInt(markTicks))
    : lots * BigInt(contract.microsPerTickLot) * BigInt(markTicks);
}

/**
 * The rate of initial margin in ppm, rounded up once: `1/L + (1 − 1/L) × (open interest − lower) / (upper − lower)`, from
 * 1/L at the lower open interest to all of notional at the upper.
 * @returns null at or below the lower one: the rate is 1/L exactly
 */
function scaledRatePpm(instrument: InstrumentState, leverage: number): number | null {
  const scaling = instrument.specification.openInterestScaling;
  if (scaling === null) return null;
  const upper = BigInt(scaling.upperMicros);
  const lower = BigInt(scaling.lowerMicros);
  const openInterest = openInterestMicros(instrument);
  const above = (openInterest < upper ? openInterest : upper) - lower;
  if (above <= 0n) return null;
  const width = upper - lower;
  const dividend = (above * BigInt(leverage - 1) + width) * BigInt(PPM);
  return Number(ceilWide(dividend, width * BigInt(leverage)));
}

/** Initial margin of a notional at the rate that open interest raises it to; rounded up, against the account. */
export function scaledInitialMicros(
  instrument: InstrumentState,
  notionalMicros: number,
  leverage: number,
): number {
  const ratePpm = scaledRatePpm(instrument, leverage);
  return ratePpm === null ? divCeil(notionalMicros, leverage) : mulDivCeil(notionalMicros, ratePpm, PPM);
}
