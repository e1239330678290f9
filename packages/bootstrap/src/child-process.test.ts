import process from 'node:process';
import { expect, test } from 'vitest';
import { runChild } from './child-process.mjs';

const node = (script: string, timeLimitMs = 20_000) =>
  runChild({
    command: process.execPath,
    args: ['--eval', script],
    cwd: process.cwd(),
    env: {},
    timeLimitMs,
    isQuiet: true,
  });

test('a command that ends is reported with its words and its exit code', async () => {
  const result = await node('console.log("out"); console.error("trouble"); process.exitCode = 3');
  expect(result).toMatchObject({ exitCode: 3, stdout: 'out\n', stderr: 'trouble\n', isTimedOut: false });
});

test('a command that does not end is stopped, with what it has started', async () => {
  // The grandchild holds the same output: only when it is gone too does the output close, and the promise settle.
  const result = await node(
    `require('node:child_process').spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
    setInterval(() => {}, 1000);`,
    1500,
  );
  expect(result).toMatchObject({ exitCode: null, isTimedOut: true });
});

test('a command that cannot be started is a result, not an exception', async () => {
  const result = await runChild({
    command: 'spillway-no-such-command',
    args: [],
    cwd: process.cwd(),
    env: {},
    timeLimitMs: 1000,
    isQuiet: true,
  });
  expect(result.exitCode).toBeNull();
  expect(result.stderr).toContain('ENOENT');
});
