import { mulDivCeil, PPM, type RiskTier } from '@spillway/protocol';
import { InvariantError } from '../invariants/invariant-error.ts';

/** How the maintenance margin of a position follows from its notional at mark. */
export interface MaintenanceTerms {
  readonly riskTiers: readonly RiskTier[];
  /** Taker rate of the account where maintenance includes the fee of closing (rule M11), else 0. */
  readonly closingFeePpm: number;
  /** |cost| of a position whose maintenance is taken on its entry (rule M10), else null: taken at mark. */
  readonly entryNotionalMicros: number | null;
}

/** The tier of a notional: the last one whose band begins below it; the first tier when there is no position. */
export function tierAt(tiers: readonly RiskTier[], notionalMicros: number): RiskTier {
  let index = 0;
  // Floors ascend, and most positions are small.
  while (index + 1 < tiers.length && (tiers[index + 1]?.notionalFloorMicros ?? 0) < notionalMicros)
    index += 1;
  const tier = tiers[index];
  if (tier === undefined) throw new InvariantError('an instrument has a risk tier');
  return tier;
}

/** `notional × rate − amount` of the tier; rounded up, against the account (rule M2). */
export function tierMaintenanceMicros(tiers: readonly RiskTier[], notionalMicros: number): number {
  if (notionalMicros === 0) return 0;
  const tier = tierAt(tiers, notionalMicros);
  return mulDivCeil(notionalMicros, tier.maintenanceRatePpm, PPM) - tier.maintenanceAmountMicros;
}

/**
 * Maintenance margin of a position: by tier on its notional at mark or at entry (rules M2, M10), and the fee of closing
 * it at mark where the venue includes that (rule M11); each part rounded up, against the account.
 */
export function maintenanceMicros(terms: MaintenanceTerms, notionalMicros: number): number {
  const baseMicros = terms.entryNotionalMicros ?? notionalMicros;
  const closingFeeMicros = mulDivCeil(notionalMicros, terms.closingFeePpm, PPM);
  return tierMaintenanceMicros(terms.riskTiers, baseMicros) + closingFeeMicros;
}
