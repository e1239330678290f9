import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  utimesSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';
import { type CopyListener, checkCopy } from './back-up.ts';
import { type BackedUpRun, type BackupManifest, readBackupManifest, sha256Of } from './backup-manifest.ts';
import { DataDirectoryError } from './data-directory.ts';
import { journalFolderIn, LIVE_RUN_FILE, OWNER_ONLY_DIRECTORY, RUNS_FOLDER } from './data-files.ts';
import { copyFileDurably, syncFolder } from './durable-files.ts';
import { segmentFilesOf } from './kept-data.ts';
import { faultOfRun, RunFaultError } from './prove-run.ts';

/**
 * Puts a backup into an empty folder, where an exchange takes it up. Checks every frame of the backup before it writes, and
 * of the copy before anything in it has its name; which run is live is said last.
 *
 * @throws DataDirectoryError when there is no backup or the folder is not empty, RunFaultError when the backup is damaged or changed
 */
export function restore(
  backup: string,
  folder: string,
  listener: CopyListener = () => undefined,
): BackupManifest {
  const manifest = readBackupManifest(backup);
  checkBackup(backup, manifest);
  const isNew = !existsSync(folder);
  if (!isNew && readdirSync(folder).length > 0) {
    throw new DataDirectoryError(`${folder}: holds something; expected an empty folder, or none`);
  }
  const staging = join(folder, `.restoring-${process.pid}`);
  mkdirSync(join(staging, RUNS_FOLDER), { recursive: true, mode: OWNER_ONLY_DIRECTORY });
  try {
    for (const [index, run] of manifest.runs.entries()) {
      const place = { runId: run.runId, runNumber: index + 1, runCount: manifest.runs.length };
      copyRun({ run, backup, staging }, (fraction) => listener({ ...place, fraction }));
    }
    for (const { name } of manifest.files) copyFileDurably(join(backup, name), join(staging, name));
    moveIntoPlace(staging, folder, manifest);
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    if (isNew) rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return manifest;
}

/**
 * Checks a backup without changing anything.
 *
 * @throws RunFaultError when it is damaged or changed
 */
function checkBackup(backup: string, { files, runs }: BackupManifest): void {
  for (const { name, sha256 } of files) {
    const file = join(backup, name);
    if (existsSync(file) && sha256Of(readFileSync(file)) === sha256) continue;
    throw new RunFaultError(`${file}: missing or changed since the backup was made`);
  }
  for (const run of runs) {
    try {
      checkCopy(join(backup, RUNS_FOLDER, run.runId), run);
    } catch (error) {
      throw faultOfRun(run.runId, error);
    }
  }
}

interface RunCopy {
  readonly run: BackedUpRun;
  readonly backup: string;
  readonly staging: string;
}

function copyRun({ run, backup, staging }: RunCopy, tell: (fraction: number) => void): void {
  const target = join(staging, RUNS_FOLDER, run.runId);
  const lastWrittenAt = new Date(run.lastWrittenAt);
  mkdirSync(journalFolderIn(target), { recursive: true, mode: OWNER_ONLY_DIRECTORY });
  const segments = segmentFilesOf(join(backup, RUNS_FOLDER, run.runId));
  for (const [index, file] of segments.entries()) {
    const copy = join(journalFolderIn(target), basename(file));
    copyFileDurably(file, copy);
    utimesSync(copy, lastWrittenAt, lastWrittenAt);
    tell((index + 1) / segments.length);
  }
  syncFolder(journalFolderIn(target));
  syncFolder(target);
  checkCopy(target, run);
}

/** By names within one file system. Until the live run is named, a start would find none. */
function moveIntoPlace(staging: string, folder: string, { files }: BackupManifest): void {
  syncFolder(join(staging, RUNS_FOLDER));
  renameSync(join(staging, RUNS_FOLDER), join(folder, RUNS_FOLDER));
  // Those of a run have moved with it.
  const names = files.map(({ name }) => name).filter((name) => !name.includes('/'));
  const inOrder = [
    ...names.filter((name) => name !== LIVE_RUN_FILE),
    ...names.filter((name) => name === LIVE_RUN_FILE),
  ];
  for (const name of inOrder) {
    syncFolder(folder);
    renameSync(join(staging, name), join(folder, name));
  }
  rmdirSync(staging);
  syncFolder(folder);
}
