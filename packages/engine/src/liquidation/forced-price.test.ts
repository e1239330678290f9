import { ratePpm } from '@spillway/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PRICE_BEYOND_TICKS } from '../contract/contract.ts';
import { fillableBoundTicks, nearBankruptcyTicks } from './forced-price.ts';

describe('fillable price', () => {
  const MICRO = 1_000_000;
  const bound = (adjustment: number, spread: number) =>
    ({
      kind: 'fillable',
      adjustmentPpm: ratePpm(adjustment * MICRO),
      spreadPpm: ratePpm(spread * MICRO),
    }) as const;

  /*
   * dydxprotocol/v4-chain, protocol/x/clob/keeper/liquidations_test.go, TestGetFillablePrice (commit 84d4664b): BTC at
   * 50,000 and ETH at 3,000, maintenance a tenth of notional; equity is quote and positions at the oracle price.
   */
  test.each([
    {
      id: 'LONG-BA2',
      direction: 1,
      mark: 50_000,
      notional: 5_000,
      equity: 499,
      all: 500,
      adjustment: 2,
      spread: 0.1,
      price: 49_998,
    },
    {
      id: 'LONG-SM02',
      direction: 1,
      mark: 50_000,
      notional: 5_000,
      equity: 499,
      all: 500,
      adjustment: 1,
      spread: 0.2,
      price: 49_998,
    },
    {
      id: 'SHORT-BA2',
      direction: -1,
      mark: 50_000,
      notional: 5_000,
      equity: 499,
      all: 500,
      adjustment: 2,
      spread: 0.1,
      price: 50_002,
    },
    {
      id: 'SHORT-AT-BP',
      direction: -1,
      mark: 50_000,
      notional: 5_000,
      equity: 0,
      all: 500,
      adjustment: 1,
      spread: 0.1,
      price: 50_500,
    },
    {
      id: 'ETH-MULTI',
      direction: 1,
      mark: 3_000,
      notional: 300,
      equity: 10,
      all: 50,
      adjustment: 1,
      spread: 0.1,
      price: 2_976,
    },
  ] as const)(
    'L17 O-DYDX-FILLABLE-$id',
    ({ direction, mark, notional, equity, all, adjustment, spread, price }) => {
      const position = { direction, markTicks: mark, priceTicksMax: 1_000_000 };
      const margin = {
        equityMicros: equity * MICRO,
        maintenanceMicros: all * MICRO,
        positionMaintenanceMicros: (notional * MICRO) / 10,
        positionNotionalMicros: notional * MICRO,
      };
      expect(fillableBoundTicks(position, bound(adjustment, spread), margin)).toBe(price);
    },
  );

  const position = { direction: 1, markTicks: 1_000, priceTicksMax: 10_000 } as const;
  const margin = { maintenanceMicros: 1, positionMaintenanceMicros: 1, positionNotionalMicros: 10 };

  test('L17 beyond ruin the spread is the widest, however far beyond and however small the adjustment', () => {
    const ruined = { ...margin, equityMicros: -4_000_000_000_000_000 };
    // 1.5 × 10 % of 1,000.
    expect(fillableBoundTicks(position, bound(1, 1.5), ruined)).toBe(850);
    expect(fillableBoundTicks(position, bound(0.000001, 1.5), ruined)).toBe(850);
    expect(fillableBoundTicks(position, bound(0, 1.5), ruined)).toBe(1_000);
  });

  test('L17 a spread beyond the whole price leaves the least price', () => {
    expect(fillableBoundTicks(position, bound(1, 20), { ...margin, equityMicros: 0 })).toBe(1);
  });

  test('L17 every factor is rounded down in ppm, the price towards the mark', () => {
    const parts = fc.record({
      maintenanceMicros: fc.integer({ min: 1, max: 5_000 }),
      positionNotionalMicros: fc.integer({ min: 1, max: 9_000 }),
      adjustment: fc.integer({ min: 0, max: 3_000_000 }),
      spread: fc.integer({ min: 0, max: 2_000_000 }),
    });
    const equity = fc.integer({ min: -6_000, max: 5_000 });
    fc.assert(
      fc.property(
        parts,
        equity,
        fc.constantFrom(1 as const, -1 as const),
        (given, equityMicros, direction) => {
          fc.pre(equityMicros <= given.maintenanceMicros);
          const million = 1_000_000n;
          const maintenance = BigInt(given.maintenanceMicros);
          const missing = ((maintenance - BigInt(equityMicros)) * million) / maintenance;
          const scaled = (BigInt(given.adjustment) * missing) / million;
          const capped = scaled > million ? million : scaled;
          const rate = (maintenance * million) / BigInt(given.positionNotionalMicros);
          const width = (((BigInt(given.spread) * rate) / million) * capped) / million;
          const raw = 1_000n * (direction === 1 ? million - width : million + width);
          // A long's bound rounded up, a short's down.
          const rounded = direction === 1 && raw > 0n ? (raw + million - 1n) / million : raw / million;
          const expected = rounded < 1n ? 1 : Math.min(10_000, Number(rounded));
          const account = {
            equityMicros,
            maintenanceMicros: given.maintenanceMicros,
            positionMaintenanceMicros: given.maintenanceMicros,
            positionNotionalMicros: given.positionNotionalMicros,
          };
          const rule = {
            kind: 'fillable',
            adjustmentPpm: ratePpm(given.adjustment),
            spreadPpm: ratePpm(given.spread),
          } as const;
          expect(fillableBoundTicks({ ...position, direction }, rule, account)).toBe(expected);
        },
      ),
    );
  });
});

test('L20 a bankruptcy price too far from the mark gives way to it', () => {
  expect(nearBankruptcyTicks(950, 1_000, 50_000)).toBe(950);
  expect(nearBankruptcyTicks(949, 1_000, 50_000)).toBe(1_000);
  expect(nearBankruptcyTicks(1_051, 1_000, 50_000)).toBe(1_000);
  expect(nearBankruptcyTicks(PRICE_BEYOND_TICKS, 1_000, 50_000)).toBe(1_000);
  expect(nearBankruptcyTicks(1, 1_000, 0)).toBe(1);
});
