import { mkdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { runChild } from './child-process.mjs';
import { findAllOnPath, isRunnable } from './find-on-path.mjs';
import { compareVersions } from './node-version.mjs';
import { cloneHas, ROOT, userCache } from './repository.mjs';

/** What is built when no k6 is found: the version that `loadtests/k6/go.mod` pins. */
export const BUILT_VERSION = '2.2.0';
/** The load tests use `k6/websockets`, which is stable from this version on. */
const MINIMUM_VERSION = '2.0.0';
const BUILD_LIMIT_MS = 15 * 60_000;
const QUESTION_LIMIT_MS = 30_000;

/** What to tell somebody whose machine has no k6. */
export const K6_ADVICE = `no k6: install k6 ${MINIMUM_VERSION} or newer, or Go (k6 is then built from source, once), or set SPILLWAY_K6 to the path of one`;

/**
 * Reads what `k6 version` prints, such as `k6 v2.2.0 (go1.26.8, linux/amd64)`.
 *
 * @param {string} text
 * @returns {string | undefined} the version without the v
 */
export function k6VersionIn(text) {
  return /^k6(?:\.exe)? v(\d+\.\d+\.\d+)/m.exec(text)?.[1];
}

/**
 * Finds a k6 that is new enough, else builds the pinned one into a cache that all clones share.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {(line: string) => void} say
 * @returns {Promise<string | undefined>} the path of its executable
 */
export async function ensureK6(env, say) {
  const named = env['SPILLWAY_K6'];
  if (named !== undefined && named !== '') {
    if (await isUsable(named, env)) {
      return named;
    }
    say(`SPILLWAY_K6 is "${named}", which is no k6 ${MINIMUM_VERSION} or newer`);
    return undefined;
  }
  const folder = path.join(userCache(env), 'k6', `v${BUILT_VERSION}`);
  const built = path.join(folder, process.platform === 'win32' ? 'k6.exe' : 'k6');
  for (const candidate of [...findAllOnPath('k6', env['PATH']), built]) {
    if (isRunnable(candidate) && (await isUsable(candidate, env))) {
      return candidate;
    }
  }
  const go = findAllOnPath('go', env['PATH'])[0];
  if (go === undefined) {
    return undefined;
  }
  say(`building k6 v${BUILT_VERSION} with ${go} (once; a few minutes) ...`);
  mkdirSync(folder, { recursive: true });
  for (const attempt of buildAttempts(folder, built)) {
    const result = await runChild({
      command: go,
      args: attempt.args,
      cwd: attempt.cwd,
      env: { ...env, GOBIN: folder, CGO_ENABLED: '0' },
      timeLimitMs: BUILD_LIMIT_MS,
      isQuiet: true,
    });
    if (result.exitCode === 0 && (await isUsable(built, env))) {
      return built;
    }
    say(`"go ${attempt.args.join(' ')}" failed: ${lastLine(result)}`);
  }
  return undefined;
}

/**
 * The pinned module first: its go.sum holds the checksum of all that goes in. Then Go's own way to install a program.
 *
 * @param {string} folder
 * @param {string} built
 * @returns {{args: string[], cwd: string}[]}
 */
function buildAttempts(folder, built) {
  const pinned = {
    args: ['build', '-mod=readonly', '-trimpath', '-o', built, 'go.k6.io/k6/v2'],
    cwd: path.join(ROOT, 'loadtests/k6'),
  };
  const installed = { args: ['install', `go.k6.io/k6/v2@v${BUILT_VERSION}`], cwd: folder };
  return cloneHas('loadtests/k6/go.mod') ? [pinned, installed] : [installed];
}

/**
 * @param {string} file
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<boolean>}
 */
async function isUsable(file, env) {
  const result = await runChild({
    command: file,
    args: ['version'],
    cwd: ROOT,
    env: { ...env, K6_AUTO_EXTENSION_RESOLUTION: 'false' },
    timeLimitMs: QUESTION_LIMIT_MS,
    isQuiet: true,
  });
  const version = k6VersionIn(result.stdout);
  return result.exitCode === 0 && version !== undefined && compareVersions(version, MINIMUM_VERSION) >= 0;
}

/**
 * @param {import('./child-process.mjs').ChildResult} result
 * @returns {string}
 */
function lastLine(result) {
  if (result.isTimedOut) {
    return `not done within ${BUILD_LIMIT_MS / 60_000} minutes`;
  }
  return result.stderr.trim().split('\n').at(-1) ?? '';
}
