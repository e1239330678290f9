/**
 * Where a position is due, everything else unchanged (rule M9). Equity is `collateral + N` while the notional N is what
 * the position is worth (a linear long, an inverse short), and `collateral − N` while it is what the position owes (a linear
 * short, an inverse long). Maintenance is a straight line in N inside each tier, so that the meeting point is a fraction.
 */
import { mulDivCeil, PPM, quoteMicros, type RiskTier, ratePpm } from '@spillway/protocol';
import { type Contract, type NotionalFraction, priceOfNotionalTicks } from './contract.ts';
import { type MaintenanceTerms, tierMaintenanceMicros } from './maintenance.ts';

/** A position and what its account has apart from its worth. */
export interface CollateralisedPosition {
  /** Signed, not 0. */
  readonly sizeLots: number;
  /**
   * Equity less the worth of the position. Isolated: bucket − cost. Cross: equity − value at mark − maintenance of
   * every other position.
   */
  readonly collateralMicros: number;
}

/** One straight line of maintenance: `N × rate − amount` above a floor. */
type MaintenanceLine = Pick<
  RiskTier,
  'notionalFloorMicros' | 'maintenanceRatePpm' | 'maintenanceAmountMicros'
>;

/** The lines of maintenance by tier, or the single level one of maintenance on entry (rule M10). */
function linesOf(terms: MaintenanceTerms): readonly MaintenanceLine[] {
  const { entryNotionalMicros, riskTiers } = terms;
  if (entryNotionalMicros === null) return riskTiers;
  const fixedMicros = tierMaintenanceMicros(riskTiers, entryNotionalMicros);
  return [
    {
      notionalFloorMicros: quoteMicros(0),
      maintenanceRatePpm: ratePpm(0),
      maintenanceAmountMicros: quoteMicros(-fixedMicros),
    },
  ];
}

/**
 * The largest notional at which a position that is worth its notional is due: `N = −(collateral + amount) / (1 − rate)`,
 * searched from the highest tier down, because the price falls towards it.
 */
function worthRoot(
  lines: readonly MaintenanceLine[],
  collateralMicros: number,
  closingFeePpm: number,
): NotionalFraction | null {
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const line = lines[index];
    if (line === undefined) break;
    const amountMicros = -(collateralMicros + line.maintenanceAmountMicros);
    // The sign alone says whether this line's root is a notional at all; most longs in cross have none.
    if (amountMicros <= 0) continue;
    const perPpm = PPM - line.maintenanceRatePpm - closingFeePpm;
    if (isAbove({ amountMicros, perPpm }, line.notionalFloorMicros)) return { amountMicros, perPpm };
  }
  return null;
}

/** Whether a fraction is above a whole notional; both are rounded up, which keeps the comparison exact. */
function isAbove({ amountMicros, perPpm }: NotionalFraction, notionalMicros: number): boolean {
  const roughlyMicros = (amountMicros / perPpm) * PPM;
  // Far beyond what a position can be worth: nothing to be exact about, and the product might not fit.
  if (roughlyMicros > Number.MAX_SAFE_INTEGER / 2) return roughlyMicros > notionalMicros;
  return mulDivCeil(amountMicros, PPM, perPpm) > notionalMicros;
}

/**
 * The smallest notional at which a position that owes its notional is due: `N = (collateral + amount) / (1 + rate)`, searched
 * from the lowest tier up. Amounts are whole micros, so that maintenance may jump by less than one where a tier
 * begins; a position that the jump alone makes due is due at that floor.
 */
function debtRoot(
  lines: readonly MaintenanceLine[],
  collateralMicros: number,
  closingFeePpm: number,
): NotionalFraction | null {
  for (const [index, line] of lines.entries()) {
    const amountMicros = collateralMicros + line.maintenanceAmountMicros;
    const perPpm = PPM + line.maintenanceRatePpm + closingFeePpm;
    const ceilingMicros = lines[index + 1]?.notionalFloorMicros;
    if (ceilingMicros !== undefined && isAbove({ amountMicros, perPpm }, ceilingMicros)) continue;
    const isInside = isAbove({ amountMicros, perPpm }, line.notionalFloorMicros);
    return isInside ? { amountMicros, perPpm } : { amountMicros: line.notionalFloorMicros, perPpm: PPM };
  }
  return null;
}

/**
 * The mark of this instrument alone at which the position would be liquidated (rules M9 to M11): exact, tiers included,
 * everything else unchanged; a long's rounded up, a short's down, so that it is never shown too far away. The highest
 * maintenance rate and the closing fee together are below 100 %.
 * @returns null when no price of the instrument would do it
 */
export function liquidationPriceTicks(
  contract: Contract,
  position: CollateralisedPosition,
  terms: MaintenanceTerms,
): number | null {
  const { sizeLots, collateralMicros } = position;
  const isDebt = sizeLots > 0 === contract.isInverse;
  const root = (isDebt ? debtRoot : worthRoot)(linesOf(terms), collateralMicros, terms.closingFeePpm);
  if (root === null) return null;
  const rounding = sizeLots > 0 ? 'up' : 'down';
  const ticks = priceOfNotionalTicks(contract, Math.abs(sizeLots), { ...root, rounding });
  return ticks >= 1 && ticks <= contract.priceTicksMax ? ticks : null;
}
