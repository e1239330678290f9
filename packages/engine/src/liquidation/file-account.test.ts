import { type Engine, type MarketEvent, partialSink, recordingSink, simulatedMs } from '@spillway/protocol';
import { contribute, deposit, openAccount } from '@spillway/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WORLDS } from '../differential/all-worlds.fixture.ts';
import { marketOf } from '../engine.ts';
import { checkInvariants, createEngine } from '../index.ts';

/** An engine that lets so many accounts wait to be filed, and what it tells. */
function watched(staleMax: number | null): { readonly engine: Engine; readonly told: MarketEvent[] } {
  const told: MarketEvent[] = [];
  const engine = createEngine({ sink: recordingSink((event) => told.push(event)) });
  if (staleMax !== null) marketOf(engine).dueIndex.staleMax = staleMax;
  return { engine, told };
}

test('L2 however few accounts may wait to be filed, the market tells the same and holds together', () => {
  const seen = { partly: 0, liquidations: 0 };
  fc.assert(
    fc.property(
      fc.oneof(WORLDS.violent.sequences, WORLDS.liquidation.sequences),
      fc.nat({ max: 3 }),
      (commands, staleMax) => {
        const plain = watched(null);
        const hasty = watched(staleMax);
        const { stale } = marketOf(hasty.engine).dueIndex;
        for (const command of commands) {
          expect(hasty.engine.apply(command)).toEqual(plain.engine.apply(command));
          expect(stale.count).toBeLessThanOrEqual(staleMax);
          checkInvariants(hasty.engine);
          if (stale.count > 0 && stale.count < marketOf(plain.engine).dueIndex.stale.count) seen.partly += 1;
        }
        expect(hasty.told).toEqual(plain.told);
        expect(hasty.engine.stateHash()).toBe(plain.engine.stateHash());
        seen.liquidations += plain.told.filter(({ kind }) => kind === 'liquidationStarted').length;
      },
    ),
    { numRuns: 40 },
  );
  // Some were filed by commands and some left to marks, and marks did liquidate.
  expect(seen.partly).toBeGreaterThan(1_000);
  expect(seen.liquidations).toBeGreaterThan(60);
});

test('L2 accounts that change between two marks are filed before there are more of them than may wait', () => {
  const engine = createEngine({ sink: partialSink({}) });
  const { dueIndex } = marketOf(engine);
  engine.apply({ ...contribute(1), timeMs: simulatedMs(0) });
  for (let account = 1; account <= 2 * dueIndex.staleMax; account += 1) {
    engine.apply({ ...openAccount(account), timeMs: simulatedMs(0) });
    engine.apply({ ...deposit(account, 1), timeMs: simulatedMs(0) });
    expect(dueIndex.stale.count).toBe(Math.min(account, dueIndex.staleMax));
  }
});
