import {
  type AdjustIsolatedMargin,
  accountId,
  assetId,
  type Deposit,
  divCeil,
  type OpenAccount,
  quoteMicros,
  type RejectCode,
  type TransferBetweenAccounts,
  type Withdraw,
} from '@spillway/protocol';
import { NO_SLOT } from '../book/order-pool.ts';
import { floatAt } from '../columns.ts';
import type { InstrumentState } from '../instrument-state.ts';
import {
  freeCashMicros,
  positionInitialMicros,
  positionNotionalMicros,
  unrealisedMicros,
} from '../margin/account-margin.ts';
import { assetOf, type Market, treasuryAt } from '../market.ts';
import { legNameOf, legOfName, legsOf } from './legs.ts';
import { noteChange } from './note-change.ts';
import { NO_ROW } from './row-table.ts';

/** Most that one transfer may move, and most that one wallet may hold: a billion of the quote currency. */
export const AMOUNT_MICROS_MAX = 1_000_000_000_000_000;

function isAmount(amountMicros: number): boolean {
  return Number.isSafeInteger(amountMicros) && amountMicros > 0 && amountMicros <= AMOUNT_MICROS_MAX;
}

/** Opens an account, or a sub-account of an open account that is none itself (rule A17). */
export function openAccount(market: Market, command: OpenAccount): RejectCode | null {
  const { accounts } = market;
  const { accountId: id, parentAccountId } = command;
  if (!Number.isSafeInteger(id) || id < 1) return 'ACCOUNT_UNKNOWN';
  if (accounts.slotOf(id) !== NO_SLOT) return 'ACCOUNT_EXISTS';
  if (parentAccountId !== undefined) {
    const parent = accounts.slotOf(parentAccountId);
    if (parent === NO_SLOT || accounts.parentId(parent) !== 0) return 'PARENT_INVALID';
  }
  const parentId = parentAccountId ?? 0;
  accounts.setParentId(accounts.add(id), parentId);
  market.events.emit('accountOpened', 0, { accountId: id, parentAccountId: accountId(parentId) });
  return null;
}

function changeWallet(market: Market, slot: number, deltaMicros: number): void {
  const { walletsMicros } = market.accounts;
  walletsMicros[slot] = floatAt(walletsMicros, slot) + deltaMicros;
  noteChange(market, slot);
}

/** Books money that enters or leaves the market. */
function transferOutside(market: Market, slot: number, deltaMicros: number): void {
  const { accounts } = market;
  const asset = accounts.assetId(slot);
  changeWallet(market, slot, deltaMicros);
  treasuryAt(market, asset).netDepositsMicros += BigInt(deltaMicros);
  market.events.emit('balanceTransferred', 0, {
    accountId: accountId(accounts.accountId(slot)),
    assetId: assetId(asset),
    amountMicros: quoteMicros(deltaMicros),
    walletMicros: quoteMicros(accounts.walletMicros(slot)),
  });
}

/** What an account holds of an asset; nothing where it has no slot for it. */
function walletIn(market: Market, slot: number): number {
  return slot === NO_SLOT ? 0 : market.accounts.walletMicros(slot);
}

/** What may leave an account in an asset; nothing where it has no slot for it. */
function freeCashIn(market: Market, slot: number): number {
  return slot === NO_SLOT ? 0 : freeCashMicros(market, slot);
}

/** @param firstSlot - the account, as its slot in the first asset */
export function deposit(market: Market, command: Deposit, firstSlot: number): RejectCode | null {
  const { accounts } = market;
  const { amountMicros } = command;
  const asset = assetOf(market, command.assetId);
  if (asset === null) return 'ASSET_UNKNOWN';
  const walletMicros = walletIn(market, accounts.findSlotIn(firstSlot, asset));
  if (!isAmount(amountMicros) || walletMicros + amountMicros > AMOUNT_MICROS_MAX) return 'AMOUNT_INVALID';
  transferOutside(market, accounts.slotIn(firstSlot, asset), amountMicros);
  return null;
}

/** @param firstSlot - the account, as its slot in the first asset */
export function withdraw(market: Market, command: Withdraw, firstSlot: number): RejectCode | null {
  const { amountMicros } = command;
  const asset = assetOf(market, command.assetId);
  if (asset === null) return 'ASSET_UNKNOWN';
  if (!isAmount(amountMicros)) return 'AMOUNT_INVALID';
  const slot = market.accounts.findSlotIn(firstSlot, asset);
  if (amountMicros > freeCashIn(market, slot)) return 'BALANCE_INSUFFICIENT';
  transferOutside(market, slot, -amountMicros);
  return null;
}

/** The account that an account belongs to: itself, or the one that it is a sub-account of. */
function ownerOf(market: Market, slot: number): number {
  const { accounts } = market;
  return accounts.parentId(slot) === 0 ? accounts.accountId(slot) : accounts.parentId(slot);
}

/**
 * Moves free cash between accounts of one owner (rule A17).
 * @param firstSlot - the account that pays, as its slot in the first asset
 */
export function transferBetweenAccounts(
  market: Market,
  command: TransferBetweenAccounts,
  firstSlot: number,
): RejectCode | null {
  const { accounts } = market;
  const { amountMicros, toAccountId } = command;
  const toFirstSlot = accounts.slotOf(toAccountId);
  if (toFirstSlot === NO_SLOT) return 'ACCOUNT_UNKNOWN';
  const isOneOwner = ownerOf(market, toFirstSlot) === ownerOf(market, firstSlot);
  if (toFirstSlot === firstSlot || !isOneOwner) return 'OWNER_DIFFERS';
  const asset = assetOf(market, command.assetId);
  if (asset === null) return 'ASSET_UNKNOWN';
  const receivedMicros = walletIn(market, accounts.findSlotIn(toFirstSlot, asset));
  if (!isAmount(amountMicros) || receivedMicros + amountMicros > AMOUNT_MICROS_MAX) return 'AMOUNT_INVALID';
  const slot = accounts.findSlotIn(firstSlot, asset);
  if (amountMicros > freeCashIn(market, slot)) return 'BALANCE_INSUFFICIENT';
  const toSlot = accounts.slotIn(toFirstSlot, asset);
  changeWallet(market, slot, -amountMicros);
  changeWallet(market, toSlot, amountMicros);
  market.events.emit('balanceMoved', 0, {
    fromAccountId: command.accountId,
    toAccountId,
    assetId: assetId(asset),
    amountMicros,
    fromWalletMicros: quoteMicros(accounts.walletMicros(slot)),
    toWalletMicros: quoteMicros(accounts.walletMicros(toSlot)),
  });
  return null;
}

/** What must stay in a bucket when margin is taken out (rule A8): the tenth is rounded up, against the account. */
function removalFloorMicros(market: Market, instrument: InstrumentState, row: number): number {
  const initialMicros = positionInitialMicros(market, { instrument, row });
  if (market.rules.isolatedRemovalFloor === 'initial') return initialMicros;
  return Math.max(initialMicros, divCeil(positionNotionalMicros(market, instrument, row), 10));
}

/**
 * Moves money between wallet and bucket (rule A8). What is added must be free cash; what is removed must leave
 * the bucket, less a loss that is not realised, at initial margin or above.
 */
export function adjustIsolatedMargin(
  market: Market,
  command: AdjustIsolatedMargin,
  at: { readonly slot: number; readonly instrument: InstrumentState },
): RejectCode | null {
  const { positions, accounts } = market;
  const { slot, instrument } = at;
  const leg = legOfName(command.leg);
  if (!legsOf(accounts, slot).includes(leg)) return 'POSITION_SIDE_INVALID';
  const row = positions.findRow(slot, instrument.id, leg);
  if (row === NO_ROW || !positions.isIsolated(row) || positions.sizeLots(row) === 0) {
    return 'ISOLATED_POSITION_MISSING';
  }
  const { deltaMicros } = command;
  if (!isAmount(Math.abs(deltaMicros))) return 'AMOUNT_INVALID';
  if (deltaMicros > 0 && deltaMicros > freeCashMicros(market, slot)) return 'BALANCE_INSUFFICIENT';
  if (deltaMicros < 0) {
    const lossMicros = Math.min(0, unrealisedMicros(market, instrument, row));
    const leftMicros = positions.bucketMicros(row) + deltaMicros + lossMicros;
    if (leftMicros < removalFloorMicros(market, instrument, row)) return 'MARGIN_INSUFFICIENT';
  }
  positions.setBucket(row, positions.bucketMicros(row) + deltaMicros);
  accounts.walletsMicros[slot] = accounts.walletMicros(slot) - deltaMicros;
  noteChange(market, slot);
  market.events.emit('isolatedMarginAdjusted', 0, {
    accountId: command.accountId,
    instrumentId: command.instrumentId,
    leg: legNameOf(leg),
    deltaMicros,
    bucketMicros: quoteMicros(positions.bucketMicros(row)),
  });
  return null;
}
