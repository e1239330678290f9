/** Random accounts for property tests: isolated and cross positions with tiers, under the rules of several venues. */
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import type { MarginRulesInput, PositionInput, TierInput } from './margin-request.ts';

const thousandths = (min: number, max: number) =>
  fc.integer({ min, max }).map((value) => new Decimal(value).div(1_000).toFixed());

/** Floors from 0 up with rising rates from 0.1 % to at most 60 %; amounts are left to the model. */
const anyTiers: fc.Arbitrary<TierInput[]> = fc
  .array(fc.record({ width: fc.integer({ min: 1, max: 200_000 }), step: fc.integer({ min: 1, max: 100 }) }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((steps) => {
    let floor = 0;
    let ppt = 0;
    return steps.map(({ width, step }, index) => {
      floor += index === 0 ? 0 : width;
      ppt += step;
      return { floor, mmr: new Decimal(ppt).div(1_000).toFixed() };
    });
  });

/** A position that states its tiers. */
export type OpenPosition = PositionInput & { readonly tiers: readonly TierInput[] };

export const anyPosition = (symbol: string): fc.Arbitrary<OpenPosition> =>
  fc
    .record({
      side: fc.constantFrom('long' as const, 'short' as const),
      mode: fc.constantFrom('isolated' as const, 'cross' as const),
      qty: thousandths(1, 5_000_000),
      entry: thousandths(1_000, 500_000),
      markMove: fc.integer({ min: 700, max: 1_300 }),
      leverage: fc.integer({ min: 1, max: 20 }),
      tiers: anyTiers,
    })
    .map(({ markMove, ...position }) => ({
      ...position,
      symbol,
      mark: new Decimal(position.entry).mul(markMove).div(1_000).toFixed(),
    }));

/** A request whose positions all state tiers. */
export interface AnyAccount {
  readonly rules: MarginRulesInput;
  readonly wallet: string;
  readonly positions: readonly OpenPosition[];
}

/** Entry notional ÷ leverage, summed over the positions of a mode. */
export const initialMargins = (positions: readonly OpenPosition[], mode: PositionInput['mode']): Decimal =>
  positions
    .filter((position) => position.mode === mode)
    .reduce(
      (total, { qty, entry, leverage }) => total.add(new Decimal(qty).mul(entry).div(leverage ?? 1)),
      new Decimal(0),
    );

const anyRules: fc.Arbitrary<MarginRulesInput> = fc.constantFrom(
  {},
  { closingFee: '0.0005' },
  { maintenanceBasis: 'entry' },
  { maintenanceBasis: 'entry', closingFee: '0.0006' },
);

/** Cross cash from none to thrice what the leverage asks for, on top of the isolated buckets. */
export const anyAccount: fc.Arbitrary<AnyAccount> = fc
  .record({
    rules: anyRules,
    positions: fc.tuple(anyPosition('A'), anyPosition('B'), anyPosition('C')),
    count: fc.integer({ min: 1, max: 3 }),
    cashPercent: fc.integer({ min: 0, max: 300 }),
  })
  .map(({ rules, positions, count, cashPercent }) => {
    const held = positions.slice(0, count);
    const cash = initialMargins(held, 'cross').mul(cashPercent).div(100);
    const wallet = initialMargins(held, 'isolated').add(cash).toDecimalPlaces(6, Decimal.ROUND_UP);
    return { rules, wallet: wallet.toFixed(), positions: held };
  });
