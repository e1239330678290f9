/** Verify, backup, restore, prune and replay on what a real exchange keeps, while it runs and afterwards. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { spillway } from './spillway.fixture.ts';
import { temporaryDirectory } from './temporary-directory.fixture.ts';

/** Every test starts processes, on a machine that may be busy with others. */
vi.setConfig({ testTimeout: 240_000 });

const EXCHANGE = fileURLToPath(new URL('../../exchange/src/main.ts', import.meta.url));
const FLAGS = ['--scenario', 'load-test', '--seed', '7', '--speed', '200', '--port', '0', '--data', 'data'];
const HELD =
  /^([0-9a-f]{12}) \(live\): load-test seed 7: [\d,]+ frames, [\d,]+ commands replayed up to \d\d:\d\d:\d\d, .*state hash [0-9a-f]{16}/;

async function startExchange(cwd: string): Promise<ChildProcess> {
  const exchange = spawn(process.execPath, [EXCHANGE, ...FLAGS], {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void exchange.kill('SIGKILL'));
  let printed = '';
  exchange.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  await expect.poll(() => printed, { timeout: 60_000 }).toContain('Stop with Ctrl+C.');
  return exchange;
}

/** A folder with what an exchange has kept that has ended. */
async function keptByExchange(): Promise<{ readonly cwd: string; readonly runId: string }> {
  const cwd = temporaryDirectory(onTestFinished);
  const exchange = await startExchange(cwd);
  await expect.poll(() => journalBytes(cwd), { timeout: 60_000 }).toBeGreaterThan(0);
  exchange.kill('SIGTERM');
  await once(exchange, 'exit');
  return { cwd, runId: readdirSync(join(cwd, 'data/runs'))[0] ?? '' };
}

function segmentsIn(cwd: string): readonly string[] {
  const runs = join(cwd, 'data/runs');
  return readdirSync(runs, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.segment'))
    .sort()
    .map((name) => join(runs, name));
}

function journalBytes(cwd: string): number {
  return segmentsIn(cwd).reduce((sum, file) => sum + statSync(file).size, 0);
}

test('a live exchange is verified and backed up; the backup is restored, verified and taken up', async () => {
  const cwd = temporaryDirectory(onTestFinished);
  const exchange = await startExchange(cwd);
  const verified = await spillway(['verify', 'data'], { cwd });
  expect(verified).toMatchObject({ exitCode: 0, stderr: '' });
  expect(verified.stdout).toMatch(HELD);
  const backup = await spillway(['backup', 'data', 'backup'], { cwd });
  expect(backup).toMatchObject({ exitCode: 0, stderr: '' });
  expect(backup.stdout).toMatch(/^backup: 1 run \([0-9a-f]{12} live\), [\d,]+ frames, checked\n$/);
  expect(exchange.exitCode).toBeNull();
  exchange.kill('SIGKILL');
  await once(exchange, 'exit');

  const again = await spillway(['backup', 'data', 'backup'], { cwd });
  expect(again).toMatchObject({
    exitCode: 2,
    stderr: expect.stringMatching(/^spillway: backup: exists; [^\n]+\n$/),
  });
  const intoLive = await spillway(['restore', 'backup', 'data'], { cwd });
  expect(intoLive).toMatchObject({
    exitCode: 2,
    stderr: expect.stringMatching(/^spillway: data: holds something; /),
  });

  expect(await spillway(['restore', 'backup', 'other'], { cwd })).toMatchObject({ exitCode: 0, stderr: '' });
  const [ofBackup, ofRestored] = await Promise.all(
    ['backup', 'other'].map((folder) => spillway(['verify', folder], { cwd })),
  );
  expect(ofRestored?.stdout).toMatch(HELD);
  expect(ofRestored?.stdout).toBe(ofBackup?.stdout);
});

describe('what an exchange has kept', () => {
  test('is replayed by the folder of its run, as text and as JSON', async () => {
    const { cwd, runId } = await keptByExchange();
    const folder = join('data/runs', runId);
    const json = await spillway(['replay', folder, '--json'], { cwd });
    expect(json).toMatchObject({ exitCode: 0, stderr: '' });
    const { stateHash, ...replayed } = JSON.parse(json.stdout) as { readonly stateHash: string };
    expect(replayed).toMatchObject({ directory: folder, isSame: true });
    const text = await spillway(['replay', folder], { cwd });
    expect(text.stdout).toContain(`state hash ${stateHash}`);
    expect((await spillway(['verify', folder, '--json'], { cwd })).stdout).toContain(stateHash);
  });

  test('is told to be damaged with segment and offset, and with exit code 1', async () => {
    const { cwd, runId } = await keptByExchange();
    const [segment = ''] = segmentsIn(cwd);
    const bytes = readFileSync(segment);
    bytes[2_000] = (bytes[2_000] ?? 0) ^ 1;
    writeFileSync(segment, bytes);
    const verified = await spillway(['verify', 'data'], { cwd });
    expect(verified).toMatchObject({
      exitCode: 1,
      stderr: 'spillway: data: 1 of 1 runs not as they were written\n',
    });
    expect(verified.stdout).toMatch(
      new RegExp(
        `^${runId} \\(live\\): damaged: 00000001\\.segment: offset \\d+, sequence \\d+: [^\\n]+\\n$`,
      ),
    );
    const replay = await spillway(['replay', join('data/runs', runId)], { cwd });
    expect(replay).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^spillway: 00000001\.segment: offset /),
    });
    const backup = await spillway(['backup', 'data', 'backup'], { cwd });
    expect(backup).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^spillway: run [0-9a-f]{12}: 0000/),
    });
  });

  test('is pruned, but for the live run', async () => {
    const { cwd, runId } = await keptByExchange();
    expect(await spillway(['prune', 'data', '--keep', '0'], { cwd })).toEqual({
      exitCode: 0,
      stdout: 'data: 0 removed, 1 kept\n',
      stderr: '',
    });
    expect(readdirSync(join(cwd, 'data/runs'))).toEqual([runId]);
  });
});

test.each([
  [
    ['verify', 'nothing'],
    /^spillway: nothing: no such file or directory; expected the folder of an exchange/,
  ],
  [['backup', 'nothing', 'backup'], /^spillway: nothing: no such file or directory; expected the folder/],
  [
    ['restore', 'nothing', 'data'],
    /^spillway: nothing\/backup\.json: no such file or directory; expected a backup/,
  ],
  [['prune', '.', '--keep', 'few'], /^spillway: --keep: expected a whole number such as 10, got "few"/],
  [['prune', '.'], /^spillway: required option '--keep <count>' not specified/],
])('%j is wrong input', async (commandLine, line) => {
  const result = await spillway(commandLine, { cwd: temporaryDirectory(onTestFinished) });
  expect(result).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringMatching(line) });
});
