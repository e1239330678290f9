/** What an exchange keeps, looked at from outside: nothing is made, nothing is changed, a live exchange is not disturbed. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { DataDirectoryError } from './data-directory.ts';
import { journalFolderIn, LIVE_RUN_FILE, RUNS_FOLDER } from './data-files.ts';
import { systemReason } from './system-reason.ts';

/** A run of a folder, or of a backup. */
export interface KeptRun {
  readonly runId: string;
  readonly folder: string;
  /** Whether it is taken up at the next start. */
  readonly isLive: boolean;
  readonly lastWrittenMs: number;
}

export interface KeptData {
  readonly path: string;
  readonly liveRunId: string | null;
  /** By when they were last written, the oldest first. */
  readonly runs: readonly KeptRun[];
}

/**
 * What is in the folder of an exchange, or in a backup.
 *
 * @throws DataDirectoryError when it is neither
 */
export function readKeptData(path: string): KeptData {
  const runsFolder = join(path, RUNS_FOLDER);
  try {
    const liveRunId = readLiveRunId(path);
    const names = readdirSync(runsFolder).filter((name) => !name.startsWith('.'));
    const runs = names.map((runId) => keptRun(join(runsFolder, runId), liveRunId));
    runs.sort((left, right) => left.lastWrittenMs - right.lastWrittenMs);
    return { path, liveRunId, runs };
  } catch (error) {
    const reason = systemReason(error);
    throw new DataDirectoryError(
      `${path}: ${reason}; expected the folder of an exchange, with ${RUNS_FOLDER}`,
      {
        cause: error,
      },
    );
  }
}

/** The run whose own folder this is; null when it is the folder of no run of an exchange. */
export function findKeptRun(path: string): KeptRun | null {
  const folder = resolve(path);
  if (!existsSync(journalFolderIn(folder))) return null;
  return keptRun(folder, readLiveRunId(dirname(dirname(folder))));
}

function keptRun(folder: string, liveRunId: string | null): KeptRun {
  const runId = basename(folder);
  return { runId, folder, isLive: runId === liveRunId, lastWrittenMs: lastWrittenMs(folder) };
}

function readLiveRunId(path: string): string | null {
  const file = join(path, LIVE_RUN_FILE);
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
}

function lastWrittenMs(runFolder: string): number {
  const times = segmentFilesOf(runFolder).map(
    (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0,
  );
  return Math.max(0, ...times);
}

/** The files of a run's journal, without its lock. */
export function segmentFilesOf(runFolder: string): readonly string[] {
  const folder = journalFolderIn(runFolder);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.segment'));
  return names.sort().map((name) => join(folder, name));
}
