/** A noise trader: wakes at random (Poisson), trades either way for no reason, at the market or with a limit. */
import { type InstrumentId, type PriceTicks, priceTicks, type Side } from '@spillway/protocol';
import type { Agent, AgentCommand, AgentDecision, AgentView, RandomStream } from '../agent.ts';
import { exponential, lognormal } from '../distributions.ts';
import { lotsForNotional, marketOrder, marketPrice, restingOrder } from '../order-commands.ts';

export interface NoiseTraderParameters {
  readonly wakeMeanMs: number;
  readonly marketOrderShare: number;
  /** Order sizes are lognormal. */
  readonly sizeMedianMicros: number;
  readonly sizeSigma: number;
  /** Mean distance of a limit order from the middle of the book, as a fraction of the price (exponential). */
  readonly limitDistanceMean: number;
  /** Beyond this inventory the trader only trades back. */
  readonly inventoryNotionalMicrosMax: number;
}

export interface NoiseTraderOptions {
  readonly name: string;
  readonly instrumentId: InstrumentId;
  readonly parameters: NoiseTraderParameters;
  readonly random: RandomStream;
}

/** More open orders than this and the trader takes all of them back. */
const OPEN_ORDERS_MAX = 4;

export class NoiseTrader implements Agent {
  readonly name: string;
  readonly #instrument: InstrumentId;
  readonly #parameters: NoiseTraderParameters;
  readonly #random: RandomStream;
  #hasStarted = false;

  constructor(options: NoiseTraderOptions) {
    this.name = options.name;
    this.#instrument = options.instrumentId;
    this.#parameters = options.parameters;
    this.#random = options.random;
  }

  observe(view: AgentView): AgentDecision {
    const wakeAfterMs = Math.max(1, Math.round(exponential(this.#random, this.#parameters.wakeMeanMs)));
    // The first wake is at an arbitrary time for everyone: trade from the second on.
    if (!this.#hasStarted) {
      this.#hasStarted = true;
      return { commands: [], wakeAfterMs };
    }
    // Every wake takes the same draws, whatever comes of them.
    const side: Side = this.#random() < 0.5 ? 'buy' : 'sell';
    const isMarket = this.#random() < this.#parameters.marketOrderShare;
    const { sizeMedianMicros, sizeSigma, limitDistanceMean } = this.#parameters;
    const notional = lognormal(this.#random, { median: sizeMedianMicros, sigma: sizeSigma });
    const distance = exponential(this.#random, limitDistanceMean);
    return { commands: this.#order(view, { side, isMarket, notional, distance }), wakeAfterMs };
  }

  #order(
    view: AgentView,
    wish: { side: Side; isMarket: boolean; notional: number; distance: number },
  ): readonly AgentCommand[] {
    const instrumentId = this.#instrument;
    const specification = view.specification(instrumentId);
    const market = marketPrice(view, instrumentId);
    const side = this.#allowedSide(view, wish.side);
    const size = lotsForNotional(wish.notional, market, specification);
    if (size === 0) return [];
    if (wish.isMarket) return [marketOrder({ instrumentId, side, sizeLots: size, isReduceOnly: false })];

    const tidying: AgentCommand[] =
      view.openOrders().length >= OPEN_ORDERS_MAX ? [{ kind: 'CancelAllOrders', instrumentId }] : [];
    const distance = Math.min(wish.distance, 0.9 * (specification.priceBandPpm / 1_000_000));
    const price = limitPrice(market, side, distance);
    return [
      ...tidying,
      restingOrder({ instrumentId, side, sizeLots: size, priceTicks: price, isPostOnly: false }),
    ];
  }

  #allowedSide(view: AgentView, wished: Side): Side {
    const lots = view.position(this.#instrument).sizeLots;
    const worth =
      lots * view.markTicks(this.#instrument) * view.specification(this.#instrument).microsPerTickLot;
    if (worth > this.#parameters.inventoryNotionalMicrosMax) return 'sell';
    if (worth < -this.#parameters.inventoryNotionalMicrosMax) return 'buy';
    return wished;
  }
}

function limitPrice(market: number, side: Side, distance: number): PriceTicks {
  const price = side === 'buy' ? Math.floor(market * (1 - distance)) : Math.ceil(market * (1 + distance));
  return priceTicks(Math.max(1, price));
}
