import { type Command, type Engine, type MarketEvent, recordingSink } from '@spillway/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ALL_GROUPS, wideCommands } from '../differential/wide-worlds.fixture.ts';
import { checkInvariants, createEngine, restoreEngine } from '../index.ts';

/** A snapshot is taken, and the market goes on from its bytes, after so many commands. */
const COMMANDS_A_SNAPSHOT = 25;
/** Two engines and full recounts, on a machine that may be busy with other tests. */
const TIMEOUT_MS = 200_000;

/** Executes commands in a market that is restored again and again; returns what it tells. */
function eventsThroughSnapshots(commands: readonly Command[]): { events: MarketEvent[]; engine: Engine } {
  const events: MarketEvent[] = [];
  const sink = recordingSink((event) => events.push(event));
  let engine = createEngine({ sink });
  for (const [place, command] of commands.entries()) {
    engine.apply(command);
    if (place % COMMANDS_A_SNAPSHOT !== 0) continue;
    const bytes = engine.snapshot();
    engine = restoreEngine(bytes, sink);
    checkInvariants(engine);
    expect(engine.snapshot()).toEqual(bytes);
  }
  return { events, engine };
}

test('S2 whatever waits, hides, has legs or several assets: a market restored again and again tells the same', {
  timeout: TIMEOUT_MS,
}, () => {
  let snapshots = 0;
  fc.assert(
    fc.property(wideCommands(ALL_GROUPS, { min: 300, max: 600 }), (commands) => {
      const told: MarketEvent[] = [];
      const whole = createEngine({ sink: recordingSink((event) => told.push(event)) });
      for (const command of commands) whole.apply(command);
      const { events, engine } = eventsThroughSnapshots(commands);
      expect(events).toEqual(told);
      expect(engine.snapshot()).toEqual(whole.snapshot());
      snapshots += Math.ceil(commands.length / COMMANDS_A_SNAPSHOT);
    }),
    { numRuns: 40 },
  );
  expect(snapshots).toBeGreaterThan(400);
});
