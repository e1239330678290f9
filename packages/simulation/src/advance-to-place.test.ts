import { instrumentId, type JournalRecord, partialSink, simulatedMs } from '@spillway/protocol';
import { describe, expect, test } from 'vitest';
import { createSimulation } from './create-simulation.ts';
import type { RunPlace, Simulation } from './simulation-types.ts';
import { smallPlan } from './small-plan.fixture.ts';

interface RecordedInput {
  readonly place: RunPlace;
  readonly movePpm: number;
}

function started(journal: JournalRecord[]): Simulation {
  return createSimulation(smallPlan(), { sink: partialSink({}), journal: (record) => journal.push(record) });
}

function hit(simulation: Simulation, movePpm: number): void {
  simulation.shock({ instrumentId: instrumentId(0), movePpm, label: 'by hand' });
}

/** A run that is sliced as a host slices it, with shocks wherever a slice happens to end. */
function playInSlices(journal: JournalRecord[]): {
  simulation: Simulation;
  inputs: readonly RecordedInput[];
} {
  const simulation = started(journal);
  const inputs: RecordedInput[] = [];
  for (let slice = 1; !simulation.isFinished; slice += 1) {
    simulation.advanceTo(simulatedMs(Math.min(slice * 700, simulation.durationMs)), 1 + (slice % 7) * 5);
    if (slice % 40 !== 0) continue;
    const movePpm = slice % 80 === 0 ? 900 : -900;
    inputs.push({ place: simulation.place, movePpm });
    hit(simulation, movePpm);
  }
  return { simulation, inputs };
}

describe('a place of a run', () => {
  test('what came in somewhere comes in there again, and all that follows is the same', () => {
    const journal: JournalRecord[] = [];
    const { simulation: first, inputs } = playInSlices(journal);
    const again: JournalRecord[] = [];
    const second = started(again);
    for (const { place, movePpm } of inputs) {
      second.advanceToPlace(place);
      expect(second.place).toEqual(place);
      hit(second, movePpm);
    }
    second.advanceTo(second.durationMs);
    expect(inputs.length).toBeGreaterThan(5);
    expect(again).toEqual(journal);
    expect(second.stateHash()).toBe(first.stateHash());
  });

  test('that is passed, or never comes, is refused', () => {
    const simulation = started([]);
    simulation.advanceTo(simulatedMs(30_000));
    const { steps, timeMs } = simulation.place;
    expect(() => simulation.advanceToPlace({ steps: steps - 1, timeMs })).toThrow(RangeError);
    expect(() => simulation.advanceToPlace({ steps, timeMs: simulatedMs(timeMs - 1) })).toThrow(RangeError);
    expect(() => simulation.advanceToPlace({ steps: steps + 1_000_000, timeMs })).toThrow(
      /no place of this run: \d+ steps at 30000 ms/,
    );
  });
});
