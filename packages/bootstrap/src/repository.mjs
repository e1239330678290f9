import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The top of the clone. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/** What the set-up remembers about this clone; gone with `node_modules`, as it should be. */
export const CLONE_CACHE = path.join(ROOT, 'node_modules/.cache/spillway');

/** The Node.js that the lockfile pins: everything but the set-up itself runs on it. */
export const PINNED_NODE = path.join(
  ROOT,
  'node_modules/node/bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/**
 * Where tools that several clones can share are kept.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {string}
 */
export function userCache(env) {
  const base = env['XDG_CACHE_HOME'];
  return path.join(base === undefined || base === '' ? path.join(homedir(), '.cache') : base, 'spillway');
}

/**
 * The script behind a command-line tool of an installed package. It is run by the pinned Node.js directly, so that no
 * shell and no `.cmd` shim stands between: that works alike on Windows.
 *
 * @param {string} packageName
 * @param {string} [command] where the package has several; else its only or first one
 * @returns {string} absolute path
 */
export function toolScript(packageName, command) {
  const folder = path.join(ROOT, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const relative = typeof bin === 'string' ? bin : (bin[command ?? packageName] ?? Object.values(bin)[0]);
  return path.join(folder, relative);
}

/**
 * The environment of everything that runs inside the clone: installed commands come first on the path, tools do not
 * phone home, and `NODE_ENV` is unset (a `development` inherited from the shell breaks the build of the console).
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function innerEnvironment(env) {
  const { NODE_ENV: _unset, ...rest } = env;
  return {
    ...rest,
    PATH: [path.join(ROOT, 'node_modules/.bin'), env['PATH'] ?? ''].join(path.delimiter),
    DO_NOT_TRACK: '1',
    NEXT_TELEMETRY_DISABLED: '1',
    TURBO_TELEMETRY_DISABLED: '1',
    npm_config_update_notifier: 'false',
  };
}

/**
 * @param {string} relative
 * @returns {boolean} whether the clone has this file or folder
 */
export function cloneHas(relative) {
  return existsSync(path.join(ROOT, relative));
}
