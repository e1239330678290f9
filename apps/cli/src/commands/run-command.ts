import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { RunSummary } from '@spillway/analysis';
import {
  createRunDirectory,
  RunDirectoryError,
  type RunDirectoryTarget,
  type RunDirectoryWriter,
} from '@spillway/run-directory';
import type { Scenario } from '@spillway/scenarios';
import { wrongInput } from '../command-error.ts';
import { watchInterruption } from '../interruption.ts';
import { createTerminalProgress } from '../progress-bar.ts';
import { executeRun, type RunOutcome } from '../run-execution.ts';
import { planScenario } from '../scenario-source.ts';
import { summaryText } from '../summary-text.ts';

const SEED_LENGTH_MAX = 64;

export interface RunOptions {
  readonly seed: string;
  /** Such as `population.isolatedShare=0.5`. */
  readonly set: readonly string[];
  /** A directory, true for the default one, false for none. */
  readonly out: string | boolean;
  readonly json: boolean;
}

/** `spillway run SCENARIO`: runs it to its end, keeps what it did, prints what it amounted to. */
export async function runCommand(scenarioArgument: string, options: RunOptions): Promise<void> {
  checkSeed(options.seed);
  const { scenario, plan } = planScenario({
    nameOrFile: scenarioArgument,
    seed: options.seed,
    overrides: options.set,
  });
  const target = runTarget(scenario, options);
  const directory = target === null ? null : openDirectory(target);
  const interruption = watchInterruption();
  const progress = createTerminalProgress(scenario.startsAt);
  try {
    const outcome = await executeRun({
      name: scenario.name,
      plan,
      journalDescriptor: directory?.journalDescriptor ?? null,
      onProgress: progress.update,
      interruption,
    });
    const { streams, summary } = outcome;
    directory?.commit({ scenario, overrides: options.set, streams, summary });
    progress.clear();
    print(outcome, { json: options.json, startsAt: scenario.startsAt, target });
  } finally {
    progress.clear();
    directory?.discard();
    interruption.release();
  }
}

function checkSeed(seed: string): void {
  const isPrintable = /^[\x20-\x7e]*\S[\x20-\x7e]*$/.test(seed);
  if (isPrintable && seed.length <= SEED_LENGTH_MAX) return;
  throw wrongInput(
    `--seed: expected 1 to ${SEED_LENGTH_MAX} printable characters such as 42, got ${JSON.stringify(seed)}`,
  );
}

/** Where the run goes; a default place may be written again, a place that the user named may not. */
function runTarget(scenario: Scenario, { seed, set, out }: RunOptions): RunDirectoryTarget | null {
  if (out === false) return null;
  if (typeof out === 'string') {
    if (out.trim() === '') throw wrongInput('--out: expected a directory, got ""');
    return { directory: out, isReplacing: false };
  }
  const readableSeed = /^[\w.-]{1,32}$/.test(seed) ? seed : shortHash(seed);
  const overridden = set.length === 0 ? '' : `-${shortHash(JSON.stringify(scenario))}`;
  return {
    directory: join('runs', `${scenario.name}-seed-${readableSeed}${overridden}`),
    isReplacing: true,
  };
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

function openDirectory(target: RunDirectoryTarget): RunDirectoryWriter {
  try {
    return createRunDirectory(target);
  } catch (error) {
    if (!(error instanceof RunDirectoryError)) throw error;
    const hint =
      error.fault === 'unwritable' ? '; name another with --out DIR, or write nothing with --no-out' : '';
    throw wrongInput(`--out: ${error.message}${hint}`, error);
  }
}

interface PrintOptions {
  readonly json: boolean;
  readonly startsAt: string | null;
  readonly target: RunDirectoryTarget | null;
}

function print(outcome: RunOutcome, { json, startsAt, target }: PrintOptions): void {
  const summary: RunSummary = outcome.summary;
  if (json) {
    process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
    return;
  }
  process.stdout.write(`${summaryText({ summary, metrics: outcome.metrics, startsAt })}\n`);
  if (target === null) return;
  process.stdout.write(`${'Files'.padEnd(20)}${resolve(target.directory)}\n`);
  process.stdout.write(`${'Prove it'.padEnd(20)}npx spillway replay ${target.directory}\n`);
}
