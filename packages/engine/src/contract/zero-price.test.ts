import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exactNotional, inverse, linear, smallContract } from './contract.fixture.ts';
import { PRICE_BEYOND_TICKS, valueMicros } from './contract.ts';
import { sharedMarginMicros, zeroPriceTicks } from './zero-price.ts';

/** 1 USD a lot, settled in hundred-millionths of a coin, tick 0.01. */
const COIN = inverse(10_000_000_000);
const MICRO = 1_000_000;

/** The zero price in USD of an isolated inverse position that cost one coin. */
function coinZeroPrice(side: 1 | -1, entry: number, leverage: number): number {
  const marginMicros = Math.ceil(100_000_000 / leverage);
  const position = { sizeLots: side * entry, costMicros: -side * 100_000_000, marginMicros };
  return zeroPriceTicks(COIN, position) / 100;
}

/*
 * Drakkar-Software/OctoBot-Trading, tests/personal_data/positions/types/test_linear_position.py and
 * test_inverse_position.py (commit 1ad2f4d6): linear EP × (1 ∓ 1/L), inverse EP × L / (L ± 1), which is 99.0099 and 101.0101
 * at 100x; a long's rounded up to the tick, a short's down.
 */
test.each([
  { kind: 'linear', side: 1, entry: 40, leverage: 100, expected: 39.6 },
  { kind: 'linear', side: -1, entry: 40, leverage: 1, expected: 80 },
  { kind: 'linear', side: -1, entry: 40, leverage: 100, expected: 40.4 },
  { kind: 'inverse', side: 1, entry: 100, leverage: 1, expected: 50 },
  { kind: 'inverse', side: 1, entry: 100, leverage: 100, expected: 99.01 },
  { kind: 'inverse', side: -1, entry: 100, leverage: 100, expected: 101.01 },
] as const)('L6 O-OCTOBOT-BP: $kind, side $side, entry $entry, leverage $leverage', (given) => {
  const { kind, side, entry, leverage, expected } = given;
  if (kind === 'inverse') {
    expect(coinZeroPrice(side, entry, leverage)).toBe(expected);
    return;
  }
  const costMicros = side * entry * MICRO;
  const position = { sizeLots: side, costMicros, marginMicros: (entry * MICRO) / leverage };
  expect(zeroPriceTicks(linear(1), position) / MICRO).toBe(expected);
});

test('L6 V-KUCOIN-INV-BP: 28,000 at 50x is bankrupt at 27,450.98, up to the tick (KuCoin support 19130776858521)', () => {
  // 27,450.9804: the page cuts it off at 27,450.
  expect(coinZeroPrice(1, 28_000, 50)).toBe(27_450.99);
});

test('L6 V-BYBIT-INV-50X: 7,735.37 up to the tick of 0.5 (Bybit help 900000031623)', () => {
  const coin = inverse(200_000_000);
  // 5,000 USD at 7,890.08, a price between two ticks: cost 0.63370714 coins, a fiftieth of it as margin.
  const position = { sizeLots: 5_000, costMicros: -63_370_714, marginMicros: 1_267_415 };
  expect(zeroPriceTicks(coin, position) / 2).toBe(7_735.5);
});

test('L6 V-KUCOIN-SHORT-100X: a short of 28,000 at 100x is bankrupt at 28,280 (KuCoin support 4408061803033)', () => {
  const position = { sizeLots: -5, costMicros: -140_000_000, marginMicros: 1_400_000 };
  expect(zeroPriceTicks(linear(1_000), position)).toBe(28_280);
});

/*
 * dydxprotocol/v4-chain, protocol/x/clob/keeper/liquidations_test.go, TestGetBankruptcyPriceInQuoteQuantums (commit
 * 84d4664b). Equity = quote + Σ value; maintenance a tenth of notional. The quote is what closing `closed` brings.
 */
test.each([
  { id: 'LONG', quote: -4501, sizes: [0.1, 0], closed: 0.1, of: 0, bankruptcyQuote: 4501 },
  { id: 'SHORT', quote: 5499, sizes: [-0.1, 0], closed: -0.1, of: 0, bankruptcyQuote: -5499 },
  { id: 'LONG-AT-BP', quote: -5000, sizes: [0.1, 0], closed: 0.1, of: 0, bankruptcyQuote: 5000 },
  { id: 'LONG-HALF', quote: -5000, sizes: [0.1, 0], closed: 0.05, of: 0, bankruptcyQuote: 2500 },
  { id: 'SHORT-HALF', quote: 5000, sizes: [-0.1, 0], closed: -0.05, of: 0, bankruptcyQuote: -2500 },
  { id: 'LONG-UNDER', quote: -5100, sizes: [0.1, 0], closed: 0.1, of: 0, bankruptcyQuote: 5100 },
  { id: 'MULTI-SHORT', quote: 510, sizes: [-0.004, -0.1], closed: -0.1, of: 1, bankruptcyQuote: -306 },
  { id: 'MIXED', quote: 110, sizes: [0.004, -0.1], closed: -0.1, of: 1, bankruptcyQuote: -306 },
] as const)('L6 O-DYDX-BANKRUPTCY-$id', ({ quote, sizes, closed, of, bankruptcyQuote }) => {
  // BTC at 50,000 and ETH at 3,000; lots of 0.001, tick 1: 1,000 micros a tick and lot.
  const contract = linear(1_000);
  const marks = [50_000, 3_000] as const;
  const lots = sizes.map((size) => Math.round(size * 1_000));
  const values = lots.map((held, index) => valueMicros(contract, held, marks[index] ?? 0));
  const maintenance = values.map((value) => Math.abs(value) / 10);
  const marginMicros = sharedMarginMicros({
    equityMicros: quote * MICRO + (values[0] ?? 0) + (values[1] ?? 0),
    positionMaintenanceMicros: maintenance[of] ?? 0,
    maintenanceMicros: (maintenance[0] ?? 0) + (maintenance[1] ?? 0),
  });
  const position = { sizeLots: lots[of] ?? 0, costMicros: values[of] ?? 0, marginMicros };
  expect(zeroPriceTicks(contract, position) * closed).toBeCloseTo(bankruptcyQuote, 9);
});

test('L6 a share of equity is rounded down, a share of debt too', () => {
  const third = { positionMaintenanceMicros: 1, maintenanceMicros: 3 };
  expect(sharedMarginMicros({ ...third, equityMicros: 10 })).toBe(3);
  expect(sharedMarginMicros({ ...third, equityMicros: -10 })).toBe(-4);
});

test('L6 an inverse short with more coins than it sold is never ruined; a long that owes more than all always is', () => {
  const covered = { sizeLots: -100, costMicros: 1_000, marginMicros: 1_000 };
  expect(zeroPriceTicks(inverse(100_000), covered)).toBe(PRICE_BEYOND_TICKS);
  const ruined = { sizeLots: 100, costMicros: -1_000, marginMicros: -1_000 };
  expect(zeroPriceTicks(inverse(100_000), ruined)).toBe(PRICE_BEYOND_TICKS);
});

test('L6 at the zero price nothing is missing, and one tick beyond it something is', () => {
  const size = fc.integer({ min: -500, max: 500 }).filter((lots) => lots !== 0);
  const money = fc.integer({ min: -30_000, max: 30_000 });
  fc.assert(
    fc.property(smallContract, size, fc.tuple(money, money), (contract, sizeLots, [cost, marginMicros]) => {
      const ticks = zeroPriceTicks(contract, { sizeLots, costMicros: cost, marginMicros });
      // Linear prices may be negative, where the formula goes on; an inverse contract has none there.
      const isDefined = contract.isInverse ? ticks >= 2 && ticks !== PRICE_BEYOND_TICKS : true;
      if (!isDefined) return;
      const direction = (sizeLots > 0 ? 1n : -1n) * (contract.isInverse ? -1n : 1n);
      const left = (price: number): bigint => {
        const { top, bottom } = exactNotional(contract, Math.abs(sizeLots), price);
        return direction * top + BigInt(marginMicros - cost) * bottom;
      };
      expect(left(ticks)).toBeGreaterThanOrEqual(0n);
      expect(left(sizeLots > 0 ? ticks - 1 : ticks + 1)).toBeLessThan(0n);
    }),
  );
});
