import { quoteMicros } from '@spillway/protocol';
import { type InstrumentState, valueMicros } from '../instrument-state.ts';
import type { Market } from '../market.ts';
import { initialMarginMicros, maintenanceMarginMicros } from './margin-math.ts';
import { claimMicros, exposureOf } from './order-margin.ts';

/** Value at mark − entry cost of the position in a row; exact. */
export function unrealisedMicros(market: Market, instrument: InstrumentState, row: number): number {
  const sizeLots = market.positions.sizeLots(row);
  if (sizeLots === 0) return 0;
  return valueMicros(instrument, sizeLots, instrument.markTicks) - market.positions.entryCostMicros(row);
}

/** Size × mark of the position in a row, positive. */
export function positionNotionalMicros(market: Market, instrument: InstrumentState, row: number): number {
  return Math.abs(valueMicros(instrument, market.positions.sizeLots(row), instrument.markTicks));
}

export function positionMaintenanceMicros(market: Market, instrument: InstrumentState, row: number): number {
  const notionalMicros = positionNotionalMicros(market, instrument, row);
  return maintenanceMarginMicros(instrument.specification, notionalMicros);
}

export function positionInitialMicros(market: Market, instrument: InstrumentState, row: number): number {
  const notionalMicros = positionNotionalMicros(market, instrument, row);
  return initialMarginMicros(instrument.specification, notionalMicros, market.positions.leverage(row));
}

/** Bucket + unrealised profit and loss of an isolated position. */
export function isolatedEquityMicros(market: Market, instrument: InstrumentState, row: number): number {
  return market.positions.bucketMicros(row) + unrealisedMicros(market, instrument, row);
}

/** Wallet + unrealised profit and loss of every cross position. */
export function crossEquityMicros(market: Market, slot: number): number {
  let equityMicros = market.accounts.walletMicros(slot);
  for (const instrument of market.instruments) {
    const row = market.positions.row(slot, instrument.id);
    if (!market.positions.isIsolated(row)) equityMicros += unrealisedMicros(market, instrument, row);
  }
  return quoteMicros(equityMicros);
}

/** Maintenance margin of every cross position; 0 when there is none. */
export function crossMaintenanceMicros(market: Market, slot: number): number {
  let totalMicros = 0;
  for (const instrument of market.instruments) {
    const row = market.positions.row(slot, instrument.id);
    if (market.positions.sizeLots(row) !== 0 && !market.positions.isIsolated(row)) {
      totalMicros += positionMaintenanceMicros(market, instrument, row);
    }
  }
  return totalMicros;
}

/** Equity and maintenance of the cross positions in one pass: what the search for due accounts asks most. */
export function crossMargin(
  market: Market,
  slot: number,
): { readonly equityMicros: number; readonly maintenanceMicros: number } {
  const { positions, instruments } = market;
  let equityMicros = market.accounts.walletMicros(slot);
  let maintenanceMicros = 0;
  for (const instrument of instruments) {
    const row = positions.row(slot, instrument.id);
    const sizeLots = positions.sizeLots(row);
    if (sizeLots === 0 || positions.isIsolated(row)) continue;
    const worthMicros = valueMicros(instrument, sizeLots, instrument.markTicks);
    equityMicros += worthMicros - positions.entryCostMicros(row);
    maintenanceMicros += maintenanceMarginMicros(instrument.specification, Math.abs(worthMicros));
  }
  return { equityMicros: quoteMicros(equityMicros), maintenanceMicros };
}

/** What positions and open orders claim of the cross equity: initial margin and order margin (rule M4). */
function claimsMicros(market: Market, slot: number): number {
  let totalMicros = 0;
  for (const instrument of market.instruments) {
    const row = market.positions.row(slot, instrument.id);
    totalMicros += claimMicros(instrument, exposureOf(market, row));
  }
  return totalMicros;
}

/** `cross equity − claims`: what new orders may still use; negative when the margin falls short (rule M5). */
export function freeMarginMicros(market: Market, slot: number): number {
  return quoteMicros(crossEquityMicros(market, slot) - claimsMicros(market, slot));
}

/** `min(wallet, cross equity) − claims`: profit that is not realised cannot leave the account (rule M6). */
export function freeCashMicros(market: Market, slot: number): number {
  const walletMicros = market.accounts.walletMicros(slot);
  return quoteMicros(Math.min(walletMicros, crossEquityMicros(market, slot)) - claimsMicros(market, slot));
}
