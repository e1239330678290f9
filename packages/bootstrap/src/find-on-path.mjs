import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/**
 * Every file that the shell could run under this name, in the order of the path.
 *
 * @param {string} name without an extension
 * @param {string | undefined} searchPath the value of `PATH`
 * @returns {string[]} absolute paths
 */
export function findAllOnPath(name, searchPath) {
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  return (searchPath ?? '')
    .split(path.delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => suffixes.map((suffix) => path.resolve(folder, name + suffix)))
    .filter(isRunnable);
}

/**
 * @param {string} file
 * @returns {boolean}
 */
export function isRunnable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
