/** What each settlement asset keeps for itself while another is in trouble (rules A16 and I7). */
import { assetId, quoteMicros, ratePpm } from '@spillway/protocol';
import {
  advanceTime,
  contribute,
  depositUnits,
  isolated,
  leverage,
  mark,
  placeLimit,
} from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import {
  during,
  fieldsOf,
  HUNDRED,
  micros,
  RULE_SUBJECTS,
  type RuleBench,
  ruleMarket,
  tradeBetween,
} from './rule-markets.fixture.ts';

const ASSETS = [
  { symbol: 'USDT', decimals: 6 },
  { symbol: 'USDC', decimals: 6 },
];
const IN_USDC = { settlementAsset: 'USDC' };

/** The fund of USDC is given so much. */
function contributeUsdc(quote: number) {
  return { kind: 'FundInsurance', assetId: assetId(1), amountMicros: quoteMicros(micros(quote)) } as const;
}

/** Opens an isolated long at 50x against account 2. */
function open(
  bench: RuleBench,
  position: { readonly account: number; readonly lots: number; readonly ticks: number },
  instrument: number,
): void {
  const { account, lots, ticks } = position;
  bench.accept(isolated(account, instrument), leverage(account, 50, instrument));
  tradeBetween(bench, { buyer: account, seller: 2, lots, ticks, instrument });
}

/** Who is closed by what when the mark of an instrument falls. */
function stagesAt(bench: RuleBench, ticks: number, instrument: number): unknown[][] {
  const events = during(bench, () => bench.accept(mark(ticks, { instrument })));
  return fieldsOf(events, 'liquidationFilled', ['accountId', 'instrumentId', 'stage']);
}

describe.each(RULE_SUBJECTS)('assets that keep to themselves in the %s', (_, subject) => {
  test('I6, I7 a fund that fell too far takes nothing over; that of the other asset does', () => {
    const bench = ruleMarket(subject, {
      rules: {
        assets: ASSETS,
        insuranceDrawdown: { windowMs: 1_000, startPpm: ratePpm(300_000), stopPpm: ratePpm(250_000) },
        insuranceInventoryPpmMax: ratePpm(20_000_000),
        bankruptcyDeviationPpmMax: ratePpm(10_000),
      },
      instruments: [{}, IN_USDC],
      accounts: [1, 2, 3, 4, 5],
    });
    for (const account of [1, 2, 3, 5]) bench.accept(depositUnits(account, micros(1_000), 1));
    bench.accept(contribute(100), contributeUsdc(100), mark(HUNDRED), mark(HUNDRED, { instrument: 1 }));
    open(bench, { account: 1, lots: 10_000, ticks: HUNDRED }, 1);
    open(bench, { account: 3, lots: 1_000, ticks: HUNDRED }, 1);
    open(bench, { account: 4, lots: 1_000, ticks: HUNDRED }, 0);
    // In USDC at 94.50: the bankruptcy price of 98 is too far away, so both are closed at mark. Account 1 lost 55 with 20
    // behind it: the fund pays 35 of its 100, and is 35 % below its peak when account 3 comes, which lacks 3.50.
    expect(stagesAt(bench, 9_450, 1)).toEqual([
      [1, 1, 'insurance'],
      [3, 1, 'auto-deleveraging'],
    ]);
    expect(bench.engine.insuranceFundMicros(assetId(1))).toBe(61_500_000);
    // In USDT at 94.50: the same fall, and a fund that has lost nothing yet.
    expect(stagesAt(bench, 9_450, 0)).toEqual([[4, 0, 'insurance']]);
    expect(bench.engine.insuranceFundMicros(assetId(0))).toBe(96_500_000);
    // 61.50 + 30 less 10 on the inventory is 18.5 % below the peak: within the 25 % at which it goes on. Account 5, bought at
    // 94.50, lost 0.10 of 0.189 and needs 0.0935.
    bench.accept(contributeUsdc(30), mark(9_450, { instrument: 1 }));
    open(bench, { account: 5, lots: 100, ticks: 9_450 }, 1);
    expect(stagesAt(bench, 9_350, 1)).toEqual([[5, 1, 'insurance']]);
  });

  test('L15, L22, A16 the upper bound of a block is one for each asset, shared by the instruments in it', () => {
    const partial = {
      kind: 'block-cap',
      sharePpm: ratePpm(200_000),
      notionalMinMicros: quoteMicros(micros(10)),
      notionalMaxMicros: quoteMicros(micros(200)),
      blockMs: 100,
    } as const;
    const bench = ruleMarket(subject, {
      rules: { assets: ASSETS, partial },
      instruments: [{}, IN_USDC, {}],
      accounts: [1, 2],
    });
    bench.fund(100_000, 3);
    for (const [account, quote] of [
      [1, 1_000],
      [2, 1_000],
      [3, 100_000],
    ] as const) {
      bench.accept(depositUnits(account, micros(quote), 1));
    }
    for (const instrument of [0, 1, 2]) {
      bench.accept(isolated(1, instrument), leverage(1, 10, instrument));
      tradeBetween(bench, { buyer: 1, seller: 2, lots: 10_000, instrument });
      bench.accept(placeLimit({ account: 3, side: 'buy', ticks: 9_080, lots: 10_000, instrument }));
    }
    // Just behind the beginning of a block. At 90.80 each has 8 of equity and needs 9.08.
    bench.wait(101 - (bench.nowMs % 100));
    const first = during(bench, () =>
      bench.accept(mark(9_080), mark(9_080, { instrument: 1 }), mark(9_080, { instrument: 2 })),
    );
    // A fifth is 2,000 lots, worth 181.60. That leaves 18.40 of the 200 in USDT, which are 202 lots; USDC has 200 of its own.
    expect(fieldsOf(first, 'liquidationFilled', ['instrumentId', 'stage', 'sizeLots'])).toEqual([
      [0, 'book', 2_000],
      [1, 'book', 2_000],
      [2, 'book', 202],
    ]);
    // Sold at the mark, the 8 of equity stay, and 8,000 lots need 7.264. In USDC at 90.70 they have 7.20 and need 7.256: due
    // again, but the order of this block is done.
    expect(during(bench, () => bench.accept(mark(9_070, { instrument: 1 }))).map(({ kind }) => kind)).toEqual(
      ['markPriceChanged'],
    );
    const endMs = bench.nowMs - (bench.nowMs % 100) + 100;
    bench.wait(endMs - bench.nowMs);
    const second = during(bench, () => bench.accept(advanceTime()));
    // In the next block USDT has 200 anew: a fifth of the 9,798 lots that need 8.897 is worth 177.88. USDC comes after it.
    expect(fieldsOf(second, 'liquidationFilled', ['instrumentId', 'sizeLots', 'timeMs'])).toEqual([
      [2, 1_959, endMs],
      [1, 1_600, endMs],
    ]);
  });
});
