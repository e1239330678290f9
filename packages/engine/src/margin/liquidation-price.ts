import type { PositionPlace } from '../account/fills.ts';
import { NO_ROW } from '../account/row-table.ts';
import { hedgedLiquidationPriceTicks } from '../contract/hedged-price.ts';
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
function collateralMicros(market: Market, { instrument, row }: HeldRow): number {
  const { positions } = market;
  const slot = positions.slotOf(row);
  if (positions.isIsolated(row)) return positions.bucketMicros(row) - positions.entryCostMicros(row);
  const valueAtMark = valueMicros(instrument, positions.sizeLots(row), instrument.markTicks);
  const othersMaintenance =
    crossMaintenanceMicros(market, slot) - positionMaintenanceMicros(market, instrument, row);
  return crossEquityMicros(market, slot) - valueAtMark - othersMaintenance;
}

function maintenanceTermsOf(market: Market, { instrument, row }: HeldRow): MaintenanceTerms {
  return {
    riskTiers: instrument.specification.riskTiers,
    closingFeePpm: closingFeePpmOf(market, instrument, market.positions.slotOf(row)),
    entryNotionalMicros: isOnEntry(market, row) ? Math.abs(market.positions.entryCostMicros(row)) : null,
  };
}

/** The price that both legs of a hedged instrument share in cross; undefined where one position stands alone (rule M12). */
function hedgedPriceTicks(
  market: Market,
  { slot, instrument, leg }: PositionPlace,
): number | null | undefined {
  const { positions } = market;
  if (leg === 0) return undefined;
  const long = { instrument, row: positions.findRow(slot, instrument.id, 1) };
  const short = { instrument, row: positions.findRow(slot, instrument.id, 2) };
  if (long.row === NO_ROW || short.row === NO_ROW || positions.isIsolated(long.row)) return undefined;
  const longLots = positions.sizeLots(long.row);
  const shortLots = 0 - positions.sizeLots(short.row);
  if (longLots === 0 || shortLots === 0) return undefined;
  const ownMaintenanceMicros =
    positionMaintenanceMicros(market, instrument, long.row) +
    positionMaintenanceMicros(market, instrument, short.row);
  // Each leg is worth what it is worth alone: the worth of an inverse contract is rounded position by position.
  const worthMicros =
    valueMicros(instrument, longLots, instrument.markTicks) +
    valueMicros(instrument, -shortLots, instrument.markTicks);
  const othersMaintenanceMicros = crossMaintenanceMicros(market, slot) - ownMaintenanceMicros;
  const pairCollateralMicros = crossEquityMicros(market, slot) - worthMicros - othersMaintenanceMicros;
  return hedgedLiquidationPriceTicks(
    instrument.contract,
    { longLots, shortLots, collateralMicros: pairCollateralMicros },
    maintenanceTermsOf(market, long),
  );
}

/**
 * The mark of this instrument alone at which the position would be liquidated (rule M9): exact, tiers included,
 * everything else unchanged; long rounded up, short down, so that it is never shown too far away.
 * @returns null when flat, and when no price of the instrument would do it
 */
export function liquidationPriceTicks(market: Market, at: PositionPlace): number | null {
  const { slot, instrument, leg } = at;
  const { positions } = market;
  const row = positions.findRow(slot, instrument.id, leg);
  if (row === NO_ROW || positions.sizeLots(row) === 0) return null;
  const shared = hedgedPriceTicks(market, at);
  if (shared !== undefined) return shared;
  const held = { instrument, row };
  const position = { sizeLots: positions.sizeLots(row), collateralMicros: collateralMicros(market, held) };
  return contractLiquidationPriceTicks(instrument.contract, position, maintenanceTermsOf(market, held));
}
