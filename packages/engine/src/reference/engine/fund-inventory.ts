/** The fund parts with its inventory: at each mark a little, and all of it when it is insolvent (rules I3 and I5). */
import { makersFor } from './book.ts';
import { opposite, signOf } from './contract.ts';
import { refillFund } from './deficit.ts';
import { deleverage, unwindAtMark } from './deleverage.ts';
import { exact, roundUp, ZERO } from './exact.ts';
import { fundEquity, instrumentsIn } from './fund.ts';
import { finishLiquidation, startLiquidation } from './liquidation-books.ts';
import type { Cause, Instrument, Market } from './market.ts';
import { matchTaker, type Taker } from './matching.ts';
import { bandEdge } from './prices.ts';
import { sideOf } from './resting.ts';
import { isTrading } from './trading.ts';
import { fundZeroTicks } from './zero-price.ts';

/** The share of its inventory that the fund offers at each mark, as one part of so many, and how far from the mark it goes. */
const INVENTORY_PARTS = 10;
const INVENTORY_BAND_PPM = 2_000;

/** To readers of events it is a liquidation of account 0. */
export function liquidateInsolventFund(market: Market, cause: Cause): void {
  const { assetId } = cause.instrument;
  const equity = fundEquity(market, assetId);
  const inventory = instrumentsIn(market, assetId).filter(({ inventoryLots }) => inventoryLots !== 0);
  const closable = inventory.filter((instrument) => isTrading(market, instrument));
  if (equity.gte(0) || closable.length === 0) return;
  const liquidation = startLiquidation(
    market,
    { scope: null, assetId, cause },
    { equity, maintenance: ZERO },
  );
  for (const instrument of closable) {
    if (instrument.inventoryLots === 0) continue;
    const party = { instrument, held: null };
    deleverage(market, liquidation, { party, priceTicks: fundZeroTicks(market, instrument) });
    unwindAtMark(market, liquidation, party);
  }
  const isComplete = inventory.every(({ inventoryLots }) => inventoryLots === 0);
  if (isComplete) refillFund(market, liquidation);
  finishLiquidation(market, liquidation, isComplete);
}

/** The fund sells, or buys back, a part of its inventory into the book, close to the mark. */
export function workOffInventory(market: Market, instrument: Instrument): void {
  const { inventoryLots } = instrument;
  if (inventoryLots === 0 || !isTrading(market, instrument)) return;
  const direction = opposite(signOf(inventoryLots));
  const lots = roundUp(exact(Math.abs(inventoryLots)).div(INVENTORY_PARTS)).toNumber();
  const worstTicks = bandEdge(instrument, direction, INVENTORY_BAND_PPM);
  if (makersFor(market, instrument, { direction, worstTicks }).length === 0) return;
  market.lastOrderId += 1;
  const names = {
    orderId: market.lastOrderId,
    clientOrderId: 0,
    accountId: 0,
    instrumentId: instrument.id,
  };
  const acceptedSequence = market.outlet.emit('orderAccepted', instrument.markSequence, {
    ...names,
    side: sideOf(direction),
    leg: 'both',
    priceTicks: worstTicks,
    sizeLots: lots,
    isReduceOnly: true,
    liquidationId: 0,
  });
  const taker: Taker = {
    instrument,
    held: null,
    orderId: market.lastOrderId,
    direction,
    worstTicks,
    remainingLots: lots,
    selfTradePrevention: 'cancel-maker',
    liquidationId: 0,
    causeSequence: acceptedSequence,
    onTrade: null,
  };
  const stop = matchTaker(market, taker);
  market.outlet.emit('orderClosed', taker.causeSequence, {
    ...names,
    reason: stop === 'filled' ? 'filled' : 'immediate-or-cancel',
    remainingLots: taker.remainingLots,
  });
}
