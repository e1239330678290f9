import type { InputRequest, TradeAction } from '@spillway/data-directory';
import { expect, test } from 'vitest';
import { accept } from '../answers.ts';
import { AnswerBook } from './answer-book.ts';

const ORDER = { symbol: 'BTCUSDT', side: 'buy', type: 'limit', size: '1', price: '100000' } as const;

const asked = (requestId: string, action: TradeAction): InputRequest => ({
  actor: 'seat:ada',
  requestId,
  action,
});
const order = (requestId: string, price = '100000'): InputRequest =>
  asked(requestId, { kind: 'trade', message: 'placeOrder', request: { ...ORDER, price } });
const batch = (requestId: string, count: number): InputRequest =>
  asked(requestId, { kind: 'trade', message: 'placeOrders', request: { orders: Array(count).fill(ORDER) } });

test('the latest ten thousand requests of a sender are remembered, the oldest forgotten', () => {
  const book = new AnswerBook();
  for (let number = 0; number <= 10_000; number += 1) book.remember(order(`order-${number}`), accept(number));
  expect(book.find(order('order-0'))).toBeNull();
  expect(book.find(order('order-1'))).toEqual({ isSame: true, answer: accept(1) });
  expect(book.find(order('order-10000'))).toEqual({ isSame: true, answer: accept(10_000) });
});

test('a batch counts as many as it has orders, for as many answers are kept of it', () => {
  const book = new AnswerBook();
  book.remember(order('order-1'), accept(1));
  for (let number = 1; number <= 100; number += 1)
    book.remember(batch(`batch-${number}`, 100), accept(number));
  expect(book.find(order('order-1'))).toBeNull();
  expect(book.find(batch('batch-1', 100))).toMatchObject({ isSame: true });
  book.remember(order('order-2'), accept(2));
  expect(book.find(batch('batch-1', 100))).toBeNull();
  expect(book.find(batch('batch-2', 100))).toMatchObject({ isSame: true });
});

test('another request under the same id is told from the same, however little differs', () => {
  const book = new AnswerBook();
  for (let price = 100_000; price < 101_000; price += 1) {
    book.remember(order(`at ${price}`, String(price)), accept(price));
    expect(book.find(order(`at ${price}`, String(price)))?.isSame).toBe(true);
    expect(book.find(order(`at ${price}`, String(price + 1)))?.isSame).toBe(false);
  }
});
