// Run after every change of a dependency: node packages/repo-checks/src/complete-lockfile.ts
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { completeLockfile, type Lockfile, missingPackages } from './lockfile-completion.ts';
import { ROOT } from './repository-files.ts';

const file = path.join(ROOT, 'package-lock.json');
const lockfile = JSON.parse(readFileSync(file, 'utf8')) as Lockfile;
const missing = missingPackages(lockfile);
if (missing.length > 0) {
  writeFileSync(file, `${JSON.stringify(completeLockfile(lockfile), null, 2)}\n`);
}
process.stdout.write(`${missing.length} optional packages of other platforms added to package-lock.json\n`);
