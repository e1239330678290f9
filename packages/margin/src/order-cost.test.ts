import { expect, test } from 'vitest';
import { explainOrderCost } from './order-cost.ts';

/** Binance FAQ 87fa7ee33b574f7084d42bd2ce2e463b, cost of opening an order: price 9,253.30, mark 9,259.84, 20x. */
const published = { orderPrice: '9253.3', markPrice: '9259.84', quantity: 1, leverage: 20 } as const;

test('V-BINANCE-ORDERCOST-IM: the initial margin is 462.665, published as 462.66', () => {
  expect(explainOrderCost({ side: 'buy', ...published }).initialMargin).toBe('462.665');
});

test('V-BINANCE-ORDERCOST-OPENLOSS: a buy below the mark opens without loss, a sell with 6.54', () => {
  expect(explainOrderCost({ side: 'buy', ...published }).openLoss).toBe('0');
  expect(explainOrderCost({ side: 'sell', ...published })).toMatchObject({
    openLoss: '6.54',
    cost: '469.205',
  });
});
