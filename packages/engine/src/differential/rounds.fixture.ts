/** One round of the comparison: a world and a seed give a sequence of commands, which both engines execute. */
import type { Command } from '@spillway/protocol';
import fc from 'fast-check';
import { createEngine } from '../index.ts';
import { createReferenceEngine } from '../reference/engine/engine.ts';
import { ACCOUNTS_SEQUENCES } from './accounts-world.fixture.ts';
import { type Difference, findDifference, type Subjects } from './find-difference.ts';
import { shrinkList } from './shrink-commands.ts';
import type { Tally } from './tally.ts';
import { COMPARED_WORLDS, timed } from './worlds.fixture.ts';

/** Every world that is compared. */
export const WORLDS = {
  ...COMPARED_WORLDS,
  accounts: { ordersPerAccountMax: 200, sequences: ACCOUNTS_SEQUENCES },
} as const;

export type WorldName = keyof typeof WORLDS;

export interface Round {
  readonly world: WorldName;
  readonly seed: number;
}

/** A round in which the engines disagree, with the shortest list of commands that was found to show it. */
export interface FailedRound extends Round {
  readonly commands: readonly Command[];
  readonly difference: Difference;
}

function subjects({ world }: Round, tally: Tally | null): Subjects {
  const { ordersPerAccountMax } = WORLDS[world];
  return {
    engine: (sink) => createEngine({ sink, ordersPerAccountMax }),
    reference: (sink) => createReferenceEngine({ sink, ordersPerAccountMax }),
    ...(tally === null ? {} : { observe: (command, events) => tally.add(command, events) }),
  };
}

/** Runs a round; returns null when the engines agree, else the failure, shrunk. */
export function runRound(round: Round, tally: Tally | null = null): FailedRound | null {
  const [sequence] = fc.sample(WORLDS[round.world].sequences, { seed: round.seed, numRuns: 1 });
  if (sequence === undefined) throw new RangeError('a sample has one value');
  const commands = timed([...sequence.founding, ...sequence.commands]);
  const difference = findDifference(subjects(round, tally), commands);
  if (difference === null) return null;
  const differs = (list: readonly Command[]): Difference | null =>
    findDifference(subjects(round, null), list);
  const upToThere = commands.slice(0, difference.place + 1);
  const shrunk = shrinkList(upToThere, 0, (list) => differs(list) !== null);
  return { ...round, commands: shrunk, difference: differs(shrunk) ?? difference };
}

/** A failure as one reads it: how to repeat it, the commands as JSON lines, and the first difference. */
export function describeFailure({ world, seed, commands, difference }: FailedRound): string {
  const lines = commands.map((command) => JSON.stringify(command));
  const text = (value: unknown): string =>
    JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner));
  return [
    `world ${world}, seed ${seed}: ${commands.length} commands`,
    ...lines,
    `at command ${difference.place + 1}, ${difference.where}`,
    `engine:    ${text(difference.engine)}`,
    `reference: ${text(difference.reference)}`,
  ].join('\n');
}
