import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { VENUE_PRESETS } from '@spillway/venues';
import { expect, test } from 'vitest';
import { venueReference } from './venue-reference.ts';

test('docs/reference/venues.md is current (node packages/scenarios/scripts/write-venues.ts writes it)', () => {
  const path = fileURLToPath(new URL('../../../docs/reference/venues.md', import.meta.url));
  expect(venueReference()).toBe(readFileSync(path, 'utf8'));
});

test('amounts, rates and spans are shown as people write them', () => {
  const lines = venueReference().split('\n');
  expect(lines).toContain('| 150,000,000 USDC | 2.5 % | 20x | 1,875,000 USDC |');
  const dydx = lines.find((line) => line.startsWith('| SOLUSD | 1 h |'));
  expect(dydx).toBe(
    '| SOLUSD | 1 h | 0.01 % | none | 3.75 % | 8 | 5,000 USDC | equal | 20,000,000 USDC to 50,000,000 USDC |',
  );
  const partial = lines.find((line) => line.startsWith('| `partial`'));
  expect(partial).toContain('slice: above 100,000 USDC 20 %, then 30 s nothing');
});

test('every source, assumption and refusal of a preset is on the page', () => {
  const page = venueReference();
  for (const { sources, assumptions, rejectReasons } of Object.values(VENUE_PRESETS)) {
    for (const source of sources) expect(page).toContain(`- ${source}`);
    for (const assumption of assumptions) expect(page).toContain(assumption.slice(assumption.indexOf(': ')));
    for (const { reason } of Object.values(rejectReasons)) expect(page).toContain(`| ${reason} |`);
  }
});
