import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import process from 'node:process';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../src/repository-files.ts';

/** What `npm start` runs; npm itself would only stand between the signals. */
const START = path.join(ROOT, 'packages/bootstrap/src/start.mjs');
const FIRST_START_MS_MAX = 120_000;
const SECOND_START_MS_MAX = 5000;
const STOP_MS_MAX = 10_000;

/** A running `npm start`, and what it has said so far. */
interface Started {
  readonly child: ChildProcess;
  readonly output: () => { readonly stdout: string; readonly stderr: string };
  readonly exitCode: Promise<number | null>;
}

const opened: Started[] = [];
const blockers: Server[] = [];

afterEach(async () => {
  for (const { child, exitCode } of opened.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await exitCode;
    }
  }
  for (const blocker of blockers.splice(0)) {
    await new Promise((resolve) => blocker.close(resolve));
  }
});

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Started {
  // As when it is typed: not as a part of the npm that runs the tests.
  const { npm_lifecycle_event: _event, ...outer } = process.env;
  return launch(process.execPath, [START, ...args], { ...outer, PORT: '', HOST: '', ...env });
}

function launch(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Started {
  const child = spawn(command, args, {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const exitCode = new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  const started: Started = { child, output: () => ({ stdout, stderr }), exitCode };
  opened.push(started);
  return started;
}

/** Waits until the address is printed; fails with what was said if the program ends first. */
async function addressOf(started: Started, limitMs: number): Promise<URL> {
  const deadline = performance.now() + limitMs;
  while (performance.now() < deadline) {
    const link = /http:\/\/\S+/.exec(started.output().stdout)?.[0];
    if (link !== undefined) {
      return new URL(link);
    }
    if (started.child.exitCode !== null) {
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { stdout, stderr } = started.output();
  throw new Error(`no address was printed within ${limitMs} ms\n${stdout}\n${stderr}`);
}

/** Listens on a port that the system picks. */
async function occupiedPort(): Promise<number> {
  const blocker = createServer();
  blockers.push(blocker);
  await new Promise<void>((resolve) => {
    blocker.listen(0, '127.0.0.1', resolve);
  });
  const address = blocker.address();
  if (address === null || typeof address === 'string') {
    throw new TypeError('a TCP server has a port');
  }
  return address.port;
}

describe('npm start', () => {
  beforeAll(async () => {
    // Whatever set-up is still to do is done here, so that the tests meet what a second start meets.
    const first = start(['--port', '0']);
    await addressOf(first, FIRST_START_MS_MAX);
    first.child.kill('SIGTERM');
    await first.exitCode;
  }, FIRST_START_MS_MAX);

  test('is ready within five seconds when it has been set up, and shows the console', async () => {
    const startedAt = performance.now();
    const started = start(['--port', '0']);
    const address = await addressOf(started, SECOND_START_MS_MAX);
    const response = await fetch(new URL('/', address));
    expect(performance.now() - startedAt).toBeLessThan(SECOND_START_MS_MAX);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('Spillway');
  });

  test('says where it is, how to control it and how to stop it, and plays what was asked for', async () => {
    const started = start(['--port', '0', '--seed', '7', '--scenario', 'quiet-day']);
    const address = await addressOf(started, SECOND_START_MS_MAX);
    await expect.poll(() => started.output().stdout).toMatch(/Ctrl\+C/);
    const { stdout, stderr } = started.output();
    expect(stdout).toMatch(/http:\/\/(?:localhost|127\.0\.0\.1):\d+\/\S*token=\S+/);
    expect(stderr).toBe('');
    const health = await (await fetch(new URL('/health', address))).text();
    expect(health).toContain('"quiet-day"');
    expect(health).toContain('"7"');
  });

  test('knows every flag of the exchange, and no other', () => {
    const flagsOf = (file: string): readonly string[] => {
      const run = spawnSync(process.execPath, [file, '--help'], {
        cwd: ROOT,
        encoding: 'utf8',
        timeout: 10_000,
      });
      return [...new Set(run.stdout.match(/^ +--[a-z-]+/gm))].map((flag) => flag.trim()).sort();
    };
    const flags = flagsOf(START);
    expect(flags).toContain('--scenario');
    // But `--config`: the set-up has to know the port before there is anybody to read the file.
    const ofExchange = flagsOf(path.join(ROOT, 'apps/exchange/src/main.ts'));
    expect(flags).toEqual(ofExchange.filter((flag) => flag !== '--config'));
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('ends cleanly at %s', async (signal) => {
    const started = start(['--port', '0']);
    await addressOf(started, SECOND_START_MS_MAX);
    const askedAt = performance.now();
    started.child.kill(signal);
    expect(await started.exitCode).toBe(0);
    expect(performance.now() - askedAt).toBeLessThan(STOP_MS_MAX);
    expect(started.output().stderr).toBe('');
  });

  test('leaves nothing behind when npm alone is told to stop', async () => {
    const started = launch('npm', ['start', '--', '--port', '0'], process.env);
    const address = await addressOf(started, SECOND_START_MS_MAX);
    started.child.kill('SIGTERM');
    const isServed = (): Promise<boolean> => fetch(new URL('/health', address)).then(Boolean, () => false);
    await expect.poll(isServed, { timeout: STOP_MS_MAX }).toBe(false);
  });

  test('takes the port from PORT, and answers a busy one with one line', async () => {
    const port = await occupiedPort();
    const started = start([], { PORT: String(port) });
    expect(await started.exitCode).toBe(2);
    const { stdout, stderr } = started.output();
    expect(stdout).toBe('');
    expect(stderr).toMatch(new RegExp(`^Port ${port} is in use\\..*npm start -- --port \\d+\n$`));
  });

  test.each([
    ['a misspelt flag', ['--sede', '7'], '--sede'],
    ['a port that cannot be', ['--port', '99999'], '99999'],
    ['an unknown scenario', ['--port', '0', '--scenario', 'october-2052'], 'october-2052'],
    ['a speed that is no number', ['--port', '0', '--speed', 'fast'], 'fast'],
  ])('answers %s with one line and exit code 2', async (_, args, words) => {
    const started = start(args);
    expect(await started.exitCode).toBe(2);
    const { stderr } = started.output();
    expect(stderr).toContain(words);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
