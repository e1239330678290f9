/**
 * Leveraged seats in both margin modes build positions, then the shock comes. The liquidation volume that the
 * seats are told of, by mode, must be what the server says it did, to the micro. Started by
 * `node loadtests/run.ts selloff`.
 */
// @boundaries-ignore k6 brings this module; its package holds only the types
import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { createTradingRun } from './lib/k6-trading-run.ts';
import type { LoadPhase } from './lib/load-meter.ts';
import { selloffObjectives } from './lib/objectives.ts';
import { pauseMarket, shockMarket } from './lib/operator.ts';
import type { SeatCourse, SeatProfile } from './lib/seat-plan.ts';

const VIRTUAL_USERS = 8;
const SEATS_PER_USER = 5;

/** The course of the run, in milliseconds on the clock of the test, which all virtual users share. */
const TRADING_STARTS_MS = 4000;
const SHOCK_MS = 14_000;
const TRADING_ENDS_MS = 24_000;
const PAUSE_MS = 26_000;

/** Of the index price, for good: enough to reach whoever bought for ten times his money. */
const SHOCK_PERCENT = -12;

/** Buyers at high leverage, alternating between the modes; a few of them sell, so that the book has two sides. */
const PROFILE: SeatProfile = {
  modes: ['isolated', 'cross'],
  leverages: [15, 20],
  notionalPermilleMin: 800,
  notionalPermilleSpread: 900,
  marketPermille: 700,
  cancelPermille: 100,
  buyPermille: 920,
  distancePpmMax: 1000,
};

const COURSE: SeatCourse = {
  profile: PROFILE,
  ratePerSecond: 1.2,
  startMs: TRADING_STARTS_MS,
  endMs: TRADING_ENDS_MS,
};

const LIMITS = { iterations: 1, maxDuration: '60s', gracefulStop: '5s' } as const;

export const options: Options = {
  scenarios: {
    seats: { executor: 'per-vu-iterations', vus: VIRTUAL_USERS, ...LIMITS },
    operator: { executor: 'per-vu-iterations', exec: 'operate', vus: 1, ...LIMITS },
  },
  thresholds: selloffObjectives(VIRTUAL_USERS * SEATS_PER_USER),
  summaryTrendStats: ['med', 'p(99)', 'max'],
  systemTags: ['scenario', 'check'],
  setupTimeout: '30s',
  teardownTimeout: '30s',
};

const run = createTradingRun({ script: 'selloff', seatCount: VIRTUAL_USERS * SEATS_PER_USER });
const { environment, host } = run;

export default async function trade(): Promise<void> {
  // Counted over the scenario, not over virtual users: the operator is one of those too.
  const firstSeat = exec.scenario.iterationInTest * SEATS_PER_USER;
  const seats = await run.trade({ firstSeat, seatCount: SEATS_PER_USER, course: COURSE, phaseAt });
  await run.settle(seats);
}

function phaseAt(timeMs: number): LoadPhase {
  return timeMs < SHOCK_MS ? 'calm' : 'shock';
}

export async function operate(): Promise<void> {
  await waitUntil(SHOCK_MS);
  await shockMarket(host, { ...environment, percent: SHOCK_PERCENT });
  await waitUntil(PAUSE_MS);
  await pauseMarket(host, environment);
}

function waitUntil(timeMs: number): Promise<void> {
  return new Promise((resolve) => {
    host.startTimer(resolve, Math.max(0, timeMs - host.nowMs()));
  });
}

export const { setup, teardown, handleSummary } = run;
