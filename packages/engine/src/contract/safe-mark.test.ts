import fc from 'fast-check';
import { expect, test } from 'vitest';
import { atMark, inverse, linear, smallContract, someTiers, tiersOf } from './contract.fixture.ts';
import { type Contract, notionalMicros, valueMicros } from './contract.ts';
import { type MaintenanceTerms, maintenanceMicros } from './maintenance.ts';
import { furthestSafeMarkTicks } from './safe-mark.ts';

test('L2 a linear long may fall by budget / size, a short rise by budget / (size × (1 + rate))', () => {
  const terms = atMark(tiersOf([0, 250_000]));
  const long = { sizeLots: 10, markTicks: 1_000, budgetMicros: 999 };
  expect(furthestSafeMarkTicks(linear(1), long, terms)).toBe(901);
  expect(furthestSafeMarkTicks(linear(1), { ...long, sizeLots: -10 }, terms)).toBe(1_079);
});

test('L2 maintenance on entry does not grow with the price of a short', () => {
  const terms = { riskTiers: tiersOf([0, 250_000]), closingFeePpm: 0, entryNotionalMicros: 10_000 };
  const short = { sizeLots: -10, markTicks: 1_000, budgetMicros: 999 };
  expect(furthestSafeMarkTicks(linear(1), short, terms)).toBe(1_099);
});

test('L2 an inverse long owes more the further the price falls', () => {
  // 1,000 at a mark of 100 owe 10; with 2.5 more, half of it eaten by maintenance of 25 %, 12: 1,000 / 12 = 83.3.
  const terms = atMark(tiersOf([0, 250_000]));
  const long = { sizeLots: 1, markTicks: 100, budgetMicros: 3 };
  expect(furthestSafeMarkTicks(inverse(1_000), long, terms)).toBe(84);
  // A short is worth 10 and may lose 3: 1,000 / 7 = 142.9.
  expect(furthestSafeMarkTicks(inverse(1_000), { ...long, sizeLots: -1 }, terms)).toBe(142);
  expect(
    furthestSafeMarkTicks(inverse(1_000, 5_000), { ...long, sizeLots: -1, budgetMicros: 10 }, terms),
  ).toBe(5_000);
});

/** What a move of the mark takes from equity over maintenance, with every rounding of the rules. */
function costMicros(
  contract: Contract,
  sizeLots: number,
  move: { readonly from: number; readonly to: number; readonly terms: MaintenanceTerms },
): number {
  const excess = (priceTicks: number) =>
    valueMicros(contract, sizeLots, priceTicks) -
    maintenanceMicros(move.terms, notionalMicros(contract, Math.abs(sizeLots), priceTicks));
  return excess(move.from) - excess(move.to);
}

test('L2 no mark up to the furthest safe one costs more than the budget and the roundings', () => {
  const position = fc.record({
    sizeLots: fc.integer({ min: -60, max: 60 }).filter((lots) => lots !== 0),
    markTicks: fc.integer({ min: 1, max: 400 }),
    budgetMicros: fc.integer({ min: 0, max: 20_000 }),
  });
  const basis = fc.record({
    closingFeePpm: fc.constantFrom(0, 600),
    entryNotionalMicros: fc.option(fc.integer({ min: 1, max: 50_000 }), { nil: null }),
  });
  fc.assert(
    fc.property(smallContract, position, fc.tuple(someTiers, basis), (contract, held, [riskTiers, rest]) => {
      const terms = { riskTiers, ...rest };
      const furthest = furthestSafeMarkTicks(contract, held, terms);
      const step = held.sizeLots > 0 ? -1 : 1;
      expect((furthest - held.markTicks) * step).toBeGreaterThanOrEqual(0);
      const allowed = held.budgetMicros + riskTiers.length + 2;
      for (let to = held.markTicks; to !== furthest + step; to += step) {
        const move = { from: held.markTicks, to, terms };
        expect(costMicros(contract, held.sizeLots, move)).toBeLessThanOrEqual(allowed);
      }
    }),
    { numRuns: 300 },
  );
});

test('L2 where no maintenance moves, one tick further costs more than the budget', () => {
  const still = { riskTiers: tiersOf([0, 1]), closingFeePpm: 0, entryNotionalMicros: 1 };
  const position = fc.record({
    sizeLots: fc.integer({ min: -60, max: 60 }).filter((lots) => lots !== 0),
    markTicks: fc.integer({ min: 1, max: 400 }),
    budgetMicros: fc.integer({ min: 0, max: 2_000 }),
  });
  fc.assert(
    fc.property(smallContract, position, (contract, held) => {
      const furthest = furthestSafeMarkTicks(contract, held, still);
      const to = held.sizeLots > 0 ? furthest - 1 : furthest + 1;
      if (to < 1 || to > contract.priceTicksMax) return;
      const move = { from: held.markTicks, to, terms: still };
      expect(costMicros(contract, held.sizeLots, move)).toBeGreaterThan(held.budgetMicros);
    }),
  );
});
