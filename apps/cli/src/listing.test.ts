import { expect, test, vi } from 'vitest';
import { spillway } from './spillway.fixture.ts';

/** Every test starts processes, on a machine that may be busy with others. */
vi.setConfig({ testTimeout: 240_000 });

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
