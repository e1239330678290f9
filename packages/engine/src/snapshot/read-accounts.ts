/** The accounts of a snapshot, with their positions and settings; what cannot be is refused. */

import { enterPosition } from '../account/enter-position.ts';
import type { PositionValues } from '../account/fill-math.ts';
import { canOverdrawBucket } from '../account/overdrawn-bucket.ts';
import { type Leg, NO_ROW } from '../account/row-table.ts';
import { NO_SLOT } from '../book/order-pool.ts';
import { positionLotsMax } from '../contract/contract.ts';
import type { InstrumentState } from '../instrument-state.ts';
import type { Market } from '../market.ts';
import { putCancelTimer } from '../timers/cancel-timers.ts';
import { type ByteReader, SnapshotError } from './byte-reader.ts';
import { readDueMs } from './read-waiting.ts';
import { ACCOUNT_BYTES, ROW_BYTES } from './write-snapshot.ts';

/** Room is made at once for the positions that the bytes can hold, up to so many for each account. */
const ROWS_RESERVED_PER_ACCOUNT = 4;

/** Whether leverage can be what it says; 0 where nobody chooses it. */
function isLeverage(market: Market, instrument: InstrumentState, leverage: number): boolean {
  if (!market.rules.isLeverageChosen) return leverage === 0;
  const leverageMax = instrument.specification.riskTiers[0]?.leverageMax ?? 1;
  return leverage >= 1 && leverage <= leverageMax;
}

/** Whether a leg can hold so much: a long leg nothing short, a short one nothing long. */
function isLegSize(leg: number, sizeLots: number): boolean {
  if (leg === 0) return true;
  return leg === 1 ? sizeLots >= 0 : sizeLots <= 0;
}

/** Whether a position in an instrument can be what it says. */
function isPosition(market: Market, instrument: InstrumentState, position: PositionValues): boolean {
  const { sizeLots, entryCostMicros, bucketMicros, leverage, isIsolated } = position;
  if (!isLeverage(market, instrument, leverage)) return false;
  if (bucketMicros < 0 && !canOverdrawBucket(market.rules, instrument)) return false;
  if (!isIsolated && bucketMicros !== 0) return false;
  if (sizeLots === 0) return entryCostMicros === 0 && bucketMicros === 0;
  // Nobody trades before the first mark.
  if (instrument.markTicks === 0) return false;
  return Math.abs(sizeLots) <= positionLotsMax(instrument.contract);
}

/** The leg of a number, if the account has it. */
function legOf(market: Market, slot: number, number: number): Leg | null {
  if (!market.accounts.isHedged(slot)) return number === 0 ? 0 : null;
  return number === 1 || number === 2 ? number : null;
}

/** Reads a row; returns its place by instrument, then leg, which must be above that of the row before it. */
function readRow(reader: ByteReader, market: Market, at: { slot: number; after: number }): number {
  const { accounts, positions } = market;
  const { slot } = at;
  const id = reader.word();
  const leg = legOf(market, slot, reader.byte());
  const isIsolated = reader.flag();
  const leverage = reader.word();
  const sizeLots = reader.integer();
  const entryCostMicros = reader.integer();
  const position = { sizeLots, entryCostMicros, bucketMicros: reader.integer(), leverage, isIsolated };
  const instrument = market.instruments[id];
  const isModeDefault = isIsolated === accounts.isIsolatedByDefault(slot);
  const isDefault = sizeLots === 0 && isModeDefault && leverage === positions.defaultLeverage(id);
  const place = id * 3 + (leg ?? 0);
  if (
    instrument === undefined ||
    instrument.assetId !== accounts.assetId(slot) ||
    leg === null ||
    place <= at.after ||
    isDefault ||
    !isLegSize(leg, sizeLots) ||
    !isPosition(market, instrument, position)
  ) {
    const account = accounts.accountId(slot);
    throw new SnapshotError(`account ${account} cannot have this position in instrument ${id}`);
  }
  enterPosition(market, { slot, instrument, leg }, position);
  return place;
}

/** Both legs of an instrument have one mode and leverage (rule A12). */
function checkLegs(market: Market, slot: number): void {
  const { accounts, positions } = market;
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
    const other = positions.row(slot, positions.instrumentOf(row), positions.legOf(row) === 1 ? 2 : 1);
    const isShared =
      positions.isIsolated(row) === positions.isIsolated(other) &&
      positions.leverage(row) === positions.leverage(other);
    if (!isShared) throw new SnapshotError(`the legs of account ${accounts.accountId(slot)} differ`);
  }
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

/** Position mode, margin mode and fee tier must be those that a venue offers (rules A11, A13 and A15). */
function checkSettings(market: Market, slot: number): void {
  const { accounts, instruments, rules } = market;
  const isTier =
    accounts.feeTier(slot) === 0 ||
    instruments.some(({ specification }) => accounts.feeTier(slot) <= specification.feeTiers.length);
  const isOffered = rules.isHedgeModeOffered || !accounts.isHedged(slot);
  const isOfAccount = rules.marginModeScope === 'account' || !accounts.isIsolatedByDefault(slot);
  if (isTier && isOffered && isOfAccount) return;
  throw new SnapshotError(`account ${accounts.accountId(slot)} cannot have these settings`);
}

function readAccount(reader: ByteReader, market: Market, afterId: number): number {
  const { accounts } = market;
  const id = reader.integer();
  if (id <= afterId) throw new SnapshotError(`account ${id} comes after account ${afterId}`);
  const firstSlot = accounts.add(id);
  accounts.setParentId(firstSlot, reader.integer());
  accounts.setHedged(firstSlot, reader.flag());
  accounts.setIsolatedByDefault(firstSlot, reader.flag());
  accounts.setFeeTier(firstSlot, reader.word());
  checkSettings(market, firstSlot);
  const cancelMs = readDueMs(reader, market);
  if (cancelMs !== 0) putCancelTimer(market, firstSlot, cancelMs);
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
  const rowCountMax = Math.floor((reader.bytesLeft - count * ACCOUNT_BYTES) / ROW_BYTES);
  // What follows may be orders, which take more bytes: a market with more positions an account makes room as it goes.
  const rowCount = Math.min(rowCountMax, count * ROWS_RESERVED_PER_ACCOUNT);
  market.positions.reserve(rowCount);
  market.dueIndex.reserve(rowCount);
  let lastId = 0;
  for (let account = 0; account < count; account += 1) lastId = readAccount(reader, market, lastId);
  market.positions.indexRows();
  for (let slot = 0; slot < market.accounts.count; slot += 1) {
    if (market.accounts.isHedged(slot)) checkLegs(market, slot);
  }
  checkParents(market);
}

/** Positions must add up to nothing, with what the fund took over (rule C2). */
export function checkPositionSums(market: Market): void {
  const { positions } = market;
  const sumsLots = market.instruments.map(({ inventoryLots }) => inventoryLots);
  // Row by row, as they lie in memory: no row of a market that was just restored has been given back.
  for (let row = 0; row < positions.end; row += 1) {
    const id = positions.instrumentOf(row);
    sumsLots[id] = (sumsLots[id] ?? 0) + positions.sizeLots(row);
  }
  for (const [id, sumLots] of sumsLots.entries()) {
    if (sumLots !== 0)
      throw new SnapshotError(`longs and shorts in instrument ${id} differ by ${sumLots} lots`);
  }
}
