import { quoteMicros } from '@spillway/protocol';
import { tierMaintenanceMicros } from '../contract/maintenance.ts';
import { type InstrumentState, notionalMicros, valueMicros } from '../instrument-state.ts';
import type { Market } from '../market.ts';
import { closingFeePpmOf } from './closing-fee.ts';
import { feeMicrosOf, marginAtLeverageMicros } from './margin-math.ts';
import type { CrossMargin } from './margin-totals.ts';

/** Value at mark − entry cost of the position in a row; exact. */
export function unrealisedMicros(market: Market, instrument: InstrumentState, row: number): number {
  const sizeLots = market.positions.sizeLots(row);
  if (sizeLots === 0) return 0;
  return valueMicros(instrument, sizeLots, instrument.markTicks) - market.positions.entryCostMicros(row);
}

/** Size × mark of the position in a row, positive. */
export function positionNotionalMicros(market: Market, instrument: InstrumentState, row: number): number {
  return notionalMicros(instrument, market.positions.sizeLots(row), instrument.markTicks);
}

/** Whether maintenance of the position in a row is taken on its cost of entry (rule M10). */
export function isOnEntry(market: Market, row: number): boolean {
  return market.rules.maintenanceBasis === 'entry' && market.positions.isIsolated(row);
}

/**
 * Maintenance of the position in a row, were its mark another: by tier on its notional at that mark or on its cost of
 * entry, and the fee of closing it there where that is included (rules M2, M10, M11).
 */
export function maintenanceAtMicros(
  market: Market,
  at: { readonly instrument: InstrumentState; readonly row: number },
  markTicks: number,
): number {
  const { instrument, row } = at;
  const atMarkMicros = notionalMicros(instrument, market.positions.sizeLots(row), markTicks);
  const baseMicros = isOnEntry(market, row) ? Math.abs(market.positions.entryCostMicros(row)) : atMarkMicros;
  const byTierMicros = tierMaintenanceMicros(instrument.specification.riskTiers, baseMicros);
  const closingFeePpm = closingFeePpmOf(market, instrument, market.positions.slotOf(row));
  return byTierMicros + feeMicrosOf(atMarkMicros, closingFeePpm);
}

export function positionMaintenanceMicros(market: Market, instrument: InstrumentState, row: number): number {
  return maintenanceAtMicros(market, { instrument, row }, instrument.markTicks);
}

/** Initial margin of the position in a row, at its own leverage or at another: always above maintenance (rule M1). */
export function positionInitialMicros(
  market: Market,
  at: { readonly instrument: InstrumentState; readonly row: number },
  leverage: number = market.positions.leverage(at.row),
): number {
  const { instrument, row } = at;
  const heldMicros = positionNotionalMicros(market, instrument, row);
  if (heldMicros === 0) return 0;
  const atLeverage = marginAtLeverageMicros(instrument, heldMicros, leverage);
  return Math.max(atLeverage, positionMaintenanceMicros(market, instrument, row) + 1);
}

/** Bucket + unrealised profit and loss of an isolated position. */
export function isolatedEquityMicros(market: Market, instrument: InstrumentState, row: number): number {
  return market.positions.bucketMicros(row) + unrealisedMicros(market, instrument, row);
}

/** Wallet + unrealised profit and loss of every cross position. */
export function crossEquityMicros(market: Market, slot: number): number {
  return quoteMicros(market.accounts.walletMicros(slot) + market.margins.unrealisedMicros(slot));
}

/** Maintenance margin of every cross position; 0 when there is none. */
export function crossMaintenanceMicros(market: Market, slot: number): number {
  return market.margins.maintenanceMicros(slot);
}

/** Equity and maintenance together, in an object that the next call fills anew. */
export function crossMargin(market: Market, slot: number): Readonly<CrossMargin> {
  const { cross } = market.margins;
  cross.equityMicros = crossEquityMicros(market, slot);
  cross.maintenanceMicros = crossMaintenanceMicros(market, slot);
  return cross;
}

/** `cross equity − claims`: what new orders may still use; negative when the margin falls short (rule M5). */
export function freeMarginMicros(market: Market, slot: number): number {
  const claimsMicros = market.margins.claimsMicros(slot);
  return quoteMicros(crossEquityMicros(market, slot) - claimsMicros);
}

/** `min(wallet, cross equity) − claims`: profit that is not realised cannot leave the account (rule M6). */
export function freeCashMicros(market: Market, slot: number): number {
  const walletMicros = market.accounts.walletMicros(slot);
  const claimsMicros = market.margins.claimsMicros(slot);
  return quoteMicros(Math.min(walletMicros, crossEquityMicros(market, slot)) - claimsMicros);
}
