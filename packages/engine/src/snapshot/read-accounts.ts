/** The accounts of a snapshot, with their positions and settings; what cannot be is refused. */

import type { PositionValues } from '../account/fill-math.ts';
import { enterPosition } from '../account/fills.ts';
import { NO_SLOT } from '../book/order-pool.ts';
import { type InstrumentState, positionLotsMax } from '../instrument-state.ts';
import type { Market } from '../market.ts';
import { type ByteReader, SnapshotError } from './byte-reader.ts';

/** Whether a position in an instrument can be what it says. */
function isPosition(instrument: InstrumentState, position: PositionValues): boolean {
  const { sizeLots, entryCostMicros, bucketMicros, leverage, isIsolated } = position;
  const leverageMax = instrument.specification.riskTiers[0]?.leverageMax ?? 1;
  if (leverage < 1 || leverage > leverageMax || bucketMicros < 0) return false;
  if (!isIsolated && bucketMicros !== 0) return false;
  if (sizeLots === 0) return entryCostMicros === 0 && bucketMicros === 0;
  return Math.abs(sizeLots) <= positionLotsMax(instrument.specification);
}

/** Reads a row; returns the number of its instrument, which must be above that of the row before it. */
function readRow(reader: ByteReader, market: Market, at: { slot: number; after: number }): number {
  const id = reader.word();
  const leg = reader.byte();
  const isIsolated = reader.flag();
  const leverage = reader.word();
  const sizeLots = reader.integer();
  const entryCostMicros = reader.integer();
  const position = { sizeLots, entryCostMicros, bucketMicros: reader.integer(), leverage, isIsolated };
  const instrument = market.instruments[id];
  const isDefault = sizeLots === 0 && !isIsolated && leverage === market.positions.defaultLeverage(id);
  if (
    instrument === undefined ||
    instrument.assetId !== market.accounts.assetId(at.slot) ||
    id <= at.after ||
    leg !== 0 ||
    isDefault ||
    !isPosition(instrument, position)
  ) {
    const account = market.accounts.accountId(at.slot);
    throw new SnapshotError(`account ${account} cannot have this position in instrument ${id}`);
  }
  enterPosition(market, { slot: at.slot, instrument }, position);
  return id;
}

/** Reads the slot of an account in an asset; returns the number of the asset, which must be above that before it. */
function readSlot(reader: ByteReader, market: Market, at: { firstSlot: number; after: number }): number {
  const { accounts } = market;
  const asset = reader.word();
  const walletMicros = reader.integer();
  const rowCount = reader.count();
  const isUsed = asset === 0 || walletMicros !== 0 || rowCount > 0;
  if (asset <= at.after || market.rules.assets[asset] === undefined || !isUsed) {
    throw new SnapshotError(`account ${accounts.accountId(at.firstSlot)} has nothing in asset ${asset}`);
  }
  const slot = accounts.slotIn(at.firstSlot, asset);
  accounts.walletsMicros[slot] = walletMicros;
  let after = -1;
  for (let row = 0; row < rowCount; row += 1) after = readRow(reader, market, { slot, after });
  return asset;
}

function readAccount(reader: ByteReader, market: Market, afterId: number): number {
  const { accounts } = market;
  const id = reader.integer();
  if (id <= afterId) throw new SnapshotError(`account ${id} comes after account ${afterId}`);
  const firstSlot = accounts.add(id);
  accounts.setParentId(firstSlot, reader.integer());
  accounts.setHedged(firstSlot, reader.flag());
  accounts.setFeeTier(firstSlot, reader.word());
  const slotCount = reader.count();
  let after = -1;
  for (let slot = 0; slot < slotCount; slot += 1) after = readSlot(reader, market, { firstSlot, after });
  if (slotCount === 0) throw new SnapshotError(`account ${id} has no wallet`);
  return id;
}

/** A sub-account belongs to an account that is none itself. */
function checkParents(market: Market): void {
  const { accounts } = market;
  for (const slot of accounts.firstSlotsById()) {
    const parentId = accounts.parentId(slot);
    if (parentId === 0) continue;
    const parent = accounts.slotOf(parentId);
    if (parent === NO_SLOT || accounts.parentId(parent) !== 0) {
      throw new SnapshotError(`account ${accounts.accountId(slot)} cannot belong to account ${parentId}`);
    }
  }
}

/** Accounts come by ascending number. */
export function readAccounts(reader: ByteReader, market: Market): void {
  const count = reader.count();
  market.accounts.reserve(count);
  let lastId = 0;
  for (let account = 0; account < count; account += 1) lastId = readAccount(reader, market, lastId);
  checkParents(market);
}

/** Positions must add up to nothing, with what the fund took over (rule C2). */
export function checkPositionSums(market: Market): void {
  for (const { holders, id, inventoryLots } of market.instruments) {
    let sumLots = inventoryLots;
    for (let place = 0; place < holders.count; place += 1) {
      sumLots += market.positions.sizeLots(holders.rowAt(place));
    }
    if (sumLots !== 0)
      throw new SnapshotError(`longs and shorts in instrument ${id} differ by ${sumLots} lots`);
  }
}
