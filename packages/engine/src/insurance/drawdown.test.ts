import { ratePpm } from '@spillway/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FundDrawdown } from './drawdown.ts';

const MICRO = 1_000_000;
/** Bybit: stops 30 % below the peak of eight hours, goes on above 25 %. */
const rule = { windowMs: 28_800_000, startPpm: ratePpm(300_000), stopPpm: ratePpm(250_000) };

test('I6 V-BYBIT-ADL-TRIGGER: a pool of 1,000,000 that lost 350,000 stops (bybit-exchange/docs, adl-alert)', () => {
  const fund = new FundDrawdown(rule);
  fund.note(0, 1_000_000 * MICRO);
  expect(fund.mayTakeOver(0, 650_000 * MICRO)).toBe(false);
});

test('I6 it stops more than the start below, and goes on less than the stop below', () => {
  const fund = new FundDrawdown(rule);
  fund.note(0, 1_000);
  expect(fund.mayTakeOver(0, 700)).toBe(true);
  expect(fund.mayTakeOver(0, 699)).toBe(false);
  expect(fund.mayTakeOver(0, 750)).toBe(false);
  expect(fund.mayTakeOver(0, 751)).toBe(true);
});

test('I6 a peak that has left the window counts no more', () => {
  const fund = new FundDrawdown(rule);
  fund.note(0, 1_000);
  fund.note(28_800_000, 600);
  expect(fund.mayTakeOver(28_800_000, 600)).toBe(false);
  // Nothing is noted a millisecond later, but the peak is too old all the same.
  expect(fund.mayTakeOver(28_800_001, 600)).toBe(true);
});

test('I6 a fund that was never looked at takes over', () => {
  expect(new FundDrawdown(rule).mayTakeOver(0, 0)).toBe(true);
});

test('I6 it is as a list of everything noted says, through a snapshot too', () => {
  const step = fc.record({
    afterMs: fc.integer({ min: 0, max: 400 }),
    equity: fc.integer({ min: -50, max: 4_000_000 }),
    isNoted: fc.boolean(),
  });
  const short = { ...rule, windowMs: 1_000 };
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 60, size: 'max' }),
      fc.nat({ max: 60 }),
      (steps, restoredAfter) => {
        let fund = new FundDrawdown(short);
        const noted: { timeMs: number; equity: number }[] = [];
        let timeMs = 0;
        let isStopped = false;
        steps.forEach(({ afterMs, equity, isNoted }, index) => {
          timeMs += afterMs;
          if (isNoted) {
            fund.note(timeMs, equity);
            noted.push({ timeMs, equity });
          }
          const within = noted.filter((entry) => entry.timeMs >= timeMs - 1_000).map((entry) => entry.equity);
          // The present is in the window too.
          const peak = Math.max(equity, ...within);
          isStopped = isStopped ? (peak - equity) * 100 >= peak * 25 : (peak - equity) * 100 > peak * 30;
          expect(fund.mayTakeOver(timeMs, equity)).toBe(!isStopped);
          if (index !== restoredAfter) return;
          const restored = new FundDrawdown(short);
          restored.restore(fund.state());
          fund = restored;
        });
      },
    ),
  );
});
