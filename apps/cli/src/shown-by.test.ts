/** What the first release promises of its scenarios, shown by the command itself on whole runs. */
import type { RunSummary } from '@spillway/analysis';
import { expect, onTestFinished, test } from 'vitest';
import { spillway } from './spillway.fixture.ts';
import { temporaryDirectory } from './temporary-directory.fixture.ts';

const TIME_LIMIT_MS = 300_000;

async function summaryOf(scenario: string, ...flags: readonly string[]): Promise<RunSummary> {
  const cwd = temporaryDirectory(onTestFinished);
  const result = await spillway(['run', scenario, '--json', '--no-out', ...flags], { cwd });
  expect(result).toMatchObject({ exitCode: 0, stderr: '' });
  return JSON.parse(result.stdout) as RunSummary;
}

test(
  'october-2025 liquidates in both modes and instruments, conserves money, and repeats itself',
  async () => {
    const [first, second, other] = await Promise.all([
      summaryOf('october-2025', '--seed', '42'),
      summaryOf('october-2025', '--seed', '42'),
      summaryOf('october-2025', '--seed', '43'),
    ]);
    expect({ ...second, wallMs: 0 }).toEqual({ ...first, wallMs: 0 });
    expect(other.stateHash).not.toBe(first.stateHash);
    for (const { conservationError, liquidations } of [first, other]) {
      expect(conservationError).toBe('0');
      expect(Number(liquidations.byMode.isolated)).toBeGreaterThan(0);
      expect(Number(liquidations.byMode.cross)).toBeGreaterThan(0);
      expect(Number(liquidations.byInstrument['BTCUSDT'])).toBeGreaterThan(0);
      expect(Number(liquidations.byInstrument['SOLUSDT'])).toBeGreaterThan(0);
    }
  },
  TIME_LIMIT_MS,
);

test(
  'quiet-day has no liquidations',
  async () => {
    const { liquidations, insuranceFund, conservationError } = await summaryOf('quiet-day');
    expect(liquidations).toMatchObject({ count: 0, notional: '0' });
    expect(insuranceFund.end).toBe(insuranceFund.start);
    expect(conservationError).toBe('0');
  },
  TIME_LIMIT_MS,
);

test(
  'the isolated share alone changes the liquidation volume, on the same seed and path',
  async () => {
    const cross = await summaryOf('correlated-selloff', '--set', 'population.isolatedShare=0');
    const isolated = await summaryOf('correlated-selloff', '--set', 'population.isolatedShare=1');
    expect(cross.liquidations.notional).not.toBe(isolated.liquidations.notional);
    expect(cross.liquidations.byMode.isolated).toBe('0');
    expect(isolated.liquidations.byMode.cross).toBe('0');
    expect([cross.conservationError, isolated.conservationError]).toEqual(['0', '0']);
  },
  TIME_LIMIT_MS,
);
