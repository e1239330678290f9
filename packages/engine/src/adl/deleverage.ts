import { AccountFill } from '../account/account-fill.ts';
import { emitPosition, isFillSolvent, prepareFill, settleFill } from '../account/fills.ts';
import { legOfDirection } from '../account/legs.ts';
import { noteChange } from '../account/note-change.ts';
import { closeOrdersOf } from '../account/resting-orders.ts';
import { NO_SLOT } from '../book/order-pool.ts';
import { floatAt } from '../columns.ts';
import { mostLots } from '../contract/most-lots.ts';
import { type Direction, opposite, signOf } from '../direction.ts';
import { gainAtMarkMicros, type InstrumentState } from '../instrument-state.ts';
import { settleInventoryFill } from '../insurance/inventory-fill.ts';
import { burdenMicros, closeOutsideBook, heldLots, type Liquidation } from '../liquidation/liquidation.ts';
import { crossEquityMicros, isolatedEquityMicros } from '../margin/account-margin.ts';
import type { Market } from '../market.ts';
import { coverDeficit } from './cover-deficit.ts';
import { rankHolders } from './rank-holders.ts';

interface DeleverageTerms {
  readonly instrument: InstrumentState;
  readonly priceTicks: number;
}

/** The close that a winner would be put through, whose position has a direction. */
function closingFill(
  market: Market,
  slot: number,
  terms: DeleverageTerms & { readonly direction: Direction },
): AccountFill {
  const { instrument, priceTicks } = terms;
  const leg = legOfDirection(market.accounts, slot, terms.direction);
  const sizeLots = market.positions.sizeLotsOf(slot, instrument.id, leg);
  const fill = new AccountFill();
  fill.slot = slot;
  fill.leg = leg;
  fill.direction = opposite(terms.direction);
  fill.lots = Math.abs(sizeLots);
  fill.priceTicks = priceTicks;
  prepareFill(market, instrument, fill);
  return fill;
}

/** How many of its lots an account can close at a price without falling below zero (rule D3). */
function bearableLots(market: Market, instrument: InstrumentState, fill: AccountFill): number {
  if (fill.isIsolated) return isFillSolvent(market, instrument, fill) ? fill.lots : 0;
  const equityMicros = crossEquityMicros(market, fill.slot);
  if (equityMicros < 0) return 0;
  return mostLots(fill.lots, (lots) => {
    const trade = { direction: fill.direction, lots, priceTicks: fill.priceTicks };
    return equityMicros + gainAtMarkMicros(instrument, fill.sizeLots, trade) >= 0;
  });
}

/** Closes lots between the party in liquidation and one winner. */
function closeAgainst(
  market: Market,
  liquidation: Liquidation,
  against: { readonly instrument: InstrumentState; readonly fill: AccountFill },
): void {
  const { instrument, fill } = against;
  const { slot, lots, priceTicks } = fill;
  const closing = { reason: 'auto-deleveraging', causeSequence: liquidation.startedSequence } as const;
  closeOrdersOf(market, { slot, instrument }, closing);
  const close = {
    instrument,
    lots,
    priceTicks,
    stage: 'auto-deleveraging',
    counterpartyAccountId: market.accounts.accountId(slot),
  } as const;
  liquidation.deleveragedMicros += burdenMicros({ ...close, positionDirection: fill.direction });
  const causeSequence = closeOutsideBook(market, liquidation, close);
  fill.causeSequence = causeSequence;
  prepareFill(market, instrument, fill);
  settleFill(market, instrument, fill);
  market.touched.add(slot, instrument.id, { causeSequence, liquidationId: liquidation.id });
}

/**
 * Closes what is left of a position against the accounts on the other side, by rank, at the bankruptcy price
 * (rules D1 to D3). An account that could not bear it is passed over.
 */
export function deleverage(market: Market, liquidation: Liquidation, terms: DeleverageTerms): void {
  const held = heldLots(market, liquidation, terms.instrument);
  if (held === 0) return;
  const { instrument } = terms;
  const direction = opposite(signOf(held));
  const ranking = rankHolders(market, liquidation, { instrument, direction });
  let remainingLots = Math.abs(held);
  while (remainingLots > 0) {
    const slot = ranking.takeNext();
    if (slot === NO_SLOT) return;
    const fill = closingFill(market, slot, { ...terms, direction });
    fill.lots = Math.min(remainingLots, bearableLots(market, instrument, fill));
    if (fill.lots > 0) closeAgainst(market, liquidation, { instrument, fill });
    remainingLots -= fill.lots;
  }
}

/** The isolated position of a winner who is bankrupt himself: what closes leaves a hole, which is covered at once. */
function closeBankruptIsolated(
  market: Market,
  liquidation: Liquidation,
  against: { readonly instrument: InstrumentState; readonly fill: AccountFill },
): void {
  const { positions, accounts } = market;
  const { fill } = against;
  fill.isForced = true;
  closeAgainst(market, liquidation, against);
  const { slot } = fill;
  const { row } = fill;
  const bucketMicros = positions.bucketMicros(row);
  if (positions.sizeLots(row) !== 0 && bucketMicros >= 0) return;
  positions.setBucket(row, 0);
  noteChange(market, slot);
  if (bucketMicros < 0) coverDeficit(market, liquidation, -bucketMicros);
  else accounts.walletsMicros[slot] = floatAt(accounts.walletsMicros, slot) + bucketMicros;
  const change = { causeSequence: liquidation.startedSequence, realisedPnlMicros: 0 };
  emitPosition(market, row, change);
}

/**
 * The last way out of a position: against everybody on the other side, by rank, at the mark, which costs none of
 * them equity; the fund's own inventory last (rule D4). Longs equal shorts, so nothing can be left.
 */
export function unwindAtMark(market: Market, liquidation: Liquidation, instrument: InstrumentState): void {
  const held = heldLots(market, liquidation, instrument);
  if (held === 0) return;
  const terms = { instrument, priceTicks: instrument.markTicks, direction: opposite(signOf(held)) };
  const ranking = rankHolders(market, liquidation, terms);
  let remainingLots = Math.abs(held);
  while (remainingLots > 0) {
    const slot = ranking.takeNext();
    if (slot === NO_SLOT) break;
    const fill = closingFill(market, slot, terms);
    fill.lots = Math.min(remainingLots, fill.lots);
    const isBankrupt = fill.isIsolated && isolatedEquityMicros(market, instrument, fill.row) < 0;
    const close = isBankrupt ? closeBankruptIsolated : closeAgainst;
    close(market, liquidation, { instrument, fill });
    remainingLots -= fill.lots;
  }
  unwindAgainstInventory(market, liquidation, instrument);
}

function unwindAgainstInventory(market: Market, liquidation: Liquidation, instrument: InstrumentState): void {
  const held = heldLots(market, liquidation, instrument);
  if (held === 0) return;
  const lots = Math.abs(held);
  const terms = { instrument, lots, priceTicks: instrument.markTicks };
  const causeSequence = closeOutsideBook(market, liquidation, {
    ...terms,
    stage: 'insurance',
    counterpartyAccountId: 0,
  });
  const fundFill = { ...terms, direction: signOf(held) };
  settleInventoryFill(market, fundFill, { causeSequence, liquidationId: liquidation.id });
}
