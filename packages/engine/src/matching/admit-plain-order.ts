import { PPM } from '@spillway/protocol';
import { NO_ROW } from '../account/row-table.ts';
import { intAt } from '../columns.ts';
import { directionOf } from '../direction.ts';
import type { InstrumentState } from '../instrument-state.ts';
import { claimRiseMicros, steepestRate } from '../margin/claim-rise.ts';
import type { Market } from '../market.ts';
import type { AskedOrder } from './asked-order.ts';

/** Whether an order asks for no more than to trade up to a limit and to rest there. */
function isPlainLimit(order: AskedOrder): boolean {
  return (
    order.orderType === 'limit' &&
    order.timeInForce === 'gtc' &&
    !order.isReduceOnly &&
    !order.isPostOnly &&
    (order.leg === undefined || order.leg === 'both') &&
    order.displayLots === undefined &&
    order.expiresAtMs === undefined &&
    order.isClosePosition !== true &&
    Number.isSafeInteger(order.clientOrderId) &&
    order.clientOrderId >= 0
  );
}

/** Whether size, limit, band and minimum of an instrument (rules O1, O4 and O12) admit an order at its limit. */
function isWithinInstrument(instrument: InstrumentState, order: AskedOrder): boolean {
  const { specification, markTicks } = instrument;
  const { sizeLots: lots, priceTicks } = order;
  const gap = Math.abs(priceTicks - markTicks) * PPM;
  const reach = markTicks * specification.priceBandPpm;
  return (
    Number.isSafeInteger(lots) &&
    Number.isSafeInteger(priceTicks) &&
    lots >= specification.sizeLotsMin &&
    lots <= specification.sizeLotsMax &&
    priceTicks >= 1 &&
    priceTicks <= specification.priceTicksMax &&
    gap <= reach &&
    reach <= Number.MAX_SAFE_INTEGER &&
    lots * priceTicks * instrument.contract.microsPerTickLot >= specification.notionalMinMicros
  );
}

/**
 * Whether the first risk tier allows the taker in hand as far as it reaches with the other orders of its side (rule M8), and
 * the floor of free margin covers it (rule M5); then what it can claim at most is taken.
 */
function isCoveredPlainly(market: Market, instrument: InstrumentState): boolean {
  const { positions, matching } = market;
  const { freeMarginFloors } = positions;
  const { accountSlot: slot, row, direction, remainingLots: lots, priceTicks } = matching.taker;
  const { markTicks } = instrument;
  const { microsPerTickLot } = instrument.contract;
  const reachLots = direction * positions.sizeLots(row) + lots + positions.orderLots(row, direction);
  const reachMicros = reachLots * markTicks * microsPerTickLot;
  if (reachLots > instrument.reachLotsMax || reachMicros > instrument.firstTierMicrosMax) return false;
  if (positions.marginRate(row) < instrument.firstTierMarginRateMin) return false;
  const costMicros = lots * priceTicks * microsPerTickLot;
  const worthMicros = lots * markTicks * microsPerTickLot;
  // Infinity where a plain reckoning does not do: of an inverse contract, of an isolated row.
  const rate = steepestRate(positions, instrument, row);
  const riseMicros = claimRiseMicros(worthMicros, costMicros, rate);
  const feeMicrosMax = (costMicros * instrument.takerFeePpmMax) / PPM + 1;
  if (freeMarginFloors.floorMicros(slot) < riseMicros + feeMicrosMax) return false;
  freeMarginFloors.lower(slot, riseMicros);
  return true;
}

/**
 * Admits what most orders are: a plain limit order of an account in one-way mode that has traded on the instrument before
 * and has margin to spare. Every test of `admitInFull` is here, in whatever order is shortest, because it is that which
 * says why an order is refused, and in which order the rules are asked: what is not admitted here is asked there.
 * @returns whether it is admitted, as the taker in hand, which names its account already
 */
export function admitPlainOrder(market: Market, instrument: InstrumentState, order: AskedOrder): boolean {
  const { accounts, matching } = market;
  const { taker } = matching;
  const { accountSlot: slot } = taker;
  if (!isPlainLimit(order) || !isWithinInstrument(instrument, order)) return false;
  if (instrument.markTicks === 0 || instrument.isHalted || accounts.isHedged(slot)) return false;
  if (intAt(accounts.orderCounts, slot) >= market.ordersPerAccountMax) return false;
  const row = market.positions.findRow(slot, instrument.id, 0);
  if (row === NO_ROW) return false;
  taker.clientOrderId = order.clientOrderId;
  taker.instrumentId = instrument.id;
  taker.leg = 0;
  taker.row = row;
  taker.direction = directionOf(order.side);
  taker.priceTicks = order.priceTicks;
  taker.remainingLots = order.sizeLots;
  taker.displayLots = 0;
  taker.expiresAtMs = 0;
  taker.isReduceOnly = false;
  taker.isPostOnly = false;
  taker.selfTradePrevention = order.selfTradePrevention;
  taker.causeSequence = 0;
  return isCoveredPlainly(market, instrument);
}
