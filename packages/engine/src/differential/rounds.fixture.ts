/** One round of the comparison: a world and a seed give a sequence of commands, which both engines execute. */
import type { Command, Engine } from '@spillway/protocol';
import fc from 'fast-check';
import { marketOf } from '../engine.ts';
import { createEngine, type EngineOptions } from '../index.ts';
import { createReferenceEngine } from '../reference/engine/engine.ts';
import { WORLDS, type WorldName } from './all-worlds.fixture.ts';
import { type Difference, findDifference, type Subjects } from './find-difference.ts';
import { shrinkList } from './shrink-commands.ts';
import type { Tally } from './tally.ts';

export interface Round {
  readonly world: WorldName;
  readonly seed: number;
}

/** A round in which the engines disagree, with the shortest list of commands that was found to show it. */
export interface FailedRound extends Round {
  readonly commands: readonly Command[];
  readonly difference: Difference;
}

/** How many accounts may wait to be filed: fewer than a world has, so that commands and marks both file some. */
const STALE_MAXIMA = [1_024, 0, 1, 3] as const;

/** The engine, with such a bound as its seed says; to the reference engine it makes no difference. */
function engineOf(options: EngineOptions, seed: number): Engine {
  const engine = createEngine(options);
  marketOf(engine).dueIndex.staleMax = STALE_MAXIMA[seed % STALE_MAXIMA.length] ?? 0;
  return engine;
}

function subjects({ world, seed }: Round, tally: Tally | null): Subjects {
  const { ordersPerAccountMax } = WORLDS[world];
  return {
    engine: (sink) => engineOf({ sink, ordersPerAccountMax }, seed),
    reference: (sink) => createReferenceEngine({ sink, ordersPerAccountMax }),
    ...(tally === null ? {} : { observe: (command, events) => tally.add(command, events) }),
  };
}

/** Runs a round; returns null when the engines agree, else the failure, shrunk. */
export function runRound(round: Round, tally: Tally | null = null): FailedRound | null {
  const [commands] = fc.sample(WORLDS[round.world].sequences, { seed: round.seed, numRuns: 1 });
  if (commands === undefined) throw new RangeError('a sample has one value');
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
