/** The process itself, as `npm start` runs it. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { connectSpillway } from '@spillway/client';
import { afterEach, describe, expect, test } from 'vitest';
import { writeShortScenario } from './exchange.fixture.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const CLI = fileURLToPath(new URL('../../cli/src/main.ts', import.meta.url));
const RUN_TIMEOUT_MS = 30_000;

let child: ChildProcess | null = null;

afterEach(() => {
  child?.kill('SIGKILL');
  child = null;
});

interface Served {
  readonly url: string;
  readonly adminToken: string;
  readonly printed: string;
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts the process and waits for its last line of greeting. */
async function serve(...flags: string[]): Promise<Served> {
  const started = spawn(process.execPath, [MAIN, '--port', '0', ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = started;
  let printed = '';
  let printedToError = '';
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      printed += chunk.toString();
      if (printed.includes('Stop with Ctrl+C.')) resolve();
    };
    started.stdout.on('data', read);
    started.stderr.on('data', (chunk: Buffer) => {
      printedToError += chunk.toString();
    });
    started.once('exit', () => reject(new Error(`ended early: ${printed}${printedToError}`)));
  });
  const [, url = ''] = /watch +(\S+)/.exec(printed) ?? [];
  const [, adminToken = ''] = /#token=(\S+)/.exec(printed) ?? [];
  const stop = async (signal: NodeJS.Signals): Promise<number | null> => {
    started.kill(signal);
    const [code] = (await once(started, 'exit')) as [number | null];
    return code;
  };
  return { url, adminToken, printed, stop };
}

function run(...flags: string[]): { readonly code: number | null; readonly error: string } {
  const { status, stderr } = spawnSync(process.execPath, [MAIN, ...flags], {
    encoding: 'utf8',
    timeout: RUN_TIMEOUT_MS,
  });
  return { code: status, error: stderr };
}

describe('the exchange process', () => {
  test('says where it is, how to control it, what to look at and how to stop, and stops', async () => {
    const { url, adminToken, printed, stop } = await serve('--scenario', 'quiet-day', '--paused');
    expect(printed).toMatch(
      /^Spillway is live: .+\n\n {2}watch {4}http:\/\/localhost:\d+\n {2}control {2}http/,
    );
    expect(printed).toContain(`${url}/#token=${adminToken}`);
    expect(adminToken.length).toBeGreaterThanOrEqual(32);
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect(await stop('SIGINT')).toBe(0);
    await expect(fetch(`${url}/health`)).rejects.toThrow('fetch failed');
  });

  test('ends on SIGTERM with connections open, and every start has another token', async () => {
    const first = await serve('--scenario', 'load-test');
    const client = connectSpillway({ url: first.url });
    await client.ready;
    expect(await first.stop('SIGTERM')).toBe(0);
    client.close();
    const second = await serve('--scenario', 'load-test', '--paused');
    expect(second.adminToken).not.toBe(first.adminToken);
    expect(await second.stop('SIGTERM')).toBe(0);
  });

  test('a busy port is one line and exit code 2', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const address = holder.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const result = run('--port', String(port));
    holder.close();
    expect(result).toEqual({
      code: 2,
      error: `spillway exchange: port ${port} is in use; choose another with --port, or stop what holds it\n`,
    });
  });

  test.each([
    [['--scenario', 'loud-day'], /^spillway exchange: no scenario "loud-day"; expected [^\n]+\n$/],
    [
      ['--scenario', 'missing/file.yaml'],
      /^spillway exchange: missing\/file\.yaml: cannot be read [^\n]+\n$/,
    ],
    [['--seeed', '1'], /^spillway exchange: [^\n]+ \(see --help\)\n$/],
    [
      ['--host', '203.0.113.7', '--port', '0'],
      /^spillway exchange: --host: expected an address of this machine, got "203\.0\.113\.7"\n$/,
    ],
    [
      ['--journal', '/dev/null', '--port', '0'],
      /^spillway exchange: --journal: cannot write to \/dev\/null [^\n]+\n$/,
    ],
  ])('%j is one line and exit code 2', (flags, line) => {
    const result = run(...flags);
    expect(result.error).toMatch(line);
    expect(result.code).toBe(2);
  });

  test('a recorded run, people and shocks included, is proved by spillway replay', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'spillway-journal-'));
    try {
      const { url, adminToken, stop } = await serve(
        '--scenario',
        writeShortScenario(),
        '--paused',
        '--journal',
        folder,
      );
      const operator = connectSpillway({ url, adminToken });
      await operator.join('ada');
      await operator.step(30_000);
      await operator.placeOrder({ symbol: 'BTCUSDT', side: 'buy', type: 'market', size: '2' });
      await operator.shock({ percent: -12 });
      await operator.step(10_000);
      const { stateHash } = await operator.seatTotals();
      operator.close();
      expect(await stop('SIGTERM')).toBe(0);
      const [name = ''] = readdirSync(folder);
      expect(name).toMatch(/^short-day-seed-42-[0-9a-f]{12}$/);
      const manifest = JSON.parse(readFileSync(join(folder, name, 'manifest.json'), 'utf8'));
      expect(manifest).toMatchObject({ scenarioName: 'short-day', seed: '42', simulatedMs: 40_000 });
      expect(manifest.hashes.state).toBe(stateHash);
      const replay = spawnSync(process.execPath, [CLI, 'replay', join(folder, name)], {
        encoding: 'utf8',
        timeout: RUN_TIMEOUT_MS,
      });
      expect(replay.stderr).toBe('');
      expect(replay.status).toBe(0);
      expect(replay.stdout).toContain(stateHash);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
