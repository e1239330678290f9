import {
  accountId,
  type Engine,
  instrumentId,
  type MarketEvent,
  partialSink,
  recordingSink,
} from '@spillway/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WORLDS } from '../differential/all-worlds.fixture.ts';
import { checkInvariants, createEngine, restoreEngine } from '../index.ts';

const RESTORES = 12;
/** More than the world has. */
const ACCOUNTS_MAX = 12;

interface Seen {
  icebergs: number;
  waiting: number;
  halted: number;
}

/** Counts what the snapshots had to carry, so that an empty market proves nothing. */
function count(engine: Engine, seen: Seen): void {
  for (let account = 1; account <= ACCOUNTS_MAX; account += 1) {
    if (!engine.hasAccount(accountId(account))) continue;
    const orders = engine.openOrders(accountId(account));
    seen.icebergs += orders.filter((order) => order.displayedLots < order.remainingLots).length;
    seen.waiting += engine.triggerOrders(accountId(account)).length;
  }
  for (let instrument = 0; instrument < engine.instrumentCount; instrument += 1) {
    if (engine.isHalted(instrumentId(instrument))) seen.halted += 1;
  }
}

test('S2 a market with orders of every kind, timers and halts goes on from a snapshot as it would have', () => {
  const seen: Seen = { icebergs: 0, waiting: 0, halted: 0 };
  fc.assert(
    fc.property(WORLDS.orders.sequences, (commands) => {
      const told: MarketEvent[] = [];
      const engine = createEngine({ sink: recordingSink((event) => told.push(event)) });
      const every = Math.ceil(commands.length / RESTORES);
      let toldAgain: MarketEvent[] = [];
      let twin = restoreEngine(engine.snapshot(), partialSink({}));
      for (const [place, command] of commands.entries()) {
        told.length = 0;
        toldAgain.length = 0;
        engine.apply(command);
        twin.apply(command);
        if (place >= every) expect(toldAgain).toEqual(told);
        checkInvariants(engine);
        if (place % every !== 0) continue;
        const text = engine.stateHash();
        if (place > 0) expect(twin.stateHash()).toBe(text);
        const again: MarketEvent[] = [];
        twin = restoreEngine(
          engine.snapshot(),
          recordingSink((event) => again.push(event)),
        );
        toldAgain = again;
        checkInvariants(twin);
        expect(twin.stateHash()).toBe(text);
        count(twin, seen);
      }
    }),
    { numRuns: 150, endOnFailure: true },
  );
  expect(Math.min(seen.icebergs, seen.waiting, seen.halted)).toBeGreaterThan(20);
});
