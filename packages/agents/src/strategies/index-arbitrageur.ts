/**
 * An index arbitrageur: buys the perpetual when it is cheaper than the index by more than a threshold and
 * sells it when it is dearer. It is the force that ties the market to the index; the limits of its inventory
 * and of its speed are what lets the two part.
 */
import { type InstrumentId, type PriceTicks, priceTicks, type Side } from '@spillway/protocol';
import type { Agent, AgentCommand, AgentDecision, AgentView, RandomStream } from '../agent.ts';
import { jitteredWaitMs } from '../distributions.ts';
import { immediateOrder, lotsForNotional } from '../order-commands.ts';

export interface IndexArbitrageurParameters {
  readonly lookIntervalMs: number;
  /** Trades when the gap between market and index is at least this fraction of the index. */
  readonly entryFraction: number;
  /** Closes what it holds when the gap has shrunk to this fraction. */
  readonly exitFraction: number;
  /** Largest order in one look. */
  readonly clipNotionalMicros: number;
  readonly inventoryNotionalMicrosMax: number;
}

export interface IndexArbitrageurOptions {
  readonly name: string;
  readonly instrumentId: InstrumentId;
  readonly parameters: IndexArbitrageurParameters;
  readonly random: RandomStream;
}

/** Looks come at the interval give or take this share. */
const LOOK_JITTER = 0.3;

interface Attempt {
  readonly side: Side;
  readonly limitTicks: PriceTicks;
  readonly notionalMicros: number;
}

export class IndexArbitrageur implements Agent {
  readonly name: string;
  readonly #instrument: InstrumentId;
  readonly #parameters: IndexArbitrageurParameters;
  readonly #random: RandomStream;

  constructor(options: IndexArbitrageurOptions) {
    this.name = options.name;
    this.#instrument = options.instrumentId;
    this.#parameters = options.parameters;
    this.#random = options.random;
  }

  observe(view: AgentView): AgentDecision {
    const { lookIntervalMs: intervalMs } = this.#parameters;
    const wakeAfterMs = jitteredWaitMs(this.#random, { intervalMs, jitterFraction: LOOK_JITTER });
    const attempt = this.#attempt(view);
    if (attempt === null) return { commands: [], wakeAfterMs };
    return { commands: this.#order(view, attempt), wakeAfterMs };
  }

  /** What the gap asks for: first entering, then leaving; null when neither pays. */
  #attempt(view: AgentView): Attempt | null {
    const { entryFraction, exitFraction, clipNotionalMicros, inventoryNotionalMicrosMax } = this.#parameters;
    const instrument = this.#instrument;
    const index = view.indexTicks(instrument);
    const bid = view.bestTicks(instrument, 'buy');
    const ask = view.bestTicks(instrument, 'sell');
    const specification = view.specification(instrument);
    const worth =
      view.position(instrument).sizeLots * view.markTicks(instrument) * specification.microsPerTickLot;

    const buyLimit = priceTicks(Math.floor(index * (1 - entryFraction)));
    if (ask > 0 && ask <= buyLimit) {
      const room = inventoryNotionalMicrosMax - worth;
      return { side: 'buy', limitTicks: buyLimit, notionalMicros: Math.min(clipNotionalMicros, room) };
    }
    const sellLimit = priceTicks(Math.ceil(index * (1 + entryFraction)));
    if (bid > 0 && bid >= sellLimit) {
      const room = inventoryNotionalMicrosMax + worth;
      return { side: 'sell', limitTicks: sellLimit, notionalMicros: Math.min(clipNotionalMicros, room) };
    }
    const closingSellLimit = priceTicks(Math.ceil(index * (1 - exitFraction)));
    if (worth > 0 && bid >= closingSellLimit) {
      const notionalMicros = Math.min(clipNotionalMicros, worth);
      return { side: 'sell', limitTicks: closingSellLimit, notionalMicros };
    }
    const closingBuyLimit = priceTicks(Math.floor(index * (1 + exitFraction)));
    if (worth < 0 && ask > 0 && ask <= closingBuyLimit) {
      const notionalMicros = Math.min(clipNotionalMicros, -worth);
      return { side: 'buy', limitTicks: closingBuyLimit, notionalMicros };
    }
    return null;
  }

  #order(view: AgentView, attempt: Attempt): readonly AgentCommand[] {
    const specification = view.specification(this.#instrument);
    const sizeLots = lotsForNotional(attempt.notionalMicros, view.markTicks(this.#instrument), specification);
    if (sizeLots === 0) return [];
    const { side, limitTicks } = attempt;
    return [immediateOrder({ instrumentId: this.#instrument, side, sizeLots, priceTicks: limitTicks })];
  }
}
