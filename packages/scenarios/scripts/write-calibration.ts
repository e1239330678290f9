/** Runs `october-2025` with the seeds of the calibration table, and writes table and sentence into the reference. */
import { readFileSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { type Calibration, calibrate } from '../src/calibration.ts';
import { calibrationTable, marginModeSentence, withCalibrationText } from '../src/calibration-table.ts';
import { readScenario } from '../src/catalogue.ts';
import { overrideScenario } from '../src/override-scenario.ts';

const SEEDS = ['42', '43', '44'] as const;

function run(seed: string, settings: readonly string[]): Calibration {
  return calibrate(overrideScenario(readScenario('october-2025'), settings), seed, () => performance.now());
}

const path = fileURLToPath(new URL('../../../docs/reference/scenarios.md', import.meta.url));
const table = calibrationTable(SEEDS.map((seed) => ({ seed, result: run(seed, []) })));
const sentence = marginModeSentence(SEEDS[0], {
  cross: run(SEEDS[0], ['population.isolatedShare=0']),
  isolated: run(SEEDS[0], ['population.isolatedShare=1']),
});
writeFileSync(path, withCalibrationText(readFileSync(path, 'utf8'), `${table}\n\n${sentence}`));
