import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COMPARED_WORLD_NAMES, WORLDS } from '../src/differential/all-worlds.fixture.ts';
import { findDifference } from '../src/differential/find-difference.ts';
import { createEngine } from '../src/index.ts';
import { createReferenceEngine } from '../src/reference/engine/engine.ts';

/** So many rounds of some hundred commands each in every world, always the same. */
const SEEDS = [1, 2];

/** Like `runRound`, without the search for a shorter list of commands: a mutant need only be noticed. */
describe.each(COMPARED_WORLD_NAMES)('in the %s world', (world) => {
  test.each(SEEDS)('C1 engine and reference tell the same in round %i', (seed) => {
    const { ordersPerAccountMax, sequences } = WORLDS[world];
    const [commands = []] = fc.sample(sequences, { seed, numRuns: 1 });
    const difference = findDifference(
      {
        engine: (sink) => createEngine({ sink, ordersPerAccountMax }),
        reference: (sink) => createReferenceEngine({ sink, ordersPerAccountMax }),
      },
      commands,
    );
    expect(commands.length).toBeGreaterThan(100);
    expect(difference?.where ?? null).toBeNull();
  });
});
