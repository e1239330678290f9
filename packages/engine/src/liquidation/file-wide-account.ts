/**
 * Files accounts with many cross positions, so that a trade in one of them asks only for that one.
 *
 * Each position is filed at the mark of then, p, and may lose the fraction f of its risk there; all of them together lose
 * no more than the wallet and the sum of their surpluses bear, whichever marks p were taken at (`safe-marks.ts`):
 * `f × Σ risk ≤ wallet + Σ surplus`. That holds when one position is taken anew, at the mark of now and with the same f, as
 * long as the sums say so. To leave room for it, such an account is filed for half of its reach.
 */
import { NO_ROW } from '../account/row-table.ts';
import type { WideFiling } from '../account/wide-accounts.ts';
import { positionMaintenanceMicros, unrealisedMicros } from '../margin/account-margin.ts';
import { closingFeePpmOf } from '../margin/closing-fee.ts';
import { instrumentAt, type Market } from '../market.ts';
import type { HeldRow, HeldScope } from './held-scope.ts';
import {
  budgetMicrosOf,
  isBoundReachable,
  riskMicros,
  roundingMicros,
  safeBoundTicks,
  safeFraction,
} from './safe-marks.ts';

/** From so many positions on, an account is wide. */
export const WIDE_POSITIONS_MIN = 8;
const REACH_SHARE = 0.5;
/** For the roundings of the product that is compared: some thousand times what it can be off by. */
const ROUNDING_SHARE = 1e-12;

/** The position in a row, which is not flat. */
function heldIn(market: Market, row: number): HeldRow {
  const { positions } = market;
  const instrument = instrumentAt(market, positions.instrumentOf(row));
  const closingFeePpm = closingFeePpmOf(market, instrument, positions.slotOf(row));
  return { instrument, sizeLots: positions.sizeLots(row), closingFeePpm, row };
}

function surplusMicrosOf(market: Market, held: Readonly<HeldRow>): number {
  const { instrument, row } = held;
  const pnlMicros = unrealisedMicros(market, instrument, row);
  return pnlMicros - positionMaintenanceMicros(market, instrument, row) - roundingMicros(held);
}

/** Whole micros, so that sums of them stay exact however often one is replaced. */
function wholeRiskMicros(held: Readonly<HeldRow>, budgetMicros: number): number {
  return Math.ceil(riskMicros(held, budgetMicros));
}

/** Files a position for its share of what marks may cost. */
export function fileHeld(
  market: Market,
  held: Readonly<HeldRow>,
  reach: { readonly budgetMicros: number; readonly fraction: number },
): void {
  const isLong = held.sizeLots > 0;
  const boundTicks = safeBoundTicks(held, reach.fraction, reach.budgetMicros);
  if (!isBoundReachable(held.instrument, isLong, boundTicks)) market.dueIndex.unfile(held.row);
  else market.dueIndex.file(held.row, held.instrument, { isLong, boundTicks });
}

/** Files all positions of an account, which are in cross and have something to spare, and keeps the sums. */
export function fileWide(market: Market, slot: number, scope: HeldScope): void {
  const { positions } = market;
  const { wide } = positions;
  const budgetMicros = budgetMicrosOf(scope, scope.setAsideMicros);
  let totalRiskMicros = 0;
  for (let place = 0; place < scope.count; place += 1) {
    totalRiskMicros += wholeRiskMicros(scope.at(place), budgetMicros);
  }
  const fraction = safeFraction(budgetMicros, totalRiskMicros) * REACH_SHARE;
  const filing = wide.begin(slot, fraction);
  for (let row = positions.firstRow(slot); row !== NO_ROW; row = positions.nextRow(row)) wide.clearRow(row);
  for (let place = 0; place < scope.count; place += 1) {
    const held = scope.at(place);
    wide.replaceSurplus(filing, held.row, surplusMicrosOf(market, held));
    wide.replaceRisk(filing, held.row, wholeRiskMicros(held, budgetMicros));
    fileHeld(market, held, { budgetMicros, fraction });
  }
}

/** What marks may cost an account as it is filed. */
function budgetOf(market: Market, slot: number, { surplusMicros }: WideFiling): number {
  return market.accounts.walletMicros(slot) + surplusMicros;
}

/** Whether the account bears that each of its marks moves as far as it was filed for. */
function isBorne(market: Market, slot: number, filing: WideFiling): boolean {
  const { fraction, riskMicros: totalRiskMicros, surplusMicros } = filing;
  if (Math.max(Math.abs(surplusMicros), totalRiskMicros) > Number.MAX_SAFE_INTEGER) return false;
  return fraction * totalRiskMicros <= budgetOf(market, slot, filing) * (1 - ROUNDING_SHARE);
}

/** Takes the changed positions anew into the sums, and files them if the account bears that. */
function replaceChanged(market: Market, slot: number, filing: WideFiling): boolean {
  const { dueIndex, positions } = market;
  const { wide } = positions;
  const changed = filing.changedRows.map((row) => heldIn(market, row));
  if (changed.some(({ row, sizeLots }) => sizeLots !== 0 && positions.isIsolated(row))) return false;
  for (const held of changed) {
    const isFlat = held.sizeLots === 0;
    wide.replaceSurplus(filing, held.row, isFlat ? 0 : surplusMicrosOf(market, held));
  }
  const budgetMicros = budgetOf(market, slot, filing);
  if (budgetMicros < 0) return false;
  for (const held of changed) {
    const isFlat = held.sizeLots === 0;
    wide.replaceRisk(filing, held.row, isFlat ? 0 : wholeRiskMicros(held, budgetMicros));
  }
  if (!isBorne(market, slot, filing)) return false;
  for (const held of changed) {
    if (held.sizeLots === 0) dueIndex.unfile(held.row);
    else fileHeld(market, held, { budgetMicros, fraction: filing.fraction });
  }
  filing.changedRows.length = 0;
  return true;
}

/**
 * Files the positions of a wide account that changed. To be called while no mark is beyond what it was filed for.
 * @returns whether that was enough: then the account is safe at the marks of now. Else it must be filed in full.
 */
export function fileChangedRows(market: Market, slot: number): boolean {
  const { wide } = market.positions;
  const filing = wide.of(slot);
  if (filing === undefined) return false;
  const isFiled =
    filing.changedRows.length === 0 ? isBorne(market, slot, filing) : replaceChanged(market, slot, filing);
  if (!isFiled) wide.forget(slot);
  return isFiled;
}

/**
 * By how much equity of the cross positions of an account is above maintenance at least, whatever marks it was filed for;
 * −Infinity where nothing is known without adding it up.
 */
export function spareFloorMicros(market: Market, slot: number): number {
  const filing = market.positions.wide.of(slot);
  if (filing === undefined || !fileChangedRows(market, slot)) return Number.NEGATIVE_INFINITY;
  return Math.floor(
    budgetOf(market, slot, filing) * (1 - ROUNDING_SHARE) - filing.fraction * filing.riskMicros,
  );
}
