/** Orders at the very edge of each test: the last that is accepted and the first that is not. */
import { priceTicks, quoteMicros, ratePpm, sizeLots } from '@spillway/protocol';
import {
  cancelAll,
  cancelOrder,
  cancelOrders,
  type OrderTerms,
  placeBatch,
  placeLimit,
  placeMarket,
  placeTrigger,
  type UntimedCommand,
} from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import { HUNDRED, micros, RULE_SUBJECTS, type RuleBench, ruleMarket } from './rule-markets.fixture.ts';

type Subject = (typeof RULE_SUBJECTS)[number][1];

/** Sizes of 5 to 100 lots, prices up to 200, a band of 5 % around 100, an order worth at least 0.50. */
function narrowMarket(subject: Subject): RuleBench {
  return ruleMarket(subject, {
    instruments: [
      {
        sizeLotsMin: sizeLots(5),
        sizeLotsMax: sizeLots(100),
        priceTicksMax: priceTicks(20_000),
        priceBandPpm: ratePpm(50_000),
        notionalMinMicros: quoteMicros(micros(0.5)),
      },
    ],
    accounts: [1, 2],
  });
}

const BUY = { account: 1, side: 'buy', lots: 10, ticks: HUNDRED } as const;

function buy(terms: Partial<OrderTerms & { ticks: number }>): UntimedCommand {
  return placeLimit({ ...BUY, ...terms });
}

describe.each(RULE_SUBJECTS)('orders at the edge in the %s', (_, subject) => {
  test.each([
    [4, 'SIZE_INVALID'],
    [5, 'accepted'],
    [100, 'accepted'],
    [101, 'SIZE_INVALID'],
  ])('O1 a size of %d lots: %s', (lots, outcome) => {
    expect(narrowMarket(subject).outcome(buy({ lots }))).toBe(outcome);
  });

  test.each([
    [0, 'PRICE_INVALID'],
    [1, 'PRICE_OUTSIDE_BAND'],
    [9_499, 'PRICE_OUTSIDE_BAND'],
    [9_500, 'accepted'],
    [10_500, 'accepted'],
    [10_501, 'PRICE_OUTSIDE_BAND'],
    [20_000, 'PRICE_OUTSIDE_BAND'],
    [20_001, 'PRICE_INVALID'],
  ])('O1, O4 a limit of %d ticks: %s', (ticks, outcome) => {
    expect(narrowMarket(subject).outcome(buy({ ticks, lots: 100 }))).toBe(outcome);
  });

  test.each([
    [{ sizeLots: 5.5 }, 'SIZE_INVALID'],
    [{ priceTicks: 9_500.5 }, 'PRICE_INVALID'],
    [{ displayLots: 1.5 }, 'DISPLAY_SIZE_INVALID'],
    [{ timeInForce: 'gtd', expiresAtMs: 9_000.5 }, 'EXPIRY_INVALID'],
  ])('O1 numbers are whole: %o is refused', (changes, outcome) => {
    expect(narrowMarket(subject).outcome(Object.assign(buy({}), changes))).toBe(outcome);
  });

  test('O1 a market order names no price', () => {
    const order = Object.assign(placeMarket({ account: 1, side: 'buy', lots: 10 }), { priceTicks: 1 });
    expect(narrowMarket(subject).outcome(order)).toBe('PRICE_INVALID');
  });

  test('O12 an order of exactly the minimum is accepted, a tick less is not', () => {
    expect(narrowMarket(subject).outcome(buy({ lots: 5, ticks: 10_000 }))).toBe('accepted');
    expect(narrowMarket(subject).outcome(buy({ lots: 5, ticks: 9_999 }))).toBe('NOTIONAL_TOO_SMALL');
  });

  test.each([
    [0, 'DISPLAY_SIZE_INVALID'],
    [1, 'accepted'],
    [9, 'accepted'],
    [10, 'DISPLAY_SIZE_INVALID'],
  ])('O13 of 10 lots an iceberg shows %d: %s', (display, outcome) => {
    expect(narrowMarket(subject).outcome(buy({ display }))).toBe(outcome);
  });

  test('O13 what does not rest shows nothing', () => {
    expect(narrowMarket(subject).outcome(buy({ display: 5, timeInForce: 'ioc' }))).toBe(
      'DISPLAY_SIZE_INVALID',
    );
  });

  test('O11 an expiry is still to come, and of gtd orders alone', () => {
    const bench = narrowMarket(subject);
    const nextMs = (): number => bench.nowMs + 1;
    expect(bench.outcome(buy({ timeInForce: 'gtd' }))).toBe('EXPIRY_INVALID');
    expect(bench.outcome(buy({ timeInForce: 'gtd', expiresAt: nextMs() }))).toBe('EXPIRY_INVALID');
    expect(bench.outcome(buy({ expiresAt: nextMs() + 100 }))).toBe('EXPIRY_INVALID');
    expect(bench.outcome(buy({ timeInForce: 'gtd', expiresAt: nextMs() + 1 }))).toBe('accepted');
  });

  test.each<[string, Partial<OrderTerms>, string]>([
    ['a number of the client that is no whole number', { clientOrderId: 1.5 }, 'ORDER_INVALID'],
    ['post-only and immediate-or-cancel', { isPostOnly: true, timeInForce: 'ioc' }, 'ORDER_INVALID'],
    ['post-only and fill-or-kill', { isPostOnly: true, timeInForce: 'fok' }, 'ORDER_INVALID'],
    ['post-only and good till date', { isPostOnly: true, timeInForce: 'gtd', expiresAt: 9_000 }, 'accepted'],
    ['close-position with a limit', { isClosePosition: true, lots: 0 }, 'ORDER_INVALID'],
  ])('O1 %s', (_what, terms, outcome) => {
    expect(narrowMarket(subject).outcome(buy(terms))).toBe(outcome);
  });

  test.each<[string, Partial<OrderTerms>, string]>([
    ['that would rest', { timeInForce: 'gtc' }, 'ORDER_INVALID'],
    ['that would rest until a date', { timeInForce: 'gtd', expiresAt: 9_000 }, 'ORDER_INVALID'],
    ['that is post-only', { isPostOnly: true }, 'ORDER_INVALID'],
    ['that closes the position and has a size', { isClosePosition: true }, 'SIZE_INVALID'],
    ['that closes a position that is not there', { isClosePosition: true, lots: 0 }, 'POSITION_MISSING'],
    ['that reduces a position that is not there', { isReduceOnly: true }, 'REDUCE_ONLY_WOULD_INCREASE'],
    ['that is filled or killed', { timeInForce: 'fok' }, 'FILL_OR_KILL_UNFILLABLE'],
  ])('O1 a market order %s', (_what, terms, outcome) => {
    const order = placeMarket({ account: 1, side: 'buy', lots: 10, ...terms });
    expect(narrowMarket(subject).outcome(order)).toBe(outcome);
  });

  test('O5 post-only is refused at the best of the other side, not a tick before it', () => {
    const bench = narrowMarket(subject);
    bench.accept(placeLimit({ account: 2, side: 'sell', ticks: 10_100, lots: 10 }));
    expect(bench.outcome(buy({ isPostOnly: true, ticks: 10_100 }))).toBe('POST_ONLY_WOULD_TRADE');
    expect(bench.outcome(buy({ isPostOnly: true, ticks: 10_099 }))).toBe('accepted');
  });

  test('O10, O15 twenty orders are a batch, twenty-one are not', () => {
    const bench = narrowMarket(subject);
    const orders = (count: number): UntimedCommand[] => Array.from({ length: count }, () => buy({ lots: 5 }));
    expect(bench.outcome(placeBatch(1, orders(21)))).toBe('BATCH_INVALID');
    expect(bench.outcome(placeBatch(1, orders(20)))).toBe('accepted');
    const ids = Array.from({ length: 21 }, (_id, place) => place + 1);
    expect(bench.outcome(cancelOrders(1, ids))).toBe('BATCH_INVALID');
    expect(bench.outcome(cancelOrders(1, ids.slice(0, 20)))).toBe('accepted');
    expect(bench.of('orderClosed').map(({ orderId }) => orderId)).toEqual(ids.slice(0, 20));
  });

  test('O10 nobody cancels what another account has in the book, or waiting for a trigger', () => {
    const bench = narrowMarket(subject);
    const resting = bench.accept(buy({}));
    const waiting = bench.accept(placeTrigger({ account: 1, side: 'sell', lots: 10, trigger: 9_000 }));
    for (const id of [resting, waiting, waiting + 1]) {
      expect(bench.outcome(cancelOrder(2, id))).toBe('ORDER_UNKNOWN');
    }
    for (const id of [resting, waiting]) expect(bench.outcome(cancelOrder(1, id))).toBe('accepted');
    expect(bench.of('orderClosed').map(({ orderId }) => orderId)).toEqual([resting, waiting]);
  });

  test('O15 an order of a batch on an instrument that is not listed is refused by itself', () => {
    const bench = narrowMarket(subject);
    bench.accept(placeBatch(1, [buy({ instrument: 1 }), buy({ clientOrderId: 5 })]));
    expect(bench.of('commandRejected')).toMatchObject([
      { commandKind: 'PlaceOrders', code: 'INSTRUMENT_UNKNOWN', accountId: 1 },
    ]);
    expect(bench.of('orderAccepted')).toMatchObject([{ orderId: 1, clientOrderId: 5 }]);
  });

  test('O10, A16 who never had anything in an asset has no orders to cancel there', () => {
    const bench = ruleMarket(subject, {
      rules: { assets: ['AAA', 'BBB'].map((symbol) => ({ symbol, decimals: 6 })) },
      instruments: [{ settlementAsset: 'AAA' }, { settlementAsset: 'BBB' }],
      accounts: [1],
    });
    bench.accept(buy({}));
    expect(bench.outcome(cancelAll(1, 1))).toBe('accepted');
    expect(bench.of('orderClosed')).toEqual([]);
    expect(bench.outcome(cancelAll(1, 0))).toBe('accepted');
    expect(bench.of('orderClosed')).toHaveLength(1);
  });
});
