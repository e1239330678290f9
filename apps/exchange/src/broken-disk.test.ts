/** What happens when the disk refuses: nothing is acknowledged any more, and everybody learns why. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SimulatedDisk } from '@spillway/journal/simulated-storage';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connectClient, openExchange } from './exchange.fixture.ts';

const SELL = { symbol: 'BTCUSDT', side: 'sell', type: 'limit', size: '1', price: '100000' } as const;
const FAULTS = [
  { name: 'a sync fails', kind: 'datasync', code: 'EIO', reason: /i\/o error/ },
  { name: 'a write fails', kind: 'write', code: 'EIO', reason: /i\/o error/ },
  { name: 'the disk is full', kind: 'write', code: 'ENOSPC', reason: /no space left on device/ },
] as const;

interface BreakableDisk {
  readonly disk: SimulatedDisk;
  break(): void;
  mend(): void;
}

function breakableDisk(fault: (typeof FAULTS)[number]): BreakableDisk {
  let isBroken = false;
  const disk = new SimulatedDisk({
    random: () => 0.5,
    faultOf: ({ kind }) => (isBroken && kind === fault.kind ? { kind: 'error', code: fault.code } : null),
  });
  return {
    disk,
    break: () => {
      isBroken = true;
    },
    mend: () => {
      isBroken = false;
    },
  };
}

describe('when', () => {
  test.each(FAULTS)(
    '$name nothing more is acknowledged, and what was is there after a restart',
    async (fault) => {
      const parent = mkdtempSync(join(tmpdir(), 'spillway-data-'));
      onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
      const { disk, ...state } = breakableDisk(fault);
      const options = { dataFolder: join(parent, 'data'), journalStorage: disk.mount() };
      const first = await openExchange(options);
      const trader = await connectClient(first, { timeoutMs: 300 });
      const { seatToken } = await trader.join('ada');
      const { orderId } = await trader.placeOrder(SELL);

      state.break();
      await expect(trader.placeOrder({ ...SELL, size: '2' })).rejects.toMatchObject({ code: 'NO_ANSWER' });
      expect((await first.failed).message).toMatch(fault.reason);
      await expect(trader.placeOrder(SELL)).rejects.toMatchObject({ code: 'NO_ANSWER' });
      const health = await fetch(`${first.url}/health`);
      expect(health.status).toBe(503);
      expect(await health.json()).toMatchObject({
        status: 'halted',
        haltReason: expect.stringMatching(fault.reason),
      });
      const ready = await fetch(`${first.url}/ready`);
      expect([ready.status, await ready.text()]).toEqual([503, 'failed\n']);
      expect(await (await fetch(`${first.url}/metrics`)).text()).toContain('\nspillway_journal_failed 1\n');
      trader.close();
      // Another process takes over on a disk that works; in this one the lock has to be let go of.
      state.mend();
      await first.close();

      const second = await openExchange({
        ...options,
        journalStorage: disk.mount(),
        scenario: undefined,
        seed: undefined,
      });
      const again = await connectClient(second, { seatToken });
      const { openOrders } = await again.account();
      expect(openOrders[0]).toMatchObject({ orderId, remaining: '1.000' });
    },
  );
});
