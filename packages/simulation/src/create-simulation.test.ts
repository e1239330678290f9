import {
  accountId as brandAccountId,
  type EventMap,
  type InstrumentId,
  instrumentId,
  type JournalRecord,
  type MarketEvent,
  partialSink,
  ratePpm,
  recordingSink,
  simulatedMs,
} from '@spillway/protocol';
import { describe, expect, test } from 'vitest';
import { createSimulation } from './create-simulation.ts';
import { replayJournal } from './replay-journal.ts';
import type { SimulationPlan } from './simulation-plan.ts';
import type { Simulation } from './simulation-types.ts';
import { GROUPS, smallPlan } from './small-plan.fixture.ts';

interface Recorded {
  readonly simulation: Simulation;
  readonly journal: readonly JournalRecord[];
  readonly events: readonly MarketEvent[];
}

/** Runs a plan to its end; `drive` may do so in any way that it likes. */
function record(
  plan: SimulationPlan,
  drive: (simulation: Simulation) => void = (simulation) => {
    simulation.advanceTo(simulation.durationMs);
  },
): Recorded {
  const journal: JournalRecord[] = [];
  const events: MarketEvent[] = [];
  const simulation = createSimulation(plan, {
    sink: recordingSink((event) => events.push(event)),
    journal: (line) => journal.push(line),
  });
  drive(simulation);
  return { simulation, journal, events };
}

function ofKind<Kind extends MarketEvent['kind']>(recorded: Recorded, kind: Kind): EventMap[Kind][] {
  return recorded.events.filter((event) => event.kind === kind) as unknown as EventMap[Kind][];
}

const BASE = record(smallPlan());
const BITCOIN: InstrumentId = instrumentId(0);

describe('a run', () => {
  test('ends at its duration, with money conserved to the micro', () => {
    expect(BASE.simulation.isFinished).toBe(true);
    expect(BASE.simulation.nowMs).toBe(180_000);
    expect(BASE.simulation.engine.conservationErrorMicros()).toBe(0n);
    expect(BASE.simulation.commandCount).toBe(BASE.journal.length);
  });

  test('the same plan gives the same journal, events and state hash', () => {
    const again = record(smallPlan());
    expect(again.simulation.stateHash()).toBe(BASE.simulation.stateHash());
    expect(again.journal).toEqual(BASE.journal);
    expect(again.events).toEqual(BASE.events);
  });

  test('another seed gives another', () => {
    expect(record(smallPlan({ seed: 'other' })).simulation.stateHash()).not.toBe(BASE.simulation.stateHash());
  });

  test('its journal, replayed, reaches the same state and tells the same events', () => {
    const events: MarketEvent[] = [];
    const engine = replayJournal(
      BASE.journal,
      recordingSink((event) => events.push(event)),
    );
    expect(engine.stateHash()).toBe(BASE.simulation.stateHash());
    expect(events).toEqual(BASE.events);
  });

  test('a journal with one command left out does not', () => {
    const trade = ofKind(BASE, 'tradeExecuted').find(({ liquidationId }) => liquidationId === 0);
    const index = BASE.journal.findLastIndex(
      ({ command }) => command.kind === 'PlaceOrder' && command.accountId === trade?.takerAccountId,
    );
    const engine = replayJournal(BASE.journal.toSpliced(index, 1), partialSink({}));
    expect(engine.stateHash()).not.toBe(BASE.simulation.stateHash());
  });

  test('does not depend on how it is sliced: by time, by number of events, or both', () => {
    const bySecond = record(smallPlan(), (simulation) => {
      for (let timeMs = 0; timeMs <= 180_000; timeMs += 777) simulation.advanceTo(simulatedMs(timeMs));
      simulation.advanceTo(simulation.durationMs);
    });
    const byEvents = record(smallPlan(), (simulation) => {
      while (!simulation.advanceTo(simulation.durationMs, 13)) {
        expect(simulation.isFinished).toBe(false);
      }
    });
    expect(bySecond.journal).toEqual(BASE.journal);
    expect(byEvents.journal).toEqual(BASE.journal);
    expect(byEvents.simulation.stateHash()).toBe(BASE.simulation.stateHash());
  });

  test('times of the journal never go back, and sequences count from 1', () => {
    let lastMs = 0;
    for (const [index, { sequence, command }] of BASE.journal.entries()) {
      expect(sequence).toBe(index + 1);
      expect(command.timeMs).toBeGreaterThanOrEqual(lastMs);
      lastMs = command.timeMs;
    }
  });
});

describe('the opening', () => {
  test('fills every holder through the book, in the mode and at the leverage drawn', () => {
    const { simulation } = record(smallPlan(), (started) => {
      started.advanceTo(simulatedMs(0));
    });
    const orders = new Map<string, number>();
    for (const { origin, command } of BASE.journal) {
      if (command.kind !== 'PlaceOrder' || command.timeMs > 0) continue;
      const signed = command.side === 'buy' ? command.sizeLots : -command.sizeLots;
      expect(simulation.engine.positionLots(command.accountId, command.instrumentId)).toBe(signed);
      orders.set(origin, signed);
    }
    expect(orders.size).toBeGreaterThan(80);
    for (const side of ['buy', 'sell'] as const) {
      expect(simulation.engine.bestTicks(BITCOIN, side)).toBe(0);
    }
  });

  test('is refused nothing', () => {
    const early = ofKind(BASE, 'commandRejected').filter(({ timeMs }) => timeMs < 1_000);
    expect(early).toEqual([]);
  });
});

describe('the fall', () => {
  test('liquidates holders in both modes, through the book, and no market maker', () => {
    const started = ofKind(BASE, 'liquidationStarted');
    expect(started.filter(({ mode }) => mode === 'isolated').length).toBeGreaterThan(3);
    expect(started.filter(({ mode }) => mode === 'cross').length).toBeGreaterThan(3);
    expect(ofKind(BASE, 'liquidationFilled').some(({ stage }) => stage === 'book')).toBe(true);
    const makers = new Set(
      BASE.journal.flatMap(({ origin, command }) =>
        command.kind === 'OpenAccount' && origin.startsWith('agent:maker-') ? [command.accountId] : [],
      ),
    );
    expect(makers.size).toBe(4);
    expect(started.filter(({ accountId }) => makers.has(accountId))).toEqual([]);
  });

  test('marks carry honest causes: the shock, or a forced trade of the liquidation named', () => {
    const forced = new Map(
      ofKind(BASE, 'tradeExecuted')
        .filter(({ liquidationId }) => liquidationId > 0)
        .map(({ sequence, liquidationId }) => [sequence, liquidationId]),
    );
    const shocks = new Set(ofKind(BASE, 'shockRecorded').map(({ sequence }) => sequence));
    const marks = ofKind(BASE, 'markPriceChanged');
    let byTrade = 0;
    let byShock = 0;
    for (const { causeSequence, causeLiquidationId } of marks) {
      if (causeLiquidationId > 0) {
        expect(forced.get(causeSequence)).toBe(causeLiquidationId);
        byTrade += 1;
      } else if (causeSequence > 0) {
        expect(shocks.has(causeSequence)).toBe(true);
        byShock += 1;
      }
    }
    expect(byTrade).toBeGreaterThan(0);
    expect(byShock).toBeGreaterThan(0);
  });
});

describe('common random numbers', () => {
  const withIsolatedShare = (isolatedShare: number): Recorded => {
    const plan = smallPlan();
    const holders = { ...plan.population.holders, isolatedShare };
    return record(smallPlan({ population: { ...plan.population, holders } }));
  };

  const deposits = ({ journal }: Recorded): unknown =>
    journal.flatMap(({ origin, command }) =>
      command.kind === 'Deposit' ? [[origin, command.accountId, command.amountMicros]] : [],
    );

  const indexPath = (recorded: Recorded): unknown =>
    ofKind(recorded, 'markPriceChanged').map(({ timeMs, instrumentId: id, indexTicks }) => [
      timeMs,
      id,
      indexTicks,
    ]);

  test('the isolated share leaves accounts, money and index path as they are, and changes who is liquidated', () => {
    const cross = withIsolatedShare(0);
    const isolated = withIsolatedShare(1);
    expect(deposits(isolated)).toEqual(deposits(cross));
    expect(indexPath(isolated)).toEqual(indexPath(cross));
    const notional = (recorded: Recorded): number =>
      ofKind(recorded, 'liquidationFilled').reduce((sum, fill) => sum + fill.notionalMicros, 0);
    expect(notional(isolated)).not.toBe(notional(cross));
    expect(ofKind(cross, 'liquidationFilled').every(({ mode }) => mode === 'cross')).toBe(true);
  });

  test('V30: another group of agents leaves index path, holders and their deposits as they are', () => {
    const { population } = smallPlan();
    const fewer = record(smallPlan({ population: { ...population, groups: GROUPS.slice(0, 1) } }));
    expect(indexPath(fewer)).toEqual(indexPath(BASE));
    const holdersOnly = (lines: unknown): unknown[] =>
      (lines as [string][]).filter(([origin]) => origin.startsWith('agent:holder-'));
    expect(holdersOnly(deposits(fewer))).toEqual(holdersOnly(deposits(BASE)));
  });
});

describe('an operator', () => {
  test('shocks the index at once; mark and cause follow, and the journal replays to the same state', () => {
    const run = record(smallPlan(), (simulation) => {
      simulation.advanceTo(simulatedMs(30_000));
      const before = simulation.engine.indexTicks(BITCOIN);
      simulation.shock({ instrumentId: BITCOIN, movePpm: -50_000, label: 'a shock by hand' });
      const after = simulation.engine.indexTicks(BITCOIN);
      expect(Math.abs(after - 0.95 * before)).toBeLessThanOrEqual(1);
      expect(simulation.engine.markTicks(BITCOIN)).toBeLessThan(before * 0.97);
      simulation.advanceTo(simulation.durationMs);
    });
    const shock = run.journal.find(({ command }) => command.kind === 'RecordShock');
    expect(shock).toMatchObject({
      origin: 'operator',
      command: { timeMs: 30_000, label: 'a shock by hand' },
    });
    const recorded = ofKind(run, 'shockRecorded')[0];
    const caused = ofKind(run, 'markPriceChanged').filter(
      ({ causeSequence }) => causeSequence === recorded?.sequence,
    );
    expect(caused[0]).toMatchObject({ timeMs: 30_000, instrumentId: BITCOIN });
    expect(replayJournal(run.journal, partialSink({})).stateHash()).toBe(run.simulation.stateHash());
  });

  test('a shock moves one instrument alone unless it says all', () => {
    const moves = (id: InstrumentId | null): number[] => {
      const changes: number[] = [];
      record(smallPlan(), (simulation) => {
        simulation.advanceTo(simulatedMs(30_000));
        const before = [0, 1].map((index) => simulation.engine.indexTicks(instrumentId(index)));
        simulation.shock({ instrumentId: id, movePpm: -100_000, label: 'x' });
        for (const [index, ticks] of before.entries()) {
          changes.push(simulation.engine.indexTicks(instrumentId(index)) / ticks - 1);
        }
      });
      return changes;
    };
    const [first, second] = moves(instrumentId(1));
    expect(first).toBe(0);
    expect(second).toBeCloseTo(-0.1, 3);
    for (const move of moves(null)) expect(move).toBeCloseTo(-0.1, 3);
  });

  test('seats join with numbers above every agent’s and trade at the current time', () => {
    const run = record(smallPlan(), (simulation) => {
      simulation.advanceTo(simulatedMs(10_000));
      const seat = brandAccountId(simulation.nextSeatAccountId());
      expect(simulation.engine.hasAccount(seat)).toBe(false);
      const command = { kind: 'OpenAccount', timeMs: simulatedMs(0), accountId: seat } as const;
      const opened = simulation.submit(command, 'seat:guest');
      expect(opened.isAccepted).toBe(true);
      expect(simulation.nextSeatAccountId()).toBe(seat + 1);
      simulation.advanceTo(simulation.durationMs);
    });
    const line = run.journal.find(({ origin }) => origin === 'seat:guest');
    expect(line?.command.timeMs).toBe(10_000);
    expect(replayJournal(run.journal, partialSink({})).stateHash()).toBe(run.simulation.stateHash());
  });
});

describe('scheduled halts', () => {
  const HALTS = [
    { instrumentId: BITCOIN, timeMs: simulatedMs(70_000), untilMs: simulatedMs(100_500) },
    { instrumentId: null, timeMs: simulatedMs(150_000), untilMs: simulatedMs(0) },
  ];
  const halted = record(smallPlan({ halts: HALTS }));

  test('change nothing before they begin', () => {
    const early = (events: readonly MarketEvent[]) => events.filter(({ timeMs }) => timeMs < 70_000);
    expect(early(halted.events)).toEqual(early(BASE.events));
  });

  test('begin and end at their times, by commands of the market', () => {
    expect(ofKind(halted, 'tradingHalted')).toMatchObject([
      { timeMs: 70_000, instrumentId: 0, reason: 'command', untilMs: 100_500 },
      { timeMs: 150_000, instrumentId: null, reason: 'command', untilMs: 0 },
    ]);
    expect(ofKind(halted, 'tradingResumed')).toMatchObject([{ timeMs: 100_500, instrumentId: 0 }]);
    const origins = halted.journal
      .filter(({ command }) => ['HaltTrading', 'AdvanceTime'].includes(command.kind))
      .map(({ origin, command }) => [origin, command.kind, command.timeMs]);
    expect(origins).toEqual([
      ['market', 'HaltTrading', 70_000],
      ['market', 'AdvanceTime', 100_500],
      ['market', 'HaltTrading', 150_000],
    ]);
  });

  test('stop the trades and liquidations of what is halted, and of nothing else', () => {
    const trades = ofKind(halted, 'tradeExecuted');
    const within = trades.filter(({ timeMs }) => timeMs >= 70_000 && timeMs < 100_500);
    expect(within.some((trade) => trade.instrumentId === BITCOIN)).toBe(false);
    expect(within.some((trade) => trade.instrumentId !== BITCOIN)).toBe(true);
    expect(trades.some(({ timeMs }) => timeMs >= 150_000)).toBe(false);
    const started = ofKind(halted, 'liquidationStarted');
    expect(started.some(({ timeMs }) => timeMs >= 150_000)).toBe(false);
    expect(halted.simulation.engine.conservationErrorMicros()).toBe(0n);
  });

  test('are refused where a circuit breaker has halted the same already', () => {
    const plan = smallPlan();
    const breaker = {
      movePpm: ratePpm(1_000),
      windowMs: 60_000,
      haltMs: 100_000,
      scope: 'market',
    } as const;
    const instruments = plan.instruments.map((instrument) => ({
      ...instrument,
      specification: { ...instrument.specification, circuitBreaker: breaker },
    }));
    const both = record(smallPlan({ instruments, halts: HALTS.slice(1) }));
    expect(ofKind(both, 'tradingHalted').map(({ reason }) => reason)).toContain('circuit-breaker');
    expect(ofKind(both, 'commandRejected').filter(({ code }) => code === 'HALT_UNCHANGED')).toMatchObject([
      { timeMs: 150_000, commandKind: 'HaltTrading' },
    ]);
  });
});
