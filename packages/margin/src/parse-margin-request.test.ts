import { type MarketRules, quoteMicros, ratePpm } from '@spillway/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explainMargin } from './explain-margin.ts';
import { marginPreset, type PresetCatalogue } from './margin-preset.ts';
import { parseMarginRequest } from './parse-margin-request.ts';

const position = {
  symbol: 'BTCUSDT',
  side: 'long',
  qty: 1,
  entry: '100',
  mark: 100,
  mode: 'cross',
  mmr: 0.01,
};
const request = { wallet: 50, positions: [position] };
const isolated = { ...position, mode: 'isolated' };
const tiers = [
  { floor: 0, mmr: '0.01' },
  { floor: 1_000, mmr: '0.02', cum: 10 },
];
const { mmr: _mmr, ...unrated } = position;

const ACCOUNT_KEYS = 'kind, rules, wallet, quoteBalance, positions, orders, closeOut, target';
const POSITION_KEYS =
  'symbol, side, qty, multiplier, entry, mark, mode, margin, coinMargin, leverage, fundingRate, mmr, cum, tiers, leverageTiers';

function faultsOf(value: unknown, catalogue?: PresetCatalogue): readonly string[] {
  const parsed = parseMarginRequest(value, catalogue);
  return parsed.isParsed ? [] : parsed.faults;
}
const withPosition = (change: object) => ({ ...request, positions: [{ ...position, ...change }] });

test('numbers may be numbers or decimal strings, and null says nothing', () => {
  const parsed = parseMarginRequest({
    ...request,
    rules: null,
    target: 'BTCUSDT',
    positions: [{ ...position, leverage: null, margin: null, cum: null, tiers: null }],
  });
  expect(parsed.isParsed).toBe(true);
});

describe('a wrong request is refused with the path, what was expected and what came', () => {
  const cases: readonly (readonly [unknown, string])[] = [
    [null, `input: expected an object with ${ACCOUNT_KEYS}, got null`],
    [[], `input: expected an object with ${ACCOUNT_KEYS}, got []`],
    [{ positions: [position] }, 'wallet: expected a decimal number, got nothing'],
    [{ ...request, wallet: '1e3' }, 'wallet: expected a decimal number, got "1e3"'],
    [{ ...request, wallet: '1,000' }, 'wallet: expected a decimal number, got "1,000"'],
    [{ ...request, wallet: Number.NaN }, 'wallet: expected a decimal number, got NaN'],
    [{ ...request, wallet: '1000000000000000' }, 'wallet: expected a decimal number, got "1000000000000000"'],
    [{ ...request, positions: [] }, 'positions: expected a list of 1 to 100 positions, got []'],
    [withPosition({ symbol: '' }), 'positions[0].symbol: expected a symbol such as "BTCUSDT", got ""'],
    [withPosition({ side: 'buy' }), 'positions[0].side: expected "long" or "short", got "buy"'],
    [
      withPosition({ mode: 'portfolio' }),
      'positions[0].mode: expected "isolated" or "cross", got "portfolio"',
    ],
    [withPosition({ qty: 0 }), 'positions[0].qty: expected a positive decimal number, got 0'],
    [withPosition({ mark: '-1' }), 'positions[0].mark: expected a positive decimal number, got "-1"'],
    [
      withPosition({ mmr: 1 }),
      'positions[0].mmr: expected a fraction from 0 up and below 1, such as 0.005 for 0.5 %, got 1',
    ],
    [withPosition({ cum: -5 }), 'positions[0].cum: expected a decimal number from 0 up, got -5'],
    [
      withPosition({ quantity: 2 }),
      `positions[0]: expected no other keys than ${POSITION_KEYS}, got quantity`,
    ],
    [
      { ...request, rules: { maintenanceBasis: 'last' } },
      'rules.maintenanceBasis: expected "mark" or "entry", got "last"',
    ],
    [
      { ...request, rules: 'binance-usdm' },
      'rules: expected a preset (none is known here), got "binance-usdm"',
    ],
    [{ ...request, rules: { closingFee: 0.99 } }, 'rules.closingFee: expected less than 0.99, got 0.99'],
    [{ ...request, target: 'ETHUSDT' }, 'target: expected the symbol of one of the positions, got "ETHUSDT"'],
    [
      { ...request, positions: [position, position] },
      'positions[1].symbol: expected one position for each symbol, got "BTCUSDT"',
    ],
    [
      { ...request, positions: [isolated] },
      'positions[0].margin: expected the margin or the leverage of an isolated position, got nothing',
    ],
    [
      withPosition({ margin: 5 }),
      'positions[0].margin: expected nothing: the wallet backs a cross position, got 5',
    ],
    [
      { ...request, positions: [unrated] },
      'positions[0].mmr: expected a maintenance rate, or tiers, or rules that name a preset for the symbol, got nothing',
    ],
    [withPosition({ mmr: 0, cum: 3 }), 'positions[0].cum: expected no amount where the rate is 0, got 3'],
    [withPosition({ tiers }), 'positions[0].mmr: expected nothing where tiers are given, got 0.01'],
    [
      { wallet: 50, positions: [{ ...unrated, tiers: [{ floor: 5, mmr: 0.1 }] }] },
      'positions[0].tiers[0].floor: expected 0, where the first tier begins, got 5',
    ],
    [
      { wallet: 50, positions: [{ ...unrated, tiers: [...tiers].reverse() }] },
      'positions[0].tiers[0].floor: expected 0, where the first tier begins, got 1000',
    ],
    [
      { wallet: 50, positions: [{ ...unrated, tiers: [tiers[0], { floor: 1_000, mmr: 0.02, cum: 11 }] }] },
      'positions[0].tiers[1].cum: expected 10, which makes maintenance continuous, got 11',
    ],
    [
      { wallet: 50, positions: [{ ...isolated, symbol: 'ETHUSDT', margin: 60 }, position] },
      'wallet: expected at least the 60 of the isolated positions, got 50',
    ],
  ];

  test.each(cases)('%j', (value, line) => {
    expect(faultsOf(value)[0]).toBe(line);
  });

  test('all faults at once, one line each', () => {
    expect(faultsOf({ wallet: 'much', positions: [{ ...position, qty: 'some', side: 'up' }] })).toEqual([
      'wallet: expected a decimal number, got "much"',
      'positions[0].side: expected "long" or "short", got "up"',
      'positions[0].qty: expected a positive decimal number, got "some"',
    ]);
  });

  test('a long value is cut', () => {
    expect(faultsOf({ ...request, wallet: 'x'.repeat(500) })[0]).toHaveLength(100);
  });

  test('explainMargin throws the same lines', () => {
    expect(() => explainMargin({ ...request, wallet: 'none', positions: [] })).toThrow(
      'wallet: expected a decimal number, got "none"\npositions: expected a list of 1 to 100 positions, got []',
    );
  });
});

test('nothing that JSON can hold makes the parser throw', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const parsed = parseMarginRequest(value);
      if (!parsed.isParsed) for (const fault of parsed.faults) expect(fault).not.toContain('\n');
    }),
  );
});

describe('a preset', () => {
  const rules: Pick<MarketRules, 'isTriggerInclusive' | 'maintenanceBasis'> = {
    isTriggerInclusive: false,
    maintenanceBasis: 'mark',
  };
  const riskTiers = [
    {
      notionalFloorMicros: quoteMicros(0),
      maintenanceRatePpm: ratePpm(4_000),
      maintenanceAmountMicros: quoteMicros(0),
      leverageMax: 125,
    },
    {
      notionalFloorMicros: quoteMicros(50_000_000_000),
      maintenanceRatePpm: ratePpm(5_000),
      maintenanceAmountMicros: quoteMicros(50_000_000),
      leverageMax: 100,
    },
  ];
  const preset = marginPreset({ rules, instruments: { BTCUSDT: { riskTiers } } });
  const catalogue: PresetCatalogue = { presets: { house: preset } };
  const long = { ...unrated, qty: 2, entry: 50_000, mark: 50_000 };

  test('states micros and ppm as decimals', () => {
    expect(preset).toEqual({
      rules: { trigger: 'strict' },
      isolatedBasis: 'mark',
      tiers: {
        BTCUSDT: [
          { floor: '0', mmr: '0.004', cum: '0' },
          { floor: '50000', mmr: '0.005', cum: '50' },
        ],
      },
    });
  });

  test('gives its tiers to a position without its own, and stands for itself afterwards', () => {
    const parsed = parseMarginRequest({ rules: 'house', wallet: 5_000, positions: [long] }, catalogue);
    if (!parsed.isParsed) throw new Error(parsed.faults.join('\n'));
    // 100,000 × 0.5 % − 50 = 450.
    expect(explainMargin(parsed.request).positions[0]?.maintenanceMargin).toBe('450');
    expect(parsed.account.rules.isTriggerInclusive).toBe(false);
  });

  test('holds by default where the catalogue says so, and yields to what the request states', () => {
    const parsed = parseMarginRequest(
      {
        rules: { trigger: 'inclusive' },
        wallet: 5_000,
        positions: [long, { ...position, symbol: 'ETHUSDT' }],
      },
      { ...catalogue, defaultName: 'house' },
    );
    if (!parsed.isParsed) throw new Error(parsed.faults.join('\n'));
    expect(parsed.account.rules.isTriggerInclusive).toBe(true);
    expect(parsed.account.positions.map(({ tiers: table }) => table.length)).toEqual([2, 1]);
  });

  test('of a venue that maintains isolated positions on entry does so there alone, and has no answer to both', () => {
    const onEntry = marginPreset({
      rules: { ...rules, maintenanceBasis: 'entry' },
      instruments: { BTCUSDT: { riskTiers }, ETHUSDT: { riskTiers } },
    });
    const venues: PresetCatalogue = { presets: { entry: onEntry }, defaultName: 'entry' };
    const basisOf = (modes: readonly string[], stated = {}) => {
      const positions = modes.map((mode, index) => {
        const margin = mode === 'isolated' ? { margin: 5_000 } : {};
        return { ...long, mode, ...margin, symbol: index === 0 ? 'BTCUSDT' : 'ETHUSDT' };
      });
      const parsed = parseMarginRequest({ rules: stated, wallet: 50_000, positions }, venues);
      return parsed.isParsed ? parsed.account.rules.maintenanceBasis : parsed.faults;
    };
    expect(basisOf(['isolated', 'isolated'])).toBe('entry');
    expect(basisOf(['cross'])).toBe('mark');
    expect(basisOf(['isolated', 'cross'])).toEqual([
      'positions: expected one margin mode: entry takes maintenance of entry where it is isolated, at mark in cross',
    ]);
    expect(basisOf(['isolated', 'cross'], { maintenanceBasis: 'mark' })).toBe('mark');
  });

  test('has nothing to say about contracts that are margined in coin', () => {
    const inverse = { rules: { preset: 'house', contract: 'inverse' }, wallet: 1, positions: [long] };
    expect(faultsOf(inverse, catalogue)).toEqual([
      'positions[0].mmr: expected a maintenance rate, or tiers, or rules that name a preset for the symbol, got nothing',
    ]);
  });

  test('that nobody knows, or that lacks the symbol, is a fault', () => {
    expect(faultsOf({ rules: 'home', wallet: 1, positions: [long] }, catalogue)).toEqual([
      'rules: expected a preset (house), got "home"',
    ]);
    expect(faultsOf({ rules: '__proto__', wallet: 1, positions: [long] }, catalogue)).toEqual([
      'rules: expected a preset (house), got "__proto__"',
    ]);
    const unknown = { ...long, symbol: 'constructor' };
    expect(faultsOf({ rules: 'house', wallet: 1, positions: [unknown] }, catalogue)).toEqual([
      'positions[0].mmr: expected a maintenance rate, or tiers, or rules that name a preset for the symbol, got nothing',
    ]);
  });
});
