/** An exchange with a data folder, ended and started again. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { proveRun, readKeptData } from '@spillway/data-directory';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connectClient, connectOperator, openExchange, writeShortScenario } from './exchange.fixture.ts';
import { startExchange } from './start-exchange.ts';

const SELL = { symbol: 'BTCUSDT', side: 'sell', type: 'limit', size: '1', price: '100000' } as const;

function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'spillway-data-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'data');
}

function start(folder: string, options: Parameters<typeof startExchange>[0] | object = {}) {
  // What is taken up is not named: the folder says what it is.
  return openExchange({ dataFolder: folder, scenario: undefined, seed: undefined, ...options });
}

function found(folder: string) {
  return openExchange({ dataFolder: folder });
}

describe('a run in a data folder', () => {
  test('goes on where it ended: state, seats, orders, answers and who may control', async () => {
    const folder = dataFolder();
    const first = await found(folder);
    const operator = await connectOperator(first);
    const trader = await connectClient(first);
    const seat = await trader.join('ada');
    await operator.step(60_000);
    const placed = await trader.placeOrder({ ...SELL, price: '101000', requestId: 'order-1' });
    await operator.shock({ percent: -3 });
    const before = await operator.seatTotals();
    const { runId } = (await operator.ready).run;
    operator.close();
    trader.close();
    await first.close();

    const second = await start(folder);
    expect(second.takenUp).toMatchObject({ runId, simulatedMs: 60_000 });
    expect(second.adminToken).toBeNull();
    const again = await connectClient(second, {
      seatToken: seat.seatToken,
      adminToken: first.adminToken ?? '',
    });
    expect((await again.ready).isAdmin).toBe(true);
    expect(again.seat).toEqual(seat);
    expect(await again.seatTotals()).toEqual(before);
    expect((await again.account()).openOrders.map(({ orderId }) => orderId)).toEqual([placed.orderId]);
    expect(await again.placeOrder({ ...SELL, price: '101000', requestId: 'order-1' })).toEqual(placed);
    expect((await again.seatTotals()).ordersAccepted).toBe(before.ordersAccepted);
  });

  test('is what its journal says', async () => {
    const folder = dataFolder();
    const exchange = await found(folder);
    const operator = await connectOperator(exchange);
    await operator.join('ada');
    await operator.step(90_000);
    await operator.placeOrder({ symbol: 'BTCUSDT', side: 'buy', type: 'market', size: '2' });
    await operator.shock({ percent: -12 });
    await operator.step(20_000);
    const { stateHash } = await operator.seatTotals();
    operator.close();
    await exchange.close();
    const [run] = readKeptData(folder).runs;
    expect(run?.isLive).toBe(true);
    expect(run === undefined ? null : proveRun(run)).toMatchObject({
      stateHash,
      scenario: 'load-test',
      seed: '7',
    });
  });

  test('that took the place of another is the one that is taken up, with the people who were there', async () => {
    const folder = dataFolder();
    const first = await openExchange({ dataFolder: folder, scenario: writeShortScenario() });
    const operator = await connectOperator(first);
    const { seatToken } = await operator.join('ada');
    await operator.reset({ seed: '8' });
    const { runId } = (await operator.snapshot()).run;
    operator.close();
    await first.close();
    const second = await start(folder);
    expect(second.takenUp?.runId).toBe(runId);
    const trader = await connectClient(second, { seatToken, adminToken: first.adminToken ?? '' });
    expect(trader.seat).toMatchObject({ name: 'ada', accountId: expect.any(Number) });
    // Its scenario came from a file that is known by its name alone by now.
    expect(await trader.reset()).toMatchObject({ scenario: 'short-day', seed: '8' });
    expect(readdirSync(join(folder, 'runs'))).toHaveLength(3);
  });

  test('of another scenario or seed than is asked for is left alone, unless another run is wanted', async () => {
    const folder = dataFolder();
    await (await found(folder)).close();
    const other = { dataFolder: folder, port: 0, isPaused: true };
    const line =
      '--data: holds a live run of load-test, seed 7; expected the same, or --new-run to begin another';
    await expect(startExchange({ ...other, seed: '8' })).rejects.toThrow(line);
    await expect(startExchange({ ...other, scenario: 'quiet-day' })).rejects.toThrow(line);
    const fresh = await start(folder, { seed: '8', scenario: 'quiet-day', isNewRun: true });
    expect(fresh.takenUp).toBeNull();
    expect(readdirSync(join(folder, 'runs'))).toHaveLength(2);
  });

  test('is written by one exchange alone', async () => {
    const folder = dataFolder();
    await found(folder);
    await expect(startExchange({ dataFolder: folder, port: 0 })).rejects.toThrow(
      /process \d+ \(epoch 1\) writes this journal; expected to be its only writer$/,
    );
  });

  test('keeps no secret in clear but the key of the seats, and shows nothing to others', async () => {
    const folder = dataFolder();
    const exchange = await found(folder);
    const trader = await connectClient(exchange);
    const { seatToken } = await trader.join('ada');
    trader.close();
    await exchange.close();
    expect(statSync(folder).mode & 0o077).toBe(0);
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const file = join(folder, name);
      if (!statSync(file).isFile()) continue;
      const text = readFileSync(file, 'latin1');
      expect(text).not.toContain(seatToken);
      expect(text).not.toContain(exchange.adminToken);
    }
  });

  test('whose folder cannot be used is refused in one line', async () => {
    const folder = dataFolder();
    const file = `${folder}-file`;
    writeFileSync(file, '');
    onTestFinished(() => rmSync(file));
    await expect(startExchange({ dataFolder: join(file, 'data'), port: 0 })).rejects.toThrow(
      /^cannot use \S+ \(not a directory\); expected a folder to keep runs in$/,
    );
  });
});
