import { divCeil, mulDivCeil, PPM } from '@spillway/protocol';
import { tierMaintenanceMicros } from '../contract/maintenance.ts';
import type { InstrumentState } from '../instrument-state.ts';
import { scaledInitialMicros } from './open-interest.ts';

/** What of an account decides the margin of a notional at mark. */
export interface MarginTerms {
  readonly leverage: number;
  /** Taker rate where maintenance includes the fee of closing (rule M11), else 0. */
  readonly closingFeePpm: number;
}

/** `notional × rate − amount` of the tier, at mark, and the fee of closing where it is included (rules M2, M11). */
export function maintenanceAtMarkMicros(
  instrument: InstrumentState,
  notionalMicros: number,
  closingFeePpm: number,
): number {
  const byTierMicros = tierMaintenanceMicros(instrument.specification.riskTiers, notionalMicros);
  return closingFeePpm === 0 ? byTierMicros : byTierMicros + feeMicrosOf(notionalMicros, closingFeePpm);
}

/** `notional / leverage` rounded up, against the account, or at the rate that open interest raises it to (rule M1). */
export function marginAtLeverageMicros(
  instrument: InstrumentState,
  notionalMicros: number,
  leverage: number,
): number {
  return instrument.isMarginScaled
    ? scaledInitialMicros(instrument, notionalMicros, leverage)
    : divCeil(notionalMicros, leverage);
}

/** Initial margin of a notional at mark: always above its maintenance (rule M1). */
export function initialMarginMicros(
  instrument: InstrumentState,
  notionalMicros: number,
  terms: MarginTerms,
): number {
  if (notionalMicros === 0) return 0;
  const atLeverage = marginAtLeverageMicros(instrument, notionalMicros, terms.leverage);
  const maintenanceMicros = maintenanceAtMarkMicros(instrument, notionalMicros, terms.closingFeePpm);
  return Math.max(atLeverage, maintenanceMicros + 1);
}

/** A fee on a notional, rounded up: the house gains the remainder (rule A5). */
export function feeMicrosOf(notionalMicros: number, feePpm: number): number {
  return mulDivCeil(notionalMicros, feePpm, PPM);
}
