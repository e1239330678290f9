import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The version of Spillway, equal to the one in package.json (a test holds the two together). */
export const SPILLWAY_VERSION = '0.1.0';

/** `git` is asked twice, and somebody may wait for a process to end meanwhile. */
const GIT_TIME_LIMIT_MS = 2_000;

/** What a run was made with. */
export interface RunVersions {
  readonly spillway: string;
  readonly node: string;
  /** The commit of the working copy, `-dirty` appended when tracked files differ from it; null outside of one. */
  readonly gitCommit: string | null;
}

export function runVersions(): RunVersions {
  return { spillway: SPILLWAY_VERSION, node: process.version, gitCommit: gitCommit() };
}

/** Null outside of a git working copy or without git. */
function gitCommit(): string | null {
  const directory = fileURLToPath(new URL('.', import.meta.url));
  const git = (...commandArguments: string[]): string =>
    execFileSync('git', commandArguments, {
      cwd: directory,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: GIT_TIME_LIMIT_MS,
    }).trim();
  try {
    const commit = git('rev-parse', 'HEAD');
    const isDirty = git('status', '--porcelain', '--untracked-files=no') !== '';
    return isDirty ? `${commit}-dirty` : commit;
  } catch {
    return null;
  }
}
