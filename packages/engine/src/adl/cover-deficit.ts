import { accountId, liquidationId, mulDivFloor, quoteMicros } from '@spillway/protocol';
import { emitPosition } from '../account/fills.ts';
import { noteChange } from '../account/note-change.ts';
import { NO_ROW } from '../account/row-table.ts';
import { fundEquityMicros } from '../insurance/insurance-fund.ts';
import { changeFundCash } from '../insurance/inventory-fill.ts';
import type { Liquidation } from '../liquidation/liquidation.ts';
import { crossEquityMicros, isolatedEquityMicros, unrealisedMicros } from '../margin/account-margin.ts';
import { instrumentAt, type Market, treasuryAt } from '../market.ts';

/** What one position can give up: profit that is not realised and that its margin does not lean on. */
interface Profit {
  readonly row: number;
  readonly amountMicros: number;
}

/** Adds what the cross positions of an account can give up: each its own profit, together no more than net profit and equity. */
function addCrossProfits(market: Market, slot: number, profits: Profit[]): void {
  const { positions } = market;
  const netMicros = market.margins.unrealisedMicros(slot);
  if (netMicros <= 0) return;
  let leftMicros = Math.max(0, Math.min(netMicros, crossEquityMicros(market, slot)));
  for (let row = positions.firstRow(slot); row !== NO_ROW && leftMicros > 0; row = positions.nextRow(row)) {
    if (positions.isIsolated(row)) continue;
    const instrument = instrumentAt(market, positions.instrumentOf(row));
    const pnlMicros = unrealisedMicros(market, instrument, row);
    const amountMicros = Math.min(leftMicros, Math.max(0, pnlMicros));
    if (amountMicros > 0) profits.push({ row, amountMicros });
    leftMicros -= amountMicros;
  }
}

/** Adds what the isolated positions of an account can give up, each on its own. */
function addIsolatedProfits(market: Market, slot: number, profits: Profit[]): void {
  const { positions } = market;
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
    if (!positions.isIsolated(row)) continue;
    const instrument = instrumentAt(market, positions.instrumentOf(row));
    const pnlMicros = unrealisedMicros(market, instrument, row);
    const amountMicros = Math.min(pnlMicros, isolatedEquityMicros(market, instrument, row));
    if (amountMicros > 0) profits.push({ row, amountMicros });
  }
}

/** Every profit in an asset, by account number; of an account first those in cross, then by instrument number. */
function profitsByAccount(market: Market, assetId: number): Profit[] {
  const profits: Profit[] = [];
  for (const slot of market.accounts.slotsById()) {
    if (market.accounts.assetId(slot) !== assetId) continue;
    addCrossProfits(market, slot, profits);
    addIsolatedProfits(market, slot, profits);
  }
  return profits;
}

/**
 * Takes part of a profit: the position counts as bought dearer (or sold cheaper), so that no balance changes and
 * none can fall below zero.
 */
function takeProfit(market: Market, liquidation: Liquidation, from: Profit): void {
  const { positions } = market;
  const { row } = from;
  const slot = positions.slotOf(row);
  const costMicros = quoteMicros(positions.entryCostMicros(row) + from.amountMicros);
  positions.setPosition(row, positions.sizeLots(row), costMicros);
  noteChange(market, slot);
  const causeSequence = market.events.emit('lossSocialised', liquidation.startedSequence, {
    liquidationId: liquidationId(liquidation.id),
    accountId: accountId(market.accounts.accountId(slot)),
    amountMicros: quoteMicros(from.amountMicros),
  });
  emitPosition(market, row, { causeSequence, realisedPnlMicros: 0 });
  market.touched.add(slot, positions.instrumentOf(row), { causeSequence, liquidationId: liquidation.id });
}

/**
 * Shares a loss out over the profitable accounts in proportion to their profit (rule D5); what rounding leaves
 * goes to the first of them, by account number, that can still bear it.
 * @returns how much they bore
 */
function socialise(market: Market, liquidation: Liquidation, deficitMicros: number): number {
  const profits = profitsByAccount(market, liquidation.instrument.assetId);
  const totalMicros = profits.reduce((sum, profit) => sum + profit.amountMicros, 0);
  if (totalMicros === 0) return 0;
  const bornMicros = Math.min(deficitMicros, totalMicros);
  const shares = profits.map((profit) => mulDivFloor(profit.amountMicros, bornMicros, totalMicros));
  let restMicros = bornMicros - shares.reduce((sum, share) => sum + share, 0);
  profits.forEach((profit, index) => {
    const shareMicros = shares[index] ?? 0;
    const extraMicros = Math.min(restMicros, profit.amountMicros - shareMicros);
    restMicros -= extraMicros;
    const amountMicros = shareMicros + extraMicros;
    if (amountMicros > 0) takeProfit(market, liquidation, { ...profit, amountMicros });
  });
  return bornMicros;
}

/**
 * Finds the money for a loss that its account cannot pay (rule D5): the fund as far as its equity goes, then the
 * profitable accounts; what nobody can bear stays as a debt of the fund. The caller credits the account.
 */
export function coverDeficit(market: Market, liquidation: Liquidation, deficitMicros: number): void {
  const { assetId } = liquidation.instrument;
  const { fundCashMicros } = treasuryAt(market, assetId);
  const payableMicros = Math.max(0, Math.min(fundCashMicros, fundEquityMicros(market, assetId)));
  const paidMicros = Math.min(deficitMicros, payableMicros);
  const socialisedMicros =
    paidMicros < deficitMicros ? socialise(market, liquidation, deficitMicros - paidMicros) : 0;
  const fundShareMicros = deficitMicros - socialisedMicros;
  liquidation.socialisedMicros += socialisedMicros;
  liquidation.insurancePaidMicros += fundShareMicros;
  changeFundCash(
    market,
    { assetId, reason: 'bad-debt', deltaMicros: -fundShareMicros },
    { causeSequence: liquidation.startedSequence, liquidationId: liquidation.id },
  );
}

/** A fund without inventory and with less than nothing lets the profitable accounts fill the hole (rule I5). */
export function refillFund(market: Market, liquidation: Liquidation): void {
  const { assetId } = liquidation.instrument;
  const { fundCashMicros } = treasuryAt(market, assetId);
  if (fundCashMicros >= 0) return;
  const deltaMicros = socialise(market, liquidation, -fundCashMicros);
  liquidation.socialisedMicros += deltaMicros;
  changeFundCash(
    market,
    { assetId, reason: 'bad-debt', deltaMicros },
    { causeSequence: liquidation.startedSequence, liquidationId: liquidation.id },
  );
}
