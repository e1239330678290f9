import { mulDivCeil, PPM } from '@spillway/protocol';
import { opposite, signOf } from '../direction.ts';
import type { InstrumentState } from '../instrument-state.ts';
import type { Market } from '../market.ts';
import { matchTaker } from '../matching/match-taker.ts';
import { bandEdgeTicks } from '../matching/price-band.ts';
import { acceptTaker, closeTaker, FUND_SLOT, TakerOrder } from '../matching/taker-order.ts';

/** Share of its inventory that the fund offers at each mark, and how far from the mark it goes (rule I3). */
const INVENTORY_SLICE_PPM = 100_000;
const INVENTORY_BAND_PPM = 2_000;

/** The fund sells (or buys back) a slice of its inventory into the book, close to the mark (rule I3). */
export function workOffInventory(market: Market, instrument: InstrumentState, causeSequence: number): void {
  if (instrument.inventoryLots === 0 || instrument.isHalted) return;
  const direction = opposite(signOf(instrument.inventoryLots));
  const lots = mulDivCeil(Math.abs(instrument.inventoryLots), INVENTORY_SLICE_PPM, PPM);
  const worstTicks = bandEdgeTicks(instrument, direction, INVENTORY_BAND_PPM);
  const ladder = instrument.book.ladder(opposite(direction));
  if (ladder.levelCount === 0 || !ladder.isReachable(ladder.bestTicks, worstTicks)) return;
  const taker = new TakerOrder();
  taker.accountSlot = FUND_SLOT;
  taker.instrumentId = instrument.id;
  taker.direction = direction;
  taker.priceTicks = worstTicks;
  taker.remainingLots = lots;
  taker.isReduceOnly = true;
  taker.causeSequence = causeSequence;
  acceptTaker(market, taker);
  const stop = matchTaker(market, instrument, taker);
  closeTaker(market, taker, stop === 'filled' ? 'filled' : 'immediate-or-cancel');
}
