/**
 * Five seats trade for some ten seconds; clients and server must agree about every order and every fill. Started by
 * `node loadtests/run.ts smoke`.
 */
import { check } from 'k6';
import type { Options } from 'k6/options';
import { readTradingEnvironment } from './lib/k6-environment.ts';
import { createK6Host } from './lib/k6-host.ts';
import { createK6Meter } from './lib/k6-meter.ts';
import { LoadSeat } from './lib/load-seat.ts';
import { smokeObjectives } from './lib/objectives.ts';
import { fetchSeatTotals, pauseMarket } from './lib/operator.ts';
import { checksumPlan, planSeat, type SeatProfile } from './lib/seat-plan.ts';
import { type SummaryData, summaryText } from './lib/summary-text.ts';

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
  teardownTimeout: '30s',
};

const environment = readTradingEnvironment();
const meter = createK6Meter();
const host = createK6Host({ clock: 'test', observeLoopLag: meter.loopLag });

export default async function smoke(): Promise<void> {
  const seats = Array.from({ length: SEAT_COUNT }, (_, seatNumber) => {
    const plan = planSeat({
      seed: environment.seed,
      seatNumber,
      profile: PROFILE,
      ratePerSecond: ORDERS_PER_SECOND,
      startMs: TRADING_STARTS_MS,
      endMs: TRADING_ENDS_MS,
    });
    const seat = new LoadSeat(host, { serverUrl: environment.serverUrl, plan, meter, phaseAt: () => 'calm' });
    return { plan, seat };
  });
  await Promise.all(
    seats.map(async ({ plan, seat }) => {
      const problem = await seat.join();
      if (check(problem, { 'a seat joins': (found) => found === null })) meter.seated(checksumPlan(plan));
      else console.error(`${plan.name}: ${problem}`);
    }),
  );
  await Promise.all(seats.map(({ seat }) => seat.trade()));
  await pauseMarket(host, environment);
  for (const { seat } of seats) {
    check(await seat.settle(), { 'a seat reads its account': (isRead) => isRead });
    seat.leave();
  }
}

export async function teardown(): Promise<void> {
  const totals = await fetchSeatTotals(createK6Host({ clock: 'wall' }), environment);
  meter.serverTotals(totals);
  check(totals, {
    'the exchange counts as many seats': ({ seats }) => seats === SEAT_COUNT,
    'no money came or went': ({ conservationError }) => Number(conservationError) === 0,
  });
}

export function handleSummary(data: SummaryData): { stdout: string } {
  return { stdout: summaryText(data, { script: 'smoke', seed: environment.seed }) };
}
