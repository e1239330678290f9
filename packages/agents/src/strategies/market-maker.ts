/**
 * A market maker: quotes a ladder on both sides around a reservation price, leans against its inventory
 * (Avellaneda and Stoikov, Quantitative Finance 8 (2008) 217), and withdraws under stress: less size the
 * more inventory it holds and the more the price moves, and nothing at all after a jump.
 */
import { type InstrumentId, type PriceTicks, priceTicks, type Side } from '@spillway/protocol';
import type { Agent, AgentCommand, AgentDecision, AgentView, RandomStream } from '../agent.ts';
import { exponential, jitteredWaitMs } from '../distributions.ts';
import { lotsForNotional, restingOrder } from '../order-commands.ts';
import { VolatilityEstimate } from './volatility-estimate.ts';

export interface MarketMakerParameters {
  /** Quotes on each side. */
  readonly levels: number;
  /** Distance of the first and of the last level from the reservation price in calm, as fractions of the price. */
  readonly nearestFraction: number;
  readonly farthestFraction: number;
  /** Notional of the first level; every next one is `levelGrowth` times as large. */
  readonly levelNotionalMicros: number;
  readonly levelGrowth: number;
  /** No quote adds to an inventory of this notional. */
  readonly inventoryNotionalMicrosMax: number;
  /** γ of Avellaneda and Stoikov for an inventory at its limit: reservation shift per unit of variance. */
  readonly riskAversion: number;
  /** Seconds over which the maker expects to hold (T − t). */
  readonly horizonSeconds: number;
  /** The reservation price never leans further than this fraction. */
  readonly leanFractionMax: number;
  /** Weight of the market's own middle against the index: 1 ignores the index. */
  readonly marketWeight: number;
  /** Standard deviation per √second that the maker takes for calm. */
  readonly calmVolatilityPerSqrtSecond: number;
  /** Size is divided by `1 + elasticity × (volatility / calm − 1)` above calm. */
  readonly withdrawalElasticity: number;
  /** The ladder widens by this many standard deviations of a second. */
  readonly widening: number;
  /** A move of the index or the mark between two looks beyond this pulls all quotes. */
  readonly killMoveFraction: number;
  readonly coolDownMeanMs: number;
  readonly lookIntervalMs: number;
  /** Quotes stay while the reservation price has moved less than this. */
  readonly requoteFraction: number;
}

export interface MarketMakerOptions {
  readonly name: string;
  readonly instrumentId: InstrumentId;
  readonly parameters: MarketMakerParameters;
  /** Draws the length of a cool-down and the jitter of each look. */
  readonly random: RandomStream;
}

const VOLATILITY_MEMORY_SECONDS = 20;
/** Looks come at the interval give or take this share, so that makers do not move in step. */
const LOOK_JITTER = 0.2;
/** Beyond this spread, as a fraction of the price, the middle of the book is not taken for the market. */
const TRUSTED_SPREAD_MAX = 0.005;
/** A ladder that has lost this share of its orders is renewed. */
const LADDER_SHARE_MIN = 0.7;

interface Quote {
  readonly side: Side;
  readonly offsetFraction: number;
  readonly notionalMicros: number;
}

/** Withdrawal with inventory: `(1 − |q| / q_max)₊` on the side that adds to it, 1 on the other. */
export function inventorySizeShare(side: Side, inventoryShare: number): number {
  const isAdding = side === 'buy' ? inventoryShare > 0 : inventoryShare < 0;
  return isAdding ? Math.max(0, 1 - Math.abs(inventoryShare)) : 1;
}

/** Withdrawal with volatility: 1 in calm, falling as a hyperbola above it. */
export function volatilitySizeShare(volatility: number, parameters: MarketMakerParameters): number {
  const excess = Math.max(0, volatility / parameters.calmVolatilityPerSqrtSecond - 1);
  return 1 / (1 + parameters.withdrawalElasticity * excess);
}

export class MarketMaker implements Agent {
  readonly name: string;
  readonly #instrument: InstrumentId;
  readonly #parameters: MarketMakerParameters;
  readonly #random: RandomStream;
  readonly #markVolatility: VolatilityEstimate;
  readonly #indexVolatility: VolatilityEstimate;
  /** The reservation price of the ladder that is out; 0 when none is. */
  #quotedPrice = 0;
  #quotedCount = 0;
  #quotedSizeShare = 0;

  constructor(options: MarketMakerOptions) {
    this.name = options.name;
    this.#instrument = options.instrumentId;
    this.#parameters = options.parameters;
    this.#random = options.random;
    const estimate = {
      memorySeconds: VOLATILITY_MEMORY_SECONDS,
      initialPerSqrtSecond: options.parameters.calmVolatilityPerSqrtSecond,
    };
    this.#markVolatility = new VolatilityEstimate(estimate);
    this.#indexVolatility = new VolatilityEstimate(estimate);
  }

  observe(view: AgentView): AgentDecision {
    const index = view.indexTicks(this.#instrument);
    const market = trustedMiddle(view, this.#instrument);
    this.#indexVolatility.look(index, view.timeMs);
    this.#markVolatility.look(view.markTicks(this.#instrument), view.timeMs);
    if (this.#hasJumped()) return this.#withdraw();

    const inventoryShare = this.#inventoryShare(view);
    const reservation = this.#reservationPrice({ index, market, inventoryShare });
    const sizeShare = volatilitySizeShare(this.#volatility(), this.#parameters);
    const { lookIntervalMs: intervalMs } = this.#parameters;
    const wakeAfterMs = jitteredWaitMs(this.#random, { intervalMs, jitterFraction: LOOK_JITTER });
    if (this.#isLadderCurrent(view, { reservation, sizeShare })) return { commands: [], wakeAfterMs };

    const quotes = this.#quotes(inventoryShare, sizeShare);
    const commands = this.#ladder(view, reservation, quotes);
    this.#quotedPrice = reservation;
    this.#quotedSizeShare = sizeShare;
    this.#quotedCount = commands.length;
    return { commands: [this.#cancelAll(), ...commands], wakeAfterMs };
  }

  #volatility(): number {
    return Math.max(this.#markVolatility.perSqrtSecond, this.#indexVolatility.perSqrtSecond);
  }

  #hasJumped(): boolean {
    const limit = this.#parameters.killMoveFraction;
    return (
      Math.abs(this.#indexVolatility.lastMove) > limit || Math.abs(this.#markVolatility.lastMove) > limit
    );
  }

  #withdraw(): AgentDecision {
    const commands = this.#quotedPrice === 0 ? [] : [this.#cancelAll()];
    this.#quotedPrice = 0;
    const coolDownMs = exponential(this.#random, this.#parameters.coolDownMeanMs);
    return { commands, wakeAfterMs: this.#parameters.lookIntervalMs + Math.round(coolDownMs) };
  }

  /** Inventory at the mark as a share of the limit; positive when long, not cut at 1. */
  #inventoryShare(view: AgentView): number {
    const specification = view.specification(this.#instrument);
    const lots = view.position(this.#instrument).sizeLots;
    const notional = lots * view.markTicks(this.#instrument) * specification.microsPerTickLot;
    return notional / this.#parameters.inventoryNotionalMicrosMax;
  }

  /** `s × (1 − q γ σ² (T − t))`, the lean cut at its limit; s mixes index and market. */
  #reservationPrice(state: { index: number; market: number; inventoryShare: number }): number {
    const { marketWeight, riskAversion, horizonSeconds, leanFractionMax } = this.#parameters;
    const middle = marketWeight * state.market + (1 - marketWeight) * state.index;
    const volatility = this.#volatility();
    const lean = state.inventoryShare * riskAversion * volatility * volatility * horizonSeconds;
    return middle * (1 - Math.min(leanFractionMax, Math.max(-leanFractionMax, lean)));
  }

  #isLadderCurrent(view: AgentView, wanted: { reservation: number; sizeShare: number }): boolean {
    if (this.#quotedPrice === 0) return false;
    const move = Math.abs(wanted.reservation / this.#quotedPrice - 1);
    if (move > this.#parameters.requoteFraction) return false;
    if (wanted.sizeShare < 0.5 * this.#quotedSizeShare || wanted.sizeShare > 2 * this.#quotedSizeShare) {
      return false;
    }
    return view.openOrders().length >= LADDER_SHARE_MIN * this.#quotedCount;
  }

  #quotes(inventoryShare: number, sizeShare: number): readonly Quote[] {
    const { levels, nearestFraction, farthestFraction, levelGrowth, widening } = this.#parameters;
    const widenedBy = widening * this.#volatility();
    const ratio = levels > 1 ? Math.exp(Math.log(farthestFraction / nearestFraction) / (levels - 1)) : 1;
    const quotes: Quote[] = [];
    let offset = nearestFraction;
    let notional = this.#parameters.levelNotionalMicros * sizeShare;
    for (let level = 0; level < levels; level += 1) {
      for (const side of ['buy', 'sell'] as const) {
        const notionalMicros = notional * inventorySizeShare(side, inventoryShare);
        quotes.push({ side, offsetFraction: offset + widenedBy, notionalMicros });
      }
      offset *= ratio;
      notional *= levelGrowth;
    }
    return quotes;
  }

  #ladder(view: AgentView, reservation: number, quotes: readonly Quote[]): AgentCommand[] {
    const specification = view.specification(this.#instrument);
    const commands: AgentCommand[] = [];
    for (const quote of quotes) {
      const price = this.#quotePrice(view, reservation, quote);
      const lots = lotsForNotional(quote.notionalMicros, price, specification);
      if (lots === 0 || !isWithinBand(view, this.#instrument, price)) continue;
      commands.push(
        restingOrder({
          instrumentId: this.#instrument,
          side: quote.side,
          sizeLots: lots,
          priceTicks: price,
          isPostOnly: true,
        }),
      );
    }
    return commands;
  }

  /** The price of a quote, moved behind the opposite touch where it would otherwise trade at once. */
  #quotePrice(view: AgentView, reservation: number, quote: Quote): PriceTicks {
    if (quote.side === 'buy') {
      const wanted = Math.floor(reservation * (1 - quote.offsetFraction));
      const ask = view.bestTicks(this.#instrument, 'sell');
      return priceTicks(Math.max(1, ask > 0 ? Math.min(wanted, ask - 1) : wanted));
    }
    const wanted = Math.ceil(reservation * (1 + quote.offsetFraction));
    return priceTicks(Math.max(wanted, view.bestTicks(this.#instrument, 'buy') + 1));
  }

  #cancelAll(): AgentCommand {
    return { kind: 'CancelAllOrders', instrumentId: this.#instrument };
  }
}

/** The middle of the book; the mark where a side is empty or the middle lies between far quotes and says little. */
function trustedMiddle(view: AgentView, instrument: InstrumentId): number {
  const bid = view.bestTicks(instrument, 'buy');
  const ask = view.bestTicks(instrument, 'sell');
  const isNarrow = bid > 0 && ask - bid < TRUSTED_SPREAD_MAX * ask;
  return isNarrow ? (bid + ask) / 2 : view.markTicks(instrument);
}

/** Whether the venue would take a limit price: not further from the mark than the band. */
function isWithinBand(view: AgentView, instrument: InstrumentId, price: number): boolean {
  const mark = view.markTicks(instrument);
  const bandPpm = view.specification(instrument).priceBandPpm;
  return Math.abs(price - mark) * 1_000_000 < bandPpm * mark;
}
