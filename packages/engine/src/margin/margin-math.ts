import {
  divCeil,
  type FeeTier,
  type InstrumentSpecification,
  mulDivCeil,
  PPM,
  type RiskTier,
} from '@spillway/protocol';
import { InvariantError } from '../invariants/invariant-error.ts';

/** The tier of a notional: the last one whose band begins below it; the first tier when there is no position. */
export function tierOf(specification: InstrumentSpecification, notionalMicros: number): RiskTier {
  const tiers = specification.riskTiers;
  let index = 0;
  // Floors ascend, and most positions are small.
  while (index + 1 < tiers.length && (tiers[index + 1]?.notionalFloorMicros ?? 0) < notionalMicros)
    index += 1;
  const tier = tiers[index];
  if (tier === undefined) throw new InvariantError('an instrument has a risk tier');
  return tier;
}

/** `notional × rate − cum` of the tier, at mark; rounded up, against the account (rule M2). */
export function maintenanceMarginMicros(
  specification: InstrumentSpecification,
  notionalMicros: number,
): number {
  if (notionalMicros === 0) return 0;
  const tier = tierOf(specification, notionalMicros);
  return mulDivCeil(notionalMicros, tier.maintenanceRatePpm, PPM) - tier.maintenanceAmountMicros;
}

/** The leverage chosen; where nobody chooses (0) the largest of the tier of a notional (rule A2). */
export function leverageAt(
  specification: InstrumentSpecification,
  notionalMicros: number,
  leverage: number,
): number {
  return leverage === 0 ? tierOf(specification, notionalMicros).leverageMax : leverage;
}

/** `notional / leverage` rounded up, against the account, and always above maintenance (rule M1). */
export function initialMarginMicros(
  specification: InstrumentSpecification,
  notionalMicros: number,
  leverage: number,
): number {
  if (notionalMicros === 0) return 0;
  const atLeverage = divCeil(notionalMicros, leverageAt(specification, notionalMicros, leverage));
  return Math.max(atLeverage, maintenanceMarginMicros(specification, notionalMicros) + 1);
}

/** The fees of an account: of its tier, or of the last one that the instrument has (rule A15). */
export function feesOf(specification: InstrumentSpecification, feeTier: number): FeeTier {
  const { feeTiers } = specification;
  return feeTiers[Math.min(feeTier, feeTiers.length) - 1] ?? specification;
}

/** A fee on a notional, rounded up: the house gains the remainder (rule A5). A rebate is thereby rounded towards zero. */
export function feeMicrosOf(notionalMicros: number, feePpm: number): number {
  return mulDivCeil(notionalMicros, feePpm, PPM);
}
