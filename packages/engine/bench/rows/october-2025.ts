import {
  addSpans,
  type BenchmarkRow,
  collectGarbage,
  expectOutcome,
  type Span,
  scaled,
  timed,
} from '@spillway/bench-kit';
import { countingSink, EventCount } from '../counting-sink.ts';
import { CascadeMarket } from '../markets/cascade-market.ts';
import { BURST_STEP, type CascadePlan, cascadePlan, STEP_COUNT } from '../markets/cascade-plan.ts';

const TERMS = {
  accountCount: 437_723,
  liquidationCount: 63_637,
  deleveragedCount: 34_983,
  burstCount: 11_279,
};
const CPU_SECONDS_MAX = 2;

/** What the cascade comes to. */
interface CascadeOutcome {
  readonly liquidated: number;
  /** Accounts that were liquidated at another step than planned, or not planned to be at all. */
  readonly unplanned: number;
  readonly deleveraged: number;
  readonly liquidatedInBurst: number;
  readonly deleveragedInBurst: number;
}

class CascadeWatch {
  step = 0;
  readonly count: EventCount = new EventCount();
  readonly #liquidated = new Int32Array(STEP_COUNT + 1);
  readonly #deleveraged = new Int32Array(STEP_COUNT + 1);
  bookFills = 0;
  #unplanned = 0;
  readonly #stepByAccount: Int16Array;

  constructor(plan: CascadePlan) {
    this.#stepByAccount = new Int16Array(plan.terms.accountCount + 1);
    for (const { account, step } of plan.fragile) this.#stepByAccount[account] = step;
  }

  readonly liquidationStarted = (event: { readonly accountId: number }): void => {
    this.#liquidated[this.step] = (this.#liquidated[this.step] ?? 0) + 1;
    if (this.#stepByAccount[event.accountId] !== this.step) this.#unplanned += 1;
  };

  readonly liquidationFilled = (event: { readonly stage: string }): void => {
    if (event.stage === 'book') this.bookFills += 1;
    if (event.stage !== 'auto-deleveraging') return;
    this.#deleveraged[this.step] = (this.#deleveraged[this.step] ?? 0) + 1;
  };

  outcome(): CascadeOutcome {
    const sum = (counts: Int32Array): number => counts.reduce((total, count) => total + count, 0);
    return {
      liquidated: sum(this.#liquidated),
      unplanned: this.#unplanned,
      deleveraged: sum(this.#deleveraged),
      liquidatedInBurst: this.#liquidated[BURST_STEP] ?? 0,
      deleveragedInBurst: this.#deleveraged[BURST_STEP] ?? 0,
    };
  }
}

/** Runs the twelve minutes; the second of the burst is timed by itself as well. */
function runCascade(
  market: CascadeMarket,
  watch: CascadeWatch,
): { readonly whole: Span; readonly burst: Span } {
  const runSteps = (from: number, to: number): Span =>
    timed(() => {
      for (let step = from; step <= to; step += 1) {
        watch.step = step;
        market.runStep(step);
      }
    });
  const before = runSteps(1, BURST_STEP - 1);
  const burst = runSteps(BURST_STEP, BURST_STEP);
  const after = runSteps(BURST_STEP + 1, STEP_COUNT);
  return { whole: addSpans(addSpans(before, burst), after), burst };
}

/** A cascade of the size of 10 October 2025, through the book, the fund and auto-deleveraging. */
export const october2025: BenchmarkRow = {
  name: 'october-2025',
  description: 'a cascade of 63,637 liquidations and 34,983 deleveragings over 437,723 accounts',
  run: async (options) => {
    const terms = {
      accountCount: scaled(TERMS.accountCount, options),
      liquidationCount: scaled(TERMS.liquidationCount, options),
      deleveragedCount: scaled(TERMS.deleveragedCount, options),
      burstCount: scaled(TERMS.burstCount, options),
    };
    const plan = cascadePlan(terms);
    const watch = new CascadeWatch(plan);
    const sink = countingSink(watch.count, {
      liquidationStarted: (event) => {
        watch.count.note(event);
        watch.liquidationStarted(event);
      },
      liquidationFilled: (event) => {
        watch.count.note(event);
        watch.liquidationFilled(event);
      },
    });
    const market = new CascadeMarket(plan, sink);
    collectGarbage();
    const eventsBefore = watch.count.events;
    const { whole, burst } = runCascade(market, watch);
    expectOutcome('the cascade', watch.outcome(), {
      liquidated: terms.liquidationCount,
      unplanned: 0,
      deleveraged: terms.deleveragedCount,
      liquidatedInBurst: terms.burstCount,
      deleveragedInBurst: terms.burstCount,
    });
    const errorMicros = market.engine.conservationErrorMicros();
    expectOutcome('conservation error', String(errorMicros), '0');
    const forced = terms.liquidationCount + terms.deleveragedCount;
    const events = (watch.count.events - eventsBefore).toLocaleString('en');
    const burstEvents = 2 * terms.burstCount;
    return [
      {
        what: `${forced.toLocaleString('en')} liquidations and deleveragings`,
        operations: forced,
        cpuNs: whole.cpuNs / forced,
        wallNs: whole.wallNs / forced,
        against: null,
        judgement: { value: whole.cpuNs / 1e9, unit: 's', bound: 'at most', target: CPU_SECONDS_MAX },
        notes: [
          `${events} events, ${watch.bookFills.toLocaleString('en')} forced trades in the book, conservation error ${errorMicros} micros`,
        ],
      },
      {
        what: `its largest burst, ${burstEvents.toLocaleString('en')} of these`,
        operations: burstEvents,
        cpuNs: burst.cpuNs / burstEvents,
        wallNs: burst.wallNs / burstEvents,
        against: null,
        judgement: null,
        notes: [`${(burst.cpuNs / 1e6).toFixed(0)} ms of processor time`],
      },
    ];
  },
};
