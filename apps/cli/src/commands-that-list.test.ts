import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { spillway } from './spillway.fixture.ts';

test('scenarios lists the ready-made ones, for people and for programs', async () => {
  const json = await spillway(['scenarios', '--json']);
  const names = (JSON.parse(json.stdout) as { name: string }[]).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['correlated-selloff', 'october-2025', 'quiet-day']));
  const text = await spillway(['scenarios']);
  for (const name of names) expect(text.stdout).toMatch(new RegExp(`^${name} `, 'm'));
});

test('without a command it explains itself', async () => {
  const { exitCode, stdout, stderr } = await spillway([]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toContain('Usage: spillway [options] [command]');
});

test('--version prints the version alone', async () => {
  expect(await spillway(['--version'])).toMatchObject({ exitCode: 0, stdout: '0.1.0\n', stderr: '' });
});

test('serve starts the exchange, hands on its flags, and stops it', async () => {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const flags = ['--scenario', 'quiet-day', '--port', '0', '--paused'];
  const child = spawn(process.execPath, [main, 'serve', ...flags], { timeout: 60_000 });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  await expect.poll(() => stdout, { timeout: 30_000 }).toMatch(/http:\/\/(?:localhost|127\.0\.0\.1):\d+/);
  const [address] = /http:\/\/(?:localhost|127\.0\.0\.1):\d+/.exec(stdout) ?? [''];
  const health = await fetch(`${address}/health`);
  expect(health.status).toBe(200);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});
