import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * The commit that this program was started from, with `-dirty` appended when tracked files differ from it;
 * null outside of a git working copy or without git.
 */
export function gitCommit(): string | null {
  const directory = fileURLToPath(new URL('.', import.meta.url));
  const git = (...commandArguments: string[]): string =>
    execFileSync('git', commandArguments, {
      cwd: directory,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 5_000,
    }).trim();
  try {
    const commit = git('rev-parse', 'HEAD');
    const isDirty = git('status', '--porcelain', '--untracked-files=no') !== '';
    return isDirty ? `${commit}-dirty` : commit;
  } catch {
    return null;
  }
}
