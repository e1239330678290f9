import { noteChange } from '../account/note-change.ts';
import type { InstrumentState } from '../instrument-state.ts';
import { changeFundCash } from '../insurance/inventory-fill.ts';
import { feeMicrosOf } from '../margin/margin-math.ts';
import type { Market } from '../market.ts';
import { type Liquidation, rowIn } from './liquidation.ts';
import { scopeMargin } from './scope-margin.ts';

/**
 * Charges the liquidation fee on what was closed since the last charge (rule L9): rounded up, in favour of the
 * fund, never more than the margin that is left.
 */
export function chargeFee(market: Market, liquidation: Liquidation, instrument: InstrumentState): void {
  const { accounts, positions } = market;
  const { slot, mode } = liquidation;
  const row = rowIn(market, liquidation, instrument);
  const cashMicros = mode === 'cross' ? accounts.walletMicros(slot) : positions.bucketMicros(row);
  const leftMicros = Math.min(cashMicros, scopeMargin(market, liquidation).equityMicros);
  const dueMicros = feeMicrosOf(liquidation.uncharged, instrument.specification.liquidationFeePpm);
  const feeMicros = Math.max(0, Math.min(dueMicros, leftMicros));
  liquidation.uncharged = 0;
  liquidation.feeMicros += feeMicros;
  if (mode === 'cross') accounts.walletsMicros[slot] = cashMicros - feeMicros;
  else positions.setBucket(row, cashMicros - feeMicros);
  noteChange(market, slot);
  changeFundCash(
    market,
    { assetId: instrument.assetId, reason: 'liquidation-fee', deltaMicros: feeMicros },
    { causeSequence: liquidation.startedSequence, liquidationId: liquidation.id },
  );
}
