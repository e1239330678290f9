import { NO_ROW } from '../account/row-table.ts';
import { NO_SLOT, RESTING_PREVENTIONS } from '../book/order-pool.ts';
import type { InstrumentState } from '../instrument-state.ts';
import type { FundDrawdown } from '../insurance/drawdown.ts';
import type { Market } from '../market.ts';
import { cancelTimerMs } from '../timers/cancel-timers.ts';
import { isTreasuryUsed } from '../treasury.ts';
import { ByteWriter } from './byte-writer.ts';
import { canonicalJson } from './canonical-json.ts';
import { writeDeferrals } from './deferral-records.ts';
import { type Hash64, hash64 } from './murmur-hash3.ts';
import { writeHalt, writeWaitingOrders, writeWatches } from './write-waiting.ts';

/** `SPIL` and the version of the format: the first bytes of every snapshot. */
export const SNAPSHOT_MAGIC: readonly number[] = [0x53, 0x50, 0x49, 0x4c];
/** 2: rows for what is held alone, integers as doubles, hashed by words. */
export const SNAPSHOT_VERSION = 2;
/** The hash of everything before it. */
export const CHECKSUM_BYTES = 8;

/** What an account with one slot, a row of it and an order take: room is made once instead of by doubling. */
export const ACCOUNT_BYTES = 50;
export const ROW_BYTES = 34;
const ORDER_BYTES = 73;

function writeTotals(writer: ByteWriter, market: Market): void {
  writer.text(canonicalJson(market.rules));
  writer.integer(market.ordersPerAccountMax);
  writer.integer(market.events.lastSequence);
  writer.integer(market.events.timeMs);
  writer.integer(market.lastOrderId);
  writeTreasuries(writer, market);
  writeHalt(writer, market.halt);
}

/** By asset, without the empty ones at the end, which say no more than their absence. */
function writeTreasuries(writer: ByteWriter, market: Market): void {
  const count = market.treasuries.findLastIndex(isTreasuryUsed) + 1;
  writer.word(count);
  for (const treasury of market.treasuries.slice(0, count)) {
    writer.integer(treasury.fundCashMicros);
    writer.integer(treasury.feesMicros);
    writer.text(treasury.netDepositsMicros.toString());
    writeDrawdown(writer, treasury.drawdown);
  }
}

function writeDrawdown(writer: ByteWriter, drawdown: FundDrawdown | null): void {
  if (drawdown === null) return;
  const { isStopped, peaks } = drawdown.state();
  writer.flag(isStopped);
  writer.word(peaks.length);
  for (const { timeMs, value } of peaks) {
    writer.integer(timeMs);
    writer.integer(value);
  }
}

function writeChain(writer: ByteWriter, market: Market): void {
  const { chain } = market;
  writer.word(chain.count);
  for (let id = 1; id <= chain.count; id += 1) {
    writer.word(chain.wave(id));
    writer.integer(chain.shockSequence(id));
  }
  writer.word(chain.shocks.length);
  for (const sequence of chain.shocks) writer.integer(sequence);
}

function writeInstrument(writer: ByteWriter, instrument: InstrumentState): void {
  writer.text(canonicalJson(instrument.specification));
  writer.integer(instrument.previousMarkTicks);
  writer.integer(instrument.markTicks);
  writer.integer(instrument.indexTicks);
  writer.integer(instrument.lastTicks);
  writer.integer(instrument.inventoryLots);
  writer.integer(instrument.inventoryCostMicros);
  writeWatches(writer, instrument);
  writeIndexState(writer, instrument);
}

/** What the mark and the funding that follow from the index remember. */
function writeIndexState(writer: ByteWriter, { basis, funding }: InstrumentState): void {
  writer.flag(basis !== null);
  if (basis !== null) {
    writer.integer(basis.microTicks);
    writer.integer(basis.observedMs);
  }
  if (funding === null) return;
  const { count, weighted } = funding.premiums.sum();
  writer.integer(count);
  writer.text(weighted.toString());
  writer.integer(funding.lastRatePpb);
  writer.integer(funding.nextMs);
}

/** Whether a row says something that its orders do not. */
function isWritten(market: Market, row: number): boolean {
  return market.positions.sizeLots(row) !== 0 || market.positions.hasOwnSettings(row);
}

function writeRow(writer: ByteWriter, market: Market, row: number): void {
  const { positions } = market;
  writer.word(positions.instrumentOf(row));
  writer.byte(positions.legOf(row));
  writer.flag(positions.isIsolated(row));
  writer.word(positions.leverage(row));
  writer.integer(positions.sizeLots(row));
  writer.integer(positions.entryCostMicros(row));
  writer.integer(positions.bucketMicros(row));
}

/** Whether a slot in an asset says more than its absence: the account's money or rows, but not its orders. */
function isSlotWritten(market: Market, slot: number): boolean {
  const { accounts, positions } = market;
  if (accounts.firstSlot(slot) === slot || accounts.walletMicros(slot) !== 0) return true;
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
    if (isWritten(market, row)) return true;
  }
  return false;
}

/** An account as a whole, then its slots by asset number. */
function writeAccount(writer: ByteWriter, market: Market, firstSlot: number): void {
  const { accounts } = market;
  writer.integer(accounts.accountId(firstSlot));
  writer.integer(accounts.parentId(firstSlot));
  writer.flag(accounts.isHedged(firstSlot));
  writer.flag(accounts.isIsolatedByDefault(firstSlot));
  writer.word(accounts.feeTier(firstSlot));
  writer.integer(cancelTimerMs(market, firstSlot));
  let slotCount = 0;
  for (let slot = firstSlot; slot !== NO_SLOT; slot = accounts.nextSlot(slot)) {
    if (isSlotWritten(market, slot)) slotCount += 1;
  }
  writer.word(slotCount);
  for (let slot = firstSlot; slot !== NO_SLOT; slot = accounts.nextSlot(slot)) {
    if (isSlotWritten(market, slot)) writeSlot(writer, market, slot);
  }
}

function writeSlot(writer: ByteWriter, market: Market, slot: number): void {
  const { accounts, positions } = market;
  writer.word(accounts.assetId(slot));
  writer.integer(accounts.walletMicros(slot));
  let rowCount = 0;
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
    if (isWritten(market, row)) rowCount += 1;
  }
  writer.word(rowCount);
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
    if (isWritten(market, row)) writeRow(writer, market, row);
  }
}

/** Accounts by number, so that the order of opening leaves no trace. */
function writeAccounts(writer: ByteWriter, market: Market): void {
  const { accounts, positions } = market;
  writer.reserve(accounts.count * ACCOUNT_BYTES + positions.count * ROW_BYTES);
  const firstSlots = accounts.firstSlotsById();
  writer.word(firstSlots.length);
  for (const slot of firstSlots) writeAccount(writer, market, slot);
}

/** Orders as they would trade: by instrument, side (buys first) and priority. */
function writeOrders(writer: ByteWriter, market: Market): void {
  const { orders, accounts } = market;
  writer.reserve(orders.count * ORDER_BYTES);
  writer.word(orders.count);
  for (const instrument of market.instruments) {
    for (const direction of [1, -1] as const) {
      for (const order of instrument.book.ordersInPriority(direction)) {
        writer.word(instrument.id);
        writer.byte(orders.leg(order));
        writer.flag(direction === 1);
        writer.flag(orders.isReduceOnly(order));
        writer.flag(orders.isPostOnly(order));
        writer.byte(RESTING_PREVENTIONS.indexOf(orders.selfTradePrevention(order)));
        writer.integer(orders.orderId(order));
        writer.integer(orders.clientOrderId(order));
        writer.integer(accounts.accountId(orders.accountSlot(order)));
        writer.integer(orders.priceTicks(order));
        writer.integer(orders.remainingLots(order));
        writer.integer(orders.shownLots(order));
        writer.integer(orders.displayLots(order));
        writer.integer(orders.expiresAtMs(order));
      }
    }
  }
}

/** The whole state in one form, without its hash. */
function writeState(market: Market): ByteWriter {
  const writer = new ByteWriter();
  for (const byte of SNAPSHOT_MAGIC) writer.byte(byte);
  writer.byte(SNAPSHOT_VERSION);
  writeTotals(writer, market);
  writeChain(writer, market);
  writer.word(market.instruments.length);
  for (const instrument of market.instruments) writeInstrument(writer, instrument);
  writeAccounts(writer, market);
  writeDeferrals(writer, market);
  writeOrders(writer, market);
  writeWaitingOrders(writer, market);
  return writer;
}

/** Equal markets give equal bytes, whatever slots and rows they happen to use (rule S1). */
export function writeSnapshot(market: Market): Uint8Array {
  const writer = writeState(market);
  const checksum = hash64(writer.written());
  writer.word(checksum.high);
  writer.word(checksum.low);
  return writer.written().slice();
}

/** The hash at the end of a snapshot. */
export function hashState(market: Market): Hash64 {
  return hash64(writeState(market).written());
}
