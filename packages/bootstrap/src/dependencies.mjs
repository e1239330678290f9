import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { runChild } from './child-process.mjs';
import { PINNED_NODE, ROOT } from './repository.mjs';

/** Half a gigabyte over a slow line. */
const INSTALL_LIMIT_MS = 15 * 60_000;

/**
 * @typedef {{version?: string, optional?: boolean}} LockedPackage
 * @typedef {{packages?: Record<string, LockedPackage>}} Lockfile
 */

/**
 * Whether what npm says it has installed is what the lockfile asks for. Packages for other platforms are optional, and
 * may be absent; a package that is there in another version, or is not asked for, may not.
 *
 * @param {Lockfile} wanted `package-lock.json`
 * @param {Lockfile} installed `node_modules/.package-lock.json`, which npm writes last
 * @returns {boolean}
 */
export function isInstalled(wanted, installed) {
  const wantedPackages = wanted.packages ?? {};
  const installedPackages = installed.packages ?? {};
  for (const [place, locked] of Object.entries(wantedPackages)) {
    const found = installedPackages[place];
    if (found === undefined ? place !== '' && locked.optional !== true : found.version !== locked.version) {
      return false;
    }
  }
  return Object.keys(installedPackages).every((place) => place in wantedPackages);
}

/** @returns {boolean} whether `npm ci` has nothing to do */
export function hasDependencies() {
  const installedFile = path.join(ROOT, 'node_modules/.package-lock.json');
  return (
    existsSync(installedFile) &&
    existsSync(PINNED_NODE) &&
    isInstalled(readLockfile(path.join(ROOT, 'package-lock.json')), readLockfile(installedFile))
  );
}

/**
 * Installs what the lockfile pins.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | undefined>} the reason, if it could not be done; npm has then shown its own words
 */
export async function installDependencies(env) {
  const npmScript = env['npm_execpath'];
  // Run by npm, the same npm is used again, by the Node.js that it runs on; started by hand, the one on the path.
  const isUnderNpm = npmScript !== undefined && /npm-cli\.c?js$/.test(npmScript);
  const result = await runChild({
    command: isUnderNpm ? (env['npm_node_execpath'] ?? process.execPath) : 'npm',
    args: [...(isUnderNpm ? [npmScript] : []), 'ci', '--no-audit', '--no-fund', '--loglevel=error'],
    cwd: ROOT,
    env: { ...env, npm_config_update_notifier: 'false' },
    timeLimitMs: INSTALL_LIMIT_MS,
  });
  if (result.isTimedOut) {
    return `npm ci did not end within ${INSTALL_LIMIT_MS / 60_000} minutes`;
  }
  if (result.exitCode !== 0) {
    return `npm ci failed${result.stderr === '' ? '' : ` (${result.stderr})`}; what it said is above`;
  }
  if (!existsSync(PINNED_NODE)) {
    return 'npm ci did not install Node.js: install scripts must be allowed for the package "node" (npm config get ignore-scripts)';
  }
  return undefined;
}

/**
 * @param {string} file
 * @returns {Lockfile}
 */
function readLockfile(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
