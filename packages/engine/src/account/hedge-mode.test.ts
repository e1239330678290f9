/** Two legs an instrument (rules A12, A13 and M12). */
import { accountId, assetId, instrumentId, type PositionLeg, partialSink, ratePpm } from '@spillway/protocol';
import {
  adjustMargin,
  cancelAll,
  contribute,
  isolated,
  leverage,
  listInstrument,
  MarketBench,
  mark,
  placeLimit,
  plainInstrument,
  plainRules,
  positionMode,
  rules,
} from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import { ENGINE_SUBJECT, HUNDRED } from '../engine-subject.fixture.ts';
import { restoreEngine } from '../index.ts';

type Changes = Parameters<typeof plainRules>[0];

function hedgeMarket(changes: Changes = {}): MarketBench {
  const bench = new MarketBench(ENGINE_SUBJECT, [
    rules(plainRules(changes)),
    listInstrument(plainInstrument()),
    mark(HUNDRED),
  ]);
  bench.fund(1_000, 1, 2);
  bench.accept(positionMode(1, 'hedge'));
  return bench;
}

const legOf = (bench: MarketBench, leg: PositionLeg, account = 1) =>
  bench.engine.position(accountId(account), instrumentId(0), leg);

/** Account 1 trades a leg with account 2. */
function trade(
  bench: MarketBench,
  leg: 'long' | 'short',
  terms: { side: 'buy' | 'sell'; lots: number; ticks?: number },
): void {
  const ticks = terms.ticks ?? HUNDRED;
  bench.accept(
    placeLimit({ account: 2, side: terms.side === 'buy' ? 'sell' : 'buy', ticks, lots: terms.lots }),
    placeLimit({ account: 1, leg, side: terms.side, ticks, lots: terms.lots }),
  );
}

describe('legs', () => {
  test('A12 a buy opens the long leg and closes the short one, a sell the other way', () => {
    const bench = hedgeMarket();
    trade(bench, 'long', { side: 'buy', lots: 10 });
    trade(bench, 'short', { side: 'sell', lots: 4, ticks: 10_100 });
    expect(legOf(bench, 'long')).toMatchObject({ leg: 'long', sizeLots: 10, entryCostMicros: 1_000_000 });
    // 4 lots × 10,100 ticks × 10.
    expect(legOf(bench, 'short')).toMatchObject({ leg: 'short', sizeLots: -4, entryCostMicros: -404_000 });
    expect(legOf(bench, 'both')).toMatchObject({ leg: 'both', sizeLots: 0 });
    expect(bench.lots(1)).toBe(6);
    expect(bench.engine.openInterestLots(instrumentId(0))).toBe(10);
    trade(bench, 'short', { side: 'buy', lots: 4 });
    expect(legOf(bench, 'short').sizeLots).toBe(0);
    expect(bench.of('positionChanged').at(-1)).toMatchObject({
      leg: 'short',
      sizeLots: 0,
      realisedPnlMicros: 4_000,
    });
  });

  test('A12 an order names a leg of its account, and reduce-only is said by the side', () => {
    const bench = hedgeMarket();
    const buy = { account: 1, side: 'buy', ticks: HUNDRED, lots: 1 } as const;
    expect(bench.outcome(placeLimit(buy))).toBe('POSITION_SIDE_INVALID');
    expect(bench.outcome(placeLimit({ ...buy, account: 2, leg: 'long' }))).toBe('POSITION_SIDE_INVALID');
    expect(bench.outcome(placeLimit({ ...buy, leg: 'long', isReduceOnly: true }))).toBe(
      'REDUCE_ONLY_IN_HEDGE_MODE',
    );
    expect(bench.outcome(placeLimit({ ...buy, leg: 'short' }))).toBe('REDUCE_ONLY_WOULD_INCREASE');
    expect(bench.outcome({ ...adjustMargin(1, 1), leg: 'both' } as never)).toBe('POSITION_SIDE_INVALID');
  });

  test('A12 O9 a closing order claims nothing, is cut to its leg and never turns it around', () => {
    const bench = hedgeMarket();
    trade(bench, 'long', { side: 'buy', lots: 10 });
    bench.accept(placeLimit({ account: 1, leg: 'long', side: 'sell', ticks: 10_200, lots: 25 }));
    expect(bench.of('orderAccepted').at(-1)).toMatchObject({ leg: 'long', isReduceOnly: true, sizeLots: 10 });
    bench.accept(placeLimit({ account: 1, leg: 'short', side: 'sell', ticks: 10_200, lots: 3 }));
    expect(bench.engine.openOrders(accountId(1))).toMatchObject([
      { leg: 'long', isReduceOnly: true },
      { leg: 'short', isReduceOnly: false },
    ]);
    trade(bench, 'long', { side: 'sell', lots: 10 });
    // The long leg is flat: what would have closed it is gone, the order of the short leg stays.
    expect(bench.engine.openOrders(accountId(1))).toMatchObject([{ leg: 'short' }]);
    expect(bench.of('orderClosed').map(({ reason }) => reason)).toContain('reduce-only');
  });

  test('A12 O8 the two legs of one account do not trade with each other', () => {
    const bench = hedgeMarket();
    bench.accept(
      placeLimit({ account: 1, leg: 'short', side: 'sell', ticks: HUNDRED, lots: 5 }),
      placeLimit({
        account: 1,
        leg: 'long',
        side: 'buy',
        ticks: HUNDRED,
        lots: 5,
        selfTradePrevention: 'cancel-both',
      }),
    );
    expect(bench.of('tradeExecuted')).toEqual([]);
    expect(bench.of('orderClosed').map(({ reason }) => reason)).toEqual(['self-trade', 'self-trade']);
  });

  test('A12 margin mode and leverage belong to both legs, each with a bucket of its own', () => {
    const bench = hedgeMarket();
    bench.accept(isolated(1), leverage(1, 10));
    trade(bench, 'long', { side: 'buy', lots: 10 });
    trade(bench, 'short', { side: 'sell', lots: 20 });
    expect(legOf(bench, 'long')).toMatchObject({ mode: 'isolated', leverage: 10, bucketMicros: 100_000 });
    expect(legOf(bench, 'short')).toMatchObject({ mode: 'isolated', leverage: 10, bucketMicros: 200_000 });
    bench.accept({ ...adjustMargin(1, 1), leg: 'short' } as never);
    expect(bench.of('isolatedMarginAdjusted')).toMatchObject([{ leg: 'short', bucketMicros: 1_200_000 }]);
    expect(legOf(bench, 'long').bucketMicros).toBe(100_000);
  });

  test('A13 the position mode is changed without orders, then without positions, where the venue offers it', () => {
    const bench = hedgeMarket();
    expect(bench.outcome(positionMode(1, 'hedge'))).toBe('POSITION_MODE_UNCHANGED');
    trade(bench, 'long', { side: 'buy', lots: 10 });
    bench.accept(placeLimit({ account: 1, leg: 'long', side: 'buy', ticks: 9_000, lots: 1 }));
    expect(bench.outcome(positionMode(1, 'one-way'))).toBe('POSITION_MODE_HAS_ORDERS');
    bench.accept(cancelAll(1));
    expect(bench.outcome(positionMode(1, 'one-way'))).toBe('POSITION_MODE_HAS_POSITION');
    trade(bench, 'long', { side: 'sell', lots: 10 });
    bench.accept(isolated(1), leverage(1, 7), positionMode(1, 'one-way'));
    expect(legOf(bench, 'both')).toMatchObject({ mode: 'isolated', leverage: 7 });
    expect(bench.account(1).positionMode).toBe('one-way');
    bench.accept(positionMode(1, 'hedge'));
    expect(legOf(bench, 'short')).toMatchObject({ mode: 'isolated', leverage: 7 });
    const closed = new MarketBench(ENGINE_SUBJECT, [rules(plainRules({ isHedgeModeOffered: false }))]);
    closed.fund(1, 1);
    expect(closed.outcome(positionMode(1, 'hedge'))).toBe('HEDGE_MODE_NOT_OFFERED');
  });

  test('S2 legs, their orders and their settings come back from a snapshot', () => {
    const bench = hedgeMarket();
    bench.accept(leverage(1, 9));
    trade(bench, 'long', { side: 'buy', lots: 10 });
    bench.accept(placeLimit({ account: 1, leg: 'long', side: 'sell', ticks: 10_200, lots: 10 }));
    const restored = restoreEngine(bench.engine.snapshot(), partialSink({}));
    expect(restored.stateHash()).toBe(bench.engine.stateHash());
    expect(restored.account(accountId(1), assetId(0))).toEqual(bench.account(1));
    expect(restored.openOrders(accountId(1))).toEqual(bench.engine.openOrders(accountId(1)));
    expect(restored.position(accountId(1), instrumentId(0), 'long')).toEqual(legOf(bench, 'long'));
    expect(restored.position(accountId(1), instrumentId(0), 'short').leverage).toBe(9);
  });
});

describe('margin of legs', () => {
  test.each([
    { hedgeInitialMargin: 'both-legs', claimedMicros: 150_000 },
    { hedgeInitialMargin: 'larger-leg', claimedMicros: 100_000 },
  ] as const)('M12 at $hedgeInitialMargin 20 long and 10 short claim $claimedMicros', (changes) => {
    const { hedgeInitialMargin, claimedMicros } = changes;
    const bench = hedgeMarket({ hedgeInitialMargin });
    trade(bench, 'long', { side: 'buy', lots: 20 });
    trade(bench, 'short', { side: 'sell', lots: 10 });
    // At 20x the 2.00 of the long leg claim 0.10, the 1.00 of the short one 0.05.
    expect(bench.account(1).availableMicros).toBe(1_000_000_000 - claimedMicros);
    // Each leg maintains by itself: 1 % of 3.00.
    expect(bench.account(1).crossMaintenanceMicros).toBe(30_000);
    // Six more of the short leg, at mark: 0.03 more, or nothing while the long leg claims more.
    bench.accept(placeLimit({ account: 1, leg: 'short', side: 'sell', ticks: HUNDRED, lots: 6 }));
    const moreMicros = hedgeInitialMargin === 'both-legs' ? 30_000 : 0;
    expect(bench.account(1).availableMicros).toBe(1_000_000_000 - claimedMicros - moreMicros);
    bench.accept(cancelAll(1));
    expect(bench.account(1).availableMicros).toBe(1_000_000_000 - claimedMicros);
  });

  test('M12 both legs share one liquidation price in cross', () => {
    const bench = hedgeMarket();
    bench.accept(leverage(1, 50), leverage(2, 50));
    trade(bench, 'long', { side: 'buy', lots: 150_000 });
    trade(bench, 'short', { side: 'sell', lots: 50_000 });
    // Equity 1,000 + 100 × (p − 100), maintenance 1 % of 200 × p: equal at 98 × p = 9,000, so at 91.8367….
    expect(legOf(bench, 'long').liquidationPriceTicks).toBe(9_184);
    expect(legOf(bench, 'short').liquidationPriceTicks).toBe(9_184);
  });

  test('M12 L1 L8 a hedged account is due where the price said, and loses the leg with the larger loss first', () => {
    const bench = hedgeMarket();
    bench.fund(100_000, 3);
    bench.accept(leverage(1, 50), leverage(2, 50), contribute(100_000));
    trade(bench, 'long', { side: 'buy', lots: 150_000 });
    trade(bench, 'short', { side: 'sell', lots: 50_000 });
    bench.accept({ ...contribute(1) });
    bench.accept(mark(9_184, {}));
    const started = bench.of('liquidationStarted').filter((event) => event.accountId === 1);
    // At 9,184 equity is 184 and maintenance 183.68; at 9,183 they are 183 and 183.66.
    expect(started).toEqual([]);
    bench.accept(mark(9_183));
    expect(bench.of('liquidationStarted')).toMatchObject([
      { accountId: 1, mode: 'cross', leg: 'both', equityMicros: 183_000_000, maintenanceMicros: 183_660_000 },
    ]);
    const [first] = bench.of('liquidationFilled');
    expect(first).toMatchObject({ positionSide: 'buy', sizeLots: 150_000 });
    // The short leg, a winner, is what stays: without the long one the account is safe.
    expect(legOf(bench, 'long').sizeLots).toBe(0);
    expect(legOf(bench, 'short').sizeLots).toBe(-50_000);
    expect(
      bench
        .of('positionChanged')
        .slice(-2)
        .map(({ leg }) => leg),
    ).toEqual(['long', 'short']);
  });

  test('L18 where the venue nets, the legs are closed against each other at mark, and the rest is safe', () => {
    const bench = hedgeMarket({ isHedgeNetted: true });
    bench.accept(leverage(1, 50), leverage(2, 50), contribute(100_000));
    trade(bench, 'long', { side: 'buy', lots: 150_000 });
    trade(bench, 'short', { side: 'sell', lots: 50_000 });
    bench.accept(mark(9_183));
    expect(bench.of('liquidationFilled')).toMatchObject([
      {
        stage: 'netting',
        positionSide: 'buy',
        sizeLots: 50_000,
        priceTicks: 9_183,
        counterpartyAccountId: 1,
      },
      {
        stage: 'netting',
        positionSide: 'sell',
        sizeLots: 50_000,
        priceTicks: 9_183,
        counterpartyAccountId: 1,
      },
    ]);
    // What is left, 100 at 91.83, maintains 91.83 of an equity of 183.
    expect(legOf(bench, 'long').sizeLots).toBe(100_000);
    expect(legOf(bench, 'short').sizeLots).toBe(0);
    expect(bench.account(1)).toMatchObject({
      crossEquityMicros: 183_000_000,
      crossMaintenanceMicros: 91_830_000,
    });
    expect(bench.of('liquidationFinished')).toMatchObject([{ isComplete: false, feeMicros: 0 }]);
  });

  test('L2 A12 of isolated legs the long one is liquidated before the short one', () => {
    const bench = new MarketBench(ENGINE_SUBJECT, [
      rules(plainRules()),
      listInstrument(plainInstrument({ liquidationFeePpm: ratePpm(0) })),
      mark(HUNDRED),
    ]);
    bench.fund(1_000, 1);
    bench.fund(100_000, 2);
    bench.accept(contribute(100_000), positionMode(1, 'hedge'), isolated(1), leverage(1, 50));
    trade(bench, 'long', { side: 'buy', lots: 1_000 });
    trade(bench, 'short', { side: 'sell', lots: 1_000, ticks: 9_990 });
    bench.accept(mark(9_890));
    // The long bucket of 2 has lost 1.10: 0.90 of 0.989. The short one has gained.
    expect(bench.of('liquidationStarted')).toMatchObject([{ mode: 'isolated', leg: 'long' }]);
    bench.accept(mark(10_100));
    expect(bench.of('liquidationStarted').map(({ leg }) => leg)).toEqual(['long', 'short']);
    expect(bench.lots(1)).toBe(0);
  });
});
