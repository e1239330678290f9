/** Isolated or cross: the choice of the margin mode, with or without a position (rules A6, A10 and A11). */
import { type MarginMode, quoteMicros, type RejectCode, type SetMarginMode } from '@spillway/protocol';
import { NO_SLOT } from '../book/order-pool.ts';
import { floatAt } from '../columns.ts';
import { isAnythingDue } from '../liquidation/due-accounts.ts';
import { freeCashMicros, freeMarginMicros, positionInitialMicros } from '../margin/account-margin.ts';
import { instrumentAt, type Market } from '../market.ts';
import { emitPosition } from './fills.ts';
import { allRowsOf, rowsOf } from './margin-settings.ts';
import { noteChange } from './note-change.ts';

/** What a change of mode may have to put back: the rows that it reached, and wallets by slot. */
interface Before {
  readonly rows: { readonly row: number; readonly isIsolated: boolean; readonly bucketMicros: number }[];
  readonly wallets: { readonly slot: number; readonly walletMicros: number }[];
}

function isHeld(market: Market, row: number): boolean {
  return market.positions.sizeLots(row) !== 0;
}

function remember(market: Market, firstSlot: number, rows: readonly number[]): Before {
  const { accounts, positions } = market;
  const wallets: Before['wallets'] = [];
  for (let slot = firstSlot; slot !== NO_SLOT; slot = accounts.nextSlot(slot)) {
    wallets.push({ slot, walletMicros: accounts.walletMicros(slot) });
  }
  return {
    rows: rows.map((row) => ({
      row,
      isIsolated: positions.isIsolated(row),
      bucketMicros: positions.bucketMicros(row),
    })),
    wallets,
  };
}

function putBack(market: Market, before: Before): void {
  const { accounts, positions } = market;
  for (const { row, isIsolated, bucketMicros } of before.rows) {
    positions.setIsolated(row, isIsolated);
    positions.setBucket(row, bucketMicros);
  }
  for (const { slot, walletMicros } of before.wallets) {
    accounts.walletsMicros[slot] = walletMicros;
    noteChange(market, slot);
  }
}

/** Moves initial margin from the wallet into a bucket, or a bucket into the wallet (rule A10). */
function moveMargin(market: Market, row: number, bucketMicros: number): void {
  const { accounts, positions } = market;
  const slot = positions.slotOf(row);
  const walletMicros = floatAt(accounts.walletsMicros, slot) + positions.bucketMicros(row) - bucketMicros;
  accounts.walletsMicros[slot] = quoteMicros(walletMicros);
  positions.setBucket(row, bucketMicros);
  noteChange(market, slot);
}

/** Changes the mode of an account in one instrument, with its margin, where rules A6 and A10 let it. */
function changeMode(market: Market, rows: readonly number[], mode: MarginMode): RejectCode | null {
  const { positions } = market;
  if (rows.some((row) => positions.hasOrders(row))) return 'MODE_HAS_ORDERS';
  const held = rows.filter((row) => isHeld(market, row));
  if (held.length > 0 && market.rules.marginModeChange === 'when-flat') return 'MODE_HAS_POSITION';
  for (const row of rows) positions.setIsolated(row, mode === 'isolated');
  const [first] = held;
  if (first === undefined) return null;
  const instrument = instrumentAt(market, positions.instrumentOf(first));
  const isIsolated = mode === 'isolated';
  const buckets = held.map((row) => (isIsolated ? positionInitialMicros(market, { instrument, row }) : 0));
  const neededMicros = buckets.reduce((sum, micros) => sum + micros, 0);
  // The positions are isolated already, so that they claim nothing of what is free.
  if (isIsolated && neededMicros > freeCashMicros(market, positions.slotOf(first))) {
    return 'MARGIN_INSUFFICIENT';
  }
  held.forEach((row, place) => {
    moveMargin(market, row, buckets[place] ?? 0);
  });
  return null;
}

/** Whether an account is safe in every asset after a change of mode (rule A10). */
function isSafe(market: Market, firstSlot: number): boolean {
  const { accounts } = market;
  for (let slot = firstSlot; slot !== NO_SLOT; slot = accounts.nextSlot(slot)) {
    if (isAnythingDue(market, slot) || freeMarginMicros(market, slot) < 0) return false;
  }
  return true;
}

/** Rows of one instrument each, by instrument number, then leg. */
function byInstrument(market: Market, rows: readonly number[]): number[][] {
  const { positions } = market;
  const groups = new Map<number, number[]>();
  for (const row of rows) {
    const id = positions.instrumentOf(row);
    groups.set(id, [...(groups.get(id) ?? []), row]);
  }
  return [...groups].sort(([left], [right]) => left - right).map(([, group]) => group);
}

function changeModes(
  market: Market,
  change: { readonly firstSlot: number; readonly mode: MarginMode },
  rows: readonly number[],
): RejectCode | null {
  for (const group of byInstrument(market, rows)) {
    const fault = changeMode(market, group, change.mode);
    if (fault !== null) return fault;
  }
  const isMoved = rows.some((row) => isHeld(market, row));
  return isMoved && !isSafe(market, change.firstSlot) ? 'MARGIN_INSUFFICIENT' : null;
}

/**
 * Chooses between isolated and cross, for an instrument or for the whole account (rules A6, A10 and A11).
 * @param firstSlot - the account, as its slot in the first asset
 */
export function setMarginMode(market: Market, command: SetMarginMode, firstSlot: number): RejectCode | null {
  const { accounts, positions } = market;
  const { instrumentId, mode } = command;
  const isForAccount = market.rules.marginModeScope === 'account';
  if ((instrumentId === null) !== isForAccount) return 'MODE_SCOPE_INVALID';
  const instrument = instrumentId === null ? null : market.instruments[instrumentId];
  if (instrument === undefined) return 'INSTRUMENT_UNKNOWN';
  const rows =
    instrument === null
      ? allRowsOf(market, firstSlot)
      : rowsOf(market, { slot: accounts.slotIn(firstSlot, instrument.assetId), instrument });
  const isIsolated = mode === 'isolated';
  const isUnchanged =
    instrument === null
      ? accounts.isIsolatedByDefault(firstSlot) === isIsolated
      : rows.some((row) => positions.isIsolated(row) === isIsolated);
  if (isUnchanged) return 'MODE_UNCHANGED';
  const before = remember(market, firstSlot, rows);
  const fault = changeModes(market, { firstSlot, mode }, rows);
  if (fault !== null) {
    putBack(market, before);
    return fault;
  }
  if (isForAccount) accounts.setIsolatedByDefault(firstSlot, isIsolated);
  const causeSequence = market.events.emit('marginModeSet', 0, {
    accountId: command.accountId,
    instrumentId,
    mode,
  });
  for (const row of byInstrument(market, rows).flat()) {
    if (isHeld(market, row)) emitPosition(market, row, { causeSequence, realisedPnlMicros: 0 });
  }
  return null;
}
