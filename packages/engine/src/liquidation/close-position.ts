import type { RatePpm } from '@spillway/protocol';
import { noteChange } from '../account/note-change.ts';
import { deleverage, unwindAtMark } from '../adl/deleverage.ts';
import type { InstrumentState } from '../instrument-state.ts';
import { takeOver } from '../insurance/insurance-fund.ts';
import { changeFundCash } from '../insurance/inventory-fill.ts';
import {
  crossMargin,
  isolatedEquityMicros,
  positionMaintenanceMicros,
  positionNotionalMicros,
} from '../margin/account-margin.ts';
import { feeMicrosOf } from '../margin/margin-math.ts';
import type { Market } from '../market.ts';
import { bankruptcyPriceTicks, withinPrices } from './bankruptcy-price.ts';
import { isMarginShort } from './due-accounts.ts';
import { sendForcedOrder } from './forced-order.ts';
import { heldLots, type Liquidation } from './liquidation.ts';
import { restoreMarginLots } from './partial-size.ts';

/** Equity and maintenance in the scope of a liquidation: one isolated position, or all cross positions. */
function scopeMargin(
  market: Market,
  liquidation: Liquidation,
): { equityMicros: number; maintenanceMicros: number } {
  const { slot, instrument } = liquidation;
  if (liquidation.mode === 'cross') return crossMargin(market, slot);
  const row = market.positions.row(slot, instrument.id);
  return {
    equityMicros: isolatedEquityMicros(market, instrument, row),
    maintenanceMicros: positionMaintenanceMicros(market, instrument, row),
  };
}

export function isStillDue(market: Market, liquidation: Liquidation): boolean {
  return isMarginShort(market.rules, scopeMargin(market, liquidation));
}

/**
 * Charges the liquidation fee on what was closed since the last charge (rule L9): rounded up, in favour of the
 * fund, never more than the margin that is left.
 */
function chargeFee(market: Market, liquidation: Liquidation, instrument: InstrumentState): void {
  const { accounts, positions } = market;
  const { slot, mode } = liquidation;
  const row = positions.row(slot, instrument.id);
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
    { reason: 'liquidation-fee', deltaMicros: feeMicros },
    { causeSequence: liquidation.startedSequence, liquidationId: liquidation.id },
  );
}

/** Closes a slice of a large position (rule L5), bounded by the bankruptcy price. */
function closeSlice(
  market: Market,
  liquidation: Liquidation,
  at: { readonly instrument: InstrumentState; readonly slicePpm: RatePpm },
): void {
  const { slot } = liquidation;
  const { instrument } = at;
  const { equityMicros, maintenanceMicros } = scopeMargin(market, liquidation);
  // At equality an inclusive trigger still fires: safety begins one micro above maintenance.
  const stepMicros = market.rules.isTriggerInclusive ? 1 : 0;
  const { contract, markTicks, specification } = instrument;
  const { riskTiers, liquidationFeePpm } = specification;
  const position = {
    contract,
    riskTiers,
    heldLots: Math.abs(heldLots(market, liquidation, instrument)),
    markTicks,
  };
  const shortageMicros = maintenanceMicros - equityMicros + stepMicros;
  const lots = restoreMarginLots(position, at.slicePpm, { shortageMicros, liquidationFeePpm });
  const worstTicks = withinPrices(instrument, bankruptcyPriceTicks(market, slot, instrument));
  sendForcedOrder(market, liquidation, { instrument, lots, worstTicks });
  chargeFee(market, liquidation, instrument);
}

/**
 * Closes one position by force (rules L5 to L9, D1, D4): a slice of a large one, then all of it through the book
 * at the bankruptcy price or better, then the insurance fund, then auto-deleveraging, then whoever is left.
 * @param retest - whether to stop once the margin is restored
 */
export function closePosition(
  market: Market,
  liquidation: Liquidation,
  at: { readonly instrument: InstrumentState; readonly retest: boolean },
): void {
  const { instrument, retest } = at;
  const row = market.positions.row(liquidation.slot, instrument.id);
  const notionalMicros = positionNotionalMicros(market, instrument, row);
  const { partial } = market.rules;
  if (retest && partial.kind === 'restore-margin' && notionalMicros > partial.thresholdMicros) {
    closeSlice(market, liquidation, { instrument, slicePpm: partial.slicePpm });
    if (!isStillDue(market, liquidation)) return;
  }
  const lots = Math.abs(heldLots(market, liquidation, instrument));
  if (lots === 0) return;
  const priceTicks = withinPrices(instrument, bankruptcyPriceTicks(market, liquidation.slot, instrument));
  sendForcedOrder(market, liquidation, { instrument, lots, worstTicks: priceTicks });
  if (heldLots(market, liquidation, instrument) !== 0) {
    takeOver(market, liquidation, { instrument, priceTicks });
    deleverage(market, liquidation, { instrument, priceTicks });
    unwindAtMark(market, liquidation, instrument);
  }
  chargeFee(market, liquidation, instrument);
}
