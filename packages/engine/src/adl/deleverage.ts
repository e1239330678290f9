import { type AccountFill, emitPosition, isFillSolvent, settleFill } from '../account/fills.ts';
import { closeOrdersOf } from '../account/resting-orders.ts';
import { floatAt } from '../columns.ts';
import { opposite, signOf } from '../direction.ts';
import { type InstrumentState, valueMicros } from '../instrument-state.ts';
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

/** The close that a winner would be put through. */
function closingFill(market: Market, slot: number, terms: DeleverageTerms): AccountFill {
  const sizeLots = market.positions.sizeLots(market.positions.row(slot, terms.instrument.id));
  return {
    slot,
    instrument: terms.instrument,
    direction: opposite(signOf(sizeLots)),
    lots: Math.abs(sizeLots),
    priceTicks: terms.priceTicks,
    feeMicros: 0,
    isForced: false,
  };
}

/** How many of its lots an account can close at a price without falling below zero (rule D3). */
function bearableLots(market: Market, fill: AccountFill): number {
  const row = market.positions.row(fill.slot, fill.instrument.id);
  if (market.positions.isIsolated(row)) return isFillSolvent(market, fill) ? fill.lots : 0;
  const equityMicros = crossEquityMicros(market, fill.slot);
  if (equityMicros < 0) return 0;
  const lossTicks = fill.direction * (fill.priceTicks - fill.instrument.markTicks);
  if (lossTicks <= 0) return fill.lots;
  return Math.min(fill.lots, Math.floor(equityMicros / valueMicros(fill.instrument, 1, lossTicks)));
}

/** Closes lots between the party in liquidation and one winner. */
function closeAgainst(market: Market, liquidation: Liquidation, fill: AccountFill): void {
  const { instrument, slot, lots, priceTicks } = fill;
  closeOrdersOf(
    market,
    { slot, instrument },
    {
      reason: 'auto-deleveraging',
      causeSequence: liquidation.startedSequence,
    },
  );
  const close = {
    instrument,
    lots,
    priceTicks,
    stage: 'auto-deleveraging',
    counterpartyAccountId: market.accounts.accountId(slot),
  } as const;
  liquidation.deleveragedMicros += burdenMicros({ ...close, positionDirection: fill.direction });
  const causeSequence = closeOutsideBook(market, liquidation, close);
  settleFill(market, fill, causeSequence);
  market.touched.add({
    slot,
    instrumentId: instrument.id,
    causeSequence,
    parentLiquidationId: liquidation.id,
    shockSequence: 0,
  });
}

/**
 * Closes what is left of a position against the accounts on the other side, by rank, at the bankruptcy price
 * (rules D1 to D3). An account that could not bear it is passed over.
 */
export function deleverage(market: Market, liquidation: Liquidation, terms: DeleverageTerms): void {
  const held = heldLots(market, liquidation, terms.instrument);
  if (held === 0) return;
  for (const slot of rankHolders(market, terms.instrument, opposite(signOf(held)))) {
    const remainingLots = Math.abs(heldLots(market, liquidation, terms.instrument));
    if (remainingLots === 0) return;
    const whole = closingFill(market, slot, terms);
    const lots = Math.min(remainingLots, bearableLots(market, whole));
    if (lots > 0) closeAgainst(market, liquidation, { ...whole, lots });
  }
}

/** The isolated position of a winner who is bankrupt himself: what closes leaves a hole, which is covered at once. */
function closeBankruptIsolated(market: Market, liquidation: Liquidation, fill: AccountFill): void {
  const { positions, accounts } = market;
  closeAgainst(market, liquidation, { ...fill, isForced: true });
  const row = positions.row(fill.slot, fill.instrument.id);
  const bucketMicros = positions.bucketMicros(row);
  if (positions.sizeLots(row) !== 0 && bucketMicros >= 0) return;
  positions.setBucket(row, 0);
  positions.forgetSafeMarks(fill.slot);
  if (bucketMicros < 0) coverDeficit(market, liquidation, -bucketMicros);
  else accounts.walletsMicros[fill.slot] = floatAt(accounts.walletsMicros, fill.slot) + bucketMicros;
  emitPosition(market, fill, { causeSequence: liquidation.startedSequence, realisedPnlMicros: 0 });
}

/**
 * The last way out of a position: against everybody on the other side, by rank, at the mark, which costs none of
 * them equity; the fund's own inventory last (rule D4). Longs equal shorts, so nothing can be left.
 */
export function unwindAtMark(market: Market, liquidation: Liquidation, instrument: InstrumentState): void {
  const terms = { instrument, priceTicks: instrument.markTicks };
  const held = heldLots(market, liquidation, instrument);
  if (held === 0) return;
  for (const slot of rankHolders(market, instrument, opposite(signOf(held)))) {
    const remainingLots = Math.abs(heldLots(market, liquidation, instrument));
    if (remainingLots === 0) return;
    const whole = closingFill(market, slot, terms);
    const fill = { ...whole, lots: Math.min(remainingLots, whole.lots) };
    const row = market.positions.row(slot, instrument.id);
    const isBankrupt = market.positions.isIsolated(row) && isolatedEquityMicros(market, instrument, row) < 0;
    if (isBankrupt) closeBankruptIsolated(market, liquidation, fill);
    else closeAgainst(market, liquidation, fill);
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
