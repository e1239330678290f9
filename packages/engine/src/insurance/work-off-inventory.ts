import {
  accountId,
  instrumentId,
  liquidationId,
  mulDivCeil,
  orderId,
  PPM,
  priceTicks,
  sizeLots,
} from '@spillway/protocol';
import { opposite, sideOf, signOf } from '../direction.ts';
import type { InstrumentState } from '../instrument-state.ts';
import type { Market } from '../market.ts';
import { FUND_SLOT, matchTaker, type TakerOrder } from '../matching/match-taker.ts';
import { bandEdgeTicks } from '../matching/price-band.ts';

/** Share of its inventory that the fund offers at each mark, and how far from the mark it goes (rule I3). */
const INVENTORY_SLICE_PPM = 100_000;
const INVENTORY_BAND_PPM = 2_000;

/** The fund sells (or buys back) a slice of its inventory into the book, close to the mark (rule I3). */
export function workOffInventory(market: Market, instrument: InstrumentState, causeSequence: number): void {
  if (instrument.inventoryLots === 0) return;
  const direction = opposite(signOf(instrument.inventoryLots));
  const lots = mulDivCeil(Math.abs(instrument.inventoryLots), INVENTORY_SLICE_PPM, PPM);
  const worstTicks = bandEdgeTicks(instrument, direction, INVENTORY_BAND_PPM);
  const ladder = instrument.book.ladder(opposite(direction));
  if (ladder.levelCount === 0 || !ladder.isReachable(ladder.bestTicks, worstTicks)) return;
  market.lastOrderId += 1;
  const names = {
    orderId: orderId(market.lastOrderId),
    clientOrderId: 0,
    accountId: accountId(0),
    instrumentId: instrumentId(instrument.id),
  };
  const acceptedSequence = market.events.emit('orderAccepted', causeSequence, {
    ...names,
    side: sideOf(direction),
    priceTicks: priceTicks(worstTicks),
    sizeLots: sizeLots(lots),
    isReduceOnly: true,
    liquidationId: liquidationId(0),
  });
  const taker: TakerOrder = {
    slot: FUND_SLOT,
    orderId: market.lastOrderId,
    direction,
    worstTicks,
    remainingLots: lots,
    selfTradePrevention: 'cancel-maker',
    liquidationId: 0,
    causeSequence: acceptedSequence,
    onTrade: null,
  };
  const stop = matchTaker(market, instrument, taker);
  market.events.emit('orderClosed', taker.causeSequence, {
    ...names,
    reason: stop === 'filled' ? 'filled' : 'immediate-or-cancel',
    remainingLots: sizeLots(taker.remainingLots),
  });
}
