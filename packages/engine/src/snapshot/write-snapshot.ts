import type { InstrumentState } from '../instrument-state.ts';
import type { Market } from '../market.ts';
import { ByteWriter } from './byte-writer.ts';
import { canonicalJson } from './canonical-json.ts';
import { fnv1a64 } from './fnv1a64.ts';

/** `SPIL` and the version of the format: the first bytes of every snapshot. */
export const SNAPSHOT_MAGIC: readonly number[] = [0x53, 0x50, 0x49, 0x4c];
export const SNAPSHOT_VERSION = 1;
/** Two halves of the FNV-1a hash of everything before them. */
export const CHECKSUM_BYTES = 16;

function writeTotals(writer: ByteWriter, market: Market): void {
  writer.text(canonicalJson(market.rules));
  writer.integer(market.ordersPerAccountMax);
  writer.integer(market.events.lastSequence);
  writer.integer(market.events.timeMs);
  writer.integer(market.lastOrderId);
  writer.integer(market.fundCashMicros);
  writer.integer(market.feesMicros);
  writer.text(market.netDepositsMicros.toString());
}

function writeChain(writer: ByteWriter, market: Market): void {
  const { chain } = market;
  writer.integer(chain.count);
  for (let id = 1; id <= chain.count; id += 1) {
    writer.integer(chain.wave(id));
    writer.integer(chain.shockSequence(id));
  }
  writer.integer(chain.shocks.length);
  for (const sequence of chain.shocks) writer.integer(sequence);
}

function writeInstrument(writer: ByteWriter, instrument: InstrumentState): void {
  writer.text(canonicalJson(instrument.specification));
  writer.integer(instrument.markTicks);
  writer.integer(instrument.indexTicks);
  writer.integer(instrument.lastTicks);
  writer.integer(instrument.inventoryLots);
  writer.integer(instrument.inventoryCostMicros);
}

function writeRow(writer: ByteWriter, market: Market, row: number): void {
  const { positions } = market;
  writer.integer(positions.sizeLots(row));
  writer.integer(positions.entryCostMicros(row));
  writer.integer(positions.bucketMicros(row));
  writer.integer(positions.leverage(row));
  writer.flag(positions.isIsolated(row));
}

/** Accounts by number, so that the order of opening leaves no trace. */
function writeAccounts(writer: ByteWriter, market: Market): void {
  writer.integer(market.accounts.count);
  for (const slot of market.accounts.slotsById()) {
    writer.integer(market.accounts.accountId(slot));
    writer.integer(market.accounts.walletMicros(slot));
    for (const instrument of market.instruments) {
      const row = market.positions.findRow(slot, instrument.id);
      if (row >= 0) writeRow(writer, market, row);
      else {
        writer.integer(0);
        writer.integer(0);
        writer.integer(0);
        writer.integer(market.positions.defaultLeverage(instrument.id));
        writer.flag(false);
      }
    }
  }
}

/** Orders as they would trade: by instrument, side and priority. */
function writeOrders(writer: ByteWriter, market: Market): void {
  const { orders, accounts } = market;
  writer.integer(orders.count);
  for (const instrument of market.instruments) {
    for (const direction of [1, -1] as const) {
      for (const order of instrument.book.ordersInPriority(direction)) {
        writer.integer(orders.orderId(order));
        writer.integer(orders.clientOrderId(order));
        writer.integer(accounts.accountId(orders.accountSlot(order)));
        writer.integer(instrument.id);
        writer.integer(direction);
        writer.integer(orders.priceTicks(order));
        writer.integer(orders.remainingLots(order));
        writer.flag(orders.isReduceOnly(order));
      }
    }
  }
}

/** The whole state in one form: equal markets give equal bytes, whatever slots they happen to use (rule S1). */
export function writeSnapshot(market: Market): Uint8Array {
  const writer = new ByteWriter();
  for (const byte of SNAPSHOT_MAGIC) writer.byte(byte);
  writer.byte(SNAPSHOT_VERSION);
  writeTotals(writer, market);
  writeChain(writer, market);
  writer.integer(market.instruments.length);
  for (const instrument of market.instruments) writeInstrument(writer, instrument);
  writeAccounts(writer, market);
  writeOrders(writer, market);
  const checksum = fnv1a64(writer.bytes());
  writer.integer(checksum.high);
  writer.integer(checksum.low);
  return writer.bytes();
}
