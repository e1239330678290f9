import { PPM } from '@spillway/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exactNotional, inverse, linear, smallContract } from './contract.fixture.ts';
import {
  contractOf,
  lotsOfNotional,
  notionalMicros,
  PRICE_BEYOND_TICKS,
  positionLotsMax,
  priceOfNotionalTicks,
  valueMicros,
} from './contract.ts';

/** Contracts of 1 USD at a tick of 0.5, settled in hundred-millionths of a coin: 2 coins at a price of one tick. */
const COIN = inverse(200_000_000);

test('X1 a linear contract is worth lots × ticks × the worth of one of each, exactly', () => {
  expect(valueMicros(linear(100), 3, 50_000)).toBe(15_000_000);
  expect(valueMicros(linear(100), -3, 50_000)).toBe(-15_000_000);
  expect(notionalMicros(linear(100), 3, 50_000)).toBe(15_000_000);
});

test('X2 an inverse long owes coins, ever fewer as the price rises', () => {
  // 5,000 USD at 10,000.00 USD (20,000 ticks) are half a coin; at 12,500 they are 0.4.
  expect(valueMicros(COIN, 5_000, 20_000)).toBe(-50_000_000);
  expect(valueMicros(COIN, 5_000, 25_000)).toBe(-40_000_000);
  expect(valueMicros(COIN, -5_000, 25_000)).toBe(40_000_000);
});

test('X2 the worth is rounded down for whoever holds it, notional up', () => {
  // 1 USD at 3 ticks: 66,666,666.67 units.
  expect(valueMicros(COIN, 1, 3)).toBe(-66_666_667);
  expect(valueMicros(COIN, -1, 3)).toBe(66_666_666);
  expect(notionalMicros(COIN, 1, 3)).toBe(66_666_667);
  expect(valueMicros(COIN, 0, 3)).toBe(0);
});

test('X1 X2 rounded values lie within one unit of the exact ones, on the side that the rules name', () => {
  const lots = fc.integer({ min: 1, max: 1_000 });
  const price = fc.integer({ min: 1, max: 400 });
  fc.assert(
    fc.property(smallContract, lots, price, (contract, heldLots, priceTicks) => {
      const { top, bottom } = exactNotional(contract, heldLots, priceTicks);
      const direction = contract.isInverse ? -1n : 1n;
      const long = BigInt(valueMicros(contract, heldLots, priceTicks)) * bottom - direction * top;
      const short = BigInt(valueMicros(contract, -heldLots, priceTicks)) * bottom + direction * top;
      const size = BigInt(notionalMicros(contract, heldLots, priceTicks)) * bottom - top;
      expect(long <= 0n && long > -bottom).toBe(true);
      expect(short <= 0n && short > -bottom).toBe(true);
      expect(size >= 0n && size < bottom).toBe(true);
    }),
  );
});

test('X1 X2 a price from a notional is the exact quotient, rounded once, as asked', () => {
  const notional = fc.record({
    amountMicros: fc.integer({ min: 1, max: 10_000_000 }),
    perPpm: fc.integer({ min: 500_000, max: 1_500_000 }),
  });
  fc.assert(
    fc.property(
      smallContract,
      fc.integer({ min: 1, max: 1_000 }),
      notional,
      (contract, heldLots, fraction) => {
        const top = BigInt(fraction.amountMicros) * BigInt(PPM);
        const bottom = BigInt(fraction.perPpm);
        const one = exactNotional(contract, heldLots, 1).top;
        // Linear: ticks = notional / worth of one tick. Inverse: ticks = worth at one tick / notional.
        const [quotientTop, quotientBottom] = contract.isInverse ? [one * bottom, top] : [top, bottom * one];
        const down = BigInt(priceOfNotionalTicks(contract, heldLots, { ...fraction, rounding: 'down' }));
        const up = BigInt(priceOfNotionalTicks(contract, heldLots, { ...fraction, rounding: 'up' }));
        expect(down).toBe(quotientTop / quotientBottom);
        expect(up).toBe((quotientTop + quotientBottom - 1n) / quotientBottom);
      },
    ),
  );
});

test('X2 a notional of nothing has no price, nor has one beyond what a position can be worth', () => {
  const nothing = { amountMicros: 0, perPpm: PPM, rounding: 'up' } as const;
  expect(priceOfNotionalTicks(COIN, 1, nothing)).toBe(PRICE_BEYOND_TICKS);
  const huge = { amountMicros: 8_000_000_000_000_000, perPpm: 1, rounding: 'up' } as const;
  expect(priceOfNotionalTicks(linear(1), 1, huge)).toBe(PRICE_BEYOND_TICKS);
});

test('X1 X2 lots of a notional: no more than it, or no less', () => {
  expect(lotsOfNotional(linear(100), { notionalMicros: 1_000, rounding: 'down' }, 3)).toBe(3);
  expect(lotsOfNotional(linear(100), { notionalMicros: 1_000, rounding: 'up' }, 3)).toBe(4);
  // One unit of coin at 50,000.00 USD is 0.0005 USD: 3,000 of them are 1.5 contracts.
  expect(lotsOfNotional(COIN, { notionalMicros: 3_000, rounding: 'down' }, 100_000)).toBe(1);
  expect(lotsOfNotional(COIN, { notionalMicros: 3_000, rounding: 'up' }, 100_000)).toBe(2);
});

test('M8 the largest position stays below 2^52 at its dearest price, and one lot more does not', () => {
  const limit = 4_503_599_627_370_496n;
  fc.assert(
    fc.property(smallContract, (contract) => {
      const dearestTicks = contract.isInverse ? 1 : contract.priceTicksMax;
      const lots = positionLotsMax(contract);
      expect(exactNotional(contract, lots, dearestTicks).top < limit).toBe(true);
      expect(exactNotional(contract, lots + 1, dearestTicks).top >= limit).toBe(true);
    }),
  );
});

test('X2 the record of a contract is read off the specification', () => {
  const grid = { microsPerTickLot: 0, microTicksPerLot: 200_000_000, priceTicksMax: 1_000_000_000 };
  expect(contractOf({ ...grid, contractType: 'inverse' } as Parameters<typeof contractOf>[0])).toEqual(COIN);
});
