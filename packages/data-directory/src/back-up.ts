import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { openJournal } from '@spillway/journal';
import { type BackedUpRun, type BackupManifest, FrameDigest, sha256Of } from './backup-manifest.ts';
import { checkJournal } from './check-journal.ts';
import { DataDirectoryError } from './data-directory.ts';
import {
  ADMIN_TOKEN_FILE,
  BACKUP_FILE,
  HALT_FILE,
  journalFolderIn,
  LIVE_RUN_FILE,
  OWNER_ONLY_DIRECTORY,
  RUNS_FOLDER,
  SEAT_SECRET_FILE,
} from './data-files.ts';
import { copyFileDurably, syncFile, syncFolder, writeFileWhole } from './durable-files.ts';
import { type KeptData, type KeptRun, readKeptData, segmentFilesOf } from './kept-data.ts';
import { faultOfRun, RunFaultError } from './prove-run.ts';
import { readFrames } from './read-frames.ts';

const FRAMES_A_GROUP = 4_096;
const SEGMENT_BYTES = 8 << 20;

/** How far a copy is. */
export interface CopyProgress {
  readonly runId: string;
  /** Of all runs, from 1. */
  readonly runNumber: number;
  readonly runCount: number;
  /** Of this run, from 0 to 1. */
  readonly fraction: number;
}

export type CopyListener = (progress: CopyProgress) => void;

/**
 * Copies what an exchange keeps, also while it runs: of every run the whole frames that are on the disk, among them all
 * that was acknowledged before the backup began. The copy is read again before it gets its name.
 *
 * @throws DataDirectoryError when the source is no folder of an exchange or the target exists, RunFaultError for damage
 */
export async function backUp(
  source: string,
  target: string,
  listener: CopyListener = () => undefined,
): Promise<BackupManifest> {
  const kept = readKeptData(source);
  if (existsSync(target)) {
    throw new DataDirectoryError(
      `${target}: exists; expected a name that is free: a backup overwrites nothing`,
    );
  }
  const partial = `${resolve(target)}.partial-${process.pid}`;
  mkdirSync(join(partial, RUNS_FOLDER), { recursive: true, mode: OWNER_ONLY_DIRECTORY });
  try {
    const runs: BackedUpRun[] = [];
    for (const [index, run] of kept.runs.entries()) {
      const place = { runId: run.runId, runNumber: index + 1, runCount: kept.runs.length };
      const tell = (fraction: number): void => listener({ ...place, fraction });
      const copied = await copyRun(run, join(partial, RUNS_FOLDER, run.runId), tell).catch(
        (error: unknown) => {
          throw faultOfRun(run.runId, error);
        },
      );
      if (copied !== null) runs.push(copied);
    }
    const manifest: BackupManifest = {
      format: 'spillway-backup',
      version: 1,
      createdAt: new Date().toISOString(),
      liveRunId: kept.liveRunId,
      files: copyFiles(kept, partial),
      runs,
    };
    writeFileWhole(join(partial, BACKUP_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
    syncFolder(join(partial, RUNS_FOLDER));
    renameSync(partial, target);
    syncFolder(dirname(resolve(target)));
    return manifest;
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** Copies frame by frame: each is checked as it is read, and chained anew as it is written. Null when there is none. */
async function copyRun(
  run: KeptRun,
  folder: string,
  tell: (fraction: number) => void,
): Promise<BackedUpRun | null> {
  const source = journalFolderIn(run.folder);
  const { lastSequence } = checkJournal(source);
  if (lastSequence === 0) return null;
  // What a power cut could still take from the source is made durable there first.
  for (const file of segmentFilesOf(run.folder)) syncFile(file);
  const target = journalFolderIn(folder);
  mkdirSync(folder, { mode: OWNER_ONLY_DIRECTORY });
  const digest = new FrameDigest();
  const journal = await openJournal(target, { runId: run.runId, segmentBytes: SEGMENT_BYTES });
  try {
    for (const entry of readFrames(source, { lastSequence })) {
      digest.add(entry);
      const sequence = journal.append(entry.payload, entry.flags);
      if (sequence % FRAMES_A_GROUP !== 0) continue;
      await journal.whenDurable(sequence);
      tell(sequence / lastSequence);
    }
  } finally {
    await journal.close();
  }
  const lastWrittenAt = new Date(run.lastWrittenMs);
  for (const file of segmentFilesOf(folder)) utimesSync(file, lastWrittenAt, lastWrittenAt);
  syncFolder(folder);
  const copied = {
    runId: run.runId,
    frames: lastSequence,
    sha256: digest.finish(),
    lastWrittenAt: lastWrittenAt.toISOString(),
  };
  checkCopy(folder, copied);
  return copied;
}

/**
 * Holds the journal in the folder of a run against what a backup says of it.
 *
 * @throws JournalError for damage, RunFaultError when it holds other frames
 */
export function checkCopy(runFolder: string, expected: BackedUpRun): void {
  const folder = journalFolderIn(runFolder);
  const { lastSequence } = checkJournal(folder);
  const digest = new FrameDigest();
  for (const entry of readFrames(folder, { lastSequence })) digest.add(entry);
  if (lastSequence === expected.frames && digest.finish() === expected.sha256) return;
  throw new RunFaultError(
    `${lastSequence} frames that are not those of the backup; expected ${expected.frames}, as they were copied`,
  );
}

function copyFiles({ path, liveRunId, runs }: KeptData, target: string): BackupManifest['files'] {
  const dumps = runs.map(({ runId }) => join(RUNS_FOLDER, runId, HALT_FILE));
  const names = [ADMIN_TOKEN_FILE, SEAT_SECRET_FILE, ...dumps].filter((name) => existsSync(join(path, name)));
  for (const name of names) copyFileDurably(join(path, name), join(target, name));
  // As it was when the runs were listed: another may have become live since.
  if (liveRunId !== null) {
    writeFileWhole(join(target, LIVE_RUN_FILE), `${liveRunId}\n`);
    names.push(LIVE_RUN_FILE);
  }
  return names.map((name) => ({ name, sha256: sha256Of(readFileSync(join(target, name))) }));
}
