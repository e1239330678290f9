import { divCeil, type FeeTier, type InstrumentSpecification, mulDivCeil, PPM } from '@spillway/protocol';
import { tierAt, tierMaintenanceMicros } from '../contract/maintenance.ts';
import type { InstrumentState } from '../instrument-state.ts';
import { scaledInitialMicros } from './open-interest.ts';

/** What of an account decides the margin of a notional at mark. */
export interface MarginTerms {
  /** 0 where it is that of the risk tier (rule A2). */
  readonly leverage: number;
  /** The account's taker rate where maintenance includes the fee of closing (rule M11), else 0. */
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

/** The leverage chosen; where nobody chooses (0) the largest of the tier of a notional (rule A2). */
export function leverageAt(
  specification: InstrumentSpecification,
  notionalMicros: number,
  leverage: number,
): number {
  return leverage === 0 ? tierAt(specification.riskTiers, notionalMicros).leverageMax : leverage;
}

/**
 * `notional / leverage` rounded up, against the account, or at the rate that open interest raises it to (rule M1).
 * @param leverage - 0 for that of the risk tier
 */
export function marginAtLeverageMicros(
  instrument: InstrumentState,
  notionalMicros: number,
  leverage: number,
): number {
  const atLeverage = leverageAt(instrument.specification, notionalMicros, leverage);
  return instrument.isMarginScaled
    ? scaledInitialMicros(instrument, notionalMicros, atLeverage)
    : divCeil(notionalMicros, atLeverage);
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

/**
 * The fees of an account: of its tier, or of the last one that the instrument has (rule A15). Nearly all are in the first
 * tier, which is written into the instrument itself; and place −1 of an array is looked up by its name, at great length.
 */
export function feesOf(specification: InstrumentSpecification, feeTier: number): FeeTier {
  if (feeTier === 0) return specification;
  const { feeTiers } = specification;
  return feeTiers[Math.min(feeTier, feeTiers.length) - 1] ?? specification;
}

/** A fee on a notional, rounded up: the house gains the remainder (rule A5). A rebate is thereby rounded towards zero. */
export function feeMicrosOf(notionalMicros: number, feePpm: number): number {
  return mulDivCeil(notionalMicros, feePpm, PPM);
}
