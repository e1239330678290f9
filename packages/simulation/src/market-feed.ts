/** Moves the index, derives the mark, says why it moved, and tells the engine. */
import type { StreamFactory } from '@spillway/agents';
import {
  type Engine,
  type EventSequence,
  type EventSink,
  eventSequence,
  type InstrumentId,
  instrumentId,
  liquidationId,
  type PriceTicks,
  partialSink,
  priceTicks,
  type SimulatedMs,
} from '@spillway/protocol';
import type { CommandGate } from './command-gate.ts';
import { IndexPaths } from './index-paths/index-paths.ts';
import { attributeMarkMove, type ForcedTrade } from './mark-price/mark-attribution.ts';
import { BasisWindow, markPriceTicks } from './mark-price/mark-price-rule.ts';
import type { SimulationPlan } from './simulation-plan.ts';

interface FeedState {
  readonly basis: BasisWindow;
  shockSequence: EventSequence;
  shockEndsMs: number;
}

/** Something that hits the index now. */
export interface FeedShock {
  readonly label: string;
  readonly lastsMs: number;
  /** Null hits every instrument. */
  readonly instrumentId: InstrumentId | null;
  readonly moveFraction: number;
}

export class MarketFeed {
  readonly #engine: Engine;
  readonly #gate: CommandGate;
  readonly #plan: SimulationPlan;
  readonly #paths: IndexPaths;
  readonly #states: readonly FeedState[];
  readonly #latest: LatestEvents;

  constructor(
    market: { engine: Engine; gate: CommandGate; latest: LatestEvents },
    plan: SimulationPlan,
    streams: StreamFactory,
  ) {
    this.#engine = market.engine;
    this.#gate = market.gate;
    this.#latest = market.latest;
    this.#plan = plan;
    const { correlation, phases, jumps, shockHalfLifeMs } = plan;
    const paths = plan.instruments.map(({ indexPath }) => indexPath);
    this.#paths = new IndexPaths({ paths, correlation, phases, jumps, shockHalfLifeMs }, streams);
    this.#states = plan.instruments.map(() => ({
      basis: new BasisWindow(plan.markIntervalMs),
      shockSequence: eventSequence(0),
      shockEndsMs: 0,
    }));
  }

  /** The index of an instrument in whole ticks, within what the engine takes as a price. */
  indexTicks(index: number): PriceTicks {
    const specification = this.#plan.instruments[index]?.specification;
    if (specification === undefined) throw new RangeError(`no instrument ${index}`);
    const ticks = Math.round(this.#paths.price(index) / Number(specification.tickSize));
    return priceTicks(Math.min(specification.priceTicksMax, Math.max(1, ticks)));
  }

  /** First mark of an instrument: its index. */
  publishFirst(index: number, timeMs: SimulatedMs): void {
    const indexTicks = this.indexTicks(index);
    this.#gate.apply(
      {
        kind: 'SetMarkPrice',
        timeMs,
        instrumentId: instrumentId(index),
        markTicks: indexTicks,
        indexTicks,
        causeSequence: eventSequence(0),
        causeLiquidationId: liquidationId(0),
      },
      'market',
    );
  }

  /** One beat: the paths move on, every instrument gets its mark. */
  beat(timeMs: SimulatedMs): void {
    this.#paths.advanceTo(timeMs);
    for (const [index, state] of this.#states.entries()) {
      const id = instrumentId(index);
      state.basis.sample({
        bidTicks: this.#engine.bestTicks(id, 'buy'),
        askTicks: this.#engine.bestTicks(id, 'sell'),
        indexTicks: this.#engine.indexTicks(id),
      });
      this.#publish(index, timeMs);
    }
  }

  /** Records a shock, moves the index and publishes the marks that follow from it at once. */
  shock(shock: FeedShock, context: { timeMs: SimulatedMs; origin: 'market' | 'operator' }): void {
    const { timeMs, origin } = context;
    this.#gate.apply({ kind: 'RecordShock', timeMs, label: shock.label }, origin);
    const indices =
      shock.instrumentId === null ? this.#states.keys() : [shock.instrumentId as number].values();
    for (const index of indices) {
      const state = this.#states[index];
      if (state === undefined) continue;
      state.shockSequence = this.#latest.shockSequence;
      state.shockEndsMs = timeMs + shock.lastsMs;
      if (shock.moveFraction === 0) continue;
      this.#paths.shock(index, shock.moveFraction);
      this.#publish(index, timeMs);
    }
  }

  #publish(index: number, timeMs: SimulatedMs): void {
    const state = this.#states[index];
    if (state === undefined) return;
    const id = instrumentId(index);
    const indexTicks = this.indexTicks(index);
    const lastTicks = this.#engine.lastTicks(id);
    const mark = markPriceTicks({ indexTicks, basisTicks: state.basis.meanTicks, lastTicks });
    const move = {
      timeMs,
      markChangeTicks: mark - this.#engine.markTicks(id),
      indexChangeTicks: indexTicks - this.#engine.indexTicks(id),
    };
    const shockSequence = timeMs <= state.shockEndsMs ? state.shockSequence : eventSequence(0);
    const cause = attributeMarkMove(move, this.#latest.forcedTrade(index), shockSequence);
    const markTicks = priceTicks(mark);
    this.#gate.apply(
      { kind: 'SetMarkPrice', timeMs, instrumentId: id, markTicks, indexTicks, ...cause },
      'market',
    );
  }
}

/** Keeps of the event stream what attribution needs. */
export class LatestEvents {
  readonly #forcedTrades: (ForcedTrade | null)[] = [];
  #shockSequence = eventSequence(0);

  get shockSequence(): EventSequence {
    return this.#shockSequence;
  }

  forcedTrade(index: number): ForcedTrade | null {
    return this.#forcedTrades[index] ?? null;
  }

  sink(): EventSink {
    return partialSink({
      shockRecorded: ({ sequence }) => {
        this.#shockSequence = sequence;
      },
      tradeExecuted: (trade) => {
        if (trade.liquidationId === 0) return;
        this.#forcedTrades[trade.instrumentId] = {
          timeMs: trade.timeMs,
          sequence: trade.sequence,
          liquidationId: trade.liquidationId,
          direction: trade.takerSide === 'buy' ? 1 : -1,
        };
      },
    });
  }
}
