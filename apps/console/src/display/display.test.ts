import { describe, expect, it } from 'vitest';
import {
  baseName,
  changeText,
  exactMoney,
  priceText,
  shareText,
  shortMoney,
  sizeText,
} from './format-amount.ts';
import { clockText, dayText, durationText, minuteText, originSeconds } from './simulated-clock.ts';

describe('amounts', () => {
  it.each([
    [0, '$0'],
    [999_000_000, '$999'],
    [14_200_000_000, '$14.2K'],
    [12_070_000_000_000, '$12.07M'],
    [-950_000_000, '−$950'],
  ])('shortens %d micros to %s', (micros, text) => {
    expect(shortMoney(micros)).toBe(text);
  });

  it('gives the exact amount to the cent', () => {
    expect(exactMoney(12_070_000_000_000)).toBe('12,070,000.00 USDT');
    expect(exactMoney(-1_234_567_890)).toBe('-1,234.57 USDT');
    expect(exactMoney(Number.MAX_SAFE_INTEGER)).toBe('9,007,199,254.74 USDT');
  });

  it('prints prices and sizes on their grid', () => {
    expect(priceText(1_084_200, { tickSize: '0.1' })).toBe('108,420.0');
    expect(priceText(20558, { tickSize: '0.01' })).toBe('205.58');
    expect(sizeText(-1500, { lotSize: '0.001' })).toBe('1.500');
  });

  it('says that a price is unknown instead of showing zero', () => {
    expect(priceText(0, { tickSize: '0.1' })).toBe('—');
    expect(priceText(Number.NaN, { tickSize: '0.1' })).toBe('—');
  });

  it('writes changes with a sign and shares without', () => {
    expect([changeText(-0.0312), changeText(0.5), changeText(-0.000001), changeText(Number.NaN)]).toEqual([
      '−3.12 %',
      '+50.00 %',
      '0.00 %',
      '—',
    ]);
    expect([shareText(0.125), shareText(Number.NaN)]).toEqual(['12.5 %', '—']);
  });

  it('names what is traded', () => {
    expect(['BTCUSDT', 'SOLUSD', 'XRP'].map(baseName)).toEqual(['BTC', 'SOL', 'XRP']);
  });
});

describe('simulated clock', () => {
  const october = { startsAt: '2025-10-10T20:45:00Z' };
  const nowhere = { startsAt: null };

  it('tells the time of the day that is replayed', () => {
    expect(clockText(32 * 60_000 + 32_999, october)).toBe('21:17:32 UTC');
    expect(minuteText(30 * 60_000, october)).toBe('21:15');
    expect(dayText(october)).toBe('10 October 2025');
    expect(clockText(4 * 3_600_000, october)).toBe('00:45:00 UTC');
  });

  it('tells what has elapsed when the run stands for no day', () => {
    expect([clockText(3_723_000, nowhere), dayText(nowhere), originSeconds(nowhere)]).toEqual([
      '01:02:03',
      '',
      0,
    ]);
  });

  it('is on the axis of the chart in seconds since 1970', () => {
    // 2025-10-10 is day 20,371 since 1970-01-01; 20:45 is 74,700 seconds later.
    expect(originSeconds(october)).toBe(20_371 * 86_400 + 74_700);
  });

  it.each([
    [40_000, '40 s'],
    [90_000, '1 min 30 s'],
    [4_440_000, '74 min'],
  ])('says %d ms as %s', (milliseconds, text) => {
    expect(durationText(milliseconds)).toBe(text);
  });
});
