import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top of the clone. */
export const ROOT: string = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/** All that is, or would be, committed: paths relative to the root, with `/` between the parts, sorted. */
export function repositoryFiles(): readonly string[] {
  const listing = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const files = new Set(
    listing.split('\0').filter((file) => file !== '' && existsSync(path.join(ROOT, file))),
  );
  return [...files].sort();
}

/** Text of a file of the repository. */
export function readRepositoryFile(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

/** Whether these bytes are text: what git, too, tells by a zero among the first. */
export function isTextFile(file: string): boolean {
  return !readFileSync(path.join(ROOT, file)).subarray(0, 8000).includes(0);
}

/** Folders of all workspace packages that have a package.json, relative to the root. */
export function workspaceFolders(): readonly string[] {
  const inside = ['apps', 'packages'].flatMap((parent) =>
    readdirSync(path.join(ROOT, parent)).map((name) => `${parent}/${name}`),
  );
  return [...inside, 'loadtests']
    .filter((folder) => existsSync(path.join(ROOT, folder, 'package.json')))
    .sort();
}
