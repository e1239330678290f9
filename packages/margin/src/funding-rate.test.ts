import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MarginDecimal } from './decimal.ts';
import { explainFunding, type FundingQuestion, premiumIndex } from './funding-rate.ts';

/** Interest of 0.01 % and a clamp of 0.05 %, as on most Binance symbols. */
const CLAMPED = { interest: '0.0001', clamp: '0.0005' } as const;
const rateOf = (question: FundingQuestion): string | null => explainFunding(question).fundingRate;

test.each([
  // Above the index, below it, and around it.
  [101, 102, '0.01'],
  [97, 98, '-0.02'],
  [99, 101, '0'],
])('the premium of a book of %s to %s over an index of 100 is %s', (impactBid, impactAsk, expected) => {
  expect(premiumIndex({ impactBid, impactAsk, index: 100 }).toString()).toBe(expected);
});

describe('the average premium of 0.1 %, 0.2 % and 0.6 %', () => {
  const premiums = ['0.001', '0.002', '0.006'];
  test.each([
    // (1 × 0.1 + 2 × 0.2 + 3 × 0.6) / 6 = 2.3 / 6 %
    ['time-weighted', '0.0038333333333333333333'],
    ['mean', '0.003'],
    ['median', '0.002'],
  ] as const)('%s', (averaging, expected) => {
    expect(explainFunding({ premiums, averaging }).averagePremium).toBe(expected);
  });

  test('follows from books as well', () => {
    const samples = [{ impactBid: 101, impactAsk: 102, index: 100 }];
    expect(explainFunding({ samples }).averagePremium).toBe('0.01');
  });
});

describe('premium and interest', () => {
  test.each([
    ['a small premium leaves the interest', '0.0003', '0.0001'],
    ['a large one is pulled down by the clamp', '0.002', '0.0015'],
    ['a negative one is pulled up by it', '-0.001', '-0.0005'],
  ] as const)('%s', (_case, premium, expected) => {
    expect(rateOf({ premiums: [premium], ...CLAMPED })).toBe(expected);
  });

  test('without a clamp they are added, and paid by the hour (dYdX): (0.08 % + 0.008 %) / 8', () => {
    const question = { premiums: ['0.0008'], interest: '0.00008', intervalHours: 1 };
    expect(rateOf(question)).toBe('0.00011');
  });

  test('paid every four hours, half of the eight-hour rate (Binance)', () => {
    expect(rateOf({ premiums: ['0.002'], ...CLAMPED, intervalHours: 4 })).toBe('0.00075');
  });

  test('rates for the interval itself are not spread (Bybit): (0.06 % − 0.03 %) / 6', () => {
    const interestDaily = { quote: '0.0006', base: '0.0003', intervalsPerDay: 6 };
    const question = { premiums: [0], interestDaily, clamp: '0.0005', intervalHours: 4 } as const;
    expect(rateOf({ ...question, ratesFor: 'interval' })).toBe('0.00005');
  });
});

describe('the cap', () => {
  test('of Hyperliquid, 4 % an hour, is 32 % of the eight-hour rate', () => {
    const report = explainFunding({ premiums: ['0.5'], ...CLAMPED, cap: '0.32', intervalHours: 1 });
    expect(report).toMatchObject({ fundingRate: '0.04', isCapped: true });
  });

  test('of dYdX is 600 % of initial less maintenance: 12 % at 5 % and 3 %', () => {
    const capFrom = { initialRate: '0.05', maintenanceRate: '0.03', factor: 6 };
    const report = explainFunding({ premiums: ['-0.2'], capFrom, intervalHours: 1 });
    expect(report).toMatchObject({ rateCap: '0.12', fundingRate: '-0.015', isCapped: true });
  });

  test('does nothing to a smaller rate', () => {
    expect(explainFunding({ premiums: ['0.0002'], cap: '0.01' })).toMatchObject({
      fundingRate: '0.0002',
      isCapped: false,
    });
  });
});

test('a long of 10,000 pays 1.50 at 0.015 %, and a short receives it', () => {
  const question = { premiums: ['0.00015'] };
  const paidBy = (side: 'long' | 'short') =>
    explainFunding({ ...question, payment: { side, qty: '0.2', mark: 50_000 } }).payment;
  expect([paidBy('long'), paidBy('short')]).toEqual(['1.5', '-1.5']);
});

test('whatever the samples, the rate is between premium and interest, or within a clamp of the premium', () => {
  const anyRate = fc
    .integer({ min: -50_000, max: 50_000 })
    .map((ppm) => new MarginDecimal(ppm).div(1e6).toFixed());
  fc.assert(
    fc.property(fc.array(anyRate, { minLength: 1, maxLength: 20 }), anyRate, (premiums, interest) => {
      const report = explainFunding({ premiums, interest, clamp: '0.0005' });
      const premium = new MarginDecimal(report.averagePremium ?? 'NaN');
      const distance = new MarginDecimal(report.fundingRate ?? 'NaN').sub(premium).abs();
      const pull = MarginDecimal.min('0.0005', premium.sub(interest).abs());
      expect(distance.sub(pull).abs().lte('1e-18')).toBe(true);
    }),
  );
});
