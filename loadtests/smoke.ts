/**
 * Five seats trade for some eight seconds; clients and server must agree about every order and every fill.
 * Started by `node loadtests/run.ts smoke`.
 */
import type { Options } from 'k6/options';
import { createTradingRun } from './lib/k6-trading-run.ts';
import { smokeObjectives } from './lib/objectives.ts';
import { pauseMarket } from './lib/operator.ts';
import { planSeat, type SeatProfile } from './lib/seat-plan.ts';

const SEAT_COUNT = 5;
const ORDERS_PER_SECOND = 3;
/** On the clock of the test: all seats are in by the first, and the last order leaves before the second. */
const TRADING_STARTS_MS = 1500;
const TRADING_ENDS_MS = 9500;

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
  const plans = Array.from({ length: SEAT_COUNT }, (_, seatNumber) =>
    planSeat({
      seed: environment.seed,
      seatNumber,
      profile: PROFILE,
      ratePerSecond: ORDERS_PER_SECOND,
      startMs: TRADING_STARTS_MS,
      endMs: TRADING_ENDS_MS,
    }),
  );
  const seats = await run.join(plans.map((plan) => ({ plan, phaseAt: () => 'calm' as const })));
  await Promise.all(seats.map((seat) => seat.trade()));
  await pauseMarket(host, environment);
  await run.settle(seats);
}

export const { setup, teardown, handleSummary } = run;
