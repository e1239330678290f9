/** Plain reads of a market, for `EngineView`. */
import {
  type AccountView,
  type AssetId,
  accountId,
  type FundingView,
  instrumentId,
  type OpenOrderView,
  orderId,
  type PositionLeg,
  type PositionView,
  priceTicks,
  quoteMicros,
  sizeLots,
  type TriggerOrderView,
} from '@spillway/protocol';
import type { PositionPlace } from './account/fills.ts';
import { legNameOf, legOfName, legsOf } from './account/legs.ts';
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
  positionNotionalMicros,
  unrealisedMicros,
} from './margin/account-margin.ts';
import { liquidationPriceTicks } from './margin/liquidation-price.ts';
import { leverageAt } from './margin/margin-math.ts';
import { instrumentAt, type Market } from './market.ts';
import { allWaitingOrders } from './triggers/waiting-orders.ts';

/** @param firstSlot - the account, as its slot in the first asset */
export function viewAccount(market: Market, firstSlot: number, asset: AssetId): AccountView {
  const { accounts } = market;
  const slot = accounts.findSlotIn(firstSlot, asset);
  return {
    accountId: accountId(accounts.accountId(firstSlot)),
    assetId: asset,
    parentAccountId: accountId(accounts.parentId(firstSlot)),
    positionMode: accounts.isHedged(firstSlot) ? 'hedge' : 'one-way',
    feeTier: accounts.feeTier(firstSlot),
    ...(slot === NO_SLOT ? NOTHING : viewAmounts(market, slot)),
    isLocked: accounts.isLocked(firstSlot),
  };
}

type Amounts = Pick<
  AccountView,
  'walletMicros' | 'crossEquityMicros' | 'crossMaintenanceMicros' | 'availableMicros' | 'withdrawableMicros'
>;

/** Of an asset that the account has nothing to do with. */
const NOTHING: Amounts = {
  walletMicros: quoteMicros(0),
  crossEquityMicros: quoteMicros(0),
  crossMaintenanceMicros: quoteMicros(0),
  availableMicros: quoteMicros(0),
  withdrawableMicros: quoteMicros(0),
};

function viewAmounts(market: Market, slot: number): Amounts {
  const { accounts } = market;
  return {
    walletMicros: quoteMicros(accounts.walletMicros(slot)),
    crossEquityMicros: quoteMicros(crossEquityMicros(market, slot)),
    crossMaintenanceMicros: quoteMicros(crossMaintenanceMicros(market, slot)),
    availableMicros: quoteMicros(Math.max(0, freeMarginMicros(market, slot))),
    withdrawableMicros: quoteMicros(Math.max(0, freeCashMicros(market, slot))),
  };
}

/** Signed size of all legs; 0 where the account has no slot. */
export function netLots(market: Market, slot: number, instrument: InstrumentState): number {
  if (slot === NO_SLOT) return 0;
  return legsOf(market.accounts, slot).reduce<number>(
    (sum, leg) => sum + market.positions.sizeLotsOf(slot, instrument.id, leg),
    0,
  );
}

/** The bankruptcy price as it is shown: nowhere when flat or outside the prices of the instrument. */
function shownBankruptcyTicks(market: Market, at: PositionPlace): number | null {
  if (market.positions.sizeLotsOf(at.slot, at.instrument.id, at.leg) === 0) return null;
  const ticks = bankruptcyPriceTicks(market, at);
  return ticks >= 1 && ticks <= at.instrument.specification.priceTicksMax ? ticks : null;
}

/** Mode and leverage of an account in an instrument: chosen, or those of whoever has chosen none. */
function viewSettings(
  market: Market,
  firstSlot: number,
  instrument: InstrumentState,
): Pick<PositionView, 'mode' | 'leverage'> {
  const { accounts, positions } = market;
  const slot = accounts.findSlotIn(firstSlot, instrument.assetId);
  const leg = accounts.isHedged(firstSlot) ? 1 : 0;
  const row = slot === NO_SLOT ? NO_ROW : positions.findRow(slot, instrument.id, leg);
  const isChosen = row !== NO_ROW;
  const isIsolated = isChosen ? positions.isIsolated(row) : accounts.isIsolatedByDefault(firstSlot);
  const leverage = isChosen ? positions.leverage(row) : positions.defaultLeverage(instrument.id);
  return {
    mode: isIsolated ? 'isolated' : 'cross',
    leverage: leverageAt(instrument.specification, 0, leverage),
  };
}

/** Where an account has no row, or no such leg: flat. */
function viewNoPosition(
  market: Market,
  of: { readonly firstSlot: number; readonly leg: PositionLeg },
  instrument: InstrumentState,
): PositionView {
  return {
    instrumentId: instrumentId(instrument.id),
    leg: of.leg,
    ...viewSettings(market, of.firstSlot, instrument),
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

/** @param of.firstSlot - the account, as its slot in the first asset */
export function viewPosition(
  market: Market,
  of: { readonly firstSlot: number; readonly leg: PositionLeg },
  instrument: InstrumentState,
): PositionView {
  const { accounts, positions } = market;
  const slot = accounts.findSlotIn(of.firstSlot, instrument.assetId);
  const leg = legOfName(of.leg);
  const row = slot === NO_SLOT ? NO_ROW : positions.findRow(slot, instrument.id, leg);
  if (row === NO_ROW || !legsOf(accounts, slot).includes(leg)) return viewNoPosition(market, of, instrument);
  const at = { slot, instrument, leg };
  const liquidationTicks = liquidationPriceTicks(market, at);
  const bankruptcyTicks = shownBankruptcyTicks(market, at);
  const notionalMicros = positionNotionalMicros(market, instrument, row);
  return {
    instrumentId: instrumentId(instrument.id),
    leg: of.leg,
    mode: positions.isIsolated(row) ? 'isolated' : 'cross',
    leverage: leverageAt(instrument.specification, notionalMicros, positions.leverage(row)),
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

/** @param firstSlot - the account, as its slot in the first asset */
export function viewOpenOrders(market: Market, firstSlot: number): OpenOrderView[] {
  const { orders } = market;
  return market.accounts.allOpenOrders(firstSlot, orders).map((order) => ({
    orderId: orderId(orders.orderId(order)),
    clientOrderId: orders.clientOrderId(order),
    instrumentId: instrumentId(orders.instrumentId(order)),
    side: sideOf(orders.direction(order)),
    priceTicks: priceTicks(orders.priceTicks(order)),
    remainingLots: sizeLots(orders.remainingLots(order)),
    isReduceOnly: orders.isReduceOnly(order),
    leg: legNameOf(orders.leg(order)),
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

/**
 * The orders of an account that wait for a price, oldest first.
 * @param firstSlot - the account, as its slot in the first asset
 */
export function viewTriggerOrders(market: Market, firstSlot: number): TriggerOrderView[] {
  return allWaitingOrders(market, firstSlot).map((order) => viewTriggerOrder(market, order));
}
