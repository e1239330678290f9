import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isJournalHeld } from '@spillway/journal';
import { DataDirectoryError } from './data-directory.ts';
import { BACKUP_FILE, journalFolderIn, RUNS_FOLDER } from './data-files.ts';
import { syncFolder } from './durable-files.ts';
import { type KeptRun, readKeptData } from './kept-data.ts';

/** What is on its way out has such a name: no start and no backup looks at it. */
const REMOVED_PREFIX = '.removed-';

export interface Pruning {
  readonly removed: readonly string[];
  readonly kept: readonly string[];
}

/**
 * Removes the oldest runs, so that so many stay. The live run stays whatever its age, and so does one that is being written.
 *
 * @throws DataDirectoryError when this is no folder of an exchange
 */
export function pruneRuns(path: string, keep: number): Pruning {
  if (existsSync(join(path, BACKUP_FILE))) {
    throw new DataDirectoryError(`${path}: is a backup; expected the folder of an exchange`);
  }
  const { runs } = readKeptData(path);
  const runsFolder = join(path, RUNS_FOLDER);
  // What an earlier pruning that was interrupted has left.
  for (const name of readdirSync(runsFolder)) {
    if (name.startsWith(REMOVED_PREFIX)) rmSync(join(runsFolder, name), { recursive: true, force: true });
  }
  const old = runs.slice(0, Math.max(0, runs.length - keep));
  const removed = old.filter((run) => !isNeeded(run));
  for (const { runId, folder } of removed) {
    const aside = join(runsFolder, `${REMOVED_PREFIX}${runId}`);
    renameSync(folder, aside);
    syncFolder(runsFolder);
    rmSync(aside, { recursive: true });
  }
  const kept = runs.filter((run) => !removed.includes(run));
  return { removed: removed.map(({ runId }) => runId), kept: kept.map(({ runId }) => runId) };
}

function isNeeded({ isLive, folder }: KeptRun): boolean {
  return isLive || isJournalHeld(journalFolderIn(folder));
}
