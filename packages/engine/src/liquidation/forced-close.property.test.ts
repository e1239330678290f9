/** Forced closes under every rule of a venue: what must hold in a market holds after each command, and in a copy of it. */
import { type Command, type Engine, type MarketEvent, recordingSink } from '@spillway/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WORLDS } from '../differential/all-worlds.fixture.ts';
import { checkInvariants, createEngine, restoreEngine } from '../index.ts';

/** Commands after which the copy is made anew. */
const COPY_EVERY = 40;

interface Watched {
  readonly events: MarketEvent[];
  readonly engine: Engine;
}

function copyOf({ engine }: Watched): Watched {
  const events: MarketEvent[] = [];
  return {
    events,
    engine: restoreEngine(
      engine.snapshot(),
      recordingSink((event) => events.push(event)),
    ),
  };
}

/** Plays a sequence; returns how many liquidations left a position for later. */
function play(commands: readonly Command[]): number {
  const events: MarketEvent[] = [];
  const original: Watched = {
    events,
    engine: createEngine({ sink: recordingSink((event) => events.push(event)) }),
  };
  let copy: Watched | null = null;
  commands.forEach((command, place) => {
    const before = events.length;
    original.engine.apply(command);
    checkInvariants(original.engine);
    if (copy !== null) {
      copy.events.length = 0;
      copy.engine.apply(command);
      expect(copy.events).toEqual(events.slice(before));
    }
    if (place % COPY_EVERY === 0) copy = copyOf(original);
  });
  expect(copyOf(original).engine.stateHash()).toBe(original.engine.stateHash());
  return events.filter((event) => event.kind === 'liquidationFinished' && !event.isComplete).length;
}

test('L22 positions are left for later and come back, in a market that holds together and in its copy', () => {
  let left = 0;
  fc.assert(
    fc.property(WORLDS.liquidation.sequences, (sequence) => {
      left += play(sequence);
    }),
    { numRuns: 100, seed: 22, endOnFailure: true },
  );
  expect(left).toBeGreaterThan(30);
});
