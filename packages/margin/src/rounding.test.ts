import { expect, test } from 'vitest';
import { MarginDecimal } from './decimal.ts';
import { explainMargin } from './explain-margin.ts';
import { type AmountRounding, type PriceRounding, roundedAmount, roundedPrice } from './rounding.ts';

test.each<[AmountRounding, string, string]>([
  ['up', '2.5', '3'],
  ['up', '-2.1', '-3'],
  ['down', '2.9', '2'],
  ['down', '-2.9', '-2'],
  ['half-up', '2.5', '3'],
  ['half-even', '2.5', '2'],
  ['half-even', '3.5', '4'],
])('%s takes %s to %s', (rounding, value, expected) => {
  expect(roundedAmount(new MarginDecimal(value), { step: 1, rounding }).toFixed()).toBe(expected);
});

test.each<[PriceRounding, 'long' | 'short', string]>([
  ['towards-mark', 'long', '100.5'],
  ['towards-mark', 'short', '100'],
  ['down', 'long', '100'],
  ['up', 'short', '100.5'],
  ['half-up', 'long', '100.5'],
])('a price of 100.3 rounded %s for a %s on ticks of 0.5 is %s', (rounding, side, expected) => {
  const price = roundedPrice(new MarginDecimal('100.3'), side, { tickSize: '0.5', rounding });
  expect(price.toFixed()).toBe(expected);
});

test('a report has figures as shown only where rules ask for them, and the exact ones stay', () => {
  const request = {
    wallet: 2_000,
    positions: [
      {
        symbol: 'A',
        side: 'long',
        qty: 1,
        entry: 8_800,
        mark: 8_800,
        mode: 'cross',
        leverage: 7,
        mmr: '0.01',
      },
    ],
  } as const;
  expect(explainMargin(request).positions[0]?.rounded).toBeUndefined();
  const [report] = explainMargin({
    ...request,
    rules: { rounding: { tickSize: 1, amountStep: '0.1' } },
  }).positions;
  // 6,800 / 0.99 = 6,868.69; 8,800 / 7 = 1,257.142…
  expect(report?.liquidationPrice).toBe('6868.6868686868686869');
  expect(report?.rounded).toEqual({
    liquidationPrice: '6869',
    bankruptcyPrice: '6800',
    initialMargin: '1257.1',
    maintenanceMargin: '88',
    equity: '2000',
  });
});

test('both legs of a hedged pair show their one price rounded alike, towards the mark', () => {
  const leg = { symbol: 'A', entry: 50_000, mark: 50_000, mode: 'cross', mmr: '0.004' } as const;
  const { positions } = explainMargin({
    rules: { positionMode: 'hedge', rounding: { tickSize: 1 } },
    wallet: 2_000,
    positions: [
      { ...leg, side: 'long', qty: '0.2' },
      { ...leg, side: 'short', qty: '0.1', entry: 52_000 },
    ],
  });
  // 2,800 / 0.0988 = 28,340.08: it lies below the mark, so lower prices are due.
  expect(positions.map(({ rounded }) => rounded?.['liquidationPrice'])).toEqual(['28341', '28341']);
});

test.each([
  // Linear, entry 100 and 10x: 90 / 0.995 = 90.4523, 110 / 1.005 = 109.4527.
  ['linear', 'long', '90.46'],
  ['linear', 'short', '109.45'],
  // Inverse: 100 × 1.005 / 1.1 = 91.3636, 100 × 0.995 / 0.9 = 110.5556.
  ['inverse', 'long', '91.37'],
  ['inverse', 'short', '110.55'],
] as const)('the liquidation price of a %s %s is shown as %s', (contract, side, expected) => {
  const [report] = explainMargin({
    rules: { contract, rounding: { tickSize: '0.01' } },
    wallet: 0,
    positions: [
      { symbol: 'A', side, qty: 100, entry: 100, mark: 100, mode: 'isolated', leverage: 10, mmr: '0.005' },
    ],
  }).positions;
  expect(report?.rounded?.['liquidationPrice']).toBe(expected);
});
