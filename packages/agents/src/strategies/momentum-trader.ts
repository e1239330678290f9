/** A momentum trader: follows the difference of two moving averages of the mark, and chases with market orders. */
import type { InstrumentId, Side } from '@spillway/protocol';
import type { Agent, AgentCommand, AgentDecision, AgentView, RandomStream } from '../agent.ts';
import { jitteredWaitMs } from '../distributions.ts';
import { lotsForNotional, marketOrder } from '../order-commands.ts';

export interface MomentumTraderParameters {
  readonly lookIntervalMs: number;
  readonly fastMemorySeconds: number;
  readonly slowMemorySeconds: number;
  /** Enters when the fast average is this far from the slow one, as a fraction of the price. */
  readonly entryFraction: number;
  /** Leaves when the distance falls below this. */
  readonly exitFraction: number;
  readonly clipNotionalMicros: number;
  readonly inventoryNotionalMicrosMax: number;
}

export interface MomentumTraderOptions {
  readonly name: string;
  readonly instrumentId: InstrumentId;
  readonly parameters: MomentumTraderParameters;
  readonly random: RandomStream;
}

/** Enters with at most this multiple of its free money: below the venue's own limit, so that fees fit in. */
const LEVERAGE = 10;
/** Looks come at the interval give or take this share. */
const LOOK_JITTER = 0.5;

export class MomentumTrader implements Agent {
  readonly name: string;
  readonly #instrument: InstrumentId;
  readonly #parameters: MomentumTraderParameters;
  readonly #random: RandomStream;
  #fastPrice = 0;
  #slowPrice = 0;
  #lastTimeMs = 0;

  constructor(options: MomentumTraderOptions) {
    this.name = options.name;
    this.#instrument = options.instrumentId;
    this.#parameters = options.parameters;
    this.#random = options.random;
  }

  observe(view: AgentView): AgentDecision {
    const { lookIntervalMs: intervalMs } = this.#parameters;
    const wakeAfterMs = jitteredWaitMs(this.#random, { intervalMs, jitterFraction: LOOK_JITTER });
    this.#average(view.markTicks(this.#instrument), view.timeMs);
    return { commands: this.#decide(view), wakeAfterMs };
  }

  #average(price: number, timeMs: number): void {
    if (this.#fastPrice === 0) {
      this.#fastPrice = price;
      this.#slowPrice = price;
    }
    const elapsedSeconds = (timeMs - this.#lastTimeMs) / 1000;
    this.#lastTimeMs = timeMs;
    const fastWeight = 1 - Math.exp(-elapsedSeconds / this.#parameters.fastMemorySeconds);
    const slowWeight = 1 - Math.exp(-elapsedSeconds / this.#parameters.slowMemorySeconds);
    this.#fastPrice += fastWeight * (price - this.#fastPrice);
    this.#slowPrice += slowWeight * (price - this.#slowPrice);
  }

  #decide(view: AgentView): readonly AgentCommand[] {
    const instrumentId = this.#instrument;
    const { entryFraction, exitFraction, clipNotionalMicros } = this.#parameters;
    const signal = this.#fastPrice / this.#slowPrice - 1;
    const held = view.position(instrumentId).sizeLots;
    const direction = Math.sign(signal);
    if (held !== 0 && (direction !== Math.sign(held) || Math.abs(signal) < exitFraction)) {
      const side: Side = held > 0 ? 'sell' : 'buy';
      const sizeLots = (held > 0 ? held : -held) as typeof held;
      return [marketOrder({ instrumentId, side, sizeLots, isReduceOnly: true })];
    }
    if (Math.abs(signal) < entryFraction) return [];
    const mark = view.markTicks(instrumentId);
    const specification = view.specification(instrumentId);
    const worth = Math.abs(held) * mark * specification.microsPerTickLot;
    const affordable = view.account().availableMicros * LEVERAGE;
    const room = Math.min(
      clipNotionalMicros,
      this.#parameters.inventoryNotionalMicrosMax - worth,
      affordable,
    );
    const sizeLots = lotsForNotional(room, mark, specification);
    if (sizeLots === 0) return [];
    const side: Side = direction > 0 ? 'buy' : 'sell';
    return [marketOrder({ instrumentId, side, sizeLots, isReduceOnly: false })];
  }
}
