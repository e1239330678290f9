/** How an exchange ends when it is asked to: nothing new is taken, nothing that was acknowledged is lost. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { connectSpillway, SpillwayError } from '@spillway/client';
import { type JournalStorage, nodeStorage, type StorageFile } from '@spillway/journal';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connectClient, nextEvent, openExchange, PATIENCE } from './exchange.fixture.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const NEVER_CLOSING = fileURLToPath(new URL('./never-closing.fixture.ts', import.meta.url));
const STOP_MS_MAX = 3_000;
const SELL = { symbol: 'BTCUSDT', side: 'sell', type: 'limit', size: '0.01', price: '101000' } as const;

function dataFolder(): string {
  const parent = mkdtempSync(join(tmpdir(), 'spillway-shutdown-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  return join(parent, 'data');
}

interface StartedProcess {
  readonly child: ChildProcess;
  printed(): string;
}

/** Starts a script and waits until it has printed something. */
async function start(script: string, flags: readonly string[], until: string): Promise<StartedProcess> {
  const child = spawn(process.execPath, [script, ...flags], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  await expect.poll(() => printed, PATIENCE).toContain(until);
  return { child, printed: () => printed };
}

async function endOf(child: ChildProcess): Promise<{ readonly code: number | null; readonly ms: number }> {
  const startedMs = performance.now();
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, ms: performance.now() - startedMs };
}

/** A disk whose syncs take as long as a test needs, once it is slow. */
function slowDisk(): { readonly storage: JournalStorage; slowDown(): void } {
  let delayMs = 0;
  const slowed = (file: StorageFile): StorageFile => ({
    path: file.path,
    byteCount: () => file.byteCount(),
    read: (target, position) => file.read(target, position),
    write: (bytes, position) => file.write(bytes, position),
    truncate: (byteCount) => file.truncate(byteCount),
    close: () => file.close(),
    datasync: async () => {
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      await file.datasync();
    },
  });
  return {
    storage: {
      ...nodeStorage,
      open: (path, access) => slowed(nodeStorage.open(path, access)),
      create: async (path) => slowed(await nodeStorage.create(path)),
    },
    slowDown: () => {
      delayMs = 300;
    },
  };
}

describe('an exchange that is asked to stop', () => {
  test('answers what it has taken, takes nothing more and says so, then closes with a reason', async () => {
    const { storage, slowDown } = slowDisk();
    const exchange = await openExchange({ dataFolder: dataFolder(), journalStorage: storage });
    const trader = await connectClient(exchange, { timeoutMs: 1_500 });
    await trader.join('ada');
    slowDown();
    const taken = trader.placeOrder(SELL);
    // On its way to the disk, which takes its time.
    await new Promise((resolve) => setTimeout(resolve, 50));
    const offline = nextEvent(trader, 'connection', ({ status }) => status === 'offline');
    const closed = exchange.close();
    const late = trader.placeOrder(SELL).catch((error: unknown) => error);
    const health = await fetch(`${exchange.url}/health`);
    expect(health.status).toBe(503);
    expect(await health.json()).toMatchObject({ status: 'stopping' });
    expect(await taken).toMatchObject({ orderId: expect.any(Number) });
    expect(await late).toMatchObject({
      code: 'STOPPING',
      message: 'placeOrder: the exchange is stopping; ask again when it is back',
    });
    expect(await offline).toEqual({
      status: 'offline',
      reason: 'the exchange is stopping; ask again when it is back',
    });
    await closed;
  });

  test('ends with code 0 within 3 s under load, and has all that it acknowledged when it is back', async () => {
    const flags = ['--scenario', 'load-test', '--port', '0', '--data', dataFolder()];
    const first = await start(MAIN, flags, 'Stop with Ctrl+C.');
    const [, url = ''] = /watch +(\S+)/.exec(first.printed()) ?? [];
    const trader = connectSpillway({ url, timeoutMs: 500 });
    onTestFinished(() => trader.close());
    const { seatToken } = await trader.join('ada');
    const acknowledged: number[] = [];
    const trading = (async () => {
      for (;;) acknowledged.push((await trader.placeOrder(SELL)).orderId);
    })().catch((error: unknown) => error);
    await expect.poll(() => acknowledged.length, PATIENCE).toBeGreaterThan(20);

    first.child.kill('SIGTERM');
    const { code, ms } = await endOf(first.child);
    expect({ code, isInTime: ms < STOP_MS_MAX }).toEqual({ code: 0, isInTime: true });
    const end = await trading;
    expect(end).toBeInstanceOf(SpillwayError);
    trader.close();

    const second = await start(MAIN, flags, 'Stop with Ctrl+C.');
    const [, urlAgain = ''] = /watch +(\S+)/.exec(second.printed()) ?? [];
    const again = connectSpillway({ url: urlAgain, seatToken });
    onTestFinished(() => again.close());
    const open = (await again.account()).openOrders.map(({ orderId }) => orderId);
    expect(acknowledged.filter((orderId) => !open.includes(orderId))).toEqual([]);
    second.child.kill('SIGTERM');
    expect(await endOf(second.child)).toMatchObject({ code: 0 });
  });

  test('ends at once when it is asked a second time', async () => {
    const { child, printed } = await start(NEVER_CLOSING, [], 'started');
    child.kill('SIGTERM');
    // Twice within a moment is one press of a key, handed on.
    child.kill('SIGTERM');
    await expect.poll(printed, PATIENCE).toContain('stopping');
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(child.exitCode).toBeNull();
    child.kill('SIGINT');
    const { code, ms } = await endOf(child);
    expect({ code, isAtOnce: ms < 1_000 }).toEqual({ code: 1, isAtOnce: true });
  });

  test('gives up with code 1 when it cannot close in time', async () => {
    const { child } = await start(NEVER_CLOSING, [], 'started');
    child.kill('SIGTERM');
    const { code, ms } = await endOf(child);
    expect(code).toBe(1);
    expect(ms).toBeGreaterThan(2_500);
  });
});
