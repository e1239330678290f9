/** The seats of the load tests on Node, against the real exchange in a process of its own. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningExchange, startExchange } from '../runner/exchange-process.ts';
import type { LoadMeter } from './load-meter.ts';
import { LoadSeat } from './load-seat.ts';
import { createNodeHost } from './node-host.ts';
import { fetchSeatTotals, pauseMarket, resetMarket, shockMarket } from './operator.ts';
import { RECONCILED_QUANTITIES, type ReconciledKey } from './reconciliation.ts';
import { planSeat, type SeatProfile } from './seat-plan.ts';

const SEAT_COUNT = 4;
const TRADING_MS = 1500;
const SEED = '7';

const LEVERAGED_BUYERS: SeatProfile = {
  modes: ['isolated', 'cross'],
  leverages: [20],
  notionalPermilleMin: 1500,
  notionalPermilleSpread: 500,
  marketPermille: 900,
  cancelPermille: 50,
  buyPermille: 1000,
  distancePpmMax: 500,
};

const host = createNodeHost();
let exchange: RunningExchange;
beforeAll(async () => {
  exchange = await startExchange(SEED);
});
afterAll(() => exchange.stop());

/** Counts what k6 would count; `faults` lists everything that should not have happened. */
function createCountingMeter() {
  const counts = new Map<ReconciledKey, number>();
  const faults: string[] = [];
  const latenciesMs: number[] = [];
  let onLiquidation: () => void = () => undefined;
  const add = (key: ReconciledKey, amount: number) => counts.set(key, (counts.get(key) ?? 0) + amount);
  const meter: LoadMeter = {
    answered: (_request, { fromIntendedMs }) => latenciesMs.push(fromIntendedMs),
    orderAccepted: () => add('orders_accepted', 1),
    rejected: (request, code) => {
      if (code !== 'MARGIN_INSUFFICIENT') faults.push(`${request} refused: ${code}`);
    },
    lost: (request, cause) => faults.push(`${request} lost: ${cause}`),
    filled: () => add('fills', 1),
    liquidated: (mode, notionalMicros) => {
      add('liquidation_fills', 1);
      add(`liquidation_notional_${mode}`, notionalMicros);
      onLiquidation();
    },
    frame: (verdict) => {
      if (verdict !== 'first' && verdict !== 'contiguous') faults.push(`frame: ${verdict}`);
    },
    disconnected: (reason) => faults.push(`disconnected: ${reason}`),
    scriptFailed: (error) => faults.push(String(error)),
  };
  /** Resolves when seats of both modes have been liquidated. */
  const untilBothModes = new Promise<void>((resolve) => {
    onLiquidation = () => {
      if (counts.has('liquidation_notional_isolated') && counts.has('liquidation_notional_cross')) resolve();
    };
  });
  return { meter, counts, faults, latenciesMs, untilBothModes };
}

it('agrees with the exchange about every order, fill and liquidation, to the micro', async () => {
  const operator = { serverUrl: exchange.url, adminToken: exchange.adminToken };
  await resetMarket(host, { ...operator, scenario: 'load-test', seed: SEED });
  const { meter, counts, faults, latenciesMs, untilBothModes } = createCountingMeter();
  const startMs = host.nowMs() + 1000;
  const times = { ratePerSecond: 10, startMs, endMs: startMs + TRADING_MS };
  const seats = Array.from({ length: SEAT_COUNT }, (_, seatNumber) => {
    const plan = planSeat({ seed: SEED, seatNumber, profile: LEVERAGED_BUYERS, ...times });
    return new LoadSeat(host, { serverUrl: exchange.url, plan, meter, phaseAt: () => 'calm' });
  });
  expect(await Promise.all(seats.map((seat) => seat.join()))).toEqual(seats.map(() => null));
  await Promise.all(seats.map((seat) => seat.trade()));
  await shockMarket(host, { ...operator, percent: -20 });
  await untilBothModes;
  await pauseMarket(host, operator);
  expect(await Promise.all(seats.map((seat) => seat.settle()))).toEqual(seats.map(() => true));
  for (const seat of seats) seat.leave();

  const totals = await fetchSeatTotals(host, operator);
  const seen = RECONCILED_QUANTITIES.map(({ key }) => [key, counts.get(key) ?? 0]);
  expect(seen).toEqual(RECONCILED_QUANTITIES.map(({ key, serverTotal }) => [key, serverTotal(totals)]));
  expect(counts.get('orders_accepted')).toBeGreaterThan(0);
  expect(latenciesMs.every((latencyMs) => latencyMs > 0)).toBe(true);
  expect(faults).toEqual([]);
  expect(totals.seats).toBe(SEAT_COUNT);
  expect(Number(totals.conservationError)).toBe(0);
});
