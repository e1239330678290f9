/** The accounts of a snapshot, with their positions and settings; what cannot be is refused. */

import type { PositionValues } from '../account/fill-math.ts';
import { enterPosition } from '../account/fills.ts';
import { positionLotsMax } from '../contract/contract.ts';
import type { InstrumentState } from '../instrument-state.ts';
import { canOverdrawBucket } from '../liquidation/overdrawn-bucket.ts';
import type { Market } from '../market.ts';
import { putCancelTimer } from '../timers/cancel-timers.ts';
import { type ByteReader, SnapshotError } from './byte-reader.ts';
import { readDueMs } from './read-waiting.ts';

/** Whether a position in an instrument can be what it says. */
function isPosition(market: Market, instrument: InstrumentState, position: PositionValues): boolean {
  const { sizeLots, entryCostMicros, bucketMicros, leverage, isIsolated } = position;
  const { riskTiers, funding } = instrument.specification;
  const leverageMax = riskTiers[0]?.leverageMax ?? 1;
  if (leverage < 1 || leverage > leverageMax) return false;
  // Funding may take more out of a bucket than it holds, as long as profit stands behind the position.
  if (bucketMicros < 0 && funding === null && !canOverdrawBucket(market.rules)) return false;
  if (!isIsolated && bucketMicros !== 0) return false;
  if (sizeLots === 0) return entryCostMicros === 0 && bucketMicros === 0;
  return Math.abs(sizeLots) <= positionLotsMax(instrument.contract);
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
    id <= at.after ||
    leg !== 0 ||
    isDefault ||
    !isPosition(market, instrument, position)
  ) {
    const account = market.accounts.accountId(at.slot);
    throw new SnapshotError(`account ${account} cannot have this position in instrument ${id}`);
  }
  enterPosition(market, { slot: at.slot, instrument }, position);
  return id;
}

/** Accounts come by ascending number. */
export function readAccounts(reader: ByteReader, market: Market): void {
  const { accounts } = market;
  const count = reader.count();
  accounts.reserve(count);
  let lastId = 0;
  for (let account = 0; account < count; account += 1) {
    const id = reader.integer();
    if (id <= lastId) throw new SnapshotError(`account ${id} comes after account ${lastId}`);
    lastId = id;
    const slot = accounts.add(id);
    accounts.walletsMicros[slot] = reader.integer();
    putCancelTimer(market, slot, readDueMs(reader, market));
    const rowCount = reader.count();
    let after = -1;
    for (let row = 0; row < rowCount; row += 1) after = readRow(reader, market, { slot, after });
  }
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
