import { type Engine, quoteMicros, ratePpm, recordingSink, simulatedMs } from '@spillway/protocol';
import {
  commandArbitrary,
  contribute,
  deposit,
  type EngineUnderTest,
  flatTier,
  isolated,
  listInstrument,
  MarketBench,
  mark,
  openAccount,
  plainInstrument,
  plainRules,
  rules,
  type UntimedCommand,
} from '@spillway/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { marketOf } from './engine.ts';
import { checkInvariants, createEngine, restoreEngine } from './index.ts';
import type { InstrumentState } from './instrument-state.ts';
import { dueByMark } from './liquidation/search-due.ts';
import { instrumentAt, type Market } from './market.ts';
import { dueByScan } from './reference/due-by-scan.ts';

const subject: EngineUnderTest = { create: (sink) => createEngine({ sink }), check: checkInvariants };

const WORLD = {
  accountCount: 6,
  instrumentCount: 2,
  middleTicks: 10_000,
  lotsMax: 300_000,
  quoteMax: 3_000,
  contributionMax: 20,
};

/** Two instruments with fees and tiers, six accounts of 5,000, and a fund that a violent mark can exhaust. */
function setup(options: {
  fund: number;
  leftover: 'user' | 'fund';
  scope: 'whole-account' | 'largest-loss-first';
}): UntimedCommand[] {
  const tiers = [
    flatTier(5_000, 60),
    {
      ...flatTier(20_000, 25),
      notionalFloorMicros: quoteMicros(50_000_000_000),
      maintenanceAmountMicros: quoteMicros(750_000_000),
    },
  ];
  const fees = {
    makerFeePpm: ratePpm(200),
    takerFeePpm: ratePpm(500),
    liquidationFeePpm: ratePpm(4_000),
    priceBandPpm: ratePpm(200_000),
    riskTiers: tiers,
  };
  const accounts = Array.from({ length: WORLD.accountCount }, (_, index) => index + 1);
  return [
    rules(
      plainRules({
        leftover: options.leftover,
        closeOutScope: options.scope,
        partialThresholdMicros: quoteMicros(20_000_000_000),
      }),
    ),
    listInstrument(plainInstrument({ ...fees, symbol: 'ONEUSDT' })),
    listInstrument(plainInstrument({ ...fees, symbol: 'TWOUSDT' })),
    mark(WORLD.middleTicks, { instrument: 0 }),
    mark(WORLD.middleTicks, { instrument: 1 }),
    contribute(options.fund),
    ...accounts.flatMap((account) => [openAccount(account), deposit(account, 5_000)]),
    ...accounts.filter((account) => account % 2 === 0).map((account) => isolated(account)),
  ];
}

const setups = fc
  .record({
    fund: fc.constantFrom(1, 500, 20_000),
    leftover: fc.constantFrom('user' as const, 'fund' as const),
    scope: fc.constantFrom('whole-account' as const, 'largest-loss-first' as const),
  })
  .map(setup);

const sequences = fc.array(commandArbitrary(WORLD), { minLength: 20, maxLength: 300, size: 'max' });

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
function isPassedOver(market: Market, instrument: InstrumentState, slot: number): boolean {
  const { dueIndex, positions } = market;
  const row = positions.row(slot, instrument.id);
  if (dueIndex.stale.has(slot) || dueIndex.isWatched(row)) return false;
  if (!dueIndex.isFiled(row)) return true;
  const aheadTicks = instrument.markTicks - dueIndex.boundTicks(row);
  return positions.sizeLots(row) > 0 ? aheadTicks >= 0 : aheadTicks <= 0;
}

interface Probe {
  readonly instrument: number;
  readonly ticks: number;
}

/** Sets a mark for a question alone. */
function atMark<Answer>(instrument: InstrumentState, ticks: number, ask: () => Answer): Answer {
  const { markTicks } = instrument;
  instrument.markTicks = ticks;
  const answer = ask();
  instrument.markTicks = markTicks;
  return answer;
}

const probes = fc.record({
  instrument: fc.nat({ max: WORLD.instrumentCount - 1 }),
  ticks: fc.oneof(fc.integer({ min: 9_700, max: 10_300 }), fc.integer({ min: 1, max: 30_000 })),
});
const probedSequences = fc.array(fc.tuple(commandArbitrary(WORLD), probes), {
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
  return atMark(instrument, ticks, () => {
    const due = dueByScan(market, instrument);
    const missed = due.filter((account) => isPassedOver(market, instrument, market.accounts.slotOf(account)));
    const holders = Array.from({ length: instrument.holders.count }, (_, place) => place);
    const passed = holders.filter((place) => {
      return isPassedOver(market, instrument, instrument.holders.slotAt(place));
    });
    return { due: due.length, missed, passed: passed.length };
  });
}

test('L1 after each of thousands of commands no mark would pass over anybody whom it makes due', () => {
  const seen = { due: 0, passed: 0 };
  fc.assert(
    fc.property(setups, probedSequences, (first, steps) => {
      const bench = new MarketBench(subject, first);
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
  return atMark(instrument, command.markTicks, () =>
    dueByMark(market, instrument, cause).map(({ slot }) => market.accounts.accountId(slot)),
  );
}

function scan(engine: Engine, command: Extract<UntimedCommand, { kind: 'SetMarkPrice' }>): number[] {
  const market = marketOf(engine);
  const instrument = instrumentAt(market, command.instrumentId);
  return atMark(instrument, command.markTicks, () => dueByScan(market, instrument));
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
