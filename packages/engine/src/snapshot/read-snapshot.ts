import {
  type EventSink,
  type InstrumentSpecification,
  type MarketRules,
  validateInstrument,
  validateMarketRules,
} from '@spillway/protocol';
import { enterPosition } from '../account/fills.ts';
import { enterOrder } from '../account/resting-orders.ts';
import type { NewOrder } from '../book/order-pool.ts';
import { EventOutlet } from '../event-outlet.ts';
import { addInstrument, createMarket, instrumentAt, type Market, moveMark } from '../market.ts';
import { ByteReader, SnapshotError } from './byte-reader.ts';
import { fnv1a64 } from './fnv1a64.ts';
import { CHECKSUM_BYTES, SNAPSHOT_MAGIC, SNAPSHOT_VERSION } from './write-snapshot.ts';

/** Checks magic, version and checksum; returns a reader that stands behind the version. */
function openSnapshot(bytes: Uint8Array): ByteReader {
  const body = bytes.subarray(0, Math.max(0, bytes.length - CHECKSUM_BYTES));
  const reader = new ByteReader(body);
  for (const expected of SNAPSHOT_MAGIC) {
    if (reader.byte() !== expected) throw new SnapshotError('it does not begin with SPIL');
  }
  const version = reader.byte();
  if (version !== SNAPSHOT_VERSION) {
    throw new SnapshotError(`its version is ${version}, this engine reads version ${SNAPSHOT_VERSION}`);
  }
  const stated = new ByteReader(bytes.subarray(body.length));
  const actual = fnv1a64(body);
  if (stated.integer() !== actual.high || stated.integer() !== actual.low) {
    throw new SnapshotError('its checksum does not match');
  }
  return reader;
}

/** Reads rules or a specification: JSON in which its own validator finds no fault. */
function readJson<Value>(reader: ByteReader, faultsOf: (value: Value) => readonly string[]): Value {
  const value = JSON.parse(reader.text()) as Value;
  const [fault] = faultsOf(value);
  if (fault !== undefined) throw new SnapshotError(`its rules are not valid: ${fault}`);
  return value;
}

function readTotals(reader: ByteReader, sink: EventSink): Market {
  const rules = readJson<MarketRules>(reader, validateMarketRules);
  const ordersPerAccountMax = reader.integer();
  const lastSequence = reader.integer();
  const timeMs = reader.integer();
  const market: Market = {
    ...createMarket({ sink, ordersPerAccountMax }),
    rules,
    events: new EventOutlet(sink, lastSequence, timeMs),
  };
  market.lastOrderId = reader.integer();
  market.fundCashMicros = reader.integer();
  market.feesMicros = reader.integer();
  market.netDepositsMicros = BigInt(reader.text());
  return market;
}

function readChain(reader: ByteReader, market: Market): void {
  const linkCount = reader.count();
  for (let link = 0; link < linkCount; link += 1) {
    const wave = reader.integer();
    market.chain.add(wave, reader.integer());
  }
  const shockCount = reader.count();
  for (let shock = 0; shock < shockCount; shock += 1) market.chain.addShock(reader.integer());
}

function readInstruments(reader: ByteReader, market: Market): void {
  const count = reader.count();
  for (let id = 0; id < count; id += 1) {
    const specification = readJson<InstrumentSpecification>(reader, (read) => {
      return validateInstrument(read, market.rules.assets);
    });
    const instrument = addInstrument(market, specification);
    moveMark(market, instrument, reader.integer());
    instrument.indexTicks = reader.integer();
    instrument.lastTicks = reader.integer();
    instrument.inventoryLots = reader.integer();
    instrument.inventoryCostMicros = reader.integer();
  }
}

function readAccounts(reader: ByteReader, market: Market): void {
  const count = reader.count();
  for (let account = 0; account < count; account += 1) {
    const slot = market.accounts.add(reader.integer());
    market.accounts.walletsMicros[slot] = reader.integer();
    for (const instrument of market.instruments) {
      enterPosition(
        market,
        { slot, instrument },
        {
          sizeLots: reader.integer(),
          entryCostMicros: reader.integer(),
          bucketMicros: reader.integer(),
          leverage: reader.integer(),
          isIsolated: reader.flag(),
        },
      );
    }
  }
}

/**
 * Orders enter by number: that is the order of each queue and of each account's list, because an order rests
 * within the command that made it.
 */
function readOrders(reader: ByteReader, market: Market): void {
  const orders: NewOrder[] = Array.from({ length: reader.count() }, () => ({
    orderId: reader.integer(),
    clientOrderId: reader.integer(),
    accountSlot: market.accounts.slotOf(reader.integer()),
    instrumentId: reader.integer(),
    direction: reader.integer() === 1 ? 1 : -1,
    priceTicks: reader.integer(),
    remainingLots: reader.integer(),
    isReduceOnly: reader.flag(),
  }));
  orders.sort((left, right) => left.orderId - right.orderId);
  for (const order of orders) enterOrder(market, instrumentAt(market, order.instrumentId), order);
}

/**
 * Builds the market that a snapshot describes; it continues exactly as the original would (rule S2).
 * @throws SnapshotError when the bytes are damaged, cut off, or of another version
 */
export function readSnapshot(bytes: Uint8Array, sink: EventSink): Market {
  const reader = openSnapshot(bytes);
  const market = readTotals(reader, sink);
  readChain(reader, market);
  readInstruments(reader, market);
  readAccounts(reader, market);
  readOrders(reader, market);
  if (!reader.isAtEnd) throw new SnapshotError('bytes are left over at its end');
  return market;
}
