import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { documentedCommands, shownElsewhere } from '../src/documented-commands.ts';
import { ROOT, readRepositoryFile, repositoryFiles } from '../src/repository-files.ts';

const COMMAND_LIMIT_MS = 120_000;
/** What commands make anew, and what is no part of the clone. */
const NOT_LINKED = new Set(['runs', '.git', '.turbo', '.vitest', 'coverage']);

const documents = repositoryFiles()
  .filter((file) => file.endsWith('.md'))
  .map((file) => ({
    file,
    commands: documentedCommands(readRepositoryFile(file)).filter(
      ({ command }) => shownElsewhere(command) === undefined,
    ),
  }))
  .filter(({ commands }) => commands.length > 0);

let folder = '';

/** Each document begins in a folder of its own that looks like the top of the clone: what it makes stays there. */
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'spillway-documented-'));
  for (const entry of readdirSync(ROOT).filter((name) => !NOT_LINKED.has(name))) {
    symlinkSync(path.join(ROOT, entry), path.join(folder, entry));
  }
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('documents tell their readers to type something', () => {
  expect(documents.map(({ file }) => file)).toContain('README.md');
});

test.each(documents)('every command in $file works as it stands', ({ file, commands }) => {
  for (const { command, lineNumber } of commands) {
    const run = spawnSync('bash', ['-c', command], {
      cwd: folder,
      encoding: 'utf8',
      timeout: COMMAND_LIMIT_MS,
      maxBuffer: 256 * 1024 * 1024,
      env: { ...process.env, npm_config_update_notifier: 'false' },
    });
    // A server that is told to stop ends well: that it had to be told is the fault.
    expect(run.error, `${file}:${lineNumber}: ${command} did not end by itself`).toBeUndefined();
    expect(run.status, `${file}:${lineNumber}: ${command}\n${run.stderr}`).toBe(0);
  }
});
