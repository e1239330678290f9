/**
 * What a run of a scenario amounts to beside published figures of real events: how much of the open interest
 * was liquidated, how concentrated in time, on which side, who paid. For calibration, not for results.
 */
import {
  type EngineView,
  type EventMap,
  type EventSink,
  type InstrumentId,
  instrumentId,
  type JournalRecord,
  MICROS_PER_QUOTE,
  partialSink,
} from '@spillway/protocol';
import { createSimulation, type Simulation } from '@spillway/simulation';
import { planSimulation } from './plan-simulation.ts';
import type { Scenario } from './scenario.ts';
import { MS_PER_MINUTE } from './scenario-units.ts';

/** The first seconds, in which the makers place their first quotes, say nothing of depth. */
const WARM_UP_SAMPLES = 10;

export interface InstrumentCalibration {
  readonly symbol: string;
  /** Notional in quote currency; the opening ends after two seconds. */
  readonly openInterestStart: number;
  readonly openInterestEnd: number;
  readonly liquidated: number;
  /** Deepest fall of the index and of the mark, as fractions of the first. */
  readonly indexFall: number;
  readonly markFall: number;
  /** Lowest mark against the index at the same moment, as a fraction of the index. */
  readonly discountMax: number;
  readonly spreadMedianFraction: number;
  /** Lots within 1 % below the best bid, in quote currency: early in the run, and at its thinnest. */
  readonly depthStart: number;
  readonly depthMin: number;
}

export interface Calibration {
  readonly instruments: readonly InstrumentCalibration[];
  readonly liquidations: number;
  readonly liquidatedNotional: number;
  readonly liquidatedIsolated: number;
  /** Of these, accounts that are not holders: makers, hedgers, traders. */
  readonly othersLiquidated: number;
  readonly waveMax: number;
  readonly longShare: number;
  readonly worstMinuteShare: number;
  readonly deleveragedNotional: number;
  readonly takenOverNotional: number;
  readonly deleverages: number;
  readonly socialised: number;
  readonly fundStart: number;
  readonly fundMin: number;
  readonly fundEnd: number;
  readonly commands: number;
  readonly trades: number;
  readonly rejected: Readonly<Record<string, number>>;
  readonly conservationErrorMicros: bigint;
  readonly stateHash: string;
  readonly wallMs: number;
}

/** Runs the scenario to its end and measures. `now` is a clock in milliseconds. */
export function calibrate(scenario: Scenario, seed: string, now: () => number): Calibration {
  const tally = new Tally();
  const plan = planSimulation(scenario, seed);
  const startedMs = now();
  const simulation = createSimulation(plan, { sink: tally.sink(), journal: (record) => tally.note(record) });
  const samples = plan.instruments.map(({ specification }, index) => new MarketSamples(specification, index));
  for (let timeMs = 2_000; timeMs < simulation.durationMs; timeMs += 1_000) {
    simulation.advanceTo(timeMs as Simulation['nowMs']);
    for (const sample of samples) sample.take(simulation.engine);
  }
  simulation.advanceTo(simulation.durationMs);
  const wallMs = now() - startedMs;
  return {
    instruments: samples.map((sample, index) => ({
      ...sample.result(simulation.engine),
      liquidated: tally.byInstrument[index] ?? 0,
    })),
    ...tally.result(),
    commands: simulation.commandCount,
    conservationErrorMicros: simulation.engine.conservationErrorMicros(),
    stateHash: simulation.stateHash(),
    wallMs,
  };
}

class Tally {
  readonly byInstrument: number[] = [];
  readonly #holderAccounts = new Set<number>();
  readonly #byMinute: number[] = [];
  readonly #rejected = new Map<string, number>();
  #liquidations = 0;
  #othersLiquidated = 0;
  #notional = 0;
  #isolated = 0;
  #long = 0;
  #deleveraged = 0;
  #deleverages = 0;
  #takenOver = 0;
  #socialised = 0;
  #waveMax = 0;
  #trades = 0;
  #fundStart = 0;
  #fundMin = Number.POSITIVE_INFINITY;
  #fund = 0;

  sink(): EventSink {
    return partialSink({
      liquidationStarted: ({ wave, accountId }) => {
        this.#liquidations += 1;
        this.#waveMax = Math.max(this.#waveMax, wave);
        if (!this.#holderAccounts.has(accountId)) this.#othersLiquidated += 1;
      },
      liquidationFilled: (event) => this.#fill(event),
      lossSocialised: ({ amountMicros }) => {
        this.#socialised += amountMicros / MICROS_PER_QUOTE;
      },
      insuranceFundChanged: ({ balanceMicros }) => {
        this.#fund = balanceMicros / MICROS_PER_QUOTE;
        if (this.#fundStart === 0) this.#fundStart = this.#fund;
        this.#fundMin = Math.min(this.#fundMin, this.#fund);
      },
      tradeExecuted: () => {
        this.#trades += 1;
      },
      commandRejected: ({ commandKind, code }) => {
        const key = `${commandKind} ${code}`;
        this.#rejected.set(key, (this.#rejected.get(key) ?? 0) + 1);
      },
    });
  }

  /** Learns from the journal which accounts belong to holders. */
  note({ origin, command }: JournalRecord): void {
    if (command.kind === 'OpenAccount' && origin.startsWith('agent:holder-')) {
      this.#holderAccounts.add(command.accountId);
    }
  }

  #fill(event: EventMap['liquidationFilled']): void {
    const notional = event.notionalMicros / MICROS_PER_QUOTE;
    const minute = Math.floor(event.timeMs / MS_PER_MINUTE);
    this.#notional += notional;
    this.#byMinute[minute] = (this.#byMinute[minute] ?? 0) + notional;
    this.byInstrument[event.instrumentId] = (this.byInstrument[event.instrumentId] ?? 0) + notional;
    if (event.mode === 'isolated') this.#isolated += notional;
    if (event.positionSide === 'buy') this.#long += notional;
    if (event.stage === 'insurance') this.#takenOver += notional;
    if (event.stage === 'auto-deleveraging') {
      this.#deleveraged += notional;
      this.#deleverages += 1;
    }
  }

  result(): Omit<
    Calibration,
    'instruments' | 'commands' | 'conservationErrorMicros' | 'stateHash' | 'wallMs'
  > {
    const share = (part: number): number => (this.#notional === 0 ? 0 : part / this.#notional);
    return {
      liquidations: this.#liquidations,
      liquidatedNotional: this.#notional,
      liquidatedIsolated: this.#isolated,
      othersLiquidated: this.#othersLiquidated,
      waveMax: this.#waveMax,
      longShare: share(this.#long),
      worstMinuteShare: share(Math.max(0, ...Array.from(this.#byMinute, (notional) => notional ?? 0))),
      deleveragedNotional: this.#deleveraged,
      takenOverNotional: this.#takenOver,
      deleverages: this.#deleverages,
      socialised: this.#socialised,
      fundStart: this.#fundStart,
      fundMin: this.#fundMin,
      fundEnd: this.#fund,
      trades: this.#trades,
      rejected: Object.fromEntries(this.#rejected),
    };
  }
}

class MarketSamples {
  readonly #specification: { readonly symbol: string; readonly microsPerTickLot: number };
  readonly #id: InstrumentId;
  readonly #spreads: number[] = [];
  readonly #depths: number[] = [];
  #openInterestStart = -1;
  #firstIndex = 0;
  #firstMark = 0;
  #indexMin = Number.POSITIVE_INFINITY;
  #markMin = Number.POSITIVE_INFINITY;
  #discountMax = 0;

  constructor(specification: { symbol: string; microsPerTickLot: number }, index: number) {
    this.#specification = specification;
    this.#id = instrumentId(index);
  }

  take(engine: EngineView): void {
    const index = engine.indexTicks(this.#id);
    const mark = engine.markTicks(this.#id);
    if (this.#openInterestStart === -1) {
      this.#openInterestStart = this.#openInterest(engine);
      this.#firstIndex = index;
      this.#firstMark = mark;
    }
    this.#indexMin = Math.min(this.#indexMin, index);
    this.#markMin = Math.min(this.#markMin, mark);
    this.#discountMax = Math.min(this.#discountMax, mark / index - 1);
    const bid = engine.bestTicks(this.#id, 'buy');
    const ask = engine.bestTicks(this.#id, 'sell');
    if (bid > 0 && ask > 0) this.#spreads.push((ask - bid) / mark);
    const worst = Math.floor(bid * 0.99) as typeof bid;
    const lots = bid === 0 ? 0 : engine.depthLots(this.#id, 'buy', worst);
    this.#depths.push((lots * mark * this.#specification.microsPerTickLot) / MICROS_PER_QUOTE);
  }

  #openInterest(engine: EngineView): number {
    const worth = engine.openInterestLots(this.#id) * engine.markTicks(this.#id);
    return (worth * this.#specification.microsPerTickLot) / MICROS_PER_QUOTE;
  }

  result(engine: EngineView): Omit<InstrumentCalibration, 'liquidated'> {
    const spreads = [...this.#spreads].sort((left, right) => left - right);
    return {
      symbol: this.#specification.symbol,
      openInterestStart: this.#openInterestStart,
      openInterestEnd: this.#openInterest(engine),
      indexFall: this.#indexMin / this.#firstIndex - 1,
      markFall: this.#markMin / this.#firstMark - 1,
      discountMax: this.#discountMax,
      spreadMedianFraction: spreads[Math.floor(spreads.length / 2)] ?? 0,
      depthStart: this.#depths[WARM_UP_SAMPLES] ?? 0,
      depthMin: Math.min(...this.#depths.slice(WARM_UP_SAMPLES)),
    };
  }
}
