/** Random venues of linear and inverse contracts with funding and every basis of margin. */
import { type Command, type MarketEvent, partialSink, recordingSink } from '@spillway/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WORLDS } from './differential/all-worlds.fixture.ts';
import { checkInvariants, createEngine, restoreEngine } from './index.ts';

const SEEDS = [1, 2, 3, 4, 5, 6];

function commandsOf(seed: number): Command[] {
  const [commands = []] = fc.sample(WORLDS.contracts.sequences, { seed, numRuns: 1 });
  return commands;
}

test.each(SEEDS)('C1 C2 X2 F3 every invariant holds after each command of venue %i', (seed) => {
  const engine = createEngine({ sink: partialSink({}) });
  for (const command of commandsOf(seed)) {
    engine.apply(command);
    checkInvariants(engine);
  }
  expect(engine.conservationErrorMicros()).toBe(0n);
});

test.each(SEEDS)(
  'S2 K3 F2 venue %i restored in the middle goes on exactly like the one that was not',
  (seed) => {
    const commands = commandsOf(seed);
    const half = Math.floor(commands.length / 2);
    const original: MarketEvent[] = [];
    const engine = createEngine({ sink: recordingSink((event) => original.push(event)) });
    for (const command of commands.slice(0, half)) engine.apply(command);
    const later: MarketEvent[] = [];
    const restored = restoreEngine(
      engine.snapshot(),
      recordingSink((event) => later.push(event)),
    );
    expect(restored.stateHash()).toBe(engine.stateHash());
    const told = original.length;
    for (const command of commands.slice(half))
      expect(restored.apply(command)).toEqual(engine.apply(command));
    expect(later).toEqual(original.slice(told));
    expect(restored.stateHash()).toBe(engine.stateHash());
  },
);
