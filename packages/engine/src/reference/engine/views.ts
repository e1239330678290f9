/** What a market answers when it is asked. */
import {
  type AccountView,
  accountId,
  assetId,
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
import { freeCash, freeMargin } from './claims.ts';
import { notionalAtMark } from './contract.ts';
import { type Exact, greatest, sumOf, wholeNumber, ZERO } from './exact.ts';
import { fundingRate } from './funding.ts';
import { holdingsIn, pocketOf, positionOf, positionsOf, treasuryOf, unrealised } from './holdings.ts';
import { liquidationTicks } from './liquidation-price.ts';
import { crossEquity, crossMaintenance, initialOf, leverageOf, maintenanceOf } from './margin.ts';
import { type Account, emptyPosition, type Holding, type Instrument, type Market } from './market.ts';
import { restingOf, sideOf, waitingOf } from './resting.ts';
import { trailingTicks } from './triggers.ts';
import { bankruptcyPrice } from './zero-price.ts';

function micros(value: Exact): ReturnType<typeof quoteMicros> {
  return quoteMicros(wholeNumber(value));
}

export function viewAccount(market: Market, account: Account, asset: number): AccountView {
  return {
    accountId: accountId(account.id),
    assetId: assetId(asset),
    parentAccountId: accountId(account.parentId),
    positionMode: account.positionMode,
    feeTier: account.feeTier,
    walletMicros: micros(pocketOf(account, asset).walletMicros),
    crossEquityMicros: micros(crossEquity(account, asset)),
    crossMaintenanceMicros: micros(crossMaintenance(market, account, asset)),
    availableMicros: micros(greatest(ZERO, freeMargin(market, account, asset))),
    withdrawableMicros: micros(greatest(ZERO, freeCash(market, account, asset))),
    isLocked: account.isLocked,
  };
}

/** The bankruptcy price as it is shown: nowhere when flat or outside the prices of the instrument. */
function shownBankruptcy(
  market: Market,
  held: { holding: Holding; position: Holding['positions'][number] },
): number | null {
  if (held.position.sizeLots === 0) return null;
  const ticks = bankruptcyPrice(market, held)?.toNumber() ?? 0;
  return ticks >= 1 && ticks <= held.holding.instrument.specification.priceTicksMax ? ticks : null;
}

/** A leg that the account's position mode does not have is shown as flat. */
export function viewPosition(market: Market, holding: Holding, leg: PositionLeg): PositionView {
  const { instrument } = holding;
  const held = { holding, position: positionOf(holding, leg) ?? emptyPosition(leg) };
  const { position } = held;
  const liquidation = liquidationTicks(market, held);
  const bankruptcy = shownBankruptcy(market, held);
  return {
    instrumentId: instrumentId(instrument.id),
    leg,
    mode: holding.mode,
    leverage: leverageOf(market, holding, notionalAtMark(instrument, position.sizeLots)),
    sizeLots: sizeLots(position.sizeLots),
    entryCostMicros: micros(position.costMicros),
    unrealisedPnlMicros: micros(unrealised(held)),
    bucketMicros: micros(position.bucketMicros),
    initialMarginMicros: micros(initialOf(market, held)),
    maintenanceMarginMicros: micros(maintenanceOf(market, held)),
    liquidationPriceTicks: liquidation === null ? null : priceTicks(liquidation),
    bankruptcyPriceTicks: bankruptcy === null ? null : priceTicks(bankruptcy),
  };
}

export function viewOpenOrders(market: Market, account: Account): OpenOrderView[] {
  return restingOf(market, account).map((order) => ({
    orderId: orderId(order.id),
    clientOrderId: order.clientOrderId,
    instrumentId: instrumentId(order.instrument.id),
    side: sideOf(order.direction),
    priceTicks: priceTicks(order.priceTicks),
    remainingLots: sizeLots(order.remainingLots),
    isReduceOnly: order.isReduceOnly,
    leg: order.leg,
    displayedLots: sizeLots(order.shownLots),
    expiresAtMs: order.expiresAtMs,
  }));
}

export function viewTriggerOrders(market: Market, account: Account): TriggerOrderView[] {
  return waitingOf(market, account).map((order) => ({
    orderId: orderId(order.id),
    clientOrderId: order.terms.clientOrderId,
    instrumentId: instrumentId(order.instrument.id),
    side: order.terms.side,
    leg: order.terms.leg ?? 'both',
    triggerType: order.terms.triggerType,
    triggerBy: order.terms.triggerBy,
    triggerTicks: order.terms.triggerTicks,
    trailingTicks: priceTicks(order.bestTicks === 0 ? 0 : trailingTicks(order)),
    priceTicks: order.terms.priceTicks,
    sizeLots: order.terms.sizeLots,
  }));
}

export function viewFunding(instrument: Instrument): FundingView | null {
  const { funding } = instrument.specification;
  if (funding === null) return null;
  return {
    ratePpb: wholeNumber(fundingRate(instrument, funding)),
    lastRatePpb: wholeNumber(instrument.lastRatePpb),
    nextFundingMs: instrument.nextFundingMs,
  };
}

/** Σ cash (wallets, buckets, fund, fees) − Σ signed entry cost − net deposits: 0 in a correct market (rule C1). */
export function conservationError(market: Market, asset: number): Exact {
  const treasury = treasuryOf(market, asset);
  const ofAccounts = market.accounts.map((account) => {
    const held = holdingsIn(account, asset).flatMap(positionsOf);
    const behind = held.map(({ position }) => position.bucketMicros.sub(position.costMicros));
    return pocketOf(account, asset).walletMicros.add(sumOf(behind));
  });
  const inventory = market.instruments
    .filter((instrument) => instrument.assetId === asset)
    .map((instrument) => instrument.inventoryCostMicros);
  return treasury.fundCashMicros
    .add(treasury.feesMicros)
    .sub(treasury.netDepositsMicros)
    .add(sumOf(ofAccounts))
    .sub(sumOf(inventory));
}
