/** Inverse contracts through a market whose one asset is the coin. A lot is 1 USD: 10^10 / price units of the coin. */
import {
  depositUnits,
  isolated,
  leverage,
  listInstrument,
  MarketBench,
  mark,
  openAccount,
  PLAIN_COIN,
  plainInverseInstrument,
  plainRules,
  rules,
} from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import { ENGINE_SUBJECT, HUNDRED, tradeBetween } from '../engine-subject.fixture.ts';

const LOTS = 300;

/** Two accounts, the first long of 300 USD at 100, the second short. */
function inverseMarket(isIsolated: boolean): MarketBench {
  const bench = new MarketBench(ENGINE_SUBJECT, [
    rules(plainRules({ assets: [PLAIN_COIN] })),
    listInstrument(plainInverseInstrument()),
    mark(HUNDRED),
    ...[1, 2].flatMap((account) => [openAccount(account), depositUnits(account, 1_000_000_000)]),
    ...(isIsolated ? [1, 2].flatMap((account) => [isolated(account), leverage(account, 10)]) : []),
  ]);
  tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: LOTS });
  return bench;
}

describe('inverse contracts', () => {
  test('X2 a long gains what its debt shrinks by when the price rises', () => {
    const bench = inverseMarket(false);
    expect(bench.position(1).entryCostMicros).toBe(-300_000_000);
    expect(bench.position(2).entryCostMicros).toBe(300_000_000);
    bench.accept(mark(12_000));
    // 300 / 120 = 2.5 instead of 3 coins.
    expect(bench.position(1).unrealisedPnlMicros).toBe(50_000_000);
    expect(bench.position(2).unrealisedPnlMicros).toBe(-50_000_000);
  });

  test('X2 values are rounded down for their holder, notional and margin up', () => {
    const bench = inverseMarket(false);
    bench.accept(mark(7_000));
    // 300 / 70 = 4.28571428571… coins.
    expect(bench.position(1)).toMatchObject({
      unrealisedPnlMicros: -128_571_429,
      maintenanceMarginMicros: 4_285_715,
      initialMarginMicros: 21_428_572,
    });
    expect(bench.position(2).unrealisedPnlMicros).toBe(128_571_428);
  });

  test('X2 what is paid to close is a trade of its own: nothing is lost but roundings', () => {
    const bench = inverseMarket(false);
    bench.accept(mark(7_000));
    tradeBetween(bench, { buyer: 2, seller: 1, ticks: 7_000, lots: LOTS });
    // The seller gets what the buyer pays: the debt of 428,571,428.6, rounded against the buyer, to 428,571,429.
    expect(bench.account(1).walletMicros).toBe(1_000_000_000 - 128_571_429);
    expect(bench.account(2).walletMicros).toBe(1_000_000_000 + 128_571_429);
  });

  test('M9 L6 isolated at 10x a long is due at 91.82 and ruined at 90.91, a short at 110.00 and 111.11', () => {
    const bench = inverseMarket(true);
    // Debt 3.3 / 1.01 coins, and 3.3 coins; worth 2.7 / 0.99 coins, and 2.7 coins.
    expect(bench.position(1)).toMatchObject({ liquidationPriceTicks: 9_182, bankruptcyPriceTicks: 9_091 });
    expect(bench.position(2)).toMatchObject({ liquidationPriceTicks: 11_000, bankruptcyPriceTicks: 11_111 });
  });

  test('L1 it is liquidated at the first tick below 91.8181…', () => {
    const bench = inverseMarket(true);
    bench.accept(mark(9_182));
    expect(bench.of('liquidationStarted')).toEqual([]);
    bench.accept(mark(9_181));
    // 3.3 coins less a debt of 300 / 91.81 = 3.2676179065…; 1 % of it.
    expect(bench.of('liquidationStarted')).toMatchObject([
      { accountId: 1, equityMicros: 3_238_209, maintenanceMicros: 3_267_618 },
    ]);
  });
});
