/** Orders of a party in liquidation, and how far they may go (rules L6, L16, L17 and L19). */
import { notionalAtMark, opposite, signOf } from './contract.ts';
import { type Exact, exact, greatest, least, MILLION, roundDown, roundUp } from './exact.ts';
import type { Held } from './holdings.ts';
import { type Liquidation, partyOf, recordForcedClose } from './liquidation-books.ts';
import { type Margin, maintenanceOf } from './margin.ts';
import type { Market } from './market.ts';
import { type BookTrade, isFillable, matchTaker, type Taker } from './matching.ts';
import { bandEdge, withinPrices } from './prices.ts';
import { sideOf } from './resting.ts';
import { marginOf, type Scope } from './scopes.ts';
import { takeoverTicks } from './zero-price.ts';

/** `value × factor / 1,000,000`, rounded down. */
function ppmDown(value: Exact, factor: Exact | number): Exact {
  return roundDown(value.mul(factor).div(MILLION));
}

/** `part / whole` in parts per million, rounded down. */
function shareDown(part: Exact, whole: Exact): Exact {
  return roundDown(part.mul(MILLION).div(whole));
}

/** dYdX's fillable price: the further equity is below maintenance, the further from the mark (rule L17). */
function fillableTicks(
  market: Market,
  held: Held,
  of: { readonly margin: Margin; readonly adjustmentPpm: number; readonly spreadPpm: number },
): number {
  const { instrument } = held.holding;
  const sizeLots = held.position.sizeLots;
  const { equity, maintenance } = of.margin;
  const missing = shareDown(maintenance.sub(equity), maintenance);
  const eagerness = least(exact(MILLION), greatest(exact(0), ppmDown(missing, of.adjustmentPpm)));
  const rate = shareDown(maintenanceOf(market, held), notionalAtMark(instrument, sizeLots));
  const distance = ppmDown(ppmDown(rate, of.spreadPpm), eagerness);
  const mark = exact(instrument.markTicks);
  const ticks =
    sizeLots > 0
      ? roundUp(mark.mul(exact(MILLION).sub(distance)).div(MILLION))
      : roundDown(mark.mul(exact(MILLION).add(distance)).div(MILLION));
  return withinPrices(instrument, ticks.toNumber());
}

/** The worst price at which a forced order may trade. */
export function forcedBoundTicks(market: Market, scope: Scope, held: Held): number {
  const { forcedPriceBound } = market.rules;
  const { instrument } = held.holding;
  switch (forcedPriceBound.kind) {
    case 'bankruptcy':
      return takeoverTicks(market, held);
    case 'band': {
      const direction = opposite(signOf(held.position.sizeLots));
      return bandEdge(instrument, direction, instrument.specification.priceBandPpm);
    }
    case 'fillable': {
      const { adjustmentPpm, spreadPpm } = forcedPriceBound;
      return fillableTicks(market, held, { margin: marginOf(market, scope), adjustmentPpm, spreadPpm });
    }
  }
}

/** Sends an immediate-or-cancel order of the party through the book; a part that must be filled whole only if it can be. */
export function sendForcedOrder(
  market: Market,
  liquidation: Liquidation,
  order: { readonly held: Held; readonly lots: number; readonly worstTicks: number },
): void {
  const { held, lots, worstTicks } = order;
  const { account, instrument } = held.holding;
  const positionDirection = signOf(held.position.sizeLots);
  const direction = opposite(positionDirection);
  const isPart = lots < Math.abs(held.position.sizeLots);
  market.lastOrderId += 1;
  const names = {
    orderId: market.lastOrderId,
    clientOrderId: 0,
    accountId: account.id,
    instrumentId: instrument.id,
  };
  const acceptedSequence = market.outlet.emit('orderAccepted', liquidation.startedSequence, {
    ...names,
    side: sideOf(direction),
    leg: held.position.leg,
    priceTicks: worstTicks,
    sizeLots: lots,
    isReduceOnly: true,
    liquidationId: liquidation.id,
  });
  const onTrade = (trade: BookTrade): void => {
    recordForcedClose(market, liquidation, {
      party: partyOf(held),
      positionDirection,
      lots: trade.lots,
      priceTicks: trade.priceTicks,
      stage: 'book',
      counterpartyAccountId: trade.makerAccountId,
      causeSequence: trade.sequence,
    });
  };
  const taker: Taker = {
    instrument,
    held,
    orderId: market.lastOrderId,
    direction,
    worstTicks,
    remainingLots: lots,
    selfTradePrevention: 'cancel-maker',
    liquidationId: liquidation.id,
    causeSequence: acceptedSequence,
    onTrade,
  };
  const mustBeWhole = isPart && market.rules.isPartialFillOrKill;
  if (!mustBeWhole || isFillable(market, { instrument, held, direction, worstTicks, lots })) {
    matchTaker(market, taker);
  }
  market.outlet.emit('orderClosed', taker.causeSequence, {
    ...names,
    reason: taker.remainingLots === 0 ? 'filled' : 'immediate-or-cancel',
    remainingLots: taker.remainingLots,
  });
}
