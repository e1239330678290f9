import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runChild } from './child-process.mjs';
import { hashInputs, isStampCurrent, writeStamp } from './input-hash.mjs';
import { CLONE_CACHE, cloneHas, innerEnvironment, PINNED_NODE, ROOT, toolScript } from './repository.mjs';

const BUILD_LIMIT_MS = 5 * 60_000;
/** A build that fails once may have been starved of memory or time; one that fails twice is broken. */
const ATTEMPTS_MAX = 2;
const STAMP = path.join(CLONE_CACHE, 'console-build.sha256');

/**
 * The folders whose sources end up in the console: its own, and those of every workspace package it depends on, however far.
 *
 * @param {string} folder relative to the root
 * @param {(folder: string) => {dependencies?: Record<string, string>}} readManifest
 * @returns {string[]} sorted, relative to the root
 */
export function workspaceClosure(folder, readManifest) {
  const found = new Set([folder]);
  for (const place of found) {
    for (const name of Object.keys(readManifest(place).dependencies ?? {})) {
      if (name.startsWith('@spillway/')) {
        found.add(`packages/${name.slice('@spillway/'.length)}`);
      }
    }
  }
  return [...found].sort();
}

/** @returns {{isCurrent: boolean, inputHash: string}} whether the console on disk was built from what is here now */
export function consoleState() {
  const places = workspaceClosure('apps/console', (folder) =>
    JSON.parse(readFileSync(path.join(ROOT, folder, 'package.json'), 'utf8')),
  );
  const inputHash = hashInputs(ROOT, [...places, 'package-lock.json', 'tsconfig.base.json']);
  return {
    isCurrent: cloneHas('apps/console/out/index.html') && isStampCurrent(STAMP, inputHash),
    inputHash,
  };
}

/**
 * Builds the console, unless the one on disk was built from the same inputs.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {boolean} isQuiet keeps the build's words back unless it fails
 * @returns {Promise<{isBuilt: boolean, trouble?: string}>} trouble says why it could not be done
 */
export async function ensureConsole(env, isQuiet) {
  const { isCurrent, inputHash } = consoleState();
  if (isCurrent) {
    return { isBuilt: false };
  }
  for (let attempt = 1; ; attempt += 1) {
    const result = await runChild({
      command: PINNED_NODE,
      args: [toolScript('next'), 'build'],
      cwd: path.join(ROOT, 'apps/console'),
      env: innerEnvironment(env),
      timeLimitMs: BUILD_LIMIT_MS,
      isQuiet,
    });
    if (result.exitCode === 0 && cloneHas('apps/console/out/index.html')) {
      writeStamp(STAMP, inputHash);
      return { isBuilt: true };
    }
    if (attempt === ATTEMPTS_MAX) {
      const words = `${result.stdout}${result.stderr}`.trim();
      const reason = result.isTimedOut ? `did not end within ${BUILD_LIMIT_MS / 60_000} minutes` : 'failed';
      return { isBuilt: false, trouble: `the build of the console ${reason}\n${words}`.trimEnd() };
    }
  }
}
