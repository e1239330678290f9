/**
 * Five seats trade for some eight seconds; clients and server must agree about every order and every fill.
 * Started by `node loadtests/run.ts smoke`.
 */
import type { Options } from 'k6/options';
import { createTradingRun } from './lib/k6-trading-run.ts';
import { smokeObjectives } from './lib/objectives.ts';
import { pauseMarket } from './lib/operator.ts';
import type { SeatCourse, SeatProfile } from './lib/seat-plan.ts';

const SEAT_COUNT = 5;
const PROFILE: SeatProfile = {
  modes: ['isolated', 'cross'],
  leverages: [3, 5, 10],
  notionalPermilleMin: 20,
  notionalPermilleSpread: 80,
  marketPermille: 450,
  cancelPermille: 200,
  buyPermille: 500,
  distancePpmMax: 2000,
};

/** All seats are in by its start, and the last order leaves before its end. */
const COURSE: SeatCourse = { profile: PROFILE, ratePerSecond: 3, startMs: 1500, endMs: 9500 };

export const options: Options = {
  scenarios: {
    smoke: { executor: 'per-vu-iterations', vus: 1, iterations: 1, maxDuration: '30s', gracefulStop: '5s' },
  },
  thresholds: smokeObjectives(SEAT_COUNT),
  summaryTrendStats: ['med', 'p(99)', 'max'],
  systemTags: ['scenario', 'check'],
  setupTimeout: '30s',
  teardownTimeout: '30s',
};

const run = createTradingRun({ script: 'smoke', seatCount: SEAT_COUNT });
const { environment, host } = run;

export default async function smoke(): Promise<void> {
  const seats = await run.trade({
    firstSeat: 0,
    seatCount: SEAT_COUNT,
    course: COURSE,
    phaseAt: () => 'calm',
  });
  await pauseMarket(host, environment);
  await run.settle(seats);
}

export const { setup, teardown, handleSummary } = run;
