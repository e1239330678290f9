import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { spillway } from './spillway.fixture.ts';
import { temporaryDirectory } from './temporary-directory.fixture.ts';

/** Every test starts processes, on a machine that may be busy with others. */
vi.setConfig({ testTimeout: 240_000 });

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const ADDRESS = /http:\/\/(?:localhost|127\.0\.0\.1):\d+/;

test('serve starts the exchange with its flags and stops it; what it recorded can be replayed', async () => {
  const cwd = temporaryDirectory(onTestFinished);
  const flags = [
    '--scenario',
    'quiet-day',
    '--seed',
    '7',
    '--speed',
    '200',
    '--port',
    '0',
    '--journal',
    'live',
  ];
  const exchange = spawn(process.execPath, [MAIN, 'serve', ...flags], { cwd, timeout: 60_000 });
  let stdout = '';
  exchange.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  const ended = new Promise<number | null>((resolve) => exchange.once('close', resolve));
  await expect.poll(() => stdout, { timeout: 30_000 }).toMatch(ADDRESS);
  const [address] = ADDRESS.exec(stdout) ?? [''];
  expect((await fetch(`${address}/health`)).status).toBe(200);
  await expect.poll(() => readdirSync(join(cwd, 'live')).length, { timeout: 20_000 }).toBe(1);
  exchange.kill('SIGTERM');
  expect(await ended).toBe(0);

  const [recorded = ''] = readdirSync(join(cwd, 'live'));
  expect(recorded).toMatch(/^quiet-day-seed-7/);
  const replay = await spillway(['replay', join('live', recorded), '--json'], { cwd });
  expect(replay).toMatchObject({ exitCode: 0, stderr: '' });
  expect(JSON.parse(replay.stdout)).toMatchObject({ isSame: true });
});

test('what the exchange says of a wrong flag, and its exit code, are handed on', async () => {
  const { exitCode, stdout, stderr } = await spillway(['serve', '--speed', 'fast', '--port', '0']);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(/^[^\n]*--speed[^\n]*fast[^\n]*\n$/);
});

test('the help of serve names every flag of the exchange', async () => {
  const exchange = await spillway(['serve', '--', '--help']);
  const { stdout } = await spillway(['serve', '--help']);
  const flags = [...exchange.stdout.matchAll(/^ +(--[a-z-]+)/gm)].map(([, flag]) => flag);
  expect(flags).toContain('--scenario');
  expect(flags.filter((flag) => flag !== undefined && !stdout.includes(flag))).toEqual([]);
});
