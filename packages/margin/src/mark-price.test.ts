import { describe, expect, test } from 'vitest';
import { MarginDecimal } from './decimal.ts';
import { explainMarkPrice } from './mark-price.ts';
import { medianOf, weightedMedianOf } from './median.ts';

const decimals = (values: readonly number[]) => values.map((value) => new MarginDecimal(value));

test('the median of an even number is the mean of the two in the middle', () => {
  expect(medianOf(decimals([5, 1, 3])).toString()).toBe('3');
  expect(medianOf(decimals([5, 1, 3, 2])).toString()).toBe('2.5');
});

test('the weighted median is the lowest value that reaches half of the weight', () => {
  const weighted = (pairs: readonly (readonly [number, number])[]) =>
    weightedMedianOf(
      pairs.map(([value, weight]) => ({
        value: new MarginDecimal(value),
        weight: new MarginDecimal(weight),
      })),
    ).toString();
  // 101 has 1 of 9, 102 brings 4, 103 brings 6.
  expect(
    weighted([
      [102, 3],
      [103, 2],
      [104, 2],
      [101, 1],
      [105, 1],
    ]),
  ).toBe('103');
  expect(
    weighted([
      [1, 1],
      [2, 1],
    ]),
  ).toBe('1');
});

describe('with the mean basis (Binance)', () => {
  // 100 × (1 + 0.01 % × 4 / 8) = 100.005; 100 + (0.1 + 0.2 + 0.3) / 3 = 100.2
  const question = {
    method: 'mean-basis',
    index: 100,
    lastFundingRate: '0.0001',
    hoursToFunding: 4,
    basisSamples: ['0.1', '0.2', '0.3'],
  } as const;

  test.each([
    [101, '100.2'],
    ['100.1', '100.1'],
    [99, '100.005'],
  ])('a last price of %s gives a mark of %s', (last, expected) => {
    expect(explainMarkPrice({ ...question, last }).markPrice).toBe(expected);
  });
});

describe('with the average basis (Hyperliquid)', () => {
  const question = {
    method: 'average-basis',
    oracle: 100,
    bid: 99,
    ask: 103,
    last: 101,
    perpetuals: [
      { price: 105, weight: 3 },
      { price: 106, weight: 2 },
    ],
  } as const;

  test('a basis that does not change is its own average', () => {
    const basisSamples = [3, 7, 1].map((seconds) => ({ seconds, basis: 2 }));
    const { candidates, markPrice } = explainMarkPrice({ ...question, basisSamples });
    expect(candidates.map((price) => new MarginDecimal(price).toFixed(15))).toEqual(
      ['102', '101', '105'].map((price) => `${price}.000000000000000`),
    );
    expect(new MarginDecimal(markPrice).toFixed(12)).toBe('102.000000000000');
  });

  test('after 1 for 150 seconds and 3 for as long the average is 2 + tanh(1/2)', () => {
    const basisSamples = [
      { seconds: 150, basis: 1 },
      { seconds: 150, basis: 3 },
    ];
    const [based = ''] = explainMarkPrice({ ...question, basisSamples }).candidates;
    // (1/e + 3) / (1/e + 1) = 2 + tanh(0.5), and tanh(0.5) = 0.46211715726…
    expect(new MarginDecimal(based).toFixed(11)).toBe('102.46211715726');
  });
});
