import { describe, expect, test } from 'vitest';
import { readScenario } from './catalogue.ts';
import { overrideScenario } from './override-scenario.ts';

const SCENARIO = readScenario('october-2025');

describe('a setting', () => {
  test('changes one value and leaves the scenario that it was given alone', () => {
    const changed = overrideScenario(SCENARIO, ['population.isolatedShare=0.25']);
    expect(changed.population.isolatedShare).toBe(0.25);
    expect(SCENARIO.population.isolatedShare).not.toBe(0.25);
    expect({ ...changed, population: SCENARIO.population }).toEqual(SCENARIO);
  });

  test('finds entries of lists by name, symbol and number', () => {
    const changed = overrideScenario(SCENARIO, [
      'population.groups.noise.countPerInstrument=3',
      'market.instruments.SOLUSDT.activityScale=2',
      'shocks.0.label=first',
    ]);
    expect(changed.population.groups.find(({ name }) => name === 'noise')?.countPerInstrument).toBe(3);
    expect(changed.market.instruments[1]?.activityScale).toBe(2);
    expect(changed.shocks[0]?.label).toBe('first');
  });

  test('takes whole structures as YAML, and null', () => {
    const changed = overrideScenario(SCENARIO, ['shocks=[]', 'market.shockHalfLifeMinutes=null']);
    expect(changed.shocks).toEqual([]);
    expect(changed.market.shockHalfLifeMinutes).toBeNull();
  });

  test('sets a circuit breaker and a halt that the scenario does not have, then single values of them', () => {
    const changed = overrideScenario(SCENARIO, [
      'market.instruments.BTCUSDT.circuitBreaker={moveFraction: 0.05, windowSeconds: 60, haltSeconds: 120, scope: market}',
      'market.instruments.BTCUSDT.circuitBreaker.moveFraction=0.03',
      'halts=[{symbol: SOLUSDT, from: "21:15", to: "21:20"}]',
      'halts.SOLUSDT.to=null',
    ]);
    expect(changed.market.instruments[0]?.circuitBreaker).toEqual({
      moveFraction: 0.03,
      windowSeconds: 60,
      haltSeconds: 120,
      scope: 'market',
    });
    expect(changed.halts).toEqual([{ symbol: 'SOLUSDT', from: '21:15', to: null }]);
  });

  test('later settings win', () => {
    const changed = overrideScenario(SCENARIO, ['speed=5', 'speed=6']);
    expect(changed.speed).toBe(6);
  });

  test.each([
    [
      'population.isolatedShar=0.5',
      '--set: population.isolatedShar: no such setting; expected population.isolatedShare',
    ],
    ['isolatedShare=0.5', '--set: isolatedShare: no such setting; expected population.isolatedShare'],
    [
      'market.instruments.BTCUSDT.circuitBreaker.moveFraction=0.03',
      '--set: market.instruments.BTCUSDT.circuitBreaker.moveFraction: market.instruments.BTCUSDT.circuitBreaker holds nothing here; expected it to be set as a whole, such as market.instruments.BTCUSDT.circuitBreaker=…, before a part of it',
    ],
    [
      'halts.0.to=null',
      '--set: halts.0.to: halts holds nothing here; expected it to be set as a whole, such as halts=…, before a part of it',
    ],
    ['nothing.like.it=1', '--set: nothing.like.it: no such setting; expected a setting of the scenario'],
    ['population.isolatedShare', '--set: "population.isolatedShare" is not a setting; expected path=value'],
    [
      'population.isolatedShare=2',
      '--set: population.isolatedShare: 2 is not valid; expected a number of at most 1',
    ],
    ['population.isolatedShare=', '--set: population.isolatedShare: null is not valid; expected a number'],
    ['shocks.0.at=[1', '--set: shocks.0.at: "[1" is not a value; expected YAML'],
    ['__proto__.x=1', '--set: __proto__.x: no such setting; expected a setting of the scenario'],
  ])('%s is refused in one line', (setting, line) => {
    expect(() => overrideScenario(SCENARIO, [setting])).toThrow(
      expect.objectContaining({ name: 'ScenarioError', lines: [line] }),
    );
  });
});
