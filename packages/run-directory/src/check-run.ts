import { join } from 'node:path';
import type { RunSummary } from '@spillway/analysis';
import { readJournalFile, sha256OfFile } from './journal-reader.ts';
import type { RecordedRun } from './read-run.ts';
import { RunDirectoryError } from './run-directory-error.ts';
import { JOURNAL_FILE, SUMMARY_FILE } from './run-manifest.ts';

/** What the journal of a run led to when it was applied again. */
export interface ReplayedRun {
  readonly summary: RunSummary;
  /** SHA-256 of every event as a line of JSON. */
  readonly eventsHash: string;
}

/**
 * Checks that the journal is the one of the run, byte for byte. One that cannot be read is told by its line; one that
 * reads well but was changed, by its checksum.
 *
 * @throws RunDirectoryError (`unreadable`, `different`)
 */
export function checkJournal({ directory, manifest }: RecordedRun): void {
  const file = join(directory, JOURNAL_FILE);
  const checksum = sha256OfFile(file);
  if (checksum === manifest.hashes.journal) return;
  for (const record of readJournalFile(file)) void record;
  throw different(
    `${file}: changed since the run: expected SHA-256 ${manifest.hashes.journal}, got ${checksum}`,
  );
}

/** Figures that runs of an earlier version do not hold. */
const ADDED_FIGURES: ReadonlySet<string> = new Set(['halts'] satisfies (keyof RunSummary)[]);

/**
 * Checks that a replay led to the same state by the same events, and to the same figures.
 *
 * @throws RunDirectoryError (`different`) that names the first thing that is not the same
 */
export function checkReplay(run: RecordedRun, replayed: ReplayedRun): void {
  checkHashes(run, replayed);
  checkFigures(run, replayed.summary);
}

function checkHashes({ directory, manifest }: RecordedRun, { summary, eventsHash }: ReplayedRun): void {
  const checks: readonly [string, string, string][] = [
    ['state hash', manifest.hashes.state, summary.stateHash],
    ['hash of the events', manifest.hashes.events, eventsHash],
  ];
  for (const [name, expected, got] of checks) {
    if (expected !== got) {
      throw different(`${directory}: the replay differs: ${name}: expected ${expected}, got ${got}`);
    }
  }
}

/** Every figure but the time that it took must be the one in `summary.json`, as far as there was such a figure then. */
function checkFigures(run: RecordedRun, replayed: RunSummary): void {
  for (const [name, value] of Object.entries(replayed)) {
    if (ADDED_FIGURES.has(name) && !Object.hasOwn(run.summary, name)) continue;
    const expected = JSON.stringify(value);
    const got = JSON.stringify(run.summary[name]);
    if (name !== 'wallMs' && expected !== got) {
      const file = join(run.directory, SUMMARY_FILE);
      throw different(`${file}: ${name}: the replay gives ${expected}, the file says ${got}`);
    }
  }
}

function different(message: string): RunDirectoryError {
  return new RunDirectoryError(message, { fault: 'different' });
}
