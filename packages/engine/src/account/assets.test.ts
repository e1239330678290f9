/** Accounts of several assets and of several accounts (rules A8, A14 to A17, C1 and I7). */
import { accountId, assetId, instrumentId, partialSink, ratePpm } from '@spillway/protocol';
import {
  adjustMargin,
  cancelAll,
  contribute,
  depositUnits,
  feeTier,
  isolated,
  leverage,
  listInstrument,
  MarketBench,
  mark,
  openSubAccount,
  placeLimit,
  plainInstrument,
  plainRules,
  rules,
  transfer,
  withdraw,
} from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import { ENGINE_SUBJECT, HUNDRED, plainMarket, tradeBetween } from '../engine-subject.fixture.ts';
import { restoreEngine } from '../index.ts';

const USDC = { symbol: 'USDC', decimals: 6 };
const USDT = { symbol: 'USDT', decimals: 6 };

/** Instrument 0 settles in USDT, instrument 1 in USDC; both are marked at a hundred. */
function twoAssets(): MarketBench {
  return new MarketBench(ENGINE_SUBJECT, [
    rules(plainRules({ assets: [USDT, USDC] })),
    listInstrument(plainInstrument()),
    listInstrument(
      plainInstrument({ symbol: 'PLAINUSDC', settlementAsset: 'USDC', takerFeePpm: ratePpm(1_000) }),
    ),
    mark(HUNDRED),
    mark(HUNDRED, { instrument: 1 }),
  ]);
}

const inUsdc = (bench: MarketBench, account: number) => bench.engine.account(accountId(account), assetId(1));

describe('assets', () => {
  test('A16 money of one asset is no margin in another', () => {
    const bench = twoAssets();
    bench.fund(1_000, 1, 2);
    const order = placeLimit({ account: 1, instrument: 1, side: 'buy', ticks: HUNDRED, lots: 10 });
    expect(bench.outcome(order)).toBe('MARGIN_INSUFFICIENT');
    bench.accept(depositUnits(1, 30_000_000, 1));
    expect(bench.outcome(order)).toBe('accepted');
    expect(bench.account(1)).toMatchObject({ walletMicros: 1_000_000_000, availableMicros: 1_000_000_000 });
    // 10 lots × 10,000 ticks × 10 are 1 USDC; at 20x they claim a twentieth of it.
    expect(inUsdc(bench, 1)).toMatchObject({ walletMicros: 30_000_000, availableMicros: 29_950_000 });
    expect(inUsdc(bench, 2)).toMatchObject({ assetId: 1, walletMicros: 0, availableMicros: 0 });
    expect(bench.outcome(depositUnits(1, 5, 2))).toBe('ASSET_UNKNOWN');
  });

  test('A16 C1 fees and the fund are kept by asset', () => {
    const bench = twoAssets();
    bench.fund(1_000, 1, 2);
    bench.accept(depositUnits(1, 100_000_000, 1), depositUnits(2, 100_000_000, 1), contribute(7));
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 100, instrument: 1 });
    // 100 lots are 10 USDC; the buyer takes, at a tenth of a per cent.
    expect(bench.engine.feesMicros()).toBe(0);
    expect(bench.engine.feesMicros(assetId(1))).toBe(10_000);
    expect(bench.engine.insuranceFundMicros()).toBe(7_000_000);
    expect(bench.engine.insuranceFundMicros(assetId(1))).toBe(0);
    expect(bench.engine.conservationErrorMicros(assetId(1))).toBe(0n);
  });

  test('I7 L2 each asset is liquidated by itself, and its own fund takes over', () => {
    const bench = twoAssets();
    bench.fund(1_000, 1, 2);
    bench.accept(depositUnits(1, 1_000_000, 1), depositUnits(2, 100_000_000, 1), contribute(1_000));
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 100 });
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 100, instrument: 1 });
    bench.accept(mark(9_100, { instrument: 1 }));
    expect(bench.of('liquidationStarted')).toMatchObject([{ accountId: 1, instrumentId: 1 }]);
    // Its fund is empty: the short of account 2 is what closes it, although the fund of USDT has 1,000.
    expect(bench.of('liquidationFilled').map(({ stage }) => stage)).toEqual(['auto-deleveraging']);
    expect([bench.lots(1), bench.lots(1, 1), bench.lots(2), bench.lots(2, 1)]).toEqual([100, 0, -100, 0]);
    expect(bench.engine.insuranceFundMicros()).toBe(1_000_000_000);
    expect(bench.account(1).isLocked).toBe(false);
  });

  test('A16 O10 cancelling everything reaches every asset, oldest first', () => {
    const bench = twoAssets();
    bench.fund(1_000, 1);
    bench.accept(depositUnits(1, 30_000_000, 1));
    const buy = (instrument: number, ticks: number) =>
      bench.accept(placeLimit({ account: 1, instrument, side: 'buy', ticks, lots: 1 }));
    const placed = [buy(1, 9_000), buy(0, 9_000), buy(1, 9_100)];
    expect(bench.engine.openOrders(accountId(1)).map((order) => order.orderId)).toEqual(placed);
    bench.accept(cancelAll(1));
    expect(bench.of('orderClosed').map((event) => event.orderId)).toEqual(placed);
  });

  test('A16 S2 a snapshot brings every asset of an account back, and what was emptied leaves no trace', () => {
    const bench = twoAssets();
    bench.fund(1_000, 3, 1);
    bench.accept(
      depositUnits(3, 5_000_000, 1),
      placeLimit({ account: 3, instrument: 1, side: 'buy', ticks: 9_000, lots: 1 }),
    );
    const restored = restoreEngine(bench.engine.snapshot(), partialSink({}));
    expect(restored.stateHash()).toBe(bench.engine.stateHash());
    expect(restored.account(accountId(3), assetId(1))).toEqual(inUsdc(bench, 3));
    expect(restored.openOrders(accountId(3))).toEqual(bench.engine.openOrders(accountId(3)));
    const other = twoAssets();
    other.fund(1_000, 3, 1);
    const before = other.engine.account(accountId(1), assetId(1));
    other.accept(leverage(1, 5, 1), leverage(1, 20, 1));
    expect(other.engine.account(accountId(1), assetId(1))).toEqual(before);
  });
});

describe('sub-accounts', () => {
  test('A17 free cash moves between the accounts of one owner and to nobody else', () => {
    const bench = plainMarket();
    bench.fund(100, 1, 9);
    bench.accept(openSubAccount(2, 1), openSubAccount(3, 1));
    expect(bench.of('accountOpened').map((event) => event.parentAccountId)).toEqual([0, 0, 1, 1]);
    expect(bench.outcome(openSubAccount(4, 2))).toBe('PARENT_INVALID');
    expect(bench.outcome(openSubAccount(4, 77))).toBe('PARENT_INVALID');
    bench.accept(transfer(1, 2, 60), transfer(2, 3, 10), transfer(3, 1, 4));
    expect([1, 2, 3].map((account) => bench.wallet(account))).toEqual([44, 50, 6]);
    expect(bench.of('balanceMoved').at(-1)).toMatchObject({
      fromWalletMicros: 6_000_000,
      toWalletMicros: 44_000_000,
    });
    expect(bench.outcome(transfer(2, 9, 1))).toBe('OWNER_DIFFERS');
    expect(bench.outcome(transfer(2, 2, 1))).toBe('OWNER_DIFFERS');
    expect(bench.outcome(transfer(2, 8, 1))).toBe('ACCOUNT_UNKNOWN');
    expect(bench.outcome(transfer(3, 1, 0))).toBe('AMOUNT_INVALID');
    expect(bench.outcome(transfer(3, 1, 7))).toBe('BALANCE_INSUFFICIENT');
  });

  test('A17 what is claimed stays where it is, and the accounts of one owner trade with each other', () => {
    const bench = plainMarket();
    bench.fund(100, 1);
    bench.accept(openSubAccount(2, 1), transfer(1, 2, 50), leverage(1, 1), leverage(2, 1));
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 400 });
    expect([bench.lots(1), bench.lots(2)]).toEqual([400, -400]);
    // 400 lots are 40, all of it claimed at 1x: 10 are free.
    expect(bench.outcome(transfer(1, 2, 11))).toBe('BALANCE_INSUFFICIENT');
    expect(bench.outcome(transfer(1, 2, 10))).toBe('accepted');
    expect(bench.outcome(withdraw(1, 1))).toBe('BALANCE_INSUFFICIENT');
  });
});

describe('fee tiers', () => {
  const TIERS = [
    { makerFeePpm: ratePpm(100), takerFeePpm: ratePpm(300) },
    { makerFeePpm: ratePpm(-50), takerFeePpm: ratePpm(200) },
  ];

  test('A15 an account pays the rates of its tier, or of the last one that the instrument has', () => {
    const bench = plainMarket({ makerFeePpm: ratePpm(200), takerFeePpm: ratePpm(500), feeTiers: TIERS });
    bench.accept(
      listInstrument(plainInstrument({ symbol: 'FLAT', takerFeePpm: ratePpm(700) })),
      mark(HUNDRED, { instrument: 1 }),
    );
    bench.fund(1_000, 1, 2);
    expect(bench.outcome(feeTier(1, 3))).toBe('FEE_TIER_INVALID');
    expect(bench.outcome(feeTier(1, -1))).toBe('FEE_TIER_INVALID');
    bench.accept(feeTier(1, 2), feeTier(2, 1));
    // 3 lots × 9,999 ticks × 10 are 299,970: × −0.005 % = −14.9985, to −14; × 0.03 % = 89.991, to 90.
    tradeBetween(bench, { buyer: 2, seller: 1, ticks: 9_999, lots: 3 });
    expect(bench.of('tradeExecuted')[0]).toMatchObject({ makerFeeMicros: -14, takerFeeMicros: 90 });
    expect(bench.engine.feesMicros()).toBe(76);
    // An instrument without tiers has its one rate for everybody: 100,000 × 0.07 % = 70.
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 1, instrument: 1 });
    expect(bench.of('tradeExecuted')[1]).toMatchObject({ makerFeeMicros: 0, takerFeeMicros: 70 });
    expect(bench.account(1).feeTier).toBe(2);
  });
});

describe('isolated margin', () => {
  test('A8 a tenth of notional must stay where the venue says so, if that is more than initial margin', () => {
    const bench = new MarketBench(ENGINE_SUBJECT, [
      rules(plainRules({ isolatedRemovalFloor: 'initial-or-tenth' })),
      listInstrument(plainInstrument()),
      mark(HUNDRED),
    ]);
    bench.fund(1_000, 1, 2);
    bench.accept(isolated(1), leverage(1, 20));
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 1_000 });
    // 1,000 lots are 100: at 20x the bucket is 5, a tenth is 10.
    bench.accept(adjustMargin(1, 7));
    expect(bench.outcome(adjustMargin(1, -3))).toBe('MARGIN_INSUFFICIENT');
    expect(bench.outcome(adjustMargin(1, -2))).toBe('accepted');
    expect(bench.position(1).bucketMicros).toBe(10_000_000);
  });

  test('A14 leverage is not lowered under an isolated position where the venue says so', () => {
    const bench = new MarketBench(ENGINE_SUBJECT, [
      rules(plainRules({ leverageLowering: 'not-when-isolated' })),
      listInstrument(plainInstrument()),
      mark(HUNDRED),
    ]);
    bench.fund(1_000, 1, 2);
    bench.accept(isolated(1));
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 10 });
    bench.accept(adjustMargin(1, 100));
    expect(bench.outcome(leverage(1, 19))).toBe('LEVERAGE_LOWERED_ISOLATED');
    expect(bench.outcome(leverage(1, 21))).toBe('accepted');
    expect(bench.outcome(leverage(2, 5))).toBe('accepted');
    expect(bench.engine.position(accountId(1), instrumentId(0)).leverage).toBe(21);
  });
});
