/** The scenarios under the rules of every venue, from the opening to the end. */
import { accountId, instrumentId, type JournalRecord, partialSink, simulatedMs } from '@spillway/protocol';
import { createSimulation, type Simulation } from '@spillway/simulation';
import { VENUE_PRESETS } from '@spillway/venues';
import { describe, expect, test } from 'vitest';
import { readScenario } from './catalogue.ts';
import { overrideScenario } from './override-scenario.ts';
import { planSimulation } from './plan-simulation.ts';
import { ScenarioError } from './scenario-error.ts';
import { runAtVenue, type VenueOutcome } from './venue-comparison.ts';

const VENUES = Object.keys(VENUE_PRESETS);
const SELLOFF = readScenario('venue-selloff');
const BITCOIN = instrumentId(0);

const outcomes = new Map(VENUES.map((venue) => [venue, runAtVenue(SELLOFF, venue, '42')]));

function outcomeOf(venue: string): VenueOutcome {
  const outcome = outcomes.get(venue);
  if (outcome === undefined) throw new RangeError(`no run at ${venue}`);
  return outcome;
}

function simulationAt(venue: string, journal: JournalRecord[] = []): Simulation {
  const scenario = overrideScenario(SELLOFF, [`venue.preset=${venue}`]);
  const note = (record: JournalRecord): void => {
    journal.push(record);
  };
  return createSimulation(planSimulation(scenario, '42'), { sink: partialSink({}), journal: note });
}

describe.each(VENUES)('venue-selloff at %s', (venue) => {
  const outcome = outcomeOf(venue);

  test('liquidates, conserves money, and gives the same hash again', () => {
    expect(outcome.accounts).toBeGreaterThan(100);
    expect(outcome.conservationErrorMicros).toBe(0n);
    expect(runAtVenue(SELLOFF, venue, '42').stateHash).toBe(outcome.stateHash);
  });

  test('sends nothing that the venue has no choice of', () => {
    const choices = Object.keys(outcome.rejected).filter((key) => /^Set|MODE|LEVERAGE/.test(key));
    expect(choices).toEqual([]);
  });

  test('runs under the rules and the contract of the venue, and on the same index', () => {
    const simulation = simulationAt(venue);
    const { rules, instruments, coins } = VENUE_PRESETS[venue] ?? {};
    expect(simulation.engine.rules).toEqual(rules);
    expect(simulation.engine.specification(BITCOIN)).toEqual(instruments?.[coins?.['BTC'] ?? '']);
    simulation.advanceTo(simulatedMs(420_000));
    const price =
      simulation.engine.indexTicks(BITCOIN) * Number(simulation.engine.specification(BITCOIN).tickSize);
    const house = simulationAt('spillway-house');
    house.advanceTo(simulatedMs(420_000));
    // The coarsest grid has ticks of one dollar.
    expect(Math.abs(price - house.engine.indexTicks(BITCOIN) / 10)).toBeLessThanOrEqual(0.55);
  });
});

describe('what is particular to a venue is there to be seen', () => {
  test('spillway-house and binance-usdm close at the bankruptcy price or take over: the book, the fund, then winners', () => {
    for (const venue of ['spillway-house', 'binance-usdm']) {
      const { notional } = outcomeOf(venue);
      expect(notional.book).toBeGreaterThan(0);
      expect(notional.insurance).toBeGreaterThan(0);
      expect(notional['auto-deleveraging']).toBeGreaterThan(0);
      expect(notional.backstop).toBe(0);
    }
  });

  test('L21 hyperliquid takes accounts over past the book, and its forced orders leave the fund nothing else', () => {
    const { notional } = outcomeOf('hyperliquid');
    expect(notional.backstop).toBeGreaterThan(0);
    expect(notional.insurance).toBe(0);
  });

  test('A11 at bybit-uta the margin mode is chosen for the whole account', () => {
    const journal: JournalRecord[] = [];
    simulationAt('bybit-uta', journal).advanceTo(simulatedMs(2_000));
    const changes = journal.flatMap(({ command }) => (command.kind === 'SetMarginMode' ? [command] : []));
    expect(changes.length).toBeGreaterThan(100);
    expect(changes.filter(({ instrumentId: instrument }) => instrument !== null)).toEqual([]);
  });

  test('L15 dydx-v4 closes at most 100,000 USDC of an account in a block of a second', () => {
    const byBlock = new Map<string, number>();
    const blocks = new Map<number, Set<number>>();
    const scenario = overrideScenario(SELLOFF, ['venue.preset=dydx-v4']);
    let markTicks = 0;
    let isUnderwater = false;
    const sink = partialSink({
      markPriceChanged: (mark) => {
        markTicks = mark.markTicks;
      },
      liquidationStarted: ({ equityMicros }) => {
        isUnderwater = equityMicros < 0;
      },
      liquidationFilled: ({ accountId: account, timeMs, sizeLots }) => {
        // Whoever is worth less than nothing is closed at once.
        if (isUnderwater) return;
        const block = Math.floor(timeMs / 1_000);
        const key = `${account} ${block}`;
        byBlock.set(key, (byBlock.get(key) ?? 0) + sizeLots * markTicks * 100);
        blocks.set(account, (blocks.get(account) ?? new Set()).add(block));
      },
    });
    const simulation = createSimulation(planSimulation(scenario, '42'), { sink, journal: () => undefined });
    simulation.advanceTo(simulation.durationMs);
    expect(Math.max(...byBlock.values())).toBeLessThanOrEqual(100_000 * 1_000_000);
    expect([...blocks.values()].filter(({ size }) => size > 1).length).toBeGreaterThan(50);
    expect(outcomeOf('dydx-v4').notional.insurance).toBe(0);
  });

  test('A14 where dydx-v4 fixes the leverage, isolated holders put the margin they mean to have into their buckets', () => {
    const bucketsAt = (venue: string): number => {
      const simulation = simulationAt(venue);
      simulation.advanceTo(simulatedMs(2_000));
      let total = 0;
      for (let number = 1; simulation.engine.hasAccount(accountId(number)); number += 1) {
        total += simulation.engine.position(accountId(number), BITCOIN).bucketMicros;
      }
      return total;
    };
    // The leverage of the one is at most 40, of the other at most 50.
    expect(bucketsAt('dydx-v4') / bucketsAt('hyperliquid')).toBeCloseTo(1, 2);
  });
});

describe('the other scenarios', () => {
  const SHORT = ['durationMinutes=8', 'population.holders.count=300'];

  test.each(['binance-usdm', 'hyperliquid', 'dydx-v4'])('run at %s with all their instruments', (venue) => {
    const quiet = runAtVenue(overrideScenario(readScenario('quiet-day'), SHORT), venue, '1');
    expect(quiet.accounts).toBe(0);
    expect(quiet.conservationErrorMicros).toBe(0n);
    const selloff = runAtVenue(overrideScenario(readScenario('correlated-selloff'), SHORT), venue, '1');
    expect(selloff.accounts).toBeGreaterThan(0);
    expect(selloff.conservationErrorMicros).toBe(0n);
  });

  test('are refused in one line for each coin that a venue does not list', () => {
    const atBybit = (): unknown => overrideScenario(readScenario('quiet-day'), ['venue.preset=bybit-uta']);
    expect(atBybit).toThrow(ScenarioError);
    expect(atBybit).toThrow(
      '--set: market.instruments.1.symbol: "SOLUSDT" is not listed by bybit-uta; expected BTCUSDT',
    );
  });

  test('hold the symbols of their venue once they are read, so that a manifest says what ran', () => {
    const symbols = (venue: string): readonly string[] =>
      overrideScenario(readScenario('quiet-day'), [`venue.preset=${venue}`]).market.instruments.map(
        ({ symbol }) => symbol,
      );
    expect(symbols('hyperliquid')).toEqual(['BTC', 'SOL']);
    expect(symbols('dydx-v4')).toEqual(['BTCUSD', 'SOLUSD']);
    expect(symbols('binance-usdm')).toEqual(['BTCUSDT', 'SOLUSDT']);
  });
});
