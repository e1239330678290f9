import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Fraction, inverse, linear, smallContract } from '../contract/contract.fixture.ts';
import { type Contract, notionalMicros } from '../contract/contract.ts';
import { fundingPaymentMicros, fundingRatePpb, nextFundingMs } from './funding-payment.ts';
import { impactPriceMicroTicks, type LevelCursor, NO_IMPACT, premiumPpb } from './premium-index.ts';
import { PremiumMean } from './premium-mean.ts';

type Level = readonly [priceTicks: number, lots: number];

class ArrayCursor implements LevelCursor {
  readonly #levels: readonly Level[];
  #place = -1;

  constructor(levels: readonly Level[]) {
    this.#levels = levels;
  }

  get priceTicks(): number {
    return this.#levels[this.#place]?.[0] ?? 0;
  }

  get lots(): number {
    return this.#levels[this.#place]?.[1] ?? 0;
  }

  advance(): boolean {
    this.#place += 1;
    return this.#place < this.#levels.length;
  }
}

const impact = (contract: Contract, levels: readonly Level[], notional: number) =>
  impactPriceMicroTicks(contract, new ArrayCursor(levels), notional);

/** The slow twin: counts the lots that the notional buys, the last level's part as a fraction, then divides. */
function averageByLots(contract: Contract, book: readonly Level[], notional: number): number {
  const unit = BigInt(contract.isInverse ? contract.microTicksPerLot : contract.microsPerTickLot);
  let rest = notional;
  let lots: Fraction = { top: 0n, bottom: 1n };
  for (const [price, levelLots] of book) {
    const levelNotional = notionalMicros(contract, levelLots, price);
    if (levelNotional < rest) {
      rest -= levelNotional;
      lots = { top: lots.top + BigInt(levelLots), bottom: 1n };
      continue;
    }
    // Lots of a notional at this price: rest / (price × worth), or rest × price / worth.
    const part = contract.isInverse
      ? { top: BigInt(rest) * BigInt(price), bottom: unit }
      : { top: BigInt(rest), bottom: BigInt(price) * unit };
    lots = { top: lots.top * part.bottom + part.top, bottom: part.bottom };
    const average = contract.isInverse
      ? { top: 1_000_000n * unit * lots.top, bottom: BigInt(notional) * lots.bottom }
      : { top: 1_000_000n * BigInt(notional) * lots.bottom, bottom: unit * lots.top };
    return Number(average.top / average.bottom);
  }
  return NO_IMPACT;
}

describe('premium', () => {
  test('F1 the impact price is what the notional would trade at on average', () => {
    // 1,000 at 100 and 500 more at 50: 10 lots and 10 lots for 1,500, so 75.
    expect(
      impact(
        linear(1),
        [
          [100, 10],
          [50, 100],
        ],
        1_500,
      ),
    ).toBe(75_000_000);
    // 1,000 and a third of a lot at 100, 100 more for it: 1,100 / 10.5 at 200.
    expect(
      impact(
        linear(1),
        [
          [100, 10],
          [200, 1],
        ],
        1_100,
      ),
    ).toBe(104_761_904);
    expect(impact(linear(1), [[100, 10]], 1_000)).toBe(100_000_000);
    expect(impact(linear(1), [[100, 10]], 1)).toBe(100_000_000);
  });

  test('F1 a side that does not hold as much has none', () => {
    expect(impact(linear(1), [[100, 10]], 1_001)).toBe(NO_IMPACT);
    expect(impact(linear(1), [], 1)).toBe(NO_IMPACT);
  });

  test('F1 inverse: quote currency over coins', () => {
    // 10 lots of 1,000 at 100 are 100 coins, 20 more at 200 are 4 lots: 14 × 1,000 / 120 = 116.667 ticks.
    expect(
      impact(
        inverse(1_000),
        [
          [100, 10],
          [200, 100],
        ],
        120,
      ),
    ).toBe(116_666_666);
  });

  test('F1 the impact price is exact, whatever the book', () => {
    const levels = fc.array(fc.tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 50 })), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(
        smallContract,
        levels,
        fc.integer({ min: 1, max: 2_000_000 }),
        (contract, book, notional) => {
          expect(impact(contract, book, notional)).toBe(averageByLots(contract, book, notional));
        },
      ),
    );
  });

  test('F1 the premium is what bids are above and asks below the index', () => {
    const prices = { indexTicks: 50_000, impactBidMicroTicks: NO_IMPACT, impactAskMicroTicks: NO_IMPACT };
    expect(premiumPpb(prices)).toBe(0);
    // 50,050 bid: 0.1 %. Asks at 49,975: −0.05 %.
    expect(premiumPpb({ ...prices, impactBidMicroTicks: 50_050_000_000 })).toBe(1_000_000);
    expect(premiumPpb({ ...prices, impactAskMicroTicks: 49_975_000_000 })).toBe(-500_000);
    const around = { ...prices, impactBidMicroTicks: 49_990_000_000, impactAskMicroTicks: 50_010_000_000 };
    expect(premiumPpb(around)).toBe(0);
    // A millionth of a tick below is −0.02 billionths, rounded down.
    expect(premiumPpb({ ...prices, impactAskMicroTicks: 49_999_999_999 })).toBe(-1);
  });
});

describe('mean premium', () => {
  const samples = [100, 200, 600];

  test('F2 every premium weighs the same, or the later the more', () => {
    const equal = new PremiumMean('equal');
    const rising = new PremiumMean('rising');
    for (const sample of samples) {
      equal.add(sample);
      rising.add(sample);
    }
    expect(equal.meanPpb()).toBe(300);
    // (100 + 400 + 1,800) / 6 = 383.3.
    expect(rising.meanPpb()).toBe(383);
    rising.clear();
    expect([rising.meanPpb(), rising.count]).toEqual([0, 0]);
  });

  test('F2 no digit is lost, however many premiums and however large', () => {
    const premium = fc.oneof(
      fc.integer({ min: -1_000, max: 1_000 }),
      fc.integer({ min: -4_000_000_000_000_000, max: 4_000_000_000_000_000 }),
    );
    const restoredAfter = fc.nat({ max: 30 });
    fc.assert(
      fc.property(
        fc.array(premium),
        fc.constantFrom('equal', 'rising'),
        restoredAfter,
        (list, weights, after) => {
          let mean = new PremiumMean(weights);
          list.forEach((sample, index) => {
            mean.add(sample);
            if (index !== after) return;
            const restored = new PremiumMean(weights);
            restored.restore(mean.sum());
            mean = restored;
          });
          const weight = (index: number) => (weights === 'rising' ? BigInt(index + 1) : 1n);
          const sum = list.reduce((total, sample, index) => total + BigInt(sample) * weight(index), 0n);
          const weighed = list.reduce((total, _, index) => total + weight(index), 0n);
          const isExactOrUp = weighed === 0n || sum % weighed >= 0n;
          const expected = weighed === 0n ? 0n : sum / weighed - (isExactOrUp ? 0n : 1n);
          expect(mean.meanPpb()).toBe(Number(expected));
          expect(mean.sum()).toEqual({ count: list.length, weighted: sum });
        },
      ),
    );
  });
});

describe('rate and payment', () => {
  /** Binance: interest 0.01 %, clamp 0.05 %, here with a cap of 2 %. */
  const terms = { interestPpb: 100_000, clampPpb: 500_000, capPpb: 20_000_000, divisor: 1 };

  test('F2 V-BYBIT-INTEREST: (0.06 % − 0.03 %) / 3 a day are 0.01 %, the rate without a premium', () => {
    const interestPpb = (600_000 - 300_000) / 3;
    expect(fundingRatePpb({ ...terms, interestPpb }, 0)).toBe(100_000);
  });

  test.each([
    { mean: 400_000, rate: 100_000, why: 'within the clamp the interest is all there is' },
    { mean: -400_000, rate: 100_000, why: 'on either side' },
    { mean: 1_000_000, rate: 500_000, why: 'beyond it the premium counts, less the clamp' },
    { mean: -1_000_000, rate: -500_000, why: 'and more it' },
    { mean: 50_000_000, rate: 20_000_000, why: 'never beyond the cap' },
    { mean: -50_000_000, rate: -20_000_000, why: 'below neither' },
  ])('F2 a mean premium of $mean gives $rate: $why', ({ mean, rate }) => {
    expect(fundingRatePpb(terms, mean)).toBe(rate);
  });

  test('F2 an eighth of the rate is rounded down', () => {
    expect(fundingRatePpb({ ...terms, divisor: 8 }, 1_000_001)).toBe(62_500);
    expect(fundingRatePpb({ ...terms, divisor: 8 }, -1_000_001)).toBe(-62_501);
  });

  test('F2 V-DYDX-FUNDING-CAP: 600 % × (5 % − 3 %) = 12 % (dydxprotocol/v4-documentation, funding)', () => {
    const capPpb = 6 * (50_000_000 - 30_000_000);
    const dydx = { interestPpb: 0, clampPpb: 0, capPpb, divisor: 1 };
    expect(fundingRatePpb(dydx, 900_000_000)).toBe(120_000_000);
    expect(fundingRatePpb(dydx, -900_000_000)).toBe(-120_000_000);
  });

  test('F3 D-ISO-FUNDING: 0.2 at 50,000 pay 1 at a rate of 0.01 %', () => {
    expect(fundingPaymentMicros(linear(1_000), 200, { markTicks: 50_000, ratePpb: 100_000 })).toBe(1_000_000);
    expect(fundingPaymentMicros(linear(1_000), -200, { markTicks: 50_000, ratePpb: 100_000 })).toBe(
      -1_000_000,
    );
    expect(fundingPaymentMicros(linear(1_000), 200, { markTicks: 50_000, ratePpb: -100_000 })).toBe(
      -1_000_000,
    );
  });

  test('F3 an inverse long pays coins when the rate is positive, although its value is a debt', () => {
    const coin = inverse(200_000_000);
    // 5,000 USD at 10,000.00 USD: half a coin.
    expect(fundingPaymentMicros(coin, 5_000, { markTicks: 20_000, ratePpb: 100_000 })).toBe(5_000);
    expect(fundingPaymentMicros(coin, -5_000, { markTicks: 20_000, ratePpb: 100_000 })).toBe(-5_000);
  });

  test('F3 payers are rounded up and receivers down, from the exact product', () => {
    const size = fc.integer({ min: -1_000, max: 1_000 }).filter((lots) => lots !== 0);
    const settlement = fc.record({
      markTicks: fc.integer({ min: 1, max: 400 }),
      ratePpb: fc.integer({ min: -40_000_000, max: 40_000_000 }),
    });
    fc.assert(
      fc.property(smallContract, size, settlement, (contract, sizeLots, { markTicks, ratePpb }) => {
        const mark = BigInt(markTicks);
        const [top, bottom] = contract.isInverse
          ? [BigInt(contract.microTicksPerLot), mark * 1_000_000_000n]
          : [BigInt(contract.microsPerTickLot) * mark, 1_000_000_000n];
        const paid = BigInt(fundingPaymentMicros(contract, sizeLots, { markTicks, ratePpb }));
        const over = paid * bottom - top * BigInt(sizeLots) * BigInt(ratePpb);
        expect(over >= 0n && over < bottom).toBe(true);
      }),
    );
  });

  test('F4 at first the next whole multiple of the interval, then an interval after the last time', () => {
    expect(nextFundingMs(8_000, { listedMs: 0, lastFundingMs: null })).toBe(8_000);
    expect(nextFundingMs(8_000, { listedMs: 8_000, lastFundingMs: null })).toBe(16_000);
    expect(nextFundingMs(8_000, { listedMs: 9_999, lastFundingMs: null })).toBe(16_000);
    expect(nextFundingMs(8_000, { listedMs: 9_999, lastFundingMs: 17_000 })).toBe(25_000);
  });
});
