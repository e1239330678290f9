import { NO_ROW } from '../account/row-table.ts';
import { liquidationPriceTicks as contractLiquidationPriceTicks } from '../contract/liquidation-price.ts';
import type { MaintenanceTerms } from '../contract/maintenance.ts';
import { type InstrumentState, valueMicros } from '../instrument-state.ts';
import type { Market } from '../market.ts';
import {
  crossEquityMicros,
  crossMaintenanceMicros,
  isOnEntry,
  positionMaintenanceMicros,
} from './account-margin.ts';
import { closingFeePpmOf } from './closing-fee.ts';

interface HeldRow {
  readonly instrument: InstrumentState;
  readonly row: number;
}

/**
 * What the account has apart from the worth of a position. Isolated: bucket − cost. Cross: equity − value at mark −
 * maintenance of every other position. With the worth that must stay above maintenance.
 */
function collateralMicros(market: Market, slot: number, { instrument, row }: HeldRow): number {
  const { positions } = market;
  if (positions.isIsolated(row)) return positions.bucketMicros(row) - positions.entryCostMicros(row);
  const valueAtMark = valueMicros(instrument, positions.sizeLots(row), instrument.markTicks);
  const othersMaintenance =
    crossMaintenanceMicros(market, slot) - positionMaintenanceMicros(market, instrument, row);
  return crossEquityMicros(market, slot) - valueAtMark - othersMaintenance;
}

function maintenanceTermsOf(market: Market, { instrument, row }: HeldRow): MaintenanceTerms {
  return {
    riskTiers: instrument.specification.riskTiers,
    closingFeePpm: closingFeePpmOf(market, instrument),
    entryNotionalMicros: isOnEntry(market, row) ? Math.abs(market.positions.entryCostMicros(row)) : null,
  };
}

/**
 * The mark of this instrument alone at which the position would be liquidated (rule M9): exact, tiers included,
 * everything else unchanged; long rounded up, short down, so that it is never shown too far away.
 * @returns null when flat, and when no price of the instrument would do it
 */
export function liquidationPriceTicks(
  market: Market,
  slot: number,
  instrument: InstrumentState,
): number | null {
  const row = market.positions.findRow(slot, instrument.id);
  if (row === NO_ROW || market.positions.sizeLots(row) === 0) return null;
  const held = { instrument, row };
  const position = {
    sizeLots: market.positions.sizeLots(row),
    collateralMicros: collateralMicros(market, slot, held),
  };
  return contractLiquidationPriceTicks(instrument.contract, position, maintenanceTermsOf(market, held));
}
