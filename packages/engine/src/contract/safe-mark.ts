import { divFloor, mulDivCeil, mulDivFloor, PPM } from '@spillway/protocol';
import { type Contract, notionalMicros, valueMicros } from './contract.ts';
import { type MaintenanceTerms, tierAt } from './maintenance.ts';

/** A position that is not due, and what a move of its mark may cost before somebody looks again. */
export interface BudgetedPosition {
  /** Signed, not 0. */
  readonly sizeLots: number;
  readonly markTicks: number;
  /**
   * From 0 up. Roundings are not in it: the caller keeps one micro back for each tier, one for the maintenance margin
   * and one for the closing fee, by which whole micros may exceed the straight lines that are reckoned with here.
   */
  readonly budgetMicros: number;
}

/**
 * By how much the notional of a position that owes it may grow: each micro costs itself, and the maintenance on it. The
 * notional grows by no more than the budget, so that no rate above the one there can apply.
 */
function growthMicros(terms: MaintenanceTerms, notionalAtMarkMicros: number, budgetMicros: number): number {
  const { riskTiers, closingFeePpm, entryNotionalMicros } = terms;
  const tierPpm =
    entryNotionalMicros === null
      ? tierAt(riskTiers, notionalAtMarkMicros + budgetMicros).maintenanceRatePpm
      : 0;
  return mulDivFloor(budgetMicros, PPM, PPM + tierPpm + closingFeePpm);
}

/**
 * The furthest mark, below a long and above a short, that costs the account no more than the budget in equity lost and
 * maintenance gained; every mark in between costs no more either, and one that goes in favour of the position costs nothing,
 * because maintenance rates are below 1. Sound, not exact: where maintenance shrinks with the move, that is not counted.
 * @returns 1 or the largest price of the instrument where no mark costs so much
 */
export function furthestSafeMarkTicks(
  contract: Contract,
  position: BudgetedPosition,
  terms: MaintenanceTerms,
): number {
  const { sizeLots, markTicks, budgetMicros } = position;
  const heldLots = Math.abs(sizeLots);
  const isLong = sizeLots > 0;
  if (!contract.isInverse) {
    const costMicros = isLong
      ? budgetMicros
      : growthMicros(terms, notionalMicros(contract, heldLots, markTicks), budgetMicros);
    const ticks = divFloor(costMicros, heldLots * contract.microsPerTickLot);
    return isLong ? Math.max(1, markTicks - ticks) : Math.min(contract.priceTicksMax, markTicks + ticks);
  }
  if (isLong) {
    const debtMicros = notionalMicros(contract, heldLots, markTicks);
    const debtMicrosMax = debtMicros + growthMicros(terms, debtMicros, budgetMicros);
    return mulDivCeil(heldLots, contract.microTicksPerLot, debtMicrosMax);
  }
  const worthMicrosMin = valueMicros(contract, sizeLots, markTicks) - budgetMicros;
  if (worthMicrosMin <= 0) return contract.priceTicksMax;
  const ticks = mulDivFloor(heldLots, contract.microTicksPerLot, worthMicrosMin);
  return Math.min(contract.priceTicksMax, ticks);
}
