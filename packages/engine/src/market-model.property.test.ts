import { type Engine, recordingSink, simulatedMs } from '@spillway/protocol';
import { commandArbitrary, type EngineUnderTest, MarketBench, type UntimedCommand } from '@spillway/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { marketOf } from './engine.ts';
import { checkInvariants, createEngine, restoreEngine } from './index.ts';
import type { InstrumentState } from './instrument-state.ts';
import { dueByMark } from './liquidation/search-due.ts';
import { instrumentAt, type Market, moveMark } from './market.ts';
import { SMALL_WORLD, sequenceArbitrary, setupArbitrary } from './random-market.fixture.ts';
import { dueByScan } from './reference/due-by-scan.ts';

const subject: EngineUnderTest = { create: (sink) => createEngine({ sink }), check: checkInvariants };

const setups = setupArbitrary(SMALL_WORLD);
const sequences = sequenceArbitrary(SMALL_WORLD);

test('C1 money is conserved and every invariant holds after each of hundreds of random commands', () => {
  fc.assert(
    fc.property(setups, sequences, (first, commands) => {
      const bench = new MarketBench(subject, first);
      for (const command of commands) bench.apply(command);
      expect(bench.engine.conservationErrorMicros()).toBe(0n);
    }),
    { numRuns: 150 },
  );
});

/** Whether a mark of an instrument would pass over a holder without a look at it. */
function isPassedOver(market: Market, instrument: InstrumentState, row: number): boolean {
  const { dueIndex, positions } = market;
  if (dueIndex.stale.has(positions.slotOf(row)) || dueIndex.isWatched(row)) return false;
  if (!dueIndex.isFiled(row)) return true;
  const aheadTicks = instrument.markTicks - dueIndex.boundTicks(row);
  return positions.sizeLots(row) > 0 ? aheadTicks >= 0 : aheadTicks <= 0;
}

interface Probe {
  readonly instrument: number;
  readonly ticks: number;
}

/** Sets a mark for a question alone. */
function atMark<Answer>(
  market: Market,
  at: { readonly instrument: InstrumentState; readonly ticks: number },
  ask: () => Answer,
): Answer {
  const { markTicks } = at.instrument;
  moveMark(market, at.instrument, at.ticks);
  const answer = ask();
  moveMark(market, at.instrument, markTicks);
  return answer;
}

const probes = fc.record({
  instrument: fc.nat({ max: SMALL_WORLD.instrumentCount - 1 }),
  ticks: fc.oneof(fc.integer({ min: 9_700, max: 10_300 }), fc.integer({ min: 1, max: 30_000 })),
});
const probedSequences = fc.array(fc.tuple(commandArbitrary(SMALL_WORLD), probes), {
  minLength: 20,
  maxLength: 300,
  size: 'max',
});

/** Whom a mark would make due, by asking everybody, and whom of them the index would pass over. */
function probe(
  engine: Engine,
  { instrument: id, ticks }: Probe,
): { due: number; missed: number[]; passed: number } {
  const market = marketOf(engine);
  const instrument = instrumentAt(market, id);
  return atMark(market, { instrument, ticks }, () => {
    const due = dueByScan(market, instrument);
    const rowOf = (account: number) =>
      market.positions.findRow(market.accounts.slotOf(account), instrument.id, 0);
    const missed = due.filter((account) => isPassedOver(market, instrument, rowOf(account)));
    const holders = Array.from({ length: instrument.holders.count }, (_, place) => place);
    const passed = holders.filter((place) => {
      return isPassedOver(market, instrument, instrument.holders.rowAt(place));
    });
    return { due: due.length, missed, passed: passed.length };
  });
}

test('L1 after each of thousands of commands no mark would pass over anybody whom it makes due', () => {
  const seen = { due: 0, passed: 0 };
  fc.assert(
    // With a bound of one, some accounts are filed when a command ends and some by the next mark.
    fc.property(setups, probedSequences, fc.constantFrom(0, 1, 1_024), (first, steps, staleMax) => {
      const bench = new MarketBench(subject, first);
      marketOf(bench.engine).dueIndex.staleMax = staleMax;
      for (const [command, asked] of steps) {
        bench.apply(command);
        const { due, missed, passed } = probe(bench.engine, asked);
        expect(missed).toEqual([]);
        seen.due += due;
        seen.passed += passed;
      }
    }),
    { numRuns: 100 },
  );
  // An index that passed nobody over, or marks that made nobody due, would prove nothing.
  expect(seen.due).toBeGreaterThan(1_000);
  expect(seen.passed).toBeGreaterThan(1_000);
});

/** The search of the engine for the accounts that a mark makes due. It leaves the index as if the mark had come. */
function search(engine: Engine, command: Extract<UntimedCommand, { kind: 'SetMarkPrice' }>): number[] {
  const market = marketOf(engine);
  const instrument = instrumentAt(market, command.instrumentId);
  const cause = { causeSequence: 0, parentLiquidationId: 0, shockSequence: 0 };
  return atMark(market, { instrument, ticks: command.markTicks }, () =>
    dueByMark(market, instrument, cause).map(({ slot }) => market.accounts.accountId(slot)),
  );
}

function scan(engine: Engine, command: Extract<UntimedCommand, { kind: 'SetMarkPrice' }>): number[] {
  const market = marketOf(engine);
  const instrument = instrumentAt(market, command.instrumentId);
  return atMark(market, { instrument, ticks: command.markTicks }, () => dueByScan(market, instrument));
}

test('L2 the search finds whom a full scan finds, in its order, at each of thousands of random marks', () => {
  const seen = { marks: 0, due: 0 };
  fc.assert(
    fc.property(setups, sequences, (first, commands) => {
      const bench = new MarketBench(subject, first);
      for (const command of commands) {
        if (command.kind === 'SetMarkPrice') {
          const found = search(bench.engine, command);
          expect(found).toEqual(scan(bench.engine, command));
          seen.marks += 1;
          seen.due += found.length;
        }
        bench.apply(command);
      }
    }),
    { numRuns: 150 },
  );
  expect(seen.marks).toBeGreaterThan(1_000);
  expect(seen.due).toBeGreaterThan(100);
});

function applyAll(engine: Engine, commands: readonly UntimedCommand[], fromMs: number): void {
  commands.forEach((command, index) => {
    engine.apply({ ...command, timeMs: simulatedMs(fromMs + index) });
  });
}

test('S2 a market restored in the middle goes on exactly like the one that was not', () => {
  fc.assert(
    fc.property(setups, sequences, fc.double({ min: 0, max: 1, noNaN: true }), (first, commands, share) => {
      const all = [...first, ...commands];
      const cut = Math.floor(all.length * share);
      const straight: unknown[] = [];
      const resumed: unknown[] = [];
      const original = createEngine({ sink: recordingSink((event) => straight.push(event)) });
      applyAll(original, all.slice(0, cut), 0);
      straight.length = 0;
      const copy = restoreEngine(
        original.snapshot(),
        recordingSink((event) => resumed.push(event)),
      );
      expect(copy.stateHash()).toBe(original.stateHash());
      applyAll(original, all.slice(cut), cut);
      applyAll(copy, all.slice(cut), cut);
      checkInvariants(copy);
      expect(resumed).toEqual(straight);
      expect(copy.stateHash()).toBe(original.stateHash());
    }),
    { numRuns: 60 },
  );
});
