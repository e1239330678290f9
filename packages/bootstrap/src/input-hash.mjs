import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What is produced from other files, or is no input of a build. */
const NOT_INPUTS = new Set([
  'node_modules',
  'out',
  '.next',
  '.turbo',
  'coverage',
  'next-env.d.ts',
  'e2e',
  'scripts',
]);
/** Tests and texts go into no build either. */
const NOT_AN_INPUT = /\.test\.ts$|\.md$|\.tsbuildinfo$/;

/**
 * One hash over names and contents of all files under the given places: it changes when any of them does, and only then.
 *
 * @param {string} root what the names are relative to
 * @param {readonly string[]} places files and folders, relative to the root; those that do not exist count as empty
 * @returns {string} SHA-256, as hexadecimal digits
 */
export function hashInputs(root, places) {
  const hash = createHash('sha256');
  for (const file of places.flatMap((place) => filesUnder(root, place)).sort()) {
    const content = readFileSync(path.join(root, file));
    // The length in front keeps two neighbouring files from being read as one.
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/**
 * A note of the inputs from which something was made last.
 *
 * @param {string} file where the note is kept
 * @param {string} inputHash
 * @returns {boolean} whether the note says this hash
 */
export function isStampCurrent(file, inputHash) {
  return existsSync(file) && readFileSync(file, 'utf8').trim() === inputHash;
}

/**
 * @param {string} file
 * @param {string} inputHash
 */
export function writeStamp(file, inputHash) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${inputHash}\n`);
}

/**
 * @param {string} root
 * @param {string} place
 * @returns {string[]} with `/` between the parts on every system, so that the hash is the same
 */
function filesUnder(root, place) {
  const absolute = path.join(root, place);
  if (!existsSync(absolute)) {
    return [];
  }
  if (!statSync(absolute).isDirectory()) {
    return [place];
  }
  return readdirSync(absolute)
    .filter((name) => !NOT_INPUTS.has(name) && !NOT_AN_INPUT.test(name))
    .flatMap((name) => filesUnder(root, `${place}/${name}`));
}
