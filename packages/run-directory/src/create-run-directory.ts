import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import type { RunSummary } from '@spillway/analysis';
import type { RunStreams } from './record-streams.ts';
import { RunDirectoryError, systemReason } from './run-directory-error.ts';
import {
  JOURNAL_FILE,
  MANIFEST_FILE,
  RUN_FORMAT,
  RUN_SCHEMA_VERSION,
  type RunManifest,
  SUMMARY_FILE,
} from './run-manifest.ts';
import { type RunVersions, runVersions } from './run-versions.ts';

export interface RunDirectoryTarget {
  readonly directory: string;
  /** May an earlier run in its place be replaced? Anything else in its place never is. */
  readonly isReplacing: boolean;
}

/** A run that has ended. */
export interface EndedRun {
  /** The whole scenario with every override in it. */
  readonly scenario: { readonly markIntervalMs: number };
  /** Such as `population.isolatedShare=0.5`, in order. */
  readonly overrides: readonly string[];
  readonly streams: RunStreams;
  readonly summary: RunSummary;
}

export interface RunDirectoryWriter {
  /** Where `journal.ndjson` is being written. */
  readonly journalDescriptor: number;
  /** Writes the other files and puts the directory in its place. */
  commit(run: EndedRun): void;
  /** Leaves nothing behind; does nothing after `commit`. */
  discard(): void;
}

interface Beginning {
  readonly startedAt: string;
  readonly versions: RunVersions;
}

/**
 * Opens a run directory for writing. It is written into a sibling, `<directory>.partial-<process id>`, and renamed at
 * its end: a directory with a manifest is whole.
 *
 * @throws RunDirectoryError (`taken`, `unwritable`) when its place is taken or cannot be written
 */
export function createRunDirectory(target: RunDirectoryTarget): RunDirectoryWriter {
  const directory = resolve(target.directory);
  refuseTakenPlace(directory, target);
  const partial = `${directory}.partial-${process.pid}`;
  const replaced = `${directory}.replaced-${process.pid}`;
  // Asked now: the files of the working copy may change while the run goes on.
  const beginning: Beginning = { startedAt: new Date().toISOString(), versions: runVersions() };
  const journalDescriptor = openPartial(partial, target.directory);
  let isOpen = true;
  const closeJournal = (): void => {
    if (isOpen) closeSync(journalDescriptor);
    isOpen = false;
  };
  return {
    journalDescriptor,
    commit: (run) => {
      closeJournal();
      writeFileSync(join(partial, SUMMARY_FILE), jsonText(run.summary));
      writeFileSync(join(partial, MANIFEST_FILE), jsonText(manifestOf(run, beginning)));
      refuseTakenPlace(directory, target);
      if (existsSync(directory)) renameSync(directory, replaced);
      renameSync(partial, directory);
      rmSync(replaced, { recursive: true, force: true });
    },
    discard: () => {
      closeJournal();
      rmSync(partial, { recursive: true, force: true });
    },
  };
}

function manifestOf({ scenario, overrides, streams, summary }: EndedRun, beginning: Beginning): RunManifest {
  return {
    format: RUN_FORMAT,
    schemaVersion: RUN_SCHEMA_VERSION,
    scenarioName: summary.scenario,
    scenario,
    overrides,
    seed: summary.seed,
    markIntervalMs: scenario.markIntervalMs,
    simulatedMs: summary.simulatedMs,
    commands: summary.commands,
    events: streams.events,
    hashes: { ...streams.hashes, state: summary.stateHash },
    versions: beginning.versions,
    startedAt: beginning.startedAt,
    wallMs: summary.wallMs,
  };
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function refuseTakenPlace(directory: string, target: RunDirectoryTarget): void {
  if (!existsSync(directory)) return;
  const isRun = existsSync(join(directory, MANIFEST_FILE)) && existsSync(join(directory, JOURNAL_FILE));
  if (target.isReplacing && isRun) return;
  const what = isRun ? 'already holds a run' : 'exists already and is no run directory';
  throw new RunDirectoryError(`${target.directory} ${what}; expected a directory that does not exist yet`, {
    fault: 'taken',
  });
}

function openPartial(partial: string, named: string): number {
  try {
    mkdirSync(dirname(partial), { recursive: true });
    mkdirSync(partial);
    return openSync(join(partial, JOURNAL_FILE), 'wx');
  } catch (error) {
    throw new RunDirectoryError(`cannot write to ${named}: ${systemReason(error)}`, {
      fault: 'unwritable',
      cause: error,
    });
  }
}
