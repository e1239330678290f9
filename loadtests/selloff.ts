/**
 * Leveraged seats in both margin modes build positions, then the shock comes. The liquidation volume that the
 * seats are told of, by mode, must be what the server says it did, to the micro. Started by
 * `node loadtests/run.ts selloff`.
 */
import { check } from 'k6';
import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { readTradingEnvironment } from './lib/k6-environment.ts';
import { createK6Host } from './lib/k6-host.ts';
import { createK6Meter } from './lib/k6-meter.ts';
import { LoadSeat } from './lib/load-seat.ts';
import { selloffObjectives } from './lib/objectives.ts';
import { fetchSeatTotals, pauseMarket, shockMarket } from './lib/operator.ts';
import { checksumPlan, planSeat, type SeatProfile } from './lib/seat-plan.ts';
import { type SummaryData, summaryText } from './lib/summary-text.ts';

const VIRTUAL_USERS = 8;
const SEATS_PER_USER = 5;
const ORDERS_PER_SECOND = 1.2;

/** The course of the run, in milliseconds on the clock of the test, which all virtual users share. */
const TRADING_STARTS_MS = 4000;
const SHOCK_MS = 14_000;
const TRADING_ENDS_MS = 24_000;
const PAUSE_MS = 26_000;
/** Every notice of the paused market has been sent by now. */
const SETTLE_MS = 27_500;

/** Of the index price, permanent enough to reach everybody who bought at ten times his money. */
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

export const options: Options = {
  scenarios: {
    seats: {
      executor: 'per-vu-iterations',
      vus: VIRTUAL_USERS,
      iterations: 1,
      maxDuration: '60s',
      gracefulStop: '5s',
    },
    operator: {
      executor: 'per-vu-iterations',
      exec: 'operate',
      vus: 1,
      iterations: 1,
      maxDuration: '60s',
      gracefulStop: '5s',
    },
  },
  thresholds: selloffObjectives(VIRTUAL_USERS * SEATS_PER_USER),
  summaryTrendStats: ['med', 'p(99)', 'max'],
  systemTags: ['scenario', 'check'],
  teardownTimeout: '30s',
};

const environment = readTradingEnvironment();
const meter = createK6Meter();
const host = createK6Host({ clock: 'test', observeLoopLag: meter.loopLag });

export default async function trade(): Promise<void> {
  // Counted over the scenario, not over virtual users: the operator is one of those too.
  const firstSeat = exec.scenario.iterationInTest * SEATS_PER_USER;
  const seats = Array.from({ length: SEATS_PER_USER }, (_, index) => openSeat(firstSeat + index));
  await Promise.all(
    seats.map(async ({ plan, seat }) => {
      const problem = await seat.join();
      if (check(problem, { 'a seat joins': (found) => found === null })) meter.seated(checksumPlan(plan));
      else console.error(`${plan.name}: ${problem}`);
    }),
  );
  await Promise.all(seats.map(({ seat }) => seat.trade()));
  await waitUntil(SETTLE_MS);
  for (const { seat } of seats) {
    check(await seat.settle(), { 'a seat reads its account': (isRead) => isRead });
    seat.leave();
  }
}

function openSeat(seatNumber: number) {
  const plan = planSeat({
    seed: environment.seed,
    seatNumber,
    profile: PROFILE,
    ratePerSecond: ORDERS_PER_SECOND,
    startMs: TRADING_STARTS_MS,
    endMs: TRADING_ENDS_MS,
  });
  const phaseAt = (timeMs: number) => (timeMs < SHOCK_MS ? ('calm' as const) : ('shock' as const));
  const seat = new LoadSeat(host, { serverUrl: environment.serverUrl, plan, meter, phaseAt });
  return { plan, seat };
}

export async function operate(): Promise<void> {
  await waitUntil(SHOCK_MS);
  await shockMarket(host, { ...environment, percent: SHOCK_PERCENT });
  await waitUntil(PAUSE_MS);
  await pauseMarket(host, environment);
}

export async function teardown(): Promise<void> {
  const totals = await fetchSeatTotals(createK6Host({ clock: 'wall' }), environment);
  meter.serverTotals(totals);
  check(totals, {
    'the exchange counts as many seats': ({ seats }) => seats === VIRTUAL_USERS * SEATS_PER_USER,
    'no money came or went': ({ conservationError }) => Number(conservationError) === 0,
  });
}

export function handleSummary(data: SummaryData): { stdout: string } {
  return { stdout: summaryText(data, { script: 'selloff', seed: environment.seed }) };
}

function waitUntil(timeMs: number): Promise<void> {
  return new Promise((resolve) => {
    host.startTimer(resolve, Math.max(0, timeMs - host.nowMs()));
  });
}
