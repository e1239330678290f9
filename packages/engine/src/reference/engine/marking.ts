/** The mark moves, and what follows (rules K1 to K3, L2, I3, I5). */
import type { RejectCode, SetIndexPrice, SetMarkPrice } from '@spillway/protocol';
import { bestTicks } from './book.ts';
import { drainDue, dueHolders } from './due.ts';
import { BILLION, type Exact, exact, MILLION, roundDown, roundNearest } from './exact.ts';
import { noteFundEquity } from './fund.ts';
import { liquidateInsolventFund, workOffInventory } from './fund-inventory.ts';
import { takePremium } from './funding.ts';
import { watchMark } from './halting.ts';
import type { Instrument, Market } from './market.ts';
import { renewReference, withinPrices } from './prices.ts';

function isPrice(instrument: Instrument, ticks: number): boolean {
  return Number.isSafeInteger(ticks) && ticks >= 1 && ticks <= instrument.specification.priceTicksMax;
}

/** Tells the mark; then whoever is due is liquidated, and the fund looks after its inventory. */
function moveMark(market: Market, instrument: Instrument, command: SetMarkPrice | SetIndexPrice): void {
  const { causeSequence, causeLiquidationId } = command;
  const parentLiquidationId =
    market.liquidations[causeLiquidationId - 1] === undefined ? 0 : causeLiquidationId;
  const isCause = Number.isSafeInteger(causeSequence) && causeSequence > 0;
  const sequence = market.outlet.emit('markPriceChanged', isCause ? causeSequence : 0, {
    instrumentId: instrument.id,
    markTicks: instrument.markTicks,
    indexTicks: instrument.indexTicks,
    previousMarkTicks: instrument.previousMarkTicks,
    causeLiquidationId: parentLiquidationId,
  });
  instrument.markSequence = sequence;
  noteFundEquity(market, instrument.assetId);
  renewReference(instrument, market.outlet.nowMs, false);
  watchMark(market, instrument);
  const shockSequence = market.shocks.includes(causeSequence) ? causeSequence : 0;
  const cause = { sequence, parentLiquidationId, shockSequence };
  drainDue(market, dueHolders(market, [instrument], cause));
  liquidateInsolventFund(market, { ...cause, instrument });
  drainDue(market, []);
  workOffInventory(market, instrument);
  drainDue(market, []);
}

export function setMarkPrice(market: Market, command: SetMarkPrice): RejectCode | null {
  const instrument = market.instruments[command.instrumentId];
  if (instrument === undefined) return 'INSTRUMENT_UNKNOWN';
  if (!isPrice(instrument, command.markTicks) || !isPrice(instrument, command.indexTicks))
    return 'PRICE_INVALID';
  instrument.previousMarkTicks = instrument.markTicks;
  instrument.markTicks = command.markTicks;
  instrument.indexTicks = command.indexTicks;
  moveMark(market, instrument, command);
  return null;
}

/** The middle of the book less the index, in millionths of a tick; 0 while a side is empty. */
function basisMillionths(market: Market, instrument: Instrument): Exact {
  const bid = bestTicks(market, instrument, 1);
  const ask = bestTicks(market, instrument, -1);
  if (bid === 0 || ask === 0) return exact(0);
  return exact(bid).add(ask).div(2).sub(instrument.indexTicks).mul(MILLION);
}

/** Lets the mean basis follow the basis (rule K3). */
function observeBasis(market: Market, instrument: Instrument, windowMs: number): Exact {
  const { nowMs } = market.outlet;
  const seen = basisMillionths(market, instrument);
  const before = instrument.basis;
  const passedMs = before === null ? 0 : nowMs - before.observedMs;
  const meanMillionths =
    before === null
      ? seen
      : roundDown(
          seen
            .sub(before.meanMillionths)
            .mul(passedMs)
            .div(passedMs + windowMs)
            .add(before.meanMillionths),
        );
  instrument.basis = { meanMillionths, observedMs: nowMs };
  return meanMillionths;
}

/** The index with the funding that is still to come (rule K2). */
function indexWithFunding(market: Market, instrument: Instrument): Exact {
  const { funding } = instrument.specification;
  const index = exact(instrument.indexTicks);
  if (funding === null) return index;
  const leftMs = Math.max(0, instrument.nextFundingMs - market.outlet.nowMs);
  const share = instrument.lastRatePpb.mul(leftMs).div(exact(funding.intervalMs).mul(BILLION));
  return roundNearest(index.mul(share.add(1)));
}

/** The mark that follows from the index, by the instrument's own method (rules K1 and K2). */
function markFrom(market: Market, instrument: Instrument): number {
  const { markMethod } = instrument.specification;
  if (markMethod.kind === 'index') return instrument.indexTicks;
  const mean = observeBasis(market, instrument, markMethod.basisWindowMs);
  const candidates = [
    indexWithFunding(market, instrument),
    roundNearest(exact(instrument.indexTicks).add(mean.div(MILLION))),
    exact(instrument.lastTicks === 0 ? instrument.indexTicks : instrument.lastTicks),
  ].sort((left, right) => left.cmp(right));
  return withinPrices(instrument, candidates[1]?.toNumber() ?? instrument.indexTicks);
}

export function setIndexPrice(market: Market, command: SetIndexPrice): RejectCode | null {
  const instrument = market.instruments[command.instrumentId];
  if (instrument === undefined) return 'INSTRUMENT_UNKNOWN';
  if (!isPrice(instrument, command.indexTicks)) return 'PRICE_INVALID';
  instrument.indexTicks = command.indexTicks;
  takePremium(market, instrument);
  instrument.previousMarkTicks = instrument.markTicks;
  instrument.markTicks = markFrom(market, instrument);
  moveMark(market, instrument, command);
  return null;
}
