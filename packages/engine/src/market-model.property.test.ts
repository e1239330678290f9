import { type Engine, recordingSink, simulatedMs } from '@spillway/protocol';
import { type EngineUnderTest, MarketBench, type UntimedCommand } from '@spillway/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { marketOf } from './engine.ts';
import { checkInvariants, createEngine, restoreEngine } from './index.ts';
import { dueByMark } from './liquidation/due-accounts.ts';
import { instrumentAt, moveMark } from './market.ts';
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

/**
 * Whom a mark would make due: by the safe marks that earlier commands left behind, and by asking everybody. The mark
 * is set for the question alone.
 */
function askBothWays(
  engine: Engine,
  command: Extract<UntimedCommand, { kind: 'SetMarkPrice' }>,
): { bySafeMarks: number[]; byScan: number[]; askedShare: number } {
  const market = marketOf(engine);
  const instrument = instrumentAt(market, command.instrumentId);
  const { markTicks } = instrument;
  moveMark(market, instrument, command.markTicks);
  const holders = Array.from({ length: instrument.holders.count }, (_, place) =>
    instrument.holders.rowAt(place),
  );
  const asked = holders.filter((row) => !market.positions.isMarkSafe(row, command.markTicks));
  const byScan = dueByScan(market, instrument);
  const cause = { causeSequence: 0, parentLiquidationId: 0, shockSequence: 0 };
  const bySafeMarks = dueByMark(market, instrument, cause).map(({ slot }) => market.accounts.accountId(slot));
  moveMark(market, instrument, markTicks);
  return { bySafeMarks, byScan, askedShare: asked.length / Math.max(1, holders.length) };
}

test('L1 the search by safe marks finds whom a full scan finds, at each of thousands of random marks', () => {
  const seen = { marks: 0, due: 0, skipped: 0 };
  fc.assert(
    fc.property(setups, sequences, (first, commands) => {
      const bench = new MarketBench(subject, first);
      for (const command of commands) {
        if (command.kind === 'SetMarkPrice') {
          const { bySafeMarks, byScan, askedShare } = askBothWays(bench.engine, command);
          expect(bySafeMarks).toEqual(byScan);
          seen.marks += 1;
          seen.due += byScan.length;
          if (askedShare < 1) seen.skipped += 1;
        }
        bench.apply(command);
      }
    }),
    { numRuns: 150 },
  );
  // A comparison that found nobody, or passed nobody over, would say nothing.
  expect(seen.marks).toBeGreaterThan(1_000);
  expect(seen.due).toBeGreaterThan(100);
  expect(seen.skipped).toBeGreaterThan(100);
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
