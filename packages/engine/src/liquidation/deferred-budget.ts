import { type MarketRules, mulDivCeil, PPM } from '@spillway/protocol';
import { budgetMicrosOf } from './safe-marks.ts';

/**
 * What the marks may cost an account whose positions wait, before somebody looks again although they wait: down to the
 * share of maintenance at which the fund takes over (rule L21), or where equity is used up (rule L15); null when no mark
 * shortens the wait. Below zero when nothing may be spent. One micro is held back for the rounding of that share.
 */
export function deferredBudgetMicros(
  rules: MarketRules,
  margin: { readonly equityMicros: number; readonly maintenanceMicros: number },
  setAsideMicros: number,
): number | null {
  const { equityMicros, maintenanceMicros } = margin;
  const { backstopPpm, partial } = rules;
  if (backstopPpm === 0 && partial.kind !== 'block-cap') return null;
  const floorMicros = mulDivCeil(maintenanceMicros, backstopPpm, PPM);
  return budgetMicrosOf({ equityMicros, maintenanceMicros: floorMicros }, setAsideMicros + 1);
}
