/** The closed-form cases of the validation set: who is liquidated by one move of the marks, and who is not. */
import { describe, expect, test } from 'vitest';
import { explainMargin } from './explain-margin.ts';
import type { PositionInput } from './margin-request.ts';

type Mode = PositionInput['mode'];

/** A long or short whose notional at entry is `notional`: size in units worth 1 at entry. */
function held(symbol: string, notional: number, move: string): Omit<PositionInput, 'mode'> {
  const side = notional > 0 ? 'long' : 'short';
  return { symbol, side, qty: Math.abs(notional), entry: '1', mark: move, mmr: '0.005' };
}

describe('V02: the same move, a different liquidation volume', () => {
  const isDue = (mode: Mode, mark: string): boolean | undefined => {
    const margin = mode === 'isolated' ? 500 : null;
    const positions = [{ ...held('BTC', 5_000, mark), mode, margin }];
    return explainMargin({ wallet: 1_000, positions }).positions[0]?.isLiquidatable;
  };

  test.each([
    ['0.95', false, false],
    ['0.88', true, false],
    ['0.79', true, true],
  ])('at %s of entry isolated is due: %s, cross is due: %s', (mark, isolated, cross) => {
    expect(isDue('isolated', mark)).toBe(isolated);
    expect(isDue('cross', mark)).toBe(cross);
  });

  test('the thresholds are a fall of 9.54774 % and of 19.598 %', () => {
    const priceOf = (mode: Mode) =>
      explainMargin({
        wallet: 1_000,
        positions: [{ ...held('BTC', 5_000, '1'), mode, margin: mode === 'isolated' ? 500 : null }],
      }).positions[0]?.liquidationPrice;
    expect(Number(priceOf('isolated'))).toBeCloseTo(1 - 0.0954774, 7);
    expect(Number(priceOf('cross'))).toBeCloseTo(1 - 0.19598, 6);
  });
});

describe('V03: cross liquidates less than isolated, the same, or more', () => {
  const dueNotional = (mode: Mode, [btc, eth]: readonly [string, string]): number => {
    const margin = mode === 'isolated' ? 5_000 : null;
    const positions = [
      { ...held('BTC', 50_000, btc), mode, margin },
      { ...held('ETH', 50_000, eth), mode, margin },
    ];
    const due = explainMargin({ wallet: 10_000, positions }).positions.filter(
      ({ isLiquidatable }) => isLiquidatable,
    );
    return due.length * 50_000;
  };

  test.each([
    [['0.85', '0.98'], 50_000, 0],
    [['0.85', '0.85'], 100_000, 100_000],
    [['0.8', '1'], 50_000, 100_000],
  ] as const)('marks at %s of entry: isolated %s, cross %s', (marks, isolated, cross) => {
    expect(dueNotional('isolated', marks)).toBe(isolated);
    expect(dueNotional('cross', marks)).toBe(cross);
  });
});

describe('V04: isolated margin breaks a hedge that cross keeps', () => {
  const reportAt = (mode: Mode, mark: string) =>
    explainMargin({
      wallet: 10_000,
      positions: [
        { ...held('BTC', 50_000, mark), mode, margin: mode === 'isolated' ? 5_000 : null },
        { ...held('ETH', -50_000, mark), mode, margin: mode === 'isolated' ? 5_000 : null },
      ],
    });

  test('15 % down, the isolated long is bankrupt by 2,500 and the short is ahead', () => {
    const [long, short] = reportAt('isolated', '0.85').positions;
    expect(long).toMatchObject({ isLiquidatable: true, equity: '-2500', bankruptcyPrice: '0.9' });
    expect(short).toMatchObject({ isLiquidatable: false, equity: '12500' });
  });

  test('the cross account stands where it stood', () => {
    const report = reportAt('cross', '0.85');
    expect(report.account.crossEquity).toBe('10000');
    expect(report.positions.map(({ isLiquidatable }) => isLiquidatable)).toEqual([false, false]);
  });
});

describe('V05: a long of 5,000 in a cross account of 10,000', () => {
  const report = explainMargin({
    wallet: 10_000,
    positions: [{ ...held('BTC', 5_000, '1'), mode: 'cross' }],
  });

  test('has no liquidation price', () => {
    expect(report.positions[0]).toMatchObject({
      liquidationPrice: null,
      reason: 'never',
      bankruptcyPrice: null,
    });
  });

  test('is safe when the coin is worth next to nothing, and has lost all but 5,000', () => {
    const positions = [{ ...held('BTC', 5_000, '0.000001'), mode: 'cross' as const }];
    const worst = explainMargin({ wallet: 10_000, positions });
    expect(worst.positions[0]).toMatchObject({ isLiquidatable: false, equity: '5000.005' });
  });
});

test('the available balance is equity less initial margins, and never below 0', () => {
  const positions = (leverage: number): PositionInput[] => [
    { ...held('BTC', 5_000, '0.9'), mode: 'cross', leverage },
    { ...held('ETH', -1_000, '1'), mode: 'cross', leverage },
  ];
  // Equity 1,000 − 500; margins (4,500 + 1,000) / 20 = 275.
  const report = explainMargin({ wallet: 1_000, positions: positions(20) });
  expect(report.account).toEqual({
    contract: 'linear',
    wallet: '1000',
    isolatedMargin: '0',
    crossEquity: '500',
    crossMaintenanceMargin: '27.5',
    crossMarginRatio: '0.055',
    claimedMargin: '275',
    available: '225',
  });
  expect(explainMargin({ wallet: 1_000, positions: positions(10) }).account.available).toBe('0');
});

test('funding leaves the wallet: a cross long of 5,000 pays 5, an isolated short of 1,000 receives 1', () => {
  const { account, positions } = explainMargin({
    wallet: 1_000,
    positions: [
      { ...held('BTC', 5_000, '1'), mode: 'cross', fundingRate: '0.001' },
      { ...held('ETH', -1_000, '1'), mode: 'isolated', margin: 200, fundingRate: '0.001' },
    ],
  });
  expect(account).toMatchObject({ wallet: '996', isolatedMargin: '201', crossEquity: '795' });
  expect(positions.map(({ fundingPaid, equity }) => [fundingPaid, equity])).toEqual([
    ['5', '795'],
    ['-1', '201'],
  ]);
});
