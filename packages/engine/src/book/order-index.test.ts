import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OrderIndex } from './order-index.ts';

/** Orders by slot, and a Map as the obvious twin of the index. */
class Orders {
  readonly numbers: number[] = [];
  readonly index: OrderIndex = new OrderIndex(this);
  readonly twin: Map<number, number> = new Map();

  orderId(slot: number): number {
    return this.numbers[slot] ?? 0;
  }

  add(orderId: number): void {
    const slot = this.numbers.push(orderId) - 1;
    this.index.add(orderId, slot);
    this.twin.set(orderId, slot);
  }

  remove(orderId: number): void {
    this.index.remove(orderId);
    this.twin.delete(orderId);
  }

  expectAgreement(asked: Iterable<number>): void {
    expect(this.index.count).toBe(this.twin.size);
    for (const orderId of asked) expect(this.index.find(orderId)).toBe(this.twin.get(orderId) ?? -1);
  }
}

test('an index agrees with a Map while orders come in sequence and go in any order', () => {
  const goings = fc.array(fc.nat({ max: 5_000 }), { minLength: 1_000, maxLength: 5_000, size: 'max' });
  fc.assert(
    fc.property(goings, (victims) => {
      const orders = new Orders();
      victims.forEach((victim, place) => {
        orders.add(place + 1);
        if (orders.twin.has(victim)) orders.remove(victim);
      });
      orders.expectAgreement(Array.from({ length: victims.length + 10 }, (_, orderId) => orderId));
    }),
    { numRuns: 20 },
  );
});

test('orders that all would like to be in one place are told apart', () => {
  const orders = new Orders();
  // Multiples of 2^32 have one home, whatever the length of the table: 255 of them lie behind the first.
  const numbers = Array.from({ length: 200 }, (_, place) => (place + 1) * 2 ** 32);
  for (const number of numbers) orders.add(number);
  for (const number of numbers.filter((_, place) => place % 3 === 0)) orders.remove(number);
  orders.expectAgreement(numbers);
});

test('more of them than an entry can count are refused, instead of filling the memory', () => {
  const orders = new Orders();
  const add = () => {
    for (let number = 1; number <= 300; number += 1) orders.add(number * 2 ** 32);
  };
  expect(add).toThrow(/numbers of orders are spread/);
});

test('orders whose numbers agree in their low 32 bits are told apart', () => {
  const orders = new Orders();
  const numbers = [7, 7 + 2 ** 32, 7 + 2 ** 40, 7 + 2 ** 52];
  for (const number of numbers) orders.add(number);
  orders.expectAgreement(numbers);
  orders.remove(7);
  orders.remove(7 + 2 ** 40);
  orders.expectAgreement(numbers);
});

test('a number that no order can have is not found', () => {
  const orders = new Orders();
  orders.add(1);
  for (const number of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 32 + 1]) {
    expect(orders.index.find(number)).toBe(-1);
  }
});
