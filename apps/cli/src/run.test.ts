import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { spillway } from './spillway.fixture.ts';
import { temporaryDirectory } from './temporary-directory.fixture.ts';

/** Every test starts processes, on a machine that may be busy with others. */
vi.setConfig({ testTimeout: 240_000 });

/** The first slide of the day on a small population: a cascade in a second or two. */
const SHORT = ['--set', 'durationMinutes=15', '--set', 'population.holders.count=400'];
const MONEY = /^-?\d+(?:\.\d{1,6})?$/;

function shortRun(...flags: readonly string[]): readonly string[] {
  return ['run', 'october-2025', ...SHORT, ...flags];
}

test('run --json prints one object with the fields that stay, and writes nothing with --no-out', async () => {
  const cwd = temporaryDirectory(onTestFinished);
  const { exitCode, stdout, stderr } = await spillway(shortRun('--no-out', '--json'), { cwd });
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  const money = expect.stringMatching(MONEY);
  expect(JSON.parse(stdout)).toEqual({
    scenario: 'october-2025',
    seed: '42',
    stateHash: expect.stringMatching(/^[0-9a-f]{16}$/),
    commands: expect.any(Number),
    trades: expect.any(Number),
    simulatedMs: 900_000,
    wallMs: expect.any(Number),
    liquidations: {
      count: expect.any(Number),
      notional: money,
      byMode: { isolated: money, cross: money },
      byInstrument: { BTCUSDT: money, SOLUSDT: money },
    },
    insuranceFund: { start: money, end: money, min: money },
    adl: { count: expect.any(Number), notional: money },
    halts: { count: 0, byCircuitBreaker: 0, haltedMs: { BTCUSDT: 0, SOLUSDT: 0 } },
    badDebt: money,
    conservationError: '0',
    maxDrawdown: { BTCUSDT: expect.any(Number), SOLUSDT: expect.any(Number) },
  });
  expect(readdirSync(cwd)).toEqual([]);
});

test('a run is kept, replays to the same state, and a changed journal is refused', async () => {
  const cwd = temporaryDirectory(onTestFinished);
  const run = await spillway(shortRun('--out', 'kept'), { cwd });
  expect(run.stderr).toBe('');
  expect(run.stdout).toMatch(/^october-2025, seed 42: 20:45:00 to 21:00:00 UTC, /);
  expect(run.stdout).toContain('npx spillway replay kept');
  const directory = join(cwd, 'kept');
  expect(readdirSync(directory).sort()).toEqual(['journal.ndjson', 'manifest.json', 'summary.json']);

  const replay = await spillway(['replay', 'kept', '--json'], { cwd });
  expect(replay.exitCode).toBe(0);
  const summary = JSON.parse(readFileSync(join(directory, 'summary.json'), 'utf8'));
  const { stateHash, commands } = summary;
  expect(JSON.parse(replay.stdout)).toMatchObject({ isSame: true, stateHash, commands });

  const summaryFile = join(directory, 'summary.json');
  writeFileSync(summaryFile, JSON.stringify({ ...summary, trades: summary.trades + 1 }));
  const embellished = await spillway(['replay', 'kept'], { cwd });
  expect(embellished).toMatchObject({ exitCode: 1, stdout: '' });
  expect(embellished.stderr).toBe(
    `spillway: kept/summary.json: trades: the replay gives ${summary.trades}, the file says ${summary.trades + 1}\n`,
  );
  writeFileSync(summaryFile, JSON.stringify(summary));

  const again = await spillway(shortRun('--out', 'kept'), { cwd });
  expect(again).toMatchObject({ exitCode: 2, stdout: '' });
  expect(again.stderr).toBe(
    'spillway: --out: kept already holds a run; expected a directory that does not exist yet\n',
  );

  const journalFile = join(directory, 'journal.ndjson');
  const journal = readFileSync(journalFile, 'utf8');
  const manifest = readFileSync(join(directory, 'manifest.json'), 'utf8');

  // One deposit made larger: every line still reads well.
  const changed = journal.replace(/"amountMicros":\d/, '"amountMicros":9');
  expect(changed).not.toBe(journal);
  writeFileSync(journalFile, changed);
  const tampered = await spillway(['replay', 'kept'], { cwd });
  expect(tampered).toMatchObject({ exitCode: 1, stdout: '' });
  expect(tampered.stderr).toMatch(
    /^spillway: kept\/journal\.ndjson: changed since the run: expected SHA-256 /,
  );

  // The same, by somebody who also mends the checksum: the state tells.
  const { hashes } = JSON.parse(manifest);
  const checksum = /got ([0-9a-f]{64})/.exec(tampered.stderr)?.[1] ?? '';
  writeFileSync(join(directory, 'manifest.json'), manifest.replace(hashes.journal, checksum));
  const disguised = await spillway(['replay', 'kept'], { cwd });
  expect(disguised).toMatchObject({ exitCode: 1, stdout: '' });
  expect(disguised.stderr).toMatch(
    /^spillway: kept: the replay differs: state hash: expected [0-9a-f]{16}, got /,
  );

  writeFileSync(join(directory, 'manifest.json'), manifest);
  writeFileSync(journalFile, journal);
  appendFileSync(journalFile, '{"sequence":');
  const cutOff = await spillway(['replay', 'kept'], { cwd });
  expect(cutOff).toMatchObject({ exitCode: 2, stdout: '' });
  expect(cutOff.stderr).toMatch(/^spillway: kept\/journal\.ndjson: line \d+: cut off/);
});

test('the manifest says how to repeat the run', async () => {
  const cwd = temporaryDirectory(onTestFinished);
  await spillway(shortRun('--seed', 'blue', '--set', 'population.isolatedShare=0.25'), { cwd });
  const [name] = readdirSync(join(cwd, 'runs'));
  expect(name).toMatch(/^october-2025-seed-blue-[0-9a-f]{8}$/);
  const manifest = JSON.parse(readFileSync(join(cwd, 'runs', name ?? '', 'manifest.json'), 'utf8'));
  expect(manifest).toMatchObject({
    format: 'spillway-run',
    schemaVersion: 1,
    scenarioName: 'october-2025',
    overrides: ['durationMinutes=15', 'population.holders.count=400', 'population.isolatedShare=0.25'],
    seed: 'blue',
    markIntervalMs: manifest.scenario.markIntervalMs,
    scenario: { population: { isolatedShare: 0.25, holders: { count: 400 } } },
    versions: { node: process.version },
  });
  const journal = readFileSync(join(cwd, 'runs', name ?? '', 'journal.ndjson'), 'utf8');
  expect(journal.split('\n')).toHaveLength(manifest.commands + 1);
});

describe('wrong input is one clear line, exit code 2, and nothing on the disk', () => {
  test.each<[string, readonly string[], RegExp]>([
    ['an unknown scenario', ['run', 'october-2024'], /no scenario "october-2024"; expected october-2025/],
    ['a file that is not there', ['run', './mine.yaml'], /mine\.yaml: cannot be read/],
    [
      'an unknown setting',
      ['run', 'quiet-day', '--set', 'population.isolatedshare=1'],
      /population\.isolatedShare/,
    ],
    [
      'a value that cannot be',
      ['run', 'quiet-day', '--set', 'population.isolatedShare=2'],
      /population\.isolatedShare: 2/,
    ],
    ['a setting without a value', ['run', 'quiet-day', '--set', 'population'], /expected path=value/],
    ['an empty seed', ['run', 'quiet-day', '--seed', ''], /--seed: expected 1 to 64 printable characters/],
    ['an empty directory name', ['run', 'quiet-day', '--out', ''], /--out: expected a directory, got ""/],
    ['no scenario', ['run'], /missing required argument 'scenario'/],
    ['an unknown flag', ['run', 'quiet-day', '--sed', '4'], /unknown option '--sed'.*--seed/],
    ['an unknown command', ['rum'], /unknown command 'rum'.*run/],
    [
      'a run that is not there',
      ['replay', 'nowhere'],
      /nowhere\/manifest\.json: no such file or directory; expected a run directory/,
    ],
    ['JSON that is none', ['margin', '-'], /standard input: not valid JSON/],
  ])('%s', async (_name, commandLine, expected) => {
    const cwd = temporaryDirectory(onTestFinished);
    const { exitCode, stdout, stderr } = await spillway(commandLine, { cwd, input: 'no JSON' });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^spillway: [^\n]*\n$/);
    expect(stderr).toMatch(expected);
    expect(readdirSync(cwd)).toEqual([]);
  });
});

test('Ctrl+C ends a run with code 130 and leaves nothing half-written', async () => {
  const cwd = temporaryDirectory(onTestFinished);
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, 'run', 'october-2025', '--out', 'kept'], { cwd });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const isWriting = (): boolean => readdirSync(cwd).some((name) => name.startsWith('kept.partial-'));
  await expect.poll(isWriting, { timeout: 20_000 }).toBe(true);
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(stderr).toBe('spillway: interrupted: nothing was written\n');
  expect(existsSync(join(cwd, 'kept'))).toBe(false);
  expect(readdirSync(cwd)).toEqual([]);
});
