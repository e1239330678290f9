/** Whatever waits, from a snapshot: halts, bands, breakers, orders for a price; what cannot be is refused. */
import { accountId, instrumentId, priceTicks, ratePpm, simulatedMs, sizeLots } from '@spillway/protocol';
import { NO_SLOT } from '../book/order-pool.ts';
import { enterHalt, type Halted } from '../halts/halt-trading.ts';
import type { InstrumentState } from '../instrument-state.ts';
import type { Market } from '../market.ts';
import {
  LEGS,
  PREVENTIONS,
  TIMES_IN_FORCE,
  TRIGGER_TYPES,
  type WaitingOrder,
} from '../triggers/trigger-orders.ts';
import { enterWaitingOrder, waitingFault } from '../triggers/waiting-orders.ts';
import type { WindowEntry } from '../windows/sliding-extreme.ts';
import { type ByteReader, SnapshotError } from './byte-reader.ts';

/** A time that is still to come, or 0. */
export function readDueMs(reader: ByteReader, market: Market): number {
  const timeMs = reader.integer();
  if (timeMs !== 0 && timeMs <= market.events.timeMs) throw new SnapshotError(`${timeMs} is over already`);
  return timeMs;
}

/** The slot of an account in the asset of an instrument, as an order would make it; `NO_SLOT` where there can be none. */
export function slotOfOwner(market: Market, owner: { accountId: number; instrumentId: number }): number {
  const instrument = market.instruments[owner.instrumentId];
  const firstSlot = market.accounts.slotOf(owner.accountId);
  if (instrument === undefined || firstSlot === NO_SLOT) return NO_SLOT;
  return market.accounts.slotIn(firstSlot, instrument.assetId);
}

export function readHalt(reader: ByteReader, market: Market, halted: Halted): void {
  if (reader.flag()) enterHalt(market, halted, readDueMs(reader, market));
}

function readSequence(reader: ByteReader, market: Market): number {
  const sequence = reader.integer();
  if (sequence < 0 || sequence > market.events.lastSequence) throw new SnapshotError(`event ${sequence}`);
  return sequence;
}

function readTicks(reader: ByteReader, instrument: InstrumentState, min: number): number {
  const ticks = reader.integer();
  if (ticks < min || ticks > instrument.specification.priceTicksMax) {
    throw new SnapshotError(`${ticks} is no price of instrument ${instrument.id}`);
  }
  return ticks;
}

function readPastMs(reader: ByteReader, market: Market, min: number): number {
  const timeMs = reader.integer();
  if (timeMs < min || timeMs > market.events.timeMs) throw new SnapshotError(`time ${timeMs}`);
  return timeMs;
}

function readWindow(reader: ByteReader, market: Market, instrument: InstrumentState): WindowEntry[] {
  const entries: WindowEntry[] = [];
  const count = reader.count();
  let last = 0;
  for (let entry = 0; entry < count; entry += 1) {
    last = readPastMs(reader, market, last);
    entries.push({ timeMs: last, value: readTicks(reader, instrument, 1) });
  }
  return entries;
}

function isSameWindow(left: readonly WindowEntry[], right: readonly WindowEntry[]): boolean {
  const isSame = ({ timeMs, value }: WindowEntry, place: number): boolean =>
    right[place]?.timeMs === timeMs && right[place]?.value === value;
  return left.length === right.length && left.every(isSame);
}

function readBreaker(reader: ByteReader, market: Market, instrument: InstrumentState): void {
  const { breaker, id } = instrument;
  if (breaker === null) return;
  const lows = readWindow(reader, market, instrument);
  const highs = readWindow(reader, market, instrument);
  breaker.restore({ lows, highs });
  const restored = breaker.marks();
  if (!isSameWindow(restored.lows, lows) || !isSameWindow(restored.highs, highs)) {
    throw new SnapshotError(`the breaker of instrument ${id} cannot remember this`);
  }
}

function readBand(reader: ByteReader, market: Market, instrument: InstrumentState): void {
  const isGiven = reader.flag();
  const isBanded = instrument.specification.tradingBand !== null && instrument.markTicks !== 0;
  if (isGiven !== isBanded) throw new SnapshotError(`the trading band of instrument ${instrument.id}`);
  if (!isGiven) return;
  const ticks = readTicks(reader, instrument, 1);
  instrument.bandReference = { ticks, sinceMs: readPastMs(reader, market, 0) };
}

/** What decides when an instrument trades, and what its triggers have seen; its prices were read before. */
export function readWatches(reader: ByteReader, market: Market, instrument: InstrumentState): void {
  instrument.markSequence = readSequence(reader, market);
  instrument.lastSequence = readSequence(reader, market);
  instrument.lookedMarkTicks = readTicks(reader, instrument, 0);
  instrument.lookedLastTicks = readTicks(reader, instrument, 0);
  readHalt(reader, market, instrument);
  readBand(reader, market, instrument);
  readBreaker(reader, market, instrument);
}

function readWord<Word>(reader: ByteReader, words: readonly Word[]): Word {
  const word = words[reader.byte()];
  if (word === undefined) throw new SnapshotError('a word that no order knows');
  return word;
}

function readTerms(reader: ByteReader, market: Market): WaitingOrder {
  const orderId = reader.integer();
  const owner = reader.integer();
  const instrument = reader.word();
  const terms = {
    orderId,
    accountId: accountId(owner),
    accountSlot: slotOfOwner(market, { accountId: owner, instrumentId: instrument }),
    instrumentId: instrumentId(instrument),
    clientOrderId: reader.integer(),
    side: reader.flag() ? 'buy' : 'sell',
    orderType: reader.flag() ? 'market' : 'limit',
    isReduceOnly: reader.flag(),
    isClosePosition: reader.flag(),
    triggerBy: reader.flag() ? 'last' : 'mark',
    leg: readWord(reader, LEGS),
    timeInForce: readWord(reader, TIMES_IN_FORCE),
    selfTradePrevention: readWord(reader, PREVENTIONS),
    triggerType: readWord(reader, TRIGGER_TYPES),
    priceTicks: priceTicks(reader.integer()),
    sizeLots: sizeLots(reader.integer()),
  } as const;
  const expiresAtMs = readDueMs(reader, market);
  return {
    ...terms,
    ...(expiresAtMs === 0 ? {} : { expiresAtMs: simulatedMs(expiresAtMs) }),
    triggerTicks: priceTicks(reader.integer()),
    callbackPpm: ratePpm(reader.word()),
  };
}

function isWaitingOrder(market: Market, order: WaitingOrder, afterId: number): boolean {
  const instrument = market.instruments[order.instrumentId];
  if (instrument === undefined || instrument.markTicks === 0 || order.accountSlot === NO_SLOT) return false;
  if (order.orderId <= afterId || order.orderId > market.lastOrderId) return false;
  if (market.orders.slotOf(order.orderId) !== NO_SLOT) return false;
  return waitingFault(market, { slot: order.accountSlot, instrument }, order) === null;
}

/** Orders that wait, by ascending number. */
export function readWaitingOrders(reader: ByteReader, market: Market): void {
  const count = reader.count();
  let lastId = 0;
  for (let index = 0; index < count; index += 1) {
    const order = readTerms(reader, market);
    const instrument = market.instruments[order.instrumentId];
    if (instrument === undefined || !isWaitingOrder(market, order, lastId)) {
      throw new SnapshotError(`order ${order.orderId} cannot wait as it does`);
    }
    lastId = order.orderId;
    const bestTicks = readTicks(reader, instrument, 0);
    if (bestTicks !== 0 && order.triggerType !== 'trailing-stop') {
      throw new SnapshotError(`order ${order.orderId} follows no price`);
    }
    const slot = enterWaitingOrder(market, instrument, order);
    if (bestTicks === 0) instrument.triggers.add(slot, 0);
    else instrument.triggers.addActive(slot, bestTicks);
  }
  for (const { id, lookedMarkTicks, lookedLastTicks, waitingOrders } of market.instruments) {
    const isLooked = lookedMarkTicks !== 0 || lookedLastTicks !== 0;
    if (isLooked && waitingOrders === 0) throw new SnapshotError(`nobody looks at instrument ${id}`);
  }
}
