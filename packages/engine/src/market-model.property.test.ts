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
import { dueByMark } from './liquidation/due-accounts.ts';
import { instrumentAt } from './market.ts';
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
  instrument.markTicks = command.markTicks;
  const holders = Array.from({ length: instrument.holders.count }, (_, place) =>
    instrument.holders.slotAt(place),
  );
  const asked = holders.filter((slot) => {
    return !market.positions.isMarkSafe(market.positions.row(slot, instrument.id), command.markTicks);
  });
  const byScan = dueByScan(market, instrument);
  const cause = { causeSequence: 0, parentLiquidationId: 0, shockSequence: 0 };
  const bySafeMarks = dueByMark(market, instrument, cause).map(({ slot }) => market.accounts.accountId(slot));
  instrument.markTicks = markTicks;
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
