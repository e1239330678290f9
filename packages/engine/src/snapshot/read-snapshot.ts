import {
  type EventSink,
  type InstrumentSpecification,
  type MarketRules,
  validateInstrument,
  validateMarketRules,
} from '@spillway/protocol';
import { conservationErrorMicros } from '../conservation.ts';
import { contractOf, positionLotsMax } from '../contract/contract.ts';
import { EventOutlet } from '../event-outlet.ts';
import type { InstrumentState } from '../instrument-state.ts';
import type { FundDrawdown } from '../insurance/drawdown.ts';
import { setInventory } from '../insurance/inventory-fill.ts';
import { fileEveryAccount } from '../liquidation/file-account.ts';
import { addInstrument, createMarket, type Market, moveMark, setRules } from '../market.ts';
import { createTreasury, isTreasuryUsed } from '../treasury.ts';
import type { WindowEntry } from '../windows/sliding-extreme.ts';
import { ByteReader, SnapshotError } from './byte-reader.ts';
import { canonicalJson } from './canonical-json.ts';
import { readDeferrals } from './deferral-records.ts';
import { hash64 } from './murmur-hash3.ts';
import { checkPositionSums, readAccounts } from './read-accounts.ts';
import { readOrders } from './read-orders.ts';
import { readHalt, readWaitingOrders, readWatches } from './read-waiting.ts';
import { CHECKSUM_BYTES, SNAPSHOT_MAGIC, SNAPSHOT_VERSION } from './write-snapshot.ts';

/** The largest wave that a column of the chain holds. */
const WAVE_MAX = 2_147_483_647;

/** Checks magic, version and hash; returns a reader that stands behind the version. */
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
  const actual = hash64(body);
  if (stated.word() !== actual.high || stated.word() !== actual.low) {
    throw new SnapshotError('its hash does not match');
  }
  return reader;
}

/** An integer that counts something, from 0 or from `min` up. */
function countedInteger(reader: ByteReader, name: string, min = 0): number {
  const value = reader.integer();
  if (value < min) throw new SnapshotError(`${name} is ${value}`);
  return value;
}

/** A sum in decimal digits, in the one form that a bigint is printed in. */
function readTotal(reader: ByteReader): bigint {
  const text = reader.text();
  if (!/^(0|-?[1-9]\d*)$/.test(text)) throw new SnapshotError(`"${text}" is not an amount`);
  return BigInt(text);
}

/**
 * Rules or a specification in their one form, in which their validator finds no fault. Bytes may say anything: where a
 * part is missing altogether a validator may fail over it.
 */
function readJson<Value>(reader: ByteReader, faultsOf: (value: Value) => readonly string[]): Value {
  const text = reader.text();
  let value: Value;
  let faults: readonly string[];
  try {
    value = JSON.parse(text) as Value;
    faults = faultsOf(value);
  } catch (error) {
    throw new SnapshotError('its rules or specifications are none', { cause: error });
  }
  const [fault] = faults;
  if (fault !== undefined) throw new SnapshotError(`its rules or specifications have a fault: ${fault}`);
  if (canonicalJson(value) !== text)
    throw new SnapshotError('its rules or specifications are in another form');
  return value;
}

function readTotals(reader: ByteReader, sink: EventSink): Market {
  const rules = readJson<MarketRules>(reader, validateMarketRules);
  const ordersPerAccountMax = countedInteger(reader, 'the number of orders of an account');
  const lastSequence = countedInteger(reader, 'the last event');
  const timeMs = countedInteger(reader, 'the time');
  const market: Market = {
    ...createMarket({ sink, ordersPerAccountMax }),
    events: new EventOutlet(sink, lastSequence, timeMs),
  };
  setRules(market, rules);
  market.lastOrderId = countedInteger(reader, 'the last order');
  readTreasuries(reader, market);
  readHalt(reader, market, null);
  return market;
}

function readTreasuries(reader: ByteReader, market: Market): void {
  const count = reader.count();
  for (let assetId = 0; assetId < count; assetId += 1) {
    const treasury = market.treasuries[assetId] ?? createTreasury(market.rules.insuranceDrawdown);
    market.treasuries[assetId] = treasury;
    treasury.fundCashMicros = reader.integer();
    treasury.feesMicros = reader.integer();
    treasury.netDepositsMicros = readTotal(reader);
    readDrawdown(reader, market, treasury.drawdown);
    if (assetId === count - 1 && !isTreasuryUsed(treasury)) {
      throw new SnapshotError('the last treasury is empty');
    }
  }
}

/** What was noted of a fund's equity: each entry is later than the one before it, and lower, or it would be no peak. */
function readDrawdown(reader: ByteReader, market: Market, drawdown: FundDrawdown | null): void {
  if (drawdown === null) return;
  const isStopped = reader.flag();
  const peaks: WindowEntry[] = [];
  const count = reader.count();
  for (let place = 0; place < count; place += 1) {
    const peak = { timeMs: countedInteger(reader, 'the time of a peak'), value: reader.integer() };
    const last = peaks.at(-1);
    const isInOrder = last === undefined || (peak.timeMs >= last.timeMs && peak.value < last.value);
    if (!isInOrder || peak.timeMs > market.events.timeMs) {
      throw new SnapshotError(`a peak of the fund at ${peak.timeMs} is out of order`);
    }
    peaks.push(peak);
  }
  drawdown.restore({ isStopped, peaks });
}

function readChain(reader: ByteReader, market: Market): void {
  const linkCount = reader.count();
  for (let link = 0; link < linkCount; link += 1) {
    const wave = reader.word();
    if (wave < 1 || wave > WAVE_MAX) throw new SnapshotError(`a liquidation of wave ${wave}`);
    market.chain.add(wave, countedInteger(reader, 'the shock behind a liquidation'));
  }
  const shockCount = reader.count();
  let last = 0;
  for (let shock = 0; shock < shockCount; shock += 1) {
    last = countedInteger(reader, 'a shock', last + 1);
    market.chain.addShock(last);
  }
}

/** What the mark and the funding that follow from the index remember. */
function readIndexState(reader: ByteReader, market: Market, instrument: InstrumentState): void {
  const { specification, funding } = instrument;
  const hasBasis = reader.flag();
  if (hasBasis && specification.markMethod.kind !== 'median') {
    throw new SnapshotError(`the mark of "${specification.symbol}" has no mean basis`);
  }
  if (hasBasis) {
    const microTicks = reader.integer();
    const observedMs = countedInteger(reader, 'the time of a mean basis');
    if (observedMs > market.events.timeMs) throw new SnapshotError('a mean basis is of the future');
    instrument.basis = { microTicks, observedMs };
  }
  if (funding === null) return;
  const count = countedInteger(reader, 'the number of premiums');
  const weighted = readTotal(reader);
  if (count === 0 && weighted !== 0n) throw new SnapshotError('premiums add up without there being any');
  funding.premiums.restore({ count, weighted });
  funding.lastRatePpb = reader.integer();
  if (Math.abs(funding.lastRatePpb) > funding.terms.capPpb) {
    throw new SnapshotError(`a funding rate of ${funding.lastRatePpb} is beyond its cap`);
  }
  funding.nextMs = countedInteger(reader, 'the time of the next funding', 1);
}

function readInstrument(reader: ByteReader, market: Market): void {
  const specification = readJson<InstrumentSpecification>(reader, (read) => {
    return validateInstrument(read, market.rules);
  });
  const { priceTicksMax, symbol } = specification;
  const lotsMax = positionLotsMax(contractOf(specification));
  const isTwice = market.instruments.some((listed) => listed.specification.symbol === symbol);
  if (isTwice || lotsMax < specification.sizeLotsMin) {
    throw new SnapshotError(`instrument "${symbol}" cannot be listed`);
  }
  const instrument = addInstrument(market, specification);
  const prices = [0, 1, 2, 3].map(() => countedInteger(reader, `a price of "${symbol}"`));
  if (prices.some((ticks) => ticks > priceTicksMax)) {
    throw new SnapshotError(`a price of "${symbol}" is above ${priceTicksMax} ticks`);
  }
  const [previousMarkTicks = 0, markTicks = 0, indexTicks = 0, lastTicks = 0] = prices;
  moveMark(market, instrument, previousMarkTicks);
  moveMark(market, instrument, markTicks);
  instrument.indexTicks = indexTicks;
  instrument.lastTicks = lastTicks;
  const inventoryLots = reader.integer();
  setInventory(instrument, inventoryLots, reader.integer());
  if (Math.abs(instrument.inventoryLots) > lotsMax) {
    throw new SnapshotError(`the fund cannot hold ${instrument.inventoryLots} lots of "${symbol}"`);
  }
  readWatches(reader, market, instrument);
  readIndexState(reader, market, instrument);
}

/**
 * Builds the market that a snapshot describes; it continues exactly as the original would (rule S2). What its hash
 * does not prove is checked: bounds, references, order, and the sums of rules C1 and C2. Accounts are filed for the search
 * of who is due here and not at the first mark, which would pay for all of them.
 * @throws SnapshotError when the bytes are damaged, cut off, of another version, or describe no market
 */
export function readSnapshot(bytes: Uint8Array, sink: EventSink): Market {
  const reader = openSnapshot(bytes);
  const market = readTotals(reader, sink);
  readChain(reader, market);
  const instrumentCount = reader.count();
  for (let id = 0; id < instrumentCount; id += 1) readInstrument(reader, market);
  readAccounts(reader, market);
  readDeferrals(reader, market);
  readOrders(reader, market);
  readWaitingOrders(reader, market);
  if (!reader.isAtEnd) throw new SnapshotError('bytes are left over at its end');
  checkPositionSums(market);
  for (let assetId = 0; assetId < market.treasuries.length; assetId += 1) {
    const errorMicros = conservationErrorMicros(market, assetId);
    if (errorMicros !== 0n) throw new SnapshotError(`${errorMicros} micros are missing or too many`);
  }
  fileEveryAccount(market);
  return market;
}
