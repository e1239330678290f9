/** Prints the calibration figures of one run: `node packages/scenarios/scripts/print-calibration.ts [scenario] [seed] [path=value …]`. */
import { performance } from 'node:perf_hooks';
import { stdout } from 'node:process';
import { calibrate } from '../src/calibration.ts';
import { readScenario } from '../src/catalogue.ts';
import { overrideScenario } from '../src/override-scenario.ts';

const [name = 'october-2025', seed = '42', ...settings] = process.argv.slice(2);
const scenario = overrideScenario(readScenario(name), settings);
const result = calibrate(scenario, seed, () => performance.now());
const replacer = (_: string, value: unknown): unknown => {
  if (typeof value === 'bigint') return value.toString();
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
};
stdout.write(`${JSON.stringify(result, replacer, 2)}\n`);
