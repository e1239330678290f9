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
 * Only an order to look again follows from a bound, so the fraction is a double: the four operations of IEEE 754 are
 * the same on every machine.
 */
import { PPM } from '@spillway/protocol';
import { type InstrumentState, valueMicros } from '../instrument-state.ts';
import { tierOf } from '../margin/margin-math.ts';

/** Keeps the rounding of doubles on the safe side: some 10,000 times what the sums of an account can be off by. */
const ROUNDING_SHARE = 1e-12;

/**
 * What the marks may cost before somebody looks again; below zero when nothing may be. Maintenance can jump by less
 * than one micro where a tier begins, because the amounts of tiers are whole micros, and by less than one more because
 * it is rounded up: with a micro set aside for each tier some excess is left at every mark within the bounds, and it
 * is a whole micro.
 * @param tierCount - tiers of the instruments of all positions behind which the margin stands
 */
export function budgetMicrosOf(
  margin: { readonly equityMicros: number; readonly maintenanceMicros: number },
  tierCount: number,
): number {
  return margin.equityMicros - margin.maintenanceMicros - tierCount;
}

/**
 * What a position would lose if its mark moved against it by its whole price, in micros: its notional and, if short,
 * the maintenance that comes with it. Spending no more than the budget it grows by no more than that, so that no rate
 * above the one there can apply.
 */
export function riskMicros(instrument: InstrumentState, sizeLots: number, budgetMicros: number): number {
  const notionalMicros = Math.abs(valueMicros(instrument, sizeLots, instrument.markTicks));
  if (sizeLots > 0) return notionalMicros;
  const { maintenanceRatePpm } = tierOf(instrument.specification, notionalMicros + budgetMicros);
  return notionalMicros * (1 + maintenanceRatePpm / PPM);
}

/** The share of itself by which each mark may move against its position. */
export function safeFraction(budgetMicros: number, totalRiskMicros: number): number {
  return (budgetMicros / totalRiskMicros) * (1 - ROUNDING_SHARE);
}

/** The last mark at which a position is safe: below the present one for a long, above it for a short. */
export function safeBoundTicks(instrument: InstrumentState, sizeLots: number, fraction: number): number {
  const ticks = Math.floor(instrument.markTicks * fraction);
  return sizeLots > 0 ? instrument.markTicks - ticks : instrument.markTicks + ticks;
}

/** Whether some mark that an instrument can have lies beyond a bound. */
export function isBoundReachable(instrument: InstrumentState, isLong: boolean, boundTicks: number): boolean {
  return isLong ? boundTicks > 1 : boundTicks < instrument.specification.priceTicksMax;
}
