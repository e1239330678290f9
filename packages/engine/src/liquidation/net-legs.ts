import { NO_ROW } from '../account/row-table.ts';
import type { InstrumentState } from '../instrument-state.ts';
import { instrumentAt, type Market } from '../market.ts';
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

/**
 * Before any other close of a cross account in hedge mode, the two legs of each instrument are closed against each
 * other, where the venue does that (rule L18). It costs no fee and moves no equity: only maintenance falls.
 */
export function netHedgedLegs(market: Market, liquidation: Liquidation): void {
  const { accounts, positions, rules } = market;
  const { slot } = liquidation;
  if (!rules.isHedgeNetted || !accounts.isHedged(slot)) return;
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) {
    if (positions.legOf(row) !== 1 || positions.isIsolated(row)) continue;
    const instrument = instrumentAt(market, positions.instrumentOf(row));
    const shortLots = Math.abs(positions.sizeLotsOf(slot, instrument.id, 2));
    const lots = Math.min(positions.sizeLots(row), shortLots);
    if (lots > 0) netLegs(market, liquidation, { instrument, lots });
  }
}
