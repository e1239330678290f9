/** What the figures were taken on. */
import { mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** What Linux calls a file system in memory. */
const TMPFS_TYPE = 0x01_02_19_94;
const NANOSECONDS_A_MILLISECOND = 1e6;

/** Does some work with a folder on the disk, and removes the folder. */
export async function withFolder<Value>(work: (folder: string) => Promise<Value>): Promise<Value> {
  const folder = mkdtempSync(join(tmpdir(), 'spillway-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A sentence where the folder for temporary files is none that a sync means something for. */
export function diskNotes(): readonly string[] {
  const isInMemory = statfsSync(tmpdir()).type === TMPFS_TYPE;
  return isInMemory
    ? [`${tmpdir()} is in memory, where a sync costs nothing: set TMPDIR to a folder on a disk`]
    : [];
}

/** Processor time that all programs of this machine have taken. */
export function machineCpuNs(): number {
  const busyMs = cpus().map(({ times }) => times.user + times.nice + times.sys + times.irq);
  return busyMs.reduce((sum, value) => sum + value, 0) * NANOSECONDS_A_MILLISECOND;
}

/** Processor time of this process. */
export function ownCpuNs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1_000;
}

/** How many files, and so connections, one process may have open here. */
export function openFilesMax(): number {
  try {
    const line = /^Max open files\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'));
    const limit = Number(line?.[1]);
    return Number.isFinite(limit) ? limit : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
