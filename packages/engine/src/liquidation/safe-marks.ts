/**
 * How far marks may move before an account must be looked at again. Bounds are sound, never exact: within them nobody
 * is due; outside somebody looks in full. They follow from three numbers:
 *
 * - the budget: what the account may lose and stay above maintenance;
 * - of each position, what it would lose if its mark went against it by its whole price (`riskMicros`);
 * - the fraction, budget / Σ risk: each mark may move by this share of itself, whatever the others do within theirs.
 *
 * A position of v micros a tick spends, when its mark goes against it by d ticks, v × d of equity and, if short, at
 * most m × v × d of new maintenance: in both cases d / mark of its risk. So all of them together stay within the budget.
 * A mark that goes in favour of a position costs nothing, because m is below 1.
 *
 * Where maintenance includes the fee of closing, m stands for both rates together. Maintenance on entry is at most
 * what is reckoned with here: it does not move. An inverse contract is not linear in its mark: its position is given its
 * share of the budget, fraction × risk, and the mark at which that is spent is looked for.
 *
 * Only an order to look again follows from a bound, so the fraction is a double: the four operations of IEEE 754 are
 * the same on every machine.
 */
import { PPM } from '@spillway/protocol';
import { tierAt } from '../contract/maintenance.ts';
import { furthestSafeMarkTicks } from '../contract/safe-mark.ts';
import { type InstrumentState, notionalMicros } from '../instrument-state.ts';

/** Keeps the rounding of doubles on the safe side: some 10,000 times what the sums of an account can be off by. */
const ROUNDING_SHARE = 1e-12;

/** A position in its instrument, and the fee of closing that its maintenance includes. */
export interface HeldPosition {
  readonly instrument: InstrumentState;
  /** Signed, not 0. */
  readonly sizeLots: number;
  readonly closingFeePpm: number;
}

/**
 * What is set aside for roundings of one position. Maintenance can jump by less than one micro where a tier begins,
 * because the amounts of tiers are whole micros, and by less than one more because it is rounded up: with a micro for
 * each tier some excess is left at every mark within the bounds, and it is a whole micro. A fee of closing is rounded up
 * for itself. Of an inverse contract the worth is rounded down and the notional up: with a mark in favour of a short the
 * notional may gain a micro on the worth, and margin on it.
 */
export function roundingMicros({ instrument, closingFeePpm }: Omit<HeldPosition, 'sizeLots'>): number {
  const { contract, specification } = instrument;
  return specification.riskTiers.length + (closingFeePpm === 0 ? 0 : 1) + (contract.isInverse ? 1 : 0);
}

/** What the marks may cost before somebody looks again; below zero when nothing may be. */
export function budgetMicrosOf(
  margin: { readonly equityMicros: number; readonly maintenanceMicros: number },
  setAsideMicros: number,
): number {
  return margin.equityMicros - margin.maintenanceMicros - setAsideMicros;
}

/**
 * What a position would lose if its mark moved against it by its whole price, in micros: its notional and, if it owes
 * it (a linear short, an inverse long), the maintenance that comes with it. Spending no more than the budget it grows by
 * no more than that, so that no rate above the one there can apply.
 */
export function riskMicros(held: HeldPosition, budgetMicros: number): number {
  const { instrument, sizeLots } = held;
  const heldMicros = notionalMicros(instrument, sizeLots, instrument.markTicks);
  if (sizeLots > 0 !== instrument.contract.isInverse) return heldMicros;
  const { maintenanceRatePpm } = tierAt(instrument.specification.riskTiers, heldMicros + budgetMicros);
  return heldMicros * (1 + (maintenanceRatePpm + held.closingFeePpm) / PPM);
}

/** The share of itself by which each mark may move against its position. */
export function safeFraction(budgetMicros: number, totalRiskMicros: number): number {
  return (budgetMicros / totalRiskMicros) * (1 - ROUNDING_SHARE);
}

/** The last mark at which a position is safe: below the present one for a long, above it for a short. */
export function safeBoundTicks(held: HeldPosition, fraction: number, budgetMicros: number): number {
  const { instrument, sizeLots } = held;
  const { contract, markTicks } = instrument;
  if (contract.isInverse) {
    // Bounds are looked for with safe integers; less than its share is safe as well.
    const shareMicros = Math.min(
      Math.floor(fraction * riskMicros(held, budgetMicros)),
      Number.MAX_SAFE_INTEGER,
    );
    return furthestSafeMarkTicks(
      contract,
      { sizeLots, markTicks, budgetMicros: shareMicros },
      {
        riskTiers: instrument.specification.riskTiers,
        closingFeePpm: held.closingFeePpm,
        entryNotionalMicros: null,
      },
    );
  }
  const ticks = Math.floor(markTicks * fraction);
  return sizeLots > 0 ? markTicks - ticks : markTicks + ticks;
}

/** Whether some mark that an instrument can have lies beyond a bound. */
export function isBoundReachable(instrument: InstrumentState, isLong: boolean, boundTicks: number): boolean {
  return isLong ? boundTicks > 1 : boundTicks < instrument.specification.priceTicksMax;
}
