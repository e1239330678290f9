/** Whole sequences of random commands, good and bad alike, that keep trading near the mark wherever it goes. */
import { type Command, simulatedMs } from '@spillway/protocol';
import fc from 'fast-check';
import type { UntimedCommand } from './commands.ts';
import type { Draft, SequenceWorld, Surroundings } from './drafts.ts';
import { markDrafts, orderDrafts, settingDrafts } from './plain-drafts.ts';
import { type WideWorld, wideDrafts } from './wide-drafts.ts';

interface Length {
  readonly min: number;
  readonly max: number;
}

function beginning(world: SequenceWorld, nowMs: number): Surroundings {
  const markTicks = Array.from({ length: world.instrumentCount }, () => world.middleTicks);
  return { nowMs, markTicks, orderCount: 0 };
}

function othersOf({ others }: SequenceWorld): fc.WeightedArbitrary<Draft>[] {
  if (others === undefined) return [];
  return [
    {
      weight: 2,
      arbitrary: others.map(
        (command): Draft =>
          () =>
            command,
      ),
    },
  ];
}

/**
 * Commands of the plain kinds. Shrinks like any array: commands fall out, and what is left keeps its distance from the
 * mark.
 */
export function commandSequenceArbitrary(
  world: SequenceWorld,
  length: Length,
): fc.Arbitrary<UntimedCommand[]> {
  const draft = fc.oneof(
    { weight: 14, arbitrary: orderDrafts(world) },
    { weight: 3, arbitrary: markDrafts(world) },
    { weight: 3, arbitrary: settingDrafts(world) },
    ...othersOf(world),
  );
  return fc.array(draft, { minLength: length.min, maxLength: length.max, size: 'max' }).map((drafts) => {
    const around = beginning(world, 0);
    return drafts.map((one) => one(around));
  });
}

/** How much time passes before a command: mostly next to nothing, sometimes enough for timers, blocks and windows. */
const GAPS_MS: fc.Arbitrary<number> = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(0, 1, 1, 1) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 200 }) },
  { weight: 1, arbitrary: fc.integer({ min: 200, max: 20_000 }) },
);

/** Commands of every kind, with their times; the first happens after `fromMs`. */
export function wideSequenceArbitrary(
  world: WideWorld,
  length: Length & { readonly fromMs: number },
): fc.Arbitrary<Command[]> {
  const draft = fc.oneof(
    { weight: 10, arbitrary: orderDrafts(world) },
    { weight: 2, arbitrary: markDrafts(world) },
    { weight: 3, arbitrary: settingDrafts(world) },
    { weight: 14, arbitrary: wideDrafts(world) },
    ...othersOf(world),
  );
  const step = fc.record({ draft, gapMs: GAPS_MS });
  return fc.array(step, { minLength: length.min, maxLength: length.max, size: 'max' }).map((steps) => {
    const around = beginning(world, length.fromMs);
    return steps.map((one): Command => {
      around.nowMs += one.gapMs;
      return { ...one.draft(around), timeMs: simulatedMs(around.nowMs) };
    });
  });
}
