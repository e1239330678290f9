import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { listScenarios, readScenario } from './catalogue.ts';
import { scenarioJsonSchemaText } from './json-schema.ts';
import { planSimulation } from './plan-simulation.ts';

describe('the catalogue', () => {
  test('holds the scenarios that the documentation names, each under its own name', () => {
    const names = listScenarios().map(({ name }) => name);
    expect(names).toEqual([
      'circuit-breaker',
      'correlated-selloff',
      'load-test',
      'october-2025',
      'quiet-day',
      'venue-selloff',
    ]);
    for (const name of names) expect(readScenario(name).name).toBe(name);
  });

  test('names near ones when there is none', () => {
    expect(() => readScenario('october-2024')).toThrow(
      'no scenario "october-2024"; expected october-2025, or a .yaml file',
    );
  });

  test('says which file cannot be read', () => {
    expect(() => readScenario('./nowhere.yaml')).toThrow(
      './nowhere.yaml: cannot be read (ENOENT); expected a scenario file',
    );
  });

  test('circuit-breaker is october-2025 but for its words and its circuit breakers', () => {
    const october = readScenario('october-2025');
    const halting = readScenario('circuit-breaker');
    const breaker = { moveFraction: 0.05, windowSeconds: 300, haltSeconds: 300, scope: 'market' };
    const instruments = october.market.instruments.map((instrument) => ({
      ...instrument,
      circuitBreaker: breaker,
    }));
    const { name, title, summary, lookAt } = halting;
    const market = { ...october.market, instruments };
    expect(halting).toEqual({ ...october, name, title, summary, lookAt, market });
  });

  test('october-2025 passes the published prices at their times', () => {
    const { instruments, durationMs } = planSimulation(readScenario('october-2025'), '1');
    expect(durationMs).toBe(75 * 60_000);
    const landmark = (instrument: number, minute: number): number | undefined => {
      const path = instruments[instrument]?.indexPath;
      if (path?.kind !== 'landmarks') return undefined;
      return path.landmarks.find(({ timeMs }) => timeMs === minute * 60_000)?.price;
    };
    // Public Binance USD-M one-minute klines: BTC open 20:45, low 21:20, close 21:59; SOL low 21:21, close 21:59.
    expect(landmark(0, 0)).toBe(116_970.1);
    expect(landmark(0, 35.5)).toBe(101_516.5);
    expect(landmark(0, 75)).toBe(113_253.6);
    expect(landmark(1, 36.5)).toBe(141.28);
    expect(landmark(1, 75)).toBe(190.7);
  });
});

test('scenario.schema.json is current (node packages/scenarios/scripts/write-schema.ts writes it)', () => {
  const path = fileURLToPath(new URL('../scenario.schema.json', import.meta.url));
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(JSON.parse(scenarioJsonSchemaText()));
});
