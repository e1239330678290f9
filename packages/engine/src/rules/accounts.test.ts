import { accountId, assetId, instrumentId, quoteMicros, ratePpm } from '@spillway/protocol';
import {
  adjustMargin,
  cancelAll,
  depositUnits,
  feeTier,
  flatTier,
  isolated,
  leverage,
  marginMode,
  mark,
  openSubAccount,
  placeLimit,
  placeMarket,
  placeTrigger,
  positionMode,
  rules,
  transfer,
} from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import {
  during,
  fieldsOf,
  HUNDRED,
  micros,
  RULE_SUBJECTS,
  ruleMarket,
  tradeBetween,
} from './rule-markets.fixture.ts';

const BTC = instrumentId(0);

/** 60 % maintenance, and a fee tier in which closing costs the other 40 %. */
const STEEP = {
  riskTiers: [flatTier(600_000, 1)],
  feeTiers: [{ makerFeePpm: ratePpm(0), takerFeePpm: ratePpm(400_000) }],
};

describe.each(RULE_SUBJECTS)('accounts in the %s', (_, subject) => {
  test('A2 where leverage is not chosen it is the largest of the tier', () => {
    const bench = ruleMarket(subject, { rules: { isLeverageChosen: false }, accounts: [1, 2] });
    expect(bench.outcome(leverage(1, 10))).toBe('LEVERAGE_FIXED');
    tradeBetween(bench, { buyer: 1, seller: 2, lots: 10_000 });
    // 10,000 lots at 100 are worth 1,000: at 50x the margin is 20.
    expect(bench.position(1)).toMatchObject({ leverage: 50, initialMarginMicros: micros(20) });
  });

  test('A8 a venue may want a tenth of notional to stay, rounded up', () => {
    const bench = ruleMarket(subject, {
      rules: { isolatedRemovalFloor: 'initial-or-tenth' },
      accounts: [1, 2],
    });
    bench.accept(isolated(1), leverage(1, 20));
    tradeBetween(bench, { buyer: 1, seller: 2, lots: 10_000 });
    // Bucket 50 at 20x; a tenth of 1,000 is 100: after adding 60 there are 110, of which 10 may go.
    bench.accept(adjustMargin(1, 60));
    expect(bench.outcome(adjustMargin(1, -11))).toBe('MARGIN_INSUFFICIENT');
    expect(bench.outcome(adjustMargin(1, -10))).toBe('accepted');
  });

  test('A10 a covered position changes its mode: 100 into the bucket at 10x, and back', () => {
    const bench = ruleMarket(subject, { rules: { marginModeChange: 'when-covered' }, accounts: [1, 2] });
    bench.accept(leverage(1, 10));
    tradeBetween(bench, { buyer: 1, seller: 2, lots: 10_000 });
    const events = during(bench, () => bench.accept(marginMode(1, 'isolated')));
    expect(events.map(({ kind }) => kind)).toEqual(['marginModeSet', 'positionChanged']);
    expect(bench.position(1)).toMatchObject({ mode: 'isolated', bucketMicros: micros(100) });
    expect(bench.wallet(1)).toBe(900);
    bench.accept(placeLimit({ account: 1, side: 'buy', ticks: 9_900, lots: 1 }));
    expect(bench.outcome(marginMode(1, 'cross'))).toBe('MODE_HAS_ORDERS');
    bench.accept(cancelAll(1));
    bench.accept(placeTrigger({ account: 1, side: 'sell', lots: 1, trigger: 9_000 }), marginMode(1, 'cross'));
    expect(bench.position(1)).toMatchObject({ mode: 'cross', bucketMicros: 0 });
    expect(bench.wallet(1)).toBe(1_000);
  });

  test('A10 a position whose margin is not there as cash stays in cross', () => {
    const bench = ruleMarket(subject, { rules: { marginModeChange: 'when-covered' }, accounts: [1, 2] });
    bench.accept(leverage(1, 20));
    tradeBetween(bench, { buyer: 1, seller: 2, lots: 100_000 });
    // 10,000 of notional want 500 at 100. At 92 the loss is 800; 1,000 of cash less nothing is free, but the bucket
    // of 460 would be worth 460 − 800 < 0: due at once.
    bench.accept(mark(9_200));
    expect(bench.outcome(marginMode(1, 'isolated'))).toBe('MARGIN_INSUFFICIENT');
    expect(bench.position(1)).toMatchObject({ mode: 'cross', bucketMicros: 0 });
    expect(bench.wallet(1)).toBe(1_000);
  });

  test('A11 a mode of the whole account is set at once, for instruments to come as well', () => {
    const bench = ruleMarket(subject, {
      rules: { marginModeScope: 'account', marginModeChange: 'when-covered' },
      instruments: [{}, {}],
      accounts: [1, 2],
    });
    expect(bench.outcome(marginMode(1, 'isolated', 0))).toBe('MODE_SCOPE_INVALID');
    bench.accept(leverage(1, 10, 1));
    tradeBetween(bench, { buyer: 1, seller: 2, lots: 10_000, instrument: 1 });
    bench.accept(marginMode(1, 'isolated', null));
    expect(bench.outcome(marginMode(1, 'isolated', null))).toBe('MODE_UNCHANGED');
    expect([bench.position(1, 0).mode, bench.position(1, 1).mode]).toEqual(['isolated', 'isolated']);
    expect(bench.position(1, 1).bucketMicros).toBe(micros(100));
    const { specification } = bench.of('instrumentListed')[0] ?? {};
    if (specification === undefined) throw new Error('an instrument is listed');
    bench.accept({ kind: 'ListInstrument', specification: { ...specification, symbol: 'LATER' } });
    expect(bench.position(1, 2).mode).toBe('isolated');
    expect(bench.position(2, 2).mode).toBe('cross');
  });

  test('A12 in hedge mode a long and a short leg stand beside each other, and neither turns around', () => {
    const bench = ruleMarket(subject, { accounts: [1, 2] });
    bench.accept(
      positionMode(1, 'hedge'),
      placeLimit({ account: 2, side: 'sell', ticks: HUNDRED, lots: 300 }),
      placeLimit({ account: 1, side: 'buy', ticks: HUNDRED, lots: 300, leg: 'long' }),
      placeLimit({ account: 2, side: 'buy', ticks: HUNDRED, lots: 100 }),
      placeLimit({ account: 1, side: 'sell', ticks: HUNDRED, lots: 100, leg: 'short' }),
    );
    const leg = (name: 'long' | 'short'): number => bench.engine.position(accountId(1), BTC, name).sizeLots;
    expect([leg('long'), leg('short'), bench.lots(1)]).toEqual([300, -100, 200]);
    const sell = { account: 1, side: 'sell', ticks: HUNDRED, lots: 500 } as const;
    expect(bench.outcome(placeLimit(sell))).toBe('POSITION_SIDE_INVALID');
    expect(bench.outcome(placeLimit({ ...sell, leg: 'long', isReduceOnly: true }))).toBe(
      'REDUCE_ONLY_IN_HEDGE_MODE',
    );
    // Selling the long leg closes it: 500 are cut to 300.
    bench.accept(placeLimit({ account: 2, side: 'buy', ticks: HUNDRED, lots: 1_000 }));
    const events = during(bench, () => bench.accept(placeLimit({ ...sell, leg: 'long' })));
    expect(fieldsOf(events, 'orderAccepted', ['leg', 'sizeLots', 'isReduceOnly'])).toEqual([
      ['long', 300, true],
    ]);
    expect([leg('long'), leg('short')]).toEqual([0, -100]);
    expect(bench.outcome(placeLimit({ ...sell, leg: 'long' }))).toBe('REDUCE_ONLY_WOULD_INCREASE');
  });

  test('A13 the position mode is changed without orders, waiting ones included, and without positions', () => {
    const bench = ruleMarket(subject, { accounts: [1, 2] });
    expect(bench.outcome(positionMode(1, 'one-way'))).toBe('POSITION_MODE_UNCHANGED');
    tradeBetween(bench, { buyer: 1, seller: 2, lots: 10 });
    bench.accept(placeTrigger({ account: 1, side: 'sell', lots: 1, trigger: 9_000 }));
    expect(bench.outcome(positionMode(1, 'hedge'))).toBe('POSITION_MODE_HAS_ORDERS');
    bench.accept(cancelAll(1));
    expect(bench.outcome(positionMode(1, 'hedge'))).toBe('POSITION_MODE_HAS_POSITION');
    tradeBetween(bench, { buyer: 2, seller: 1, lots: 10 });
    bench.accept(positionMode(1, 'hedge'));
    expect(bench.account(1).positionMode).toBe('hedge');
    const plain = ruleMarket(subject, { rules: { isHedgeModeOffered: false }, accounts: [1] });
    expect(plain.outcome(positionMode(1, 'hedge'))).toBe('HEDGE_MODE_NOT_OFFERED');
  });

  test('A14 leverage is not lowered beside an open isolated position where the venue says so', () => {
    const bench = ruleMarket(subject, { rules: { leverageLowering: 'not-when-isolated' }, accounts: [1, 2] });
    bench.accept(isolated(1), leverage(1, 10));
    tradeBetween(bench, { buyer: 1, seller: 2, lots: 1_000 });
    expect(bench.outcome(leverage(1, 9))).toBe('LEVERAGE_LOWERED_ISOLATED');
    expect(bench.outcome(leverage(1, 20))).toBe('accepted');
    expect(bench.outcome(leverage(2, 5))).toBe('accepted');
  });

  test('A15 a maker of the second tier is paid 0.01 %, rounded towards zero, by the house', () => {
    const feeTiers = [{ makerFeePpm: ratePpm(-100), takerFeePpm: ratePpm(300) }];
    const bench = ruleMarket(subject, {
      instruments: [{ makerFeePpm: ratePpm(200), takerFeePpm: ratePpm(500), feeTiers }],
      accounts: [1, 2],
    });
    expect(bench.outcome(feeTier(1, 2))).toBe('FEE_TIER_INVALID');
    bench.accept(feeTier(1, 1));
    // 333 lots at 100.01 are worth 33.30333; 0.01 % of it is 0.003330333, paid as 0.003330; the taker pays 0.05 %, rounded up.
    bench.accept(
      placeLimit({ account: 1, side: 'sell', ticks: 10_001, lots: 333 }),
      placeMarket({ account: 2, side: 'buy', lots: 333 }),
    );
    expect(bench.of('tradeExecuted')).toMatchObject([{ makerFeeMicros: -3_330, takerFeeMicros: 16_652 }]);
    expect(bench.account(1).walletMicros).toBe(micros(1_000) + 3_330);
    expect(bench.engine.feesMicros()).toBe(16_652 - 3_330);
  });

  test('A16, I7 each asset has wallets, margin, fees and a fund of its own', () => {
    const assets = [
      { symbol: 'USDT', decimals: 6 },
      { symbol: 'USDC', decimals: 6 },
    ];
    const bench = ruleMarket(subject, {
      rules: { assets },
      instruments: [{}, { settlementAsset: 'USDC', takerFeePpm: ratePpm(500) }],
      accounts: [1, 2],
    });
    const trade = { lots: 1_000, ticks: HUNDRED, instrument: 1 } as const;
    expect(bench.outcome(placeLimit({ account: 1, side: 'buy', ...trade }))).toBe('MARGIN_INSUFFICIENT');
    bench.accept(depositUnits(1, micros(50), 1), depositUnits(2, micros(50), 1));
    tradeBetween(bench, { buyer: 1, seller: 2, lots: 1_000, instrument: 1 });
    // A fee of 0.05 % of 100, in USDC alone.
    expect(bench.wallet(1)).toBe(1_000);
    expect(bench.engine.account(accountId(1), assetId(1))).toMatchObject({
      assetId: 1,
      walletMicros: micros(50) - 50_000,
    });
    expect([bench.engine.feesMicros(assetId(0)), bench.engine.feesMicros(assetId(1))]).toEqual([0, 50_000]);
    bench.accept({ kind: 'FundInsurance', assetId: assetId(1), amountMicros: quoteMicros(micros(7)) });
    expect([bench.engine.insuranceFundMicros(), bench.engine.insuranceFundMicros(assetId(1))]).toEqual([
      0,
      micros(7),
    ]);
    // A fall of 49.95 leaves nothing of the 49.95 in USDC; the thousand in USDT do not help.
    const events = during(bench, () => bench.accept(mark(5_005, { instrument: 1 })));
    expect(fieldsOf(events, 'liquidationStarted', ['accountId', 'mode', 'equityMicros'])).toEqual([
      [1, 'cross', 0],
    ]);
    expect(bench.wallet(1)).toBe(1_000);
    expect(bench.outcome(depositUnits(1, 5, 2))).toBe('ASSET_UNKNOWN');
  });

  test('A17 free cash moves between an account and its sub-accounts, and to nobody else', () => {
    const bench = ruleMarket(subject, { accounts: [1, 2] });
    bench.accept(openSubAccount(3, 1), openSubAccount(4, 1));
    expect(bench.account(3).parentAccountId).toBe(1);
    expect(bench.outcome(openSubAccount(5, 3))).toBe('PARENT_INVALID');
    bench.accept(transfer(1, 3, 400), transfer(3, 4, 150));
    expect([1, 3, 4].map((account) => bench.wallet(account))).toEqual([600, 250, 150]);
    for (const [from, to] of [
      [1, 2],
      [3, 2],
      [1, 1],
    ] as const) {
      expect(bench.outcome(transfer(from, to, 1))).toBe('OWNER_DIFFERS');
    }
    expect(bench.outcome(transfer(3, 1, 251))).toBe('BALANCE_INSUFFICIENT');
    // They trade with each other, and are not each other's own orders.
    bench.accept(
      placeLimit({ account: 1, side: 'sell', ticks: HUNDRED, lots: 10 }),
      placeLimit({ account: 3, side: 'buy', ticks: HUNDRED, lots: 10 }),
    );
    expect(bench.of('tradeExecuted')).toHaveLength(1);
  });
});

describe.each(RULE_SUBJECTS)('assets in the %s', (_, subject) => {
  test('A16 rules do not take the asset of a listed instrument away', () => {
    const bench = ruleMarket(subject);
    const marketRules = bench.engine.rules;
    expect(bench.outcome(rules({ ...marketRules, assets: [{ symbol: 'USDC', decimals: 6 }] }))).toBe(
      'RULES_INVALID',
    );
    const more = [...marketRules.assets, { symbol: 'USDC', decimals: 6 }];
    expect(bench.outcome(rules({ ...marketRules, assets: more }))).toBe('accepted');
  });

  test('A16 nor do they make of it what could not be listed: other decimals, all of notional as maintenance', () => {
    const bench = ruleMarket(subject, { instruments: [STEEP] });
    const marketRules = bench.engine.rules;
    const finer = [{ symbol: 'USDT', decimals: 7 }];
    expect(bench.outcome(rules({ ...marketRules, assets: finer }))).toBe('RULES_INVALID');
    expect(bench.outcome(rules({ ...marketRules, isClosingFeeInMaintenance: true }))).toBe('RULES_INVALID');
    expect(bench.outcome(rules({ ...marketRules, leverageLowering: 'not-when-isolated' }))).toBe('accepted');
  });
});
