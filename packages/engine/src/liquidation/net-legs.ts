import { NO_ROW } from '../account/row-table.ts';
import type { InstrumentState } from '../instrument-state.ts';
import { instrumentAt, type Market } from '../market.ts';
import { isClosable } from './closable.ts';
import { closeOutsideBook, type Liquidation } from './liquidation.ts';

/** Closes the long and the short leg against each other at mark, as many lots as the smaller one has. */
function netLegs(
  market: Market,
  liquidation: Liquidation,
  at: { readonly instrument: InstrumentState; readonly lots: number },
): void {
  const { instrument, lots } = at;
  for (const leg of [1, 2] as const) {
    liquidation.leg = leg;
    closeOutsideBook(market, liquidation, {
      instrument,
      lots,
      priceTicks: instrument.markTicks,
      stage: 'netting',
      counterpartyAccountId: liquidation.accountId,
    });
  }
}

/** The smaller of two legs that may both be closed now; 0 when there are no two. */
function nettableLots(market: Market, longRow: number): number {
  const { positions } = market;
  const shortRow = positions.findRow(positions.slotOf(longRow), positions.instrumentOf(longRow), 2);
  if (shortRow === NO_ROW) return 0;
  const lots = Math.min(positions.sizeLots(longRow), Math.abs(positions.sizeLots(shortRow)));
  return lots > 0 && isClosable(market, longRow) && isClosable(market, shortRow) ? lots : 0;
}

/**
 * Before any other close of a cross account in hedge mode, the two legs of each instrument are closed against each
 * other, where the venue does that (rule L18), unless one of them stands still or waits. It costs no fee and moves no
 * equity: only maintenance falls.
 */
export function netHedgedLegs(market: Market, liquidation: Liquidation): void {
  const { accounts, positions, rules } = market;
  const { slot } = liquidation;
  if (!rules.isHedgeNetted || !accounts.isHedged(slot)) return;
  // Found before any is closed: a wait may hang on maintenance, which falls with each of them.
  const pairs: { readonly instrument: InstrumentState; readonly lots: number }[] = [];
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
    if (positions.legOf(row) !== 1 || positions.isIsolated(row)) continue;
    const lots = nettableLots(market, row);
    if (lots > 0) pairs.push({ instrument: instrumentAt(market, positions.instrumentOf(row)), lots });
  }
  for (const pair of pairs) netLegs(market, liquidation, pair);
}
