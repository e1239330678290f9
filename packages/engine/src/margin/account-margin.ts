import { quoteMicros } from '@spillway/protocol';
import { type InstrumentState, valueMicros } from '../instrument-state.ts';
import type { Market } from '../market.ts';
import { initialMarginMicros, maintenanceMarginMicros } from './margin-math.ts';
import type { CrossMargin } from './margin-totals.ts';

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
