import type { Frame, InstrumentState } from '@spillway/protocol/wire';
import { multiplyStep } from './decimal-micros.ts';
import type { PlannedAction } from './seat-plan.ts';

/** An order in the words of the wire. */
export interface PricedOrder {
  readonly size: string;
  /** Absent for a market order. */
  readonly price?: string;
}

const PPM = 1_000_000;
const PERMILLE = 1000;

/** The last mark price of every instrument, by its number. */
export class MarketPrices {
  readonly #markTicks = new Map<number, number>();

  update(prices: Frame['prices']): void {
    for (const { instrumentId, markTicks } of prices) this.#markTicks.set(instrumentId, markTicks);
  }

  /** @returns null while no price is known. */
  markTicks(instrumentId: number): number | null {
    return this.#markTicks.get(instrumentId) ?? null;
  }
}

export interface PricingContext {
  readonly instrument: InstrumentState;
  readonly markTicks: number;
  /** What the seat was given, in micros. */
  readonly depositMicros: number;
}

/** Turns money into lots and a distance into a price, in whole lots and ticks. */
export function priceOrder(
  action: Extract<PlannedAction, { kind: 'market' | 'limit' }>,
  { instrument, markTicks, depositMicros }: PricingContext,
): PricedOrder {
  const { lotSize, tickSize, microsPerTickLot, sizeLotsMin, sizeLotsMax } = instrument.specification;
  const notionalMicros = (action.notionalPermille * depositMicros) / PERMILLE;
  const wantedLots = Math.floor(notionalMicros / (markTicks * microsPerTickLot));
  const sizeLots = Math.min(Math.max(wantedLots, sizeLotsMin), sizeLotsMax);
  const size = multiplyStep(lotSize, sizeLots);
  if (action.kind === 'market') return { size };
  const distanceTicks = Math.max(1, Math.floor((markTicks * action.distancePpm) / PPM));
  const priceTicks = action.side === 'buy' ? markTicks - distanceTicks : markTicks + distanceTicks;
  return { size, price: multiplyStep(tickSize, Math.max(1, priceTicks)) };
}
