import { type JournalRecord, type MarketEvent, recordingSink } from '@spillway/protocol';
import { overrideScenario, planSimulation } from '@spillway/scenarios';
import { readScenario } from '@spillway/scenarios/catalogue';
import { createSimulation } from '@spillway/simulation';
import { expect, test, vi } from 'vitest';
import { executeRun } from './run-execution.ts';

/** Whole runs, on a machine that may be busy with others. */
vi.setConfig({ testTimeout: 240_000 });

const scenario = overrideScenario(readScenario('october-2025'), [
  'durationMinutes=12',
  'population.holders.count=250',
]);

type Filled = Extract<MarketEvent, { kind: 'liquidationFilled' }>;

/** Adds up in floating point of whole micros, over a list: another way than the one under test. */
function quote(fills: readonly Filled[]): number {
  return fills.reduce((sum, { notionalMicros }) => sum + notionalMicros, 0) / 1e6;
}

test('the summary of a run agrees with a plain recount of its events', async () => {
  const plan = planSimulation(scenario, 'recount');
  const progress: number[] = [];
  const { summary, streams } = await executeRun({
    name: scenario.name,
    plan,
    journalDescriptor: null,
    onProgress: ({ simulatedMs }) => progress.push(simulatedMs),
    interruption: { isRequested: false },
  });

  const events: MarketEvent[] = [];
  const journal: JournalRecord[] = [];
  const simulation = createSimulation(plan, {
    sink: recordingSink((event) => events.push(event)),
    journal: (record) => journal.push(record),
  });
  simulation.advanceTo(plan.durationMs);

  const fills = events.filter((event): event is Filled => event.kind === 'liquidationFilled');
  expect(fills.length).toBeGreaterThan(0);
  expect(Number(summary.liquidations.notional)).toBeCloseTo(quote(fills), 5);
  for (const mode of ['isolated', 'cross'] as const) {
    const ofMode = fills.filter((fill) => fill.mode === mode);
    expect(Number(summary.liquidations.byMode[mode])).toBeCloseTo(quote(ofMode), 5);
  }
  const counted = (kind: MarketEvent['kind']): number => events.filter((event) => event.kind === kind).length;
  expect(summary.liquidations.count).toBe(counted('liquidationStarted'));
  expect(summary.trades).toBe(counted('tradeExecuted'));
  expect(summary.commands).toBe(journal.length);
  expect(summary.stateHash).toBe(simulation.stateHash());
  expect(streams.events).toBe(events.length);

  for (const [instrument, symbol] of ['BTCUSDT', 'SOLUSDT'].entries()) {
    const marks = events.flatMap((event) =>
      event.kind === 'markPriceChanged' && event.instrumentId === instrument ? [event.markTicks] : [],
    );
    const falls = marks.map((mark, index) => 1 - mark / Math.max(...marks.slice(0, index + 1)));
    expect(summary.maxDrawdown[symbol]).toBeCloseTo(Math.max(...falls), 12);
  }

  expect(progress.length).toBeGreaterThan(3);
  expect(progress).toEqual([...progress].sort((left, right) => left - right));
});

test('an interruption ends a run with code 130', async () => {
  const run = executeRun({
    name: scenario.name,
    plan: planSimulation(scenario, '42'),
    journalDescriptor: null,
    onProgress: () => undefined,
    interruption: { isRequested: true },
  });
  await expect(run).rejects.toMatchObject({ exitCode: 130 });
});
