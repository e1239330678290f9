/** The choice of margin mode and leverage, as venues differ in it (rules A2, A10 and A11). */
import { accountId, instrumentId, quoteMicros } from '@spillway/protocol';
import {
  deposit,
  flatTier,
  leverage,
  listInstrument,
  MarketBench,
  marginMode,
  mark,
  placeLimit,
  plainInstrument,
  plainRules,
  rules,
} from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import { ENGINE_SUBJECT, HUNDRED, tradeBetween } from '../engine-subject.fixture.ts';

function marketOf(changes: Parameters<typeof plainRules>[0]): MarketBench {
  const bench = new MarketBench(ENGINE_SUBJECT, [
    rules(plainRules(changes)),
    listInstrument(plainInstrument()),
    listInstrument(plainInstrument({ symbol: 'OTHER' })),
    mark(HUNDRED),
    mark(HUNDRED, { instrument: 1 }),
  ]);
  bench.fund(100, 1, 2);
  return bench;
}

describe('with a position', () => {
  test('A10 to isolated, initial margin at mark moves into the bucket; to cross, the bucket into the wallet', () => {
    const bench = marketOf({ marginModeChange: 'when-covered' });
    bench.accept(leverage(1, 10));
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 1_000 });
    bench.accept(mark(11_000), marginMode(1, 'isolated'));
    // 1,000 lots at 110 are 110: a tenth of it is 11.
    expect(bench.position(1)).toMatchObject({ mode: 'isolated', bucketMicros: 11_000_000 });
    expect(bench.account(1).walletMicros).toBe(89_000_000);
    const [set] = bench.of('marginModeSet');
    expect(bench.of('positionChanged').at(-1)).toMatchObject({
      causeSequence: set?.sequence,
      mode: 'isolated',
      sizeLots: 1_000,
      bucketMicros: 11_000_000,
    });
    bench.accept(marginMode(1, 'cross'));
    expect(bench.position(1)).toMatchObject({ mode: 'cross', bucketMicros: 0 });
    expect(bench.account(1).walletMicros).toBe(100_000_000);
  });

  test('A10 open orders, and margin that is not there, refuse it and leave everything as it was', () => {
    const bench = marketOf({ marginModeChange: 'when-covered' });
    bench.accept(leverage(1, 10), deposit(2, 10_000));
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 9_000 });
    const resting = placeLimit({ account: 1, side: 'sell', ticks: 12_000, lots: 1, isReduceOnly: true });
    bench.accept(resting);
    expect(bench.outcome(marginMode(1, 'isolated'))).toBe('MODE_HAS_ORDERS');
    bench.accept({ kind: 'CancelAllOrders', accountId: accountId(1), instrumentId: null });
    // The position is worth 1,080 at 120: initial margin is 108, and cash is 100 whatever has been gained.
    bench.accept(mark(12_000));
    expect(bench.outcome(marginMode(1, 'isolated'))).toBe('MARGIN_INSUFFICIENT');
    expect(bench.position(1)).toMatchObject({ mode: 'cross', bucketMicros: 0 });
    expect(bench.account(1).walletMicros).toBe(100_000_000);
  });
});

describe('for the whole account', () => {
  test('A11 the mode is set for every instrument, those to come included', () => {
    const bench = marketOf({ marginModeScope: 'account' });
    expect(bench.outcome(marginMode(1, 'isolated', 0))).toBe('MODE_SCOPE_INVALID');
    expect(bench.outcome(marginMode(1, 'cross', null))).toBe('MODE_UNCHANGED');
    bench.accept(leverage(1, 5), marginMode(1, 'isolated', null));
    bench.accept(listInstrument(plainInstrument({ symbol: 'LATER' })), mark(HUNDRED, { instrument: 2 }));
    expect([0, 1, 2].map((instrument) => bench.position(1, instrument).mode)).toEqual(
      Array(3).fill('isolated'),
    );
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 100, instrument: 2 });
    expect(bench.position(1, 2)).toMatchObject({ mode: 'isolated', bucketMicros: 500_000 });
    expect(bench.outcome(marginMode(1, 'cross', null))).toBe('MODE_HAS_POSITION');
    tradeBetween(bench, { buyer: 2, seller: 1, ticks: HUNDRED, lots: 100, instrument: 2 });
    expect(bench.outcome(marginMode(1, 'cross', null))).toBe('accepted');
    expect(bench.of('marginModeSet').map(({ instrumentId: id }) => id)).toEqual([null, null]);
    expect(bench.position(1, 1).mode).toBe('cross');
    expect(bench.outcome(marginMode(1, 'cross', 1))).toBe('MODE_SCOPE_INVALID');
  });

  test('A11 A10 where one instrument refuses, none changes', () => {
    const bench = marketOf({ marginModeScope: 'account', marginModeChange: 'when-covered' });
    bench.accept(leverage(1, 2));
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 100 });
    const resting = placeLimit({ account: 1, side: 'buy', ticks: 9_000, lots: 1, instrument: 1 });
    bench.accept(resting);
    expect(bench.outcome(marginMode(1, 'isolated', null))).toBe('MODE_HAS_ORDERS');
    expect(bench.position(1)).toMatchObject({ mode: 'cross', bucketMicros: 0 });
    expect(bench.engine.position(accountId(1), instrumentId(1)).mode).toBe('cross');
  });
});

describe('without a choice of leverage', () => {
  test('A2 A14 it is the largest of the tier of the position, and setting it is refused', () => {
    const bench = new MarketBench(ENGINE_SUBJECT, [
      listInstrument(
        plainInstrument({
          riskTiers: [
            flatTier(10_000, 50),
            {
              ...flatTier(20_000, 10),
              notionalFloorMicros: quoteMicros(20_000_000),
              maintenanceAmountMicros: quoteMicros(200_000),
            },
          ],
        }),
      ),
      rules(plainRules({ isLeverageChosen: false })),
      mark(HUNDRED),
    ]);
    bench.fund(100, 1, 2);
    expect(bench.outcome(leverage(1, 5))).toBe('LEVERAGE_FIXED');
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 200 });
    // 20 is the last of the first tier: a fiftieth of it.
    expect(bench.position(1)).toMatchObject({ leverage: 50, initialMarginMicros: 400_000 });
    tradeBetween(bench, { buyer: 1, seller: 2, ticks: HUNDRED, lots: 100 });
    // 30 is in the second: a tenth of it.
    expect(bench.position(1)).toMatchObject({ leverage: 10, initialMarginMicros: 3_000_000 });
    expect(bench.account(1).availableMicros).toBe(97_000_000);
  });
});
