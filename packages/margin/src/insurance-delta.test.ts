import { expect, test } from 'vitest';
import { explainDeleveragingTrigger } from './deleveraging-trigger.ts';
import { explainInsurance } from './insurance-delta.ts';
import { explainSocialisedLoss } from './socialised-loss.ts';

/** A long of 2 that would be bankrupt at 90, closed at 93: 6 are left over. */
const CLOSED = { side: 'long', qty: 2, fillPrice: 93, bankruptcyPrice: 90 } as const;

test.each([
  ['all of it goes to the fund where no fee bounds that', {}, '6', '0'],
  ['at most 1 % of the 186 of the fill', { feeMax: '0.01' }, '1.86', '4.14'],
  ['nothing at a fee of 0', { feeMax: 0 }, '0', '6'],
] as const)('of a surplus of 6, %s', (_case, change, ...expected) => {
  const { surplus, insuranceDelta, accountKeeps } = explainInsurance({ ...CLOSED, ...change });
  expect(surplus).toBe('6');
  expect([insuranceDelta, accountKeeps]).toEqual(expected);
});

test('a short that closed above its bankruptcy price draws on the fund, whatever the fee', () => {
  const question = { side: 'short', qty: 2, fillPrice: 93, bankruptcyPrice: 90, feeMax: '0.01' } as const;
  expect(explainInsurance({ ...question, fund: 10 })).toMatchObject({
    insuranceDelta: '-6',
    accountKeeps: '0',
    fundAfter: '4',
    uncovered: '0',
  });
});

test('what the fund does not hold is left uncovered', () => {
  expect(explainInsurance({ ...CLOSED, fillPrice: 80, fund: 5 })).toMatchObject({
    insuranceDelta: '-20',
    fundAfter: '0',
    uncovered: '15',
  });
});

test('entry and margin stand for a bankruptcy price: 100 − 20 / 2 = 90', () => {
  const { bankruptcyPrice: _price, ...others } = CLOSED;
  expect(explainInsurance({ ...others, entry: 100, margin: 20 }).surplus).toBe('6');
  expect(explainInsurance({ ...others, side: 'short', entry: 80, margin: 20 }).surplus).toBe('-6');
});

const TRIGGER = { poolPeak: 1_000, startThreshold: '-0.3', stopThreshold: '-0.25' } as const;

test.each([
  ['at the start threshold it does not start', { loss: 300 }, false, false, '0'],
  ['below it starts', { loss: 301 }, true, true, '1'],
  ['between the two it goes on', { loss: 270, isActive: true }, false, true, '0'],
  ['between the two it does not begin', { loss: 270 }, false, false, '0'],
  ['above the stop threshold it ends', { loss: 249, isActive: true }, false, false, '0'],
  ['an empty pool starts it, for all of the loss', { loss: 100, pool: 0 }, true, true, '100'],
] as const)('deleveraging: %s', (_case, change, ...expected) => {
  const { starts, isActiveAfter, closesAmount } = explainDeleveragingTrigger({ ...TRIGGER, ...change });
  expect([starts, isActiveAfter, closesAmount]).toEqual(expected);
});

const WINNERS = [
  { id: 1, profit: 100 },
  { id: 2, profit: 200 },
  { id: 3, profit: -50 },
];

test.each([
  [90, ['30', '60', '0'], '0'],
  [400, ['100', '200', '0'], '100'],
] as const)(
  'a loss of %s is borne in proportion to profit, at most all of it',
  (loss, amounts, uncovered) => {
    const report = explainSocialisedLoss({ method: 'by-profit', loss, winners: WINNERS });
    expect(report.payments.map(({ amount }) => amount)).toEqual(amounts);
    expect(report.uncovered).toBe(uncovered);
  },
);

test('a loss that nobody in profit is there to bear stays', () => {
  const report = explainSocialisedLoss({ method: 'by-profit', loss: 5, winners: [{ id: 3, profit: -50 }] });
  expect(report).toMatchObject({ payments: [{ payer: '3', amount: '0' }], uncovered: '5' });
});

test('a charge on every coin is rounded up, so that it covers the loss', () => {
  const question = { method: 'per-coin', loss: 10, longQty: 2, shortQty: 1 } as const;
  expect(explainSocialisedLoss({ ...question, step: '0.01' })).toMatchObject({
    chargePerCoin: '3.34',
    payments: [
      { payer: 'long', amount: '6.68' },
      { payer: 'short', amount: '3.34' },
    ],
  });
  expect(explainSocialisedLoss({ ...question, shortQty: 2 }).chargePerCoin).toBe('2.5');
});
