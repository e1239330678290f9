/** Plain reads of a market, for `EngineView`. */
import {
  type AccountView,
  accountId,
  assetId,
  type FundingView,
  instrumentId,
  type OpenOrderView,
  orderId,
  type PositionView,
  priceTicks,
  quoteMicros,
  sizeLots,
  type TriggerOrderView,
} from '@spillway/protocol';
import { NO_ROW } from './account/row-table.ts';
import { NO_SLOT } from './book/order-pool.ts';
import { floatAt, intAt } from './columns.ts';
import { sideOf } from './direction.ts';
import { presentRatePpb } from './funding/funding-state.ts';
import type { InstrumentState } from './instrument-state.ts';
import { bankruptcyPriceTicks } from './liquidation/bankruptcy-price.ts';
import {
  crossEquityMicros,
  crossMaintenanceMicros,
  freeCashMicros,
  freeMarginMicros,
  positionInitialMicros,
  positionMaintenanceMicros,
  unrealisedMicros,
} from './margin/account-margin.ts';
import { liquidationPriceTicks } from './margin/liquidation-price.ts';
import { instrumentAt, type Market } from './market.ts';

export function viewAccount(market: Market, slot: number): AccountView {
  const { accounts } = market;
  return {
    accountId: accountId(accounts.accountId(slot)),
    assetId: assetId(0),
    parentAccountId: accountId(0),
    positionMode: 'one-way',
    feeTier: 0,
    walletMicros: quoteMicros(accounts.walletMicros(slot)),
    crossEquityMicros: quoteMicros(crossEquityMicros(market, slot)),
    crossMaintenanceMicros: quoteMicros(crossMaintenanceMicros(market, slot)),
    availableMicros: quoteMicros(Math.max(0, freeMarginMicros(market, slot))),
    withdrawableMicros: quoteMicros(Math.max(0, freeCashMicros(market, slot))),
    isLocked: accounts.isLocked(slot),
  };
}

/** The bankruptcy price as it is shown: nowhere when flat or outside the prices of the instrument. */
function shownBankruptcyTicks(market: Market, slot: number, instrument: InstrumentState): number | null {
  if (market.positions.sizeLotsOf(slot, instrument.id) === 0) return null;
  const ticks = bankruptcyPriceTicks(market, slot, instrument);
  return ticks >= 1 && ticks <= instrument.specification.priceTicksMax ? ticks : null;
}

/** Where an account has no row: flat, in cross, at the leverage of whoever has chosen none. */
function viewNoPosition(market: Market, instrument: InstrumentState): PositionView {
  return {
    instrumentId: instrumentId(instrument.id),
    leg: 'both',
    mode: 'cross',
    leverage: market.positions.defaultLeverage(instrument.id),
    sizeLots: sizeLots(0),
    entryCostMicros: quoteMicros(0),
    unrealisedPnlMicros: quoteMicros(0),
    bucketMicros: quoteMicros(0),
    initialMarginMicros: quoteMicros(0),
    maintenanceMarginMicros: quoteMicros(0),
    liquidationPriceTicks: null,
    bankruptcyPriceTicks: null,
  };
}

export function viewPosition(market: Market, slot: number, instrument: InstrumentState): PositionView {
  const { positions } = market;
  const row = positions.findRow(slot, instrument.id);
  if (row === NO_ROW) return viewNoPosition(market, instrument);
  const liquidationTicks = liquidationPriceTicks(market, slot, instrument);
  const bankruptcyTicks = shownBankruptcyTicks(market, slot, instrument);
  return {
    instrumentId: instrumentId(instrument.id),
    leg: 'both',
    mode: positions.isIsolated(row) ? 'isolated' : 'cross',
    leverage: positions.leverage(row),
    sizeLots: sizeLots(positions.sizeLots(row)),
    entryCostMicros: quoteMicros(positions.entryCostMicros(row)),
    unrealisedPnlMicros: quoteMicros(unrealisedMicros(market, instrument, row)),
    bucketMicros: quoteMicros(positions.bucketMicros(row)),
    initialMarginMicros: quoteMicros(positionInitialMicros(market, { instrument, row })),
    maintenanceMarginMicros: quoteMicros(positionMaintenanceMicros(market, instrument, row)),
    liquidationPriceTicks: liquidationTicks === null ? null : priceTicks(liquidationTicks),
    bankruptcyPriceTicks: bankruptcyTicks === null ? null : priceTicks(bankruptcyTicks),
  };
}

export function viewFunding({ funding }: InstrumentState): FundingView | null {
  if (funding === null) return null;
  const { lastRatePpb, nextMs } = funding;
  return { ratePpb: presentRatePpb(funding), lastRatePpb, nextFundingMs: nextMs };
}

export function viewOpenOrders(market: Market, slot: number): OpenOrderView[] {
  const { orders } = market;
  return market.accounts.openOrders(slot, orders, null).map((order) => ({
    orderId: orderId(orders.orderId(order)),
    clientOrderId: orders.clientOrderId(order),
    instrumentId: instrumentId(orders.instrumentId(order)),
    side: sideOf(orders.direction(order)),
    priceTicks: priceTicks(orders.priceTicks(order)),
    remainingLots: sizeLots(orders.remainingLots(order)),
    isReduceOnly: orders.isReduceOnly(order),
    leg: 'both',
    displayedLots: sizeLots(orders.shownLots(order)),
    expiresAtMs: orders.expiresAtMs(order),
  }));
}

function viewTriggerOrder(market: Market, slot: number): TriggerOrderView {
  const { triggerOrders } = market;
  const { triggers } = instrumentAt(market, intAt(triggerOrders.instrumentIds, slot));
  const terms = triggerOrders.termsOf(slot);
  return {
    orderId: orderId(floatAt(triggerOrders.orderIds, slot)),
    clientOrderId: terms.clientOrderId,
    instrumentId: terms.instrumentId,
    side: terms.side,
    leg: terms.leg ?? 'both',
    triggerType: triggerOrders.triggerType(slot),
    triggerBy: triggerOrders.triggerBy(slot),
    triggerTicks: priceTicks(floatAt(triggerOrders.triggersTicks, slot)),
    trailingTicks: priceTicks(triggers.trailingTicks(slot)),
    priceTicks: terms.priceTicks,
    sizeLots: terms.sizeLots,
  };
}

/** The orders of an account that wait for a price, oldest first. */
export function viewTriggerOrders(market: Market, slot: number): TriggerOrderView[] {
  const { triggerOrders } = market;
  const views: TriggerOrderView[] = [];
  for (let order = triggerOrders.oldestOf(slot); order !== NO_SLOT; order = triggerOrders.nextOf(order)) {
    views.push(viewTriggerOrder(market, order));
  }
  return views;
}
