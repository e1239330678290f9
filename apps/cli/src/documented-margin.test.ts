/** The guide to margin modes shows what the commands on it print, and the reference states the tiers of the house. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SPILLWAY_HOUSE } from '@spillway/venues';
import { describe, expect, test } from 'vitest';
import { spillway } from './spillway.fixture.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const readDocument = (name: string): string => readFileSync(`${ROOT}docs/${name}`, 'utf8');

/** Each command of the guide with the lines that are shown below it. */
const SHOWN = /```sh\nnpx spillway (margin .+)\n```\n\n```text\n([^`]+)```/g;
const shown = [...readDocument('explanation/margin-modes.md').matchAll(SHOWN)].map(
  ([, command = '', lines = '']) => ({ command, lines: lines.trimEnd().split('\n') }),
);

describe('the guide to margin modes', () => {
  test('shows seven commands', () => {
    expect(shown).toHaveLength(7);
  });

  test.each(shown)('$command prints what is shown, in that order', async ({ command, lines }) => {
    const { exitCode, stdout } = await spillway(command.split(' '), { cwd: ROOT });
    expect(exitCode).toBe(0);
    let place = 0;
    for (const line of stdout.split('\n')) if (line === lines[place]) place += 1;
    expect(lines.slice(place), 'lines that the command does not print in this place').toEqual([]);
  });
});

describe('the reference of margin rules', () => {
  const text = readDocument('reference/margin-rules.md');
  const grouped = (amount: number): string => String(amount).replace(/\B(?=(?:\d{3})+$)/g, ',');

  test.each(Object.values(SPILLWAY_HOUSE.instruments))('states the tiers of $symbol', (specification) => {
    const section = text.split(`### ${specification.symbol}\n`)[1]?.split('\n### ')[0] ?? '';
    const rows = section.split('\n').filter((line) => /^\| \d/.test(line));
    expect(rows).toEqual(
      specification.riskTiers.map((tier) => {
        const floor = grouped(tier.notionalFloorMicros / 1_000_000);
        const amount = grouped(tier.maintenanceAmountMicros / 1_000_000);
        return `| ${floor} | ${tier.maintenanceRatePpm / 10_000} % | ${amount} | ${tier.leverageMax}x |`;
      }),
    );
  });

  test('states the ticks, lots and price bands of the instruments', () => {
    for (const { symbol, tickSize, lotSize, priceBandPpm } of Object.values(SPILLWAY_HOUSE.instruments)) {
      expect(text).toMatch(
        new RegExp(`\\| ${symbol} \\| ${tickSize} \\| ${lotSize} \\| .* \\| ${priceBandPpm / 10_000} % \\|`),
      );
    }
  });
});
