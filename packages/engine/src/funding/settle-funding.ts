/** Funding of an interval is paid (rules F2 to F4). */
import { accountId, instrumentId, priceTicks, quoteMicros, type RejectCode } from '@spillway/protocol';
import { legNameOf } from '../account/legs.ts';
import { noteChange } from '../account/note-change.ts';
import { floatAt } from '../columns.ts';
import type { InstrumentState } from '../instrument-state.ts';
import { changeFundCash } from '../insurance/inventory-fill.ts';
import type { Market } from '../market.ts';
import { fundingPaymentMicros, nextFundingMs } from './funding-payment.ts';
import { presentRatePpb } from './funding-state.ts';

/** What a position gets; negative when it pays. */
interface Payment {
  readonly row: number;
  readonly amountMicros: number;
}

/** The rows of those who hold a position, by account number; of an account the long leg first. */
function rowsOfHolders(market: Market, instrument: InstrumentState): number[] {
  const { accounts, positions } = market;
  const rows: number[] = [];
  for (let place = 0; place < instrument.holders.count; place += 1)
    rows.push(instrument.holders.rowAt(place));
  const accountOf = (row: number): number => accounts.accountId(positions.slotOf(row));
  return rows.sort((left, right) => {
    return accountOf(left) - accountOf(right) || positions.legOf(left) - positions.legOf(right);
  });
}

/** Books a payment: in the bucket of an isolated position, else in the wallet; then tells the sink. */
function pay(
  market: Market,
  instrument: InstrumentState,
  payment: Payment & { readonly settledSequence: number },
): void {
  const { accounts, positions } = market;
  const { row, amountMicros } = payment;
  const slot = positions.slotOf(row);
  if (positions.isIsolated(row)) {
    positions.setBucket(row, quoteMicros(positions.bucketMicros(row) + amountMicros));
  } else {
    accounts.walletsMicros[slot] = quoteMicros(floatAt(accounts.walletsMicros, slot) + amountMicros);
  }
  noteChange(market, slot);
  const causeSequence = market.events.emit('fundingPaid', payment.settledSequence, {
    accountId: accountId(accounts.accountId(slot)),
    instrumentId: instrumentId(instrument.id),
    leg: legNameOf(positions.legOf(row)),
    amountMicros: quoteMicros(amountMicros),
    bucketMicros: quoteMicros(positions.bucketMicros(row)),
    walletMicros: quoteMicros(accounts.walletMicros(slot)),
  });
  market.touched.add(slot, instrument.id, { causeSequence, liquidationId: 0 });
}

/**
 * Settles the funding of the interval that ends now: positions by account number, then the fund's inventory. What roundings
 * leave over is the house's. Whoever cannot bear it is liquidated with the command.
 */
export function settleFunding(market: Market, instrument: InstrumentState): RejectCode | null {
  const { funding, contract, markTicks, treasury, assetId } = instrument;
  if (markTicks === 0) return 'MARK_PRICE_MISSING';
  if (funding === null) return 'FUNDING_NOT_OFFERED';
  if (instrument.isHalted) return 'TRADING_HALTED';
  const ratePpb = presentRatePpb(funding);
  const amountOf = (sizeLots: number): number =>
    0 - fundingPaymentMicros(contract, sizeLots, { markTicks, ratePpb });
  const payments = rowsOfHolders(market, instrument).map((row): Payment => {
    return { row, amountMicros: amountOf(market.positions.sizeLots(row)) };
  });
  const fundMicros = amountOf(instrument.inventoryLots);
  const remainderMicros = payments.reduce((sum, { amountMicros }) => sum - amountMicros, 0 - fundMicros);
  treasury.feesMicros = quoteMicros(treasury.feesMicros + remainderMicros);
  const settledSequence = market.events.emit('fundingSettled', 0, {
    instrumentId: instrumentId(instrument.id),
    ratePpb,
    markTicks: priceTicks(markTicks),
    remainderMicros: quoteMicros(remainderMicros),
  });
  for (const payment of payments) pay(market, instrument, { ...payment, settledSequence });
  const change = { assetId, reason: 'funding', deltaMicros: fundMicros } as const;
  changeFundCash(market, change, { causeSequence: settledSequence, liquidationId: 0 });
  funding.premiums.clear();
  funding.lastRatePpb = ratePpb;
  const since = { listedMs: 0, lastFundingMs: market.events.timeMs };
  funding.nextMs = nextFundingMs(funding.terms.intervalMs, since);
  return null;
}
