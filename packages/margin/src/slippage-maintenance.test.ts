import { expect, test } from 'vitest';
import { explainSlippageMaintenance } from './slippage-maintenance.ts';

test('worked example 1 of the Vega specification: leaving 10 through the bids costs 340', () => {
  const report = explainSlippageMaintenance({
    side: 'long',
    qty: 10,
    mark: 144,
    riskFactor: '0.1',
    slippageFactor: 10,
    bids: [
      { price: 120, qty: 1 },
      { price: 110, qty: 4 },
      { price: 108, qty: 7 },
    ],
  });
  // (1 × 120 + 4 × 110 + 5 × 108) / 10; the example's 541.6 less 4 × 0.1 × 144 for its buy orders.
  expect(report).toMatchObject({ exitPrice: '110', slippage: '340', maintenanceMargin: '484' });
});

test('a long at 15,900 that could leave at 15,000 counts 900, less than 25 % of its notional', () => {
  const question = { side: 'long', qty: 1, mark: 15_900, riskFactor: '0.1', slippageFactor: '0.25' } as const;
  const bids = [{ price: 15_000, qty: 1 }];
  expect(explainSlippageMaintenance({ ...question, bids }).maintenanceMargin).toBe('2490');
  expect(explainSlippageMaintenance(question)).toMatchObject({ exitPrice: null, maintenanceMargin: '5565' });
});

test('a book that pays more than the mark costs nothing to leave through', () => {
  const question = { side: 'short', qty: 3, mark: 100, riskFactor: '0.1', slippageFactor: '0.5' } as const;
  const asks = [{ price: 99, qty: 1 }];
  // Only one of three can be bought: its price stands for all.
  expect(explainSlippageMaintenance({ ...question, asks })).toMatchObject({
    exitPrice: '99',
    slippage: '0',
    maintenanceMargin: '30',
  });
});
