import { type MarketRules, mulDivCeil } from '@spillway/protocol';
import type { Direction } from '../direction.ts';
import { type InstrumentState, notionalMicros, valueMicros } from '../instrument-state.ts';
import type { Exposure } from './exposure.ts';
import { initialMarginMicros } from './margin-math.ts';

/** What the orders of a side would lose against the mark if all of them traded now at their own prices. */
function openLossMicros(instrument: InstrumentState, exposure: Exposure, direction: Direction): number {
  const signedLots = direction * exposure.orderLots(direction);
  const worthMicros = valueMicros(instrument, signedLots, instrument.markTicks);
  return Math.max(0, direction * exposure.orderCostMicros(direction) - worthMicros);
}

function crossSideMicros(instrument: InstrumentState, exposure: Exposure, direction: Direction): number {
  const reachMicros = notionalMicros(instrument, exposure.reachLots(direction), instrument.markTicks);
  const initialMicros = initialMarginMicros(instrument, reachMicros, exposure);
  return initialMicros + openLossMicros(instrument, exposure, direction);
}

function isolatedSideMicros(instrument: InstrumentState, exposure: Exposure, direction: Direction): number {
  const heldLots = Math.max(0, direction * exposure.sizeLots);
  const openingLots = exposure.reachLots(direction) - heldLots;
  if (openingLots === 0) return 0;
  const openingMicros = notionalMicros(instrument, openingLots, instrument.markTicks);
  const openLoss = openLossMicros(instrument, exposure, direction);
  const lossMicros = mulDivCeil(openLoss, openingLots, exposure.orderLots(direction));
  return initialMarginMicros(instrument, openingMicros, exposure) + lossMicros;
}

/** What the legs of an instrument claim together: all of it, or only the largest claim (rule M12). */
export function claimOfLegs(rules: MarketRules, claims: readonly number[]): number {
  return rules.hedgeInitialMargin === 'larger-leg'
    ? Math.max(...claims)
    : claims.reduce((sum, micros) => sum + micros, 0);
}

/**
 * What an instrument claims of the account's cross equity (rule M4). Cross: initial margin of the larger of
 * (position with all buys) and (position with all sells) at mark, and the open loss of those orders. Isolated:
 * the same for what its orders would newly open; the position itself is covered by its bucket.
 */
export function claimMicros(instrument: InstrumentState, exposure: Exposure): number {
  const { sizeLots, buyLots, sellLots } = exposure;
  if (sizeLots === 0 && buyLots === 0 && sellLots === 0) return 0;
  return exposure.isIsolated
    ? Math.max(isolatedSideMicros(instrument, exposure, 1), isolatedSideMicros(instrument, exposure, -1))
    : Math.max(crossSideMicros(instrument, exposure, 1), crossSideMicros(instrument, exposure, -1));
}
