/** Guide and reference of margin show what their commands print; the reference states the tiers of the house, and all that can be asked. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { QUESTION_KINDS } from '@spillway/margin';
import { SPILLWAY_HOUSE } from '@spillway/venues';
import { describe, expect, test } from 'vitest';
import { spillway } from './spillway.fixture.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const readDocument = (name: string): string => readFileSync(`${ROOT}docs/${name}`, 'utf8');

/** Each command of a document with the lines that are shown below it. */
const SHOWN = /```sh\nnpx spillway (margin .+)\n```\n\n```text\n([^`]+)```/g;
const shownIn = (document: string) =>
  [...readDocument(document).matchAll(SHOWN)].map(([, command = '', lines = '']) => ({
    command,
    lines: lines.trimEnd().split('\n'),
  }));

describe.each([
  ['the guide to margin modes', 'explanation/margin-modes.md', 7],
  ['the reference of margin rules', 'reference/margin-rules.md', 11],
])('%s', (_name, document, count) => {
  const shown = shownIn(document);

  test(`shows the output of ${count} commands`, () => {
    expect(shown).toHaveLength(count);
  });

  test.each(shown)('$command prints what is shown, in that order', async ({ command, lines }) => {
    const { exitCode, stdout } = await spillway(command.split(' '), { cwd: ROOT });
    expect(exitCode).toBe(0);
    let place = 0;
    for (const line of stdout.split('\n')) if (line === lines[place]) place += 1;
    expect(lines.slice(place), 'lines that the command does not print in this place').toEqual([]);
  });
});

test('the reference has a row for every kind of figure, in their order', () => {
  const section = readDocument('reference/margin-rules.md').split('### Figures of other kinds\n')[1] ?? '';
  const kinds = [...section.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, kind]) => kind).slice(1);
  expect(['account', ...kinds]).toEqual(QUESTION_KINDS);
});

test('every example is in a command of guide or reference', () => {
  const text = readDocument('explanation/margin-modes.md') + readDocument('reference/margin-rules.md');
  const examples = readdirSync(`${ROOT}docs/examples`);
  expect(examples.filter((name) => !text.includes(`npx spillway margin docs/examples/${name}`))).toEqual([]);
});

describe('the reference of the house', () => {
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
