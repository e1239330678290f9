import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Calibration, calibrate } from './calibration.ts';
import { calibrationCells, calibrationText, marginModeSentence } from './calibration-table.ts';
import { readScenario } from './catalogue.ts';
import { overrideScenario } from './override-scenario.ts';

const path = fileURLToPath(new URL('../../../docs/reference/scenarios.md', import.meta.url));
const documented = calibrationText(readFileSync(path, 'utf8'));

function run(settings: readonly string[]): Calibration {
  return calibrate(overrideScenario(readScenario('october-2025'), settings), '42', () => 0);
}

/** After a change that moves the figures: `node packages/scenarios/scripts/write-calibration.ts`. */
test('docs/reference/scenarios.md states what october-2025 amounts to with seed 42', () => {
  const rows = documented.split('\n\n')[0]?.split('\n').slice(2) ?? [];
  const seed42 = rows.map((row) => row.split('|')[3]?.trim());
  expect(seed42).toEqual(calibrationCells(run([])));
}, 120_000);

test('and what the margin mode alone changes of it', () => {
  const cross = run(['population.isolatedShare=0']);
  const isolated = run(['population.isolatedShare=1']);
  expect(documented.split('\n\n')[1]).toBe(marginModeSentence('42', { cross, isolated }));
}, 120_000);
