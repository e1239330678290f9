import {
  type AdjustIsolatedMargin,
  accountId,
  assetId,
  type Deposit,
  type OpenAccount,
  quoteMicros,
  type RejectCode,
  type Withdraw,
} from '@spillway/protocol';
import { floatAt } from '../columns.ts';
import type { InstrumentState } from '../instrument-state.ts';
import { freeCashMicros, positionInitialMicros, unrealisedMicros } from '../margin/account-margin.ts';
import type { Market } from '../market.ts';
import { noteChange } from './note-change.ts';
import { NO_ROW } from './row-table.ts';

/** Most that one transfer may move, and most that one wallet may hold: a billion of the quote currency. */
export const AMOUNT_MICROS_MAX = 1_000_000_000_000_000;

function isAmount(amountMicros: number): boolean {
  return Number.isSafeInteger(amountMicros) && amountMicros > 0 && amountMicros <= AMOUNT_MICROS_MAX;
}

export function openAccount(market: Market, command: OpenAccount): RejectCode | null {
  if (!Number.isSafeInteger(command.accountId) || command.accountId < 1) return 'ACCOUNT_UNKNOWN';
  if (market.accounts.slotOf(command.accountId) >= 0) return 'ACCOUNT_EXISTS';
  market.accounts.add(command.accountId);
  market.events.emit('accountOpened', 0, { accountId: command.accountId, parentAccountId: accountId(0) });
  return null;
}

function transfer(
  market: Market,
  command: Deposit | Withdraw,
  at: { slot: number; deltaMicros: number },
): void {
  const { accounts } = market;
  accounts.walletsMicros[at.slot] = floatAt(accounts.walletsMicros, at.slot) + at.deltaMicros;
  noteChange(market, at.slot);
  market.netDepositsMicros += BigInt(at.deltaMicros);
  market.events.emit('balanceTransferred', 0, {
    accountId: command.accountId,
    assetId: assetId(0),
    amountMicros: quoteMicros(at.deltaMicros),
    walletMicros: quoteMicros(accounts.walletMicros(at.slot)),
  });
}

export function deposit(market: Market, command: Deposit, slot: number): RejectCode | null {
  const walletMicros = market.accounts.walletMicros(slot);
  if (!isAmount(command.amountMicros) || walletMicros + command.amountMicros > AMOUNT_MICROS_MAX) {
    return 'AMOUNT_INVALID';
  }
  transfer(market, command, { slot, deltaMicros: command.amountMicros });
  return null;
}

export function withdraw(market: Market, command: Withdraw, slot: number): RejectCode | null {
  if (!isAmount(command.amountMicros)) return 'AMOUNT_INVALID';
  if (command.amountMicros > freeCashMicros(market, slot)) return 'BALANCE_INSUFFICIENT';
  transfer(market, command, { slot, deltaMicros: -command.amountMicros });
  return null;
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
  const row = positions.findRow(slot, instrument.id);
  if (row === NO_ROW || !positions.isIsolated(row) || positions.sizeLots(row) === 0) {
    return 'ISOLATED_POSITION_MISSING';
  }
  const { deltaMicros } = command;
  if (!isAmount(Math.abs(deltaMicros))) return 'AMOUNT_INVALID';
  if (deltaMicros > 0 && deltaMicros > freeCashMicros(market, slot)) return 'BALANCE_INSUFFICIENT';
  if (deltaMicros < 0) {
    const lossMicros = Math.min(0, unrealisedMicros(market, instrument, row));
    const leftMicros = positions.bucketMicros(row) + deltaMicros + lossMicros;
    if (leftMicros < positionInitialMicros(market, { instrument, row })) return 'MARGIN_INSUFFICIENT';
  }
  positions.setBucket(row, positions.bucketMicros(row) + deltaMicros);
  accounts.walletsMicros[slot] = accounts.walletMicros(slot) - deltaMicros;
  noteChange(market, slot);
  market.events.emit('isolatedMarginAdjusted', 0, {
    accountId: command.accountId,
    instrumentId: command.instrumentId,
    leg: 'both',
    deltaMicros,
    bucketMicros: quoteMicros(positions.bucketMicros(row)),
  });
  return null;
}
