import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseScenario } from './parse-scenario.ts';
import { ScenarioError } from './scenario-error.ts';

const QUIET_DAY = readFileSync(
  fileURLToPath(new URL('../catalogue/quiet-day.yaml', import.meta.url)),
  'utf8',
);
const OCTOBER = readFileSync(
  fileURLToPath(new URL('../catalogue/october-2025.yaml', import.meta.url)),
  'utf8',
);

function linesOf(text: string): readonly string[] {
  try {
    parseScenario(text, 'my.yaml');
  } catch (error) {
    if (error instanceof ScenarioError) return error.lines;
    throw error;
  }
  return [];
}

test('halts, circuit breakers and trading bands may be left out, and are then none', () => {
  const scenario = parseScenario(QUIET_DAY, 'my.yaml');
  expect(scenario.halts).toEqual([]);
  for (const { circuitBreaker, tradingBand } of scenario.market.instruments) {
    expect({ circuitBreaker, tradingBand }).toEqual({ circuitBreaker: null, tradingBand: null });
  }
});

test('halts of the market and of an instrument, and halts one after another, are no overlap', () => {
  const halts = `halts:
  - { symbol: null, from: '+05:00', to: '+07:00' }
  - { symbol: BTCUSDT, from: '+06:00', to: '+08:00' }
  - { symbol: BTCUSDT, from: '+08:00', to: null }`;
  expect(linesOf(`${QUIET_DAY}\n${halts}\n`)).toEqual([]);
});

describe('a wrong scenario', () => {
  test.each([
    {
      why: 'a value out of range',
      change: ['isolatedShare: 0.5', 'isolatedShare: 1.5'],
      line: 'my.yaml: population.isolatedShare: 1.5 is not valid; expected a number of at most 1',
    },
    {
      why: 'a value of another type',
      change: ['durationMinutes: 30', 'durationMinutes: soon'],
      line: 'my.yaml: durationMinutes: "soon" is not valid; expected a number',
    },
    {
      why: 'an unknown setting',
      change: ['durationMinutes: 30', 'durationMinutes: 30\ncolour: red'],
      line: 'my.yaml: colour: unknown setting; expected none of this name',
    },
    {
      why: 'a missing setting',
      change: ['durationMinutes: 30\n', ''],
      line: 'my.yaml: durationMinutes: nothing is not valid; expected a number',
    },
    {
      why: 'a word that is not one of those that there are',
      change: ['leftover: user', 'leftover: house'],
      line: 'my.yaml: venue.leftover: "house" is not valid; expected "user" or "fund"',
    },
    {
      why: 'an instrument that the venue does not list',
      change: ['symbol: SOLUSDT', 'symbol: XMRUSDT'],
      line: 'my.yaml: market.instruments.1.symbol: "XMRUSDT" is not listed by spillway-house; expected BTCUSDT, ETHUSDT, SOLUSDT, DOGEUSDT',
    },
    {
      why: 'an instrument twice',
      change: ['symbol: SOLUSDT', 'symbol: BTCUSDT'],
      line: 'my.yaml: market.instruments.1.symbol: "BTCUSDT" is there twice; expected every instrument once',
    },
    {
      why: 'a group twice',
      change: ['name: patient-maker', 'name: fast-maker'],
      line: 'my.yaml: population.groups.1.name: "fast-maker" is there twice; expected names that differ',
    },
    {
      why: 'leverage buckets out of order',
      change: ['leverage: 3,', 'leverage: 2,'],
      line: 'my.yaml: population.holders.leverageBuckets.1.leverage: 2 is not above the one before it; expected buckets in order of leverage',
    },
    {
      why: 'a clock time without a clock',
      change: ['shocks: []', "shocks: [{ label: x, at: '21:15', lastsMinutes: 1, moveFraction: 0 }]"],
      line: 'my.yaml: shocks.0.at: "21:15" is a clock time; expected startsAt to be set, or a time such as "+05:00"',
    },
    {
      why: 'something that is no time',
      change: ['shocks: []', "shocks: [{ label: x, at: '25:15', lastsMinutes: 1, moveFraction: 0 }]"],
      line: 'my.yaml: shocks.0.at: "25:15" is not valid; expected a time such as "21:20:30" or "+35:30"',
    },
    {
      why: 'a halt of an instrument that is not there',
      change: ['shocks: []', `shocks: []\nhalts: [{ symbol: XMRUSDT, from: '+05:00', to: null }]`],
      line: 'my.yaml: halts.0.symbol: "XMRUSDT" is no instrument of the scenario; expected BTCUSDT, SOLUSDT, or null',
    },
    {
      why: 'a halt that ends before it begins',
      change: ['shocks: []', `shocks: []\nhalts: [{ symbol: null, from: '+05:00', to: '+04:00' }]`],
      line: 'my.yaml: halts.0.to: "+04:00" is not after "+05:00"; expected a later time, or null',
    },
    {
      why: 'a halt of the opening',
      change: ['shocks: []', `shocks: []\nhalts: [{ symbol: null, from: '+00:00', to: null }]`],
      line: 'my.yaml: halts.0.from: "+00:00" is the start, when positions are opened; expected a later time',
    },
    {
      why: 'a halt within a halt of the same instrument',
      change: [
        'shocks: []',
        `shocks: []\nhalts: [{ symbol: BTCUSDT, from: '+05:00', to: null }, { symbol: BTCUSDT, from: '+06:00', to: '+07:00' }]`,
      ],
      line: 'my.yaml: halts.1.from: "+06:00" overlaps halts.0; expected halts of BTCUSDT one after another',
    },
    {
      why: 'a halt by a clock that the scenario does not have',
      change: ['shocks: []', `shocks: []\nhalts: [{ symbol: null, from: '+05:00', to: '21:15' }]`],
      line: 'my.yaml: halts.0.to: "21:15" is a clock time; expected startsAt to be set, or a time such as "+05:00"',
    },
    {
      why: 'a circuit breaker of nothing',
      change: [
        'symbol: SOLUSDT',
        'symbol: SOLUSDT\n      circuitBreaker: { moveFraction: 0, windowSeconds: 60, haltSeconds: 60, scope: market }',
      ],
      line: 'my.yaml: market.instruments.1.circuitBreaker.moveFraction: 0 is not valid; expected a number of at least 0.000001',
    },
    {
      why: 'a circuit breaker of half a setting',
      change: ['symbol: SOLUSDT', 'symbol: SOLUSDT\n      tradingBand: { widthFraction: 0.05 }'],
      line: 'my.yaml: market.instruments.1.tradingBand.referenceSeconds: nothing is not valid; expected a number',
    },
  ])('names $why in one line', ({ change, line }) => {
    const [before = '', after = ''] = change;
    expect(QUIET_DAY).toContain(before);
    expect(linesOf(QUIET_DAY.replace(before, after))).toEqual([line]);
  });

  test('names every fault, one line each', () => {
    const text = QUIET_DAY.replace('isolatedShare: 0.5', 'isolatedShare: -1').replace(
      'speed: 30',
      'speed: 0',
    );
    expect(linesOf(text)).toEqual([
      'my.yaml: speed: 0 is not valid; expected a number of at least 0.1',
      'my.yaml: population.isolatedShare: -1 is not valid; expected a number of at least 0',
    ]);
  });

  test('that is no YAML is named with line and column', () => {
    expect(linesOf('name: [unclosed\ntitle: x\n')[0]).toMatch(/^my\.yaml:\d+:\d+: .+; expected YAML$/);
  });

  test('that is empty, a list or a word is refused as a whole', () => {
    for (const text of ['', '- a\n', 'word']) {
      expect(linesOf(text)[0]).toMatch(/^my\.yaml: the whole file: .+ expected an object$/);
    }
  });

  test('with a contract that settles in its coin is refused', () => {
    const bybit = QUIET_DAY.replace('preset: spillway-house', 'preset: bybit-uta');
    expect(linesOf(bybit.replace('symbol: SOLUSDT', 'symbol: BTCUSD'))).toContain(
      'my.yaml: market.instruments.1.symbol: "BTCUSD" settles in its coin, which agents do not trade; expected BTCUSDT',
    );
  });

  test('with landmarks out of order, between marks, or ending early is refused', () => {
    expect(linesOf(OCTOBER.replace('at: "20:50", price', 'at: "20:44", price'))[0]).toBe(
      'my.yaml: market.instruments.0.index.landmarks.2.at: "20:54" is not after the landmark before it; expected landmarks in order of time',
    );
    expect(linesOf(OCTOBER.replace('markIntervalMs: 1000', 'markIntervalMs: 7000'))[0]).toMatch(
      /landmarks\.1\.at: "20:50" falls between two marks; expected a multiple of 7000 ms$/,
    );
    expect(linesOf(OCTOBER.replace('durationMinutes: 75', 'durationMinutes: 76'))[0]).toMatch(
      /landmarks: the last one is before the end; expected one at or after 76 minutes$/,
    );
  });
});
