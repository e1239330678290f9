/** What the documentation promises of the ready-made scenarios, shown by the command itself on whole runs. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { groupThousands, type RunSummary } from '@spillway/analysis';
import { expect, onTestFinished, test } from 'vitest';
import { spillway } from './spillway.fixture.ts';
import { temporaryDirectory } from './temporary-directory.fixture.ts';

const TIME_LIMIT_MS = 300_000;
const HOW_TO = fileURLToPath(new URL('../../../docs/how-to/halt-trading.md', import.meta.url));

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

/** One column of the table in `docs/how-to/halt-trading.md`. */
function comparisonColumn({ liquidations, adl, insuranceFund, halts }: RunSummary): readonly string[] {
  const millions = (notional: string): string => (Number(notional) / 1_000_000).toFixed(1);
  return [
    groupThousands(String(liquidations.count)),
    millions(liquidations.notional),
    millions(adl.notional),
    groupThousands(Number(insuranceFund.end).toFixed(0)),
    `${halts.count}, ${Number(halts.haltedMs['BTCUSDT']) / 60_000} min`,
  ];
}

const COMPARISON_LABELS = [
  'liquidations (accounts or positions)',
  'closed by force, million USDT',
  'of it auto-deleveraged, million USDT',
  'insurance fund at the end (120,000 at the start)',
  'halts of the market, in all',
] as const;

test(
  'the breaker of circuit-breaker halts, fewer are liquidated and more is deleveraged; the how-to shows these figures',
  async () => {
    const runs = await Promise.all(
      ['42', '43'].flatMap((seed) => [
        summaryOf('october-2025', '--seed', seed),
        summaryOf('circuit-breaker', '--seed', seed),
      ]),
    );
    for (const { halts, conservationError } of runs.filter(
      ({ scenario }) => scenario === 'circuit-breaker',
    )) {
      expect(halts.byCircuitBreaker).toBe(halts.count);
      expect(halts.count).toBeGreaterThan(0);
      expect(conservationError).toBe('0');
    }
    const [without42, with42, without43, with43] = runs;
    for (const [without, halting] of [
      [without42, with42],
      [without43, with43],
    ]) {
      expect(halting?.liquidations.count).toBeLessThan(without?.liquidations.count ?? 0);
      expect(Number(halting?.liquidations.notional)).toBeLessThan(Number(without?.liquidations.notional));
      expect(Number(halting?.adl.notional)).toBeGreaterThan(Number(without?.adl.notional));
    }
    const columns = runs.map(comparisonColumn);
    const rows = COMPARISON_LABELS.map(
      (label, row) => `| ${[label, ...columns.map((column) => column[row] ?? '')].join(' | ')} |`,
    );
    expect(readFileSync(HOW_TO, 'utf8')).toContain(rows.join('\n'));
  },
  TIME_LIMIT_MS,
);
