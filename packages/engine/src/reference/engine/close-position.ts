/** Closes one position by force: in part where the rules say so, then whole (rules L5 to L9, L12 to L15, D1 and D4). */
import { notionalAtMark, signOf } from './contract.ts';
import { deleverage, deleveragingTicks, unwindAtMark } from './deleverage.ts';
import { greatest, least, ZERO } from './exact.ts';
import { forcedBoundTicks, sendForcedOrder } from './forced-order.ts';
import { changeFundCash, lotsForFund, settleInventory } from './fund.ts';
import { type Held, pocketOf } from './holdings.ts';
import { burdenOf, closeOutsideBook, type Liquidation, lotsHeldBy, partyOf } from './liquidation-books.ts';
import { feeOf, tierOf } from './margin.ts';
import type { Market } from './market.ts';
import { blockLots, coolingSliceLots, restoringLots, startCoolDown, tierLots, useBlock } from './partial.ts';
import { isDue, isForBackstop, marginOf, type Scope } from './scopes.ts';
import { takeoverTicks } from './zero-price.ts';

/** The position that is being closed, in the liquidation of its scope. */
export interface Closing {
  readonly liquidation: Liquidation;
  readonly scope: Scope;
  readonly held: Held;
}

/**
 * Charges the liquidation fee on what was closed since the last charge (rule L9): never more than the margin that is left.
 */
function chargeFee(market: Market, { liquidation, scope, held }: Closing): void {
  const { instrument } = held.holding;
  const pocket = pocketOf(scope.account, scope.assetId);
  const cash = scope.isolated === null ? pocket.walletMicros : held.position.bucketMicros;
  const left = least(cash, marginOf(market, scope).equity);
  const asked = feeOf(liquidation.uncharged, instrument.specification.liquidationFeePpm);
  const fee = greatest(ZERO, least(asked, left));
  liquidation.uncharged = ZERO;
  liquidation.fee = liquidation.fee.add(fee);
  if (scope.isolated === null) pocket.walletMicros = cash.sub(fee);
  else held.position.bucketMicros = cash.sub(fee);
  changeFundCash(
    market,
    { assetId: instrument.assetId, reason: 'liquidation-fee', delta: fee },
    { causeSequence: liquidation.startedSequence, liquidationId: liquidation.id },
  );
}

/** Sends an order for a part of the position, and charges the fee on what it closed. */
function closePart(market: Market, closing: Closing, lots: number): number {
  const { liquidation, scope, held } = closing;
  const before = held.position.sizeLots;
  sendForcedOrder(market, liquidation, { held, lots, worstTicks: forcedBoundTicks(market, scope, held) });
  chargeFee(market, closing);
  return Math.abs(before - held.position.sizeLots);
}

/** Tier after tier, until the margin is restored; whether it is. A tier that the book does not take ends it (rule L14). */
function closeTierByTier(market: Market, closing: Closing): boolean {
  const { scope, held } = closing;
  const { instrument } = held.holding;
  for (let lots = tierLots(held); lots !== null; lots = tierLots(held)) {
    const { notionalFloorMicros } = tierOf(instrument, notionalAtMark(instrument, held.position.sizeLots));
    closePart(market, closing, lots);
    if (!isDue(market, scope)) return true;
    if (notionalAtMark(instrument, held.position.sizeLots).gt(notionalFloorMicros)) return false;
  }
  return false;
}

/** What the partial rule closes first; returns whether that is all for now. */
function closeInParts(market: Market, closing: Closing, isTested: boolean): boolean {
  const { partial } = market.rules;
  const { liquidation, scope, held } = closing;
  const notional = notionalAtMark(held.holding.instrument, held.position.sizeLots);
  switch (partial.kind) {
    case 'none':
      return false;
    case 'restore-margin':
      if (!isTested || notional.lte(partial.thresholdMicros)) return false;
      closePart(
        market,
        closing,
        restoringLots(market, held, { margin: marginOf(market, scope), rule: partial }),
      );
      return !isDue(market, scope);
    case 'tier-by-tier':
      return isTested && closeTierByTier(market, closing);
    case 'slice': {
      const lots = coolingSliceLots(held, partial);
      if (lots === null) return false;
      closePart(market, closing, lots);
      startCoolDown(market, liquidation, { held, coolDownMs: partial.coolDownMs });
      return true;
    }
    case 'block-cap': {
      if (marginOf(market, scope).equity.lt(0)) return false;
      const closedLots = closePart(market, closing, blockLots(market, held, partial));
      useBlock(market, liquidation, { held, closedLots, blockMs: partial.blockMs });
      return true;
    }
  }
}

/** The fund takes over what it can bear of a position, at a price (rules I2 and L21). */
function takeOver(
  market: Market,
  { liquidation, held }: Closing,
  at: { readonly priceTicks: number; readonly stage: 'insurance' | 'backstop' },
): void {
  const { instrument } = held.holding;
  const { priceTicks, stage } = at;
  const direction = signOf(held.position.sizeLots);
  const heldLots = Math.abs(held.position.sizeLots);
  const offer = { direction, lots: heldLots, priceTicks, isBackstop: stage === 'backstop' };
  const lots = lotsForFund(market, instrument, offer);
  if (lots === 0) return;
  const party = partyOf(held);
  const burden = burdenOf({ party, positionDirection: direction, lots, priceTicks });
  liquidation.insurancePaid = liquidation.insurancePaid.add(burden);
  const close = { party, lots, priceTicks, stage, counterpartyAccountId: 0 };
  const causeSequence = closeOutsideBook(market, liquidation, close);
  const fill = { instrument, direction, lots, priceTicks };
  settleInventory(market, fill, { causeSequence, liquidationId: liquidation.id });
}

/** All of a position: through the book, then the fund, then the other side of the market (rules L7, D1 and D4). */
function closeWhole(market: Market, closing: Closing): void {
  const { liquidation, scope, held } = closing;
  const { instrument } = held.holding;
  const heldLots = Math.abs(held.position.sizeLots);
  if (heldLots === 0) return;
  const priceTicks = takeoverTicks(market, held);
  const worstTicks = forcedBoundTicks(market, scope, held);
  sendForcedOrder(market, liquidation, { held, lots: heldLots, worstTicks });
  const party = partyOf(held);
  if (lotsHeldBy(party) !== 0) takeOver(market, closing, { priceTicks, stage: 'insurance' });
  deleverage(market, liquidation, { party, priceTicks: deleveragingTicks(market, instrument, priceTicks) });
  unwindAtMark(market, liquidation, party);
  chargeFee(market, closing);
}

/**
 * Closes one position of a scope. Whoever has too little left is taken over past the book, and what the fund does not take
 * is closed whole at once (rule L21).
 * @param isTested - whether the margin is tested after each position, so that a part may be enough
 */
export function closePosition(market: Market, closing: Closing, isTested: boolean): void {
  if (isForBackstop(market, closing.scope)) {
    takeOver(market, closing, { priceTicks: takeoverTicks(market, closing.held), stage: 'backstop' });
    chargeFee(market, closing);
    closeWhole(market, closing);
  } else if (!closeInParts(market, closing, isTested)) {
    closeWhole(market, closing);
  }
}
