import type { InstrumentState } from '../instrument-state.ts';
import type { Market } from '../market.ts';
import type { PositionValues } from './fill-math.ts';
import type { Leg } from './row-table.ts';

/**
 * Gives an account a position, or settings for one, where it has none: what a restore needs. The sink is told nothing; and
 * nobody has worked anything out from the account yet, so that nothing is void.
 */
export function enterPosition(
  market: Market,
  at: { readonly slot: number; readonly instrument: InstrumentState; readonly leg: Leg },
  position: PositionValues,
): void {
  const { instrument, slot, leg } = at;
  const { positions } = market;
  const row = positions.enter({ slot, instrumentId: instrument.id, leg }, position);
  if (position.sizeLots === 0) return;
  positions.holderPlaces[row] = instrument.holders.add(row) + 1;
  instrument.longLots += Math.max(0, position.sizeLots);
}
