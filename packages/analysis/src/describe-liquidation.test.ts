import { expect, test } from 'vitest';
import { describeLiquidation, type LiquidationFacts } from './describe-liquidation.ts';

const facts: LiquidationFacts = {
  mode: 'isolated',
  stage: 'book',
  positionSide: 'buy',
  priceTicks: 1_084_200,
  notionalMicros: 14_200_000_000,
  leverage: 20,
  wave: 3,
  shockLabel: 'the 21:15 shock',
  specification: { symbol: 'BTCUSDT', tickSize: '0.1' },
};

test('a close on the book', () => {
  expect(describeLiquidation(facts)).toBe(
    'Isolated 20x long, 14,200 USDT, closed at 108,420: 3rd wave of the 21:15 shock',
  );
});

test('a takeover by the insurance fund, with no shock at the root', () => {
  expect(
    describeLiquidation({
      ...facts,
      mode: 'cross',
      positionSide: 'sell',
      stage: 'insurance',
      wave: 1,
      shockLabel: '',
    }),
  ).toBe(
    'Cross 20x short, 14,200 USDT, taken over by the insurance fund at 108,420: 1st wave, no shock behind it',
  );
});

test('auto-deleveraging names the winner where it is known', () => {
  const deleveraged = { ...facts, stage: 'auto-deleveraging', wave: 12 } as const;
  expect(describeLiquidation({ ...deleveraged, counterpartyAccountId: 17 })).toBe(
    'Isolated 20x long, 14,200 USDT, auto-deleveraged against account 17 at 108,420: 12th wave of the 21:15 shock',
  );
  expect(describeLiquidation(deleveraged)).toContain('auto-deleveraged against a winning account at 108,420');
});

test('what the insurance fund gives up has neither mode nor leverage', () => {
  const given = { ...facts, accountId: 0, mode: 'cross', leverage: 1, stage: 'auto-deleveraging' } as const;
  expect(describeLiquidation({ ...given, counterpartyAccountId: 17 })).toBe(
    "Insurance fund's own long, 14,200 USDT, auto-deleveraged against account 17 at 108,420: 3rd wave of the 21:15 shock",
  );
});

test('prices keep what the tick allows, and small amounts their cents', () => {
  expect(
    describeLiquidation({
      ...facts,
      priceTicks: 14_128,
      notionalMicros: 14_128_000,
      specification: { symbol: 'SOLUSDT', tickSize: '0.01' },
    }),
  ).toBe('Isolated 20x long, 14.13 USDT, closed at 141.28: 3rd wave of the 21:15 shock');
});

test('a symbol without a known quote currency leaves the unit out', () => {
  expect(describeLiquidation({ ...facts, specification: { symbol: 'TULIP', tickSize: '1' } })).toContain(
    'long, 14,200, closed at 1,084,200:',
  );
});
