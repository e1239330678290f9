/** What every trading script does around its own course: a fresh market, seats, the end, and the comparison. */
// @boundaries-ignore k6 brings this module; its package holds only the types
import { check } from 'k6';
import { readTradingEnvironment, type TradingEnvironment } from './k6-environment.ts';
import { createK6Host } from './k6-host.ts';
import { createK6Meter } from './k6-meter.ts';
import type { LoadPhase } from './load-meter.ts';
import { LoadSeat } from './load-seat.ts';
import { judge } from './objectives.ts';
import { fetchSeatTotals, resetMarket } from './operator.ts';
import { checksumPlan, planSeat, type SeatCourse } from './seat-plan.ts';
import type { SessionHost } from './session-host.ts';
import type { SummaryData } from './summary-data.ts';
import { summaryText } from './summary-text.ts';

/** A calm market, in which nothing happens but what the load test does. */
const SCENARIO = 'load-test';

export interface TradingRunOptions {
  readonly script: string;
  readonly seatCount: number;
}

/** Seats of consecutive numbers that a virtual user plays. */
export interface SeatGroup {
  readonly firstSeat: number;
  readonly seatCount: number;
  readonly course: SeatCourse;
  readonly phaseAt: (timeMs: number) => LoadPhase;
}

export interface TradingRun {
  readonly environment: TradingEnvironment;
  readonly host: SessionHost;
  /** For k6's `setup`: a market of its own, whatever the exchange played before. */
  setup(): Promise<void>;
  /** Plans the seats, connects all at once, and trades until their plans are done. @returns those that got in. */
  trade(group: SeatGroup): Promise<readonly LoadSeat[]>;
  /** Waits until the operator has paused the market and every seat has been told everything, then leaves. */
  settle(seats: readonly LoadSeat[]): Promise<void>;
  /** For k6's `teardown`: the server's own totals. */
  teardown(): Promise<void>;
  /** For k6's `handleSummary`: the report, and the verdict in a file when `run.ts` asked for one. */
  handleSummary(data: SummaryData): Record<string, string>;
}

/** Only callable in init code, where k6 lets metrics be declared. */
export function createTradingRun({ script, seatCount }: TradingRunOptions): TradingRun {
  const environment = readTradingEnvironment();
  const meter = createK6Meter();
  const host = createK6Host({ clock: 'test', observeLoopLag: meter.loopLag });

  const joinOne = async (seatNumber: number, group: SeatGroup): Promise<LoadSeat | null> => {
    const { course, phaseAt } = group;
    const plan = planSeat({ ...course, seed: environment.seed, seatNumber });
    const seat = new LoadSeat(host, { serverUrl: environment.serverUrl, plan, meter, phaseAt });
    const problem = await seat.join();
    if (check(problem, { 'a seat joins': (found) => found === null })) {
      meter.seated(checksumPlan(plan));
      return seat;
    }
    console.error(`${plan.name}: ${problem}`);
    seat.leave();
    return null;
  };

  const settleOne = async (seat: LoadSeat): Promise<void> => {
    const isSettled = await seat.settle();
    if (check(isSettled, { 'a seat has been told everything': (value) => value })) meter.settled();
    seat.leave();
  };

  return {
    environment,
    host,
    setup: async () => {
      await resetMarket(createK6Host({ clock: 'wall' }), { ...environment, scenario: SCENARIO });
    },
    trade: async (group) => {
      const numbers = Array.from({ length: group.seatCount }, (_, index) => group.firstSeat + index);
      const joined = await Promise.all(numbers.map((seatNumber) => joinOne(seatNumber, group)));
      const seats = joined.filter((seat) => seat !== null);
      await Promise.all(seats.map((seat) => seat.trade()));
      return seats;
    },
    settle: async (seats) => {
      await Promise.all(seats.map(settleOne));
    },
    teardown: async () => {
      const totals = await fetchSeatTotals(createK6Host({ clock: 'wall' }), environment);
      meter.serverTotals(totals);
      check(totals, {
        'the exchange counts as many seats': ({ seats }) => seats === seatCount,
        'no money came or went': ({ conservationError }) => Number(conservationError) === 0,
      });
    },
    handleSummary: (data) => {
      const report = { stdout: summaryText(data, { script, seed: environment.seed }) };
      const { verdictFile } = environment;
      return verdictFile === null ? report : { ...report, [verdictFile]: judge(data) };
    },
  };
}
