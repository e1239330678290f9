/**
 * How far marks may move before an account must be looked at again: what makes a mark cost what is at risk, not
 * what is held. Bounds are sound, never exact: within them nobody is due; outside somebody looks in full.
 *
 * An excess of X micros over maintenance is shared out evenly over the n positions that it stands behind (one when
 * isolated). A position of v micros a tick spends, when its mark goes against it by d ticks, v × d of equity and, if
 * short, at most m × v × d of new maintenance. So d = X / (n × v × (1 + m)) ticks are safe whatever the other marks do
 * within their own shares. A mark that goes in favour of a position costs nothing, because m is below 1.
 *
 * Derived from the rest of the state: no part of a snapshot. Whoever changes size, cost, bucket or wallet of an
 * account calls `forgetSafeMarks` on its positions.
 */
import { divFloor, mulDivFloor, PPM } from '@spillway/protocol';
import { NO_ROW } from '../account/row-table.ts';
import { type InstrumentState, valueMicros } from '../instrument-state.ts';
import { tierOf } from '../margin/margin-math.ts';
import { instrumentAt, type Market } from '../market.ts';

interface Margin {
  readonly equityMicros: number;
  readonly maintenanceMicros: number;
}

/**
 * How many ticks a mark may go against a position at a cost of at most `budgetMicros`; rounded down. Within them its
 * notional grows by no more than the budget, so that no rate above the one there can apply.
 */
function safeTicks(instrument: InstrumentState, sizeLots: number, budgetMicros: number): number {
  const { specification, markTicks } = instrument;
  const heldLots = Math.abs(sizeLots);
  const microsPerTick = heldLots * specification.microsPerTickLot;
  if (sizeLots > 0) return divFloor(budgetMicros, microsPerTick);
  const notionalMaxMicros = valueMicros(instrument, heldLots, markTicks) + budgetMicros;
  const { maintenanceRatePpm } = tierOf(specification, notionalMaxMicros);
  return divFloor(mulDivFloor(budgetMicros, PPM, PPM + maintenanceRatePpm), microsPerTick);
}

function keepRow(
  market: Market,
  at: { instrument: InstrumentState; row: number },
  budgetMicros: number,
): void {
  const { positions } = market;
  const { instrument, row } = at;
  const sizeLots = positions.sizeLots(row);
  const ticks = safeTicks(instrument, sizeLots, budgetMicros);
  positions.safeFromTicks[row] = sizeLots > 0 ? instrument.markTicks - ticks : 1;
  positions.safeToTicks[row] =
    sizeLots > 0 ? instrument.specification.priceTicksMax : instrument.markTicks + ticks;
}

/**
 * What a move may cost before somebody looks again. One micro stays above maintenance, and one for each tier: their
 * amounts are whole micros, so that maintenance may jump by less than one where a tier begins.
 */
function budgetOf(margin: Margin, tierCount: number): number {
  return margin.equityMicros - margin.maintenanceMicros - 1 - tierCount;
}

/** Notes how far its own mark may move before an isolated position, which is not due now, can be. */
export function keepIsolatedSafe(
  market: Market,
  at: { readonly instrument: InstrumentState; readonly row: number },
  margin: Margin,
): void {
  const budgetMicros = budgetOf(margin, at.instrument.specification.riskTiers.length);
  if (budgetMicros >= 0) keepRow(market, at, budgetMicros);
}

/** Notes how far each mark may move before an account, whose cross positions are not due now, can be. */
export function keepCrossSafe(market: Market, slot: number, margin: Margin): void {
  const { positions } = market;
  let positionCount = 0;
  let tierCount = 0;
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
    if (positions.sizeLots(row) === 0 || positions.isIsolated(row)) continue;
    positionCount += 1;
    tierCount += instrumentAt(market, positions.instrumentOf(row)).specification.riskTiers.length;
  }
  const budgetMicros = budgetOf(margin, tierCount);
  if (positionCount === 0 || budgetMicros < 0) return;
  const shareMicros = divFloor(budgetMicros, positionCount);
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
    if (positions.sizeLots(row) === 0 || positions.isIsolated(row)) continue;
    const instrument = instrumentAt(market, positions.instrumentOf(row));
    keepRow(market, { instrument, row }, shareMicros);
  }
}
