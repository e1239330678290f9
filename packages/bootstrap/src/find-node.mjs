import { runChild } from './child-process.mjs';
import { findAllOnPath, isRunnable } from './find-on-path.mjs';
import { majorVersion } from './node-version.mjs';
import { ROOT } from './repository.mjs';

const QUESTION_LIMIT_MS = 10_000;

/** @typedef {{file: string, version: string}} NodeExecutable */

/**
 * Looks for a Node.js that is on this machine already: the one that runs npm first, then those on the path.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {(major: number) => boolean} isWanted
 * @returns {Promise<NodeExecutable | undefined>}
 */
export async function findNode(env, isWanted) {
  const names = ['node', 'nodejs', 'node20', 'node22', 'node26'];
  const candidates = [
    env['npm_node_execpath'] ?? '',
    ...names.flatMap((name) => findAllOnPath(name, env['PATH'])),
  ];
  for (const file of candidates) {
    const found = isRunnable(file) ? await nodeAt(file) : undefined;
    if (found !== undefined && isWanted(majorVersion(found.version))) {
      return found;
    }
  }
  return undefined;
}

/**
 * @param {string} file
 * @returns {Promise<NodeExecutable | undefined>} undefined if this is no Node.js
 */
export async function nodeAt(file) {
  const result = await runChild({
    command: file,
    args: ['--version'],
    cwd: ROOT,
    env: {},
    timeLimitMs: QUESTION_LIMIT_MS,
    isQuiet: true,
  });
  const version = result.stdout.trim();
  return result.exitCode === 0 && /^v\d+\.\d+\.\d+/.test(version) ? { file, version } : undefined;
}
