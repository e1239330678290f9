/** Amended orders of every kind: refused they are what they were, accepted they are still of their kind. */
import { accountId, instrumentId, type OrderId } from '@spillway/protocol';
import { advanceTime, amendOrder, type OrderTerms, placeLimit } from '@spillway/testkit';
import { describe, expect, test } from 'vitest';
import {
  during,
  fieldsOf,
  HUNDRED,
  RULE_SUBJECTS,
  type RuleBench,
  ruleMarket,
  tradeBetween,
} from './rule-markets.fixture.ts';

const BTC = instrumentId(0);
const MINE = { account: 1, side: 'buy', lots: 10, ticks: 9_900, clientOrderId: 7 } as const;

function ordersOf(bench: RuleBench, account: number): unknown {
  return bench.engine.openOrders(accountId(account));
}

describe.each(RULE_SUBJECTS)('amended orders in the %s', (_, subject) => {
  test.each<[string, Partial<OrderTerms>]>([
    ['a plain order', {}],
    ['an iceberg', { display: 4 }],
    ['an order that expires', { timeInForce: 'gtd', expiresAt: 1_000 }],
    ['a post-only order', { isPostOnly: true }],
    ['an order that only reduces', { isReduceOnly: true }],
  ])('O14 %s stays as it was, and where it was, when its amend is refused', (_what, terms) => {
    const bench = ruleMarket(subject, { accounts: [1, 2, 3] });
    tradeBetween(bench, { buyer: 2, seller: 1, lots: 50 });
    const id = bench.accept(placeLimit({ ...MINE, ...terms }));
    const behind = bench.accept(placeLimit({ ...MINE, account: 3 }));
    const before = ordersOf(bench, 1);
    expect(bench.outcome(amendOrder(1, id, { ticks: 9_900, lots: 90_000_000 }))).toBe('SIZE_INVALID');
    expect(bench.outcome(amendOrder(1, id, { ticks: 90_000_000, lots: 10 }))).toBe('PRICE_INVALID');
    expect(ordersOf(bench, 1)).toEqual(before);
    const sold = during(bench, () =>
      bench.accept(placeLimit({ account: 2, side: 'sell', lots: 5, ticks: 9_900 })),
    );
    // The first of them still: an iceberg trades what it shows, and the next one the rest.
    const expected =
      terms.display === undefined
        ? [[id, 5]]
        : [
            [id, 4],
            [behind, 1],
          ];
    expect(fieldsOf(sold, 'tradeExecuted', ['makerOrderId', 'sizeLots'])).toEqual(expected);
    bench.wait(2_000);
    const later = during(bench, () => bench.accept(advanceTime()));
    const closed = fieldsOf(later, 'orderClosed', ['orderId', 'clientOrderId', 'reason']);
    expect(closed).toEqual(terms.timeInForce === 'gtd' ? [[id, 7, 'expired']] : []);
  });

  test('O14, O13 an iceberg that comes back shows as much as before, or all that is left', () => {
    const bench = ruleMarket(subject, { accounts: [1] });
    const id = bench.accept(placeLimit({ ...MINE, display: 4 }));
    bench.accept(amendOrder(1, id, { ticks: 9_800, lots: 8 }));
    expect(ordersOf(bench, 1)).toMatchObject([
      { orderId: id, clientOrderId: 7, priceTicks: 9_800, remainingLots: 8, displayedLots: 4 },
    ]);
    expect(bench.engine.levels(BTC, 'buy', 9)).toMatchObject([{ priceTicks: 9_800, sizeLots: 4 }]);
    bench.accept(amendOrder(1, id, { ticks: 9_700, lots: 3 }));
    expect(ordersOf(bench, 1)).toMatchObject([{ remainingLots: 3, displayedLots: 3 }]);
  });

  test('O14, O11 an order that comes back expires when it would have', () => {
    const bench = ruleMarket(subject, { accounts: [1] });
    const id = bench.accept(placeLimit({ ...MINE, timeInForce: 'gtd', expiresAt: 1_000 }));
    bench.accept(amendOrder(1, id, { ticks: 9_800, lots: 10 }));
    bench.wait(2_000);
    const later = during(bench, () => bench.accept(advanceTime()));
    expect(fieldsOf(later, 'orderClosed', ['orderId', 'reason', 'timeMs'])).toEqual([[id, 'expired', 1_000]]);
  });

  test('O14, O5 a post-only order is still post-only', () => {
    const bench = ruleMarket(subject, { accounts: [1, 2] });
    bench.accept(placeLimit({ account: 2, side: 'sell', lots: 10, ticks: 10_100 }));
    const id = bench.accept(placeLimit({ ...MINE, isPostOnly: true }));
    expect(bench.outcome(amendOrder(1, id, { ticks: 10_100, lots: 10 }))).toBe('POST_ONLY_WOULD_TRADE');
    expect(bench.outcome(amendOrder(1, id, { ticks: 10_099, lots: 10 }))).toBe('accepted');
  });

  test('O14, O6 an order that only reduces is cut to the position again', () => {
    const bench = ruleMarket(subject, { accounts: [1, 2] });
    tradeBetween(bench, { buyer: 2, seller: 1, lots: 20 });
    const id = bench.accept(placeLimit({ ...MINE, isReduceOnly: true }));
    const events = during(bench, () => bench.accept(amendOrder(1, id, { ticks: 9_800, lots: 50 })));
    expect(fieldsOf(events, 'orderAmended', ['orderId', 'remainingLots', 'isPriorityKept'])).toEqual([
      [id, 20, false],
    ]);
    expect(ordersOf(bench, 1)).toMatchObject([{ remainingLots: 20, isReduceOnly: true }]);
  });

  test('O14, M4 an order that only reduces shrinks in its place, and claims nothing before or after', () => {
    const bench = ruleMarket(subject, { accounts: [1, 2] });
    tradeBetween(bench, { buyer: 2, seller: 1, lots: 20 });
    const id = bench.accept(placeLimit({ ...MINE, isReduceOnly: true }));
    const { availableMicros } = bench.account(1);
    const events = during(bench, () => bench.accept(amendOrder(1, id, { ticks: 9_900, lots: 5 })));
    expect(fieldsOf(events, 'orderAmended', ['remainingLots', 'isPriorityKept'])).toEqual([[5, true]]);
    expect(bench.account(1).availableMicros).toBe(availableMicros);
    // As much as the short position may still be bought beside it.
    expect(bench.outcome(placeLimit({ ...MINE, isReduceOnly: true, lots: 20 }))).toBe('accepted');
  });

  test('O14, O8 an order that comes back to one of its own account does what it was placed to do', () => {
    const outcomeOf = (selfTradePrevention: OrderTerms['selfTradePrevention']): [OrderId, string][] => {
      const bench = ruleMarket(subject, { accounts: [1] });
      bench.accept(placeLimit({ account: 1, side: 'sell', lots: 10, ticks: 10_100 }));
      const id = bench.accept(placeLimit({ ...MINE, ...(selfTradePrevention && { selfTradePrevention }) }));
      bench.accept(amendOrder(1, id, { ticks: 10_100, lots: 10 }));
      return bench.of('orderClosed').map(({ orderId, reason }) => [orderId, reason]);
    };
    expect(outcomeOf('cancel-maker')).toEqual([[1, 'self-trade']]);
    expect(outcomeOf('cancel-taker')).toEqual([[2, 'self-trade']]);
    expect(outcomeOf('cancel-both')).toEqual([
      [1, 'self-trade'],
      [2, 'self-trade'],
    ]);
  });

  test('O14 an amend that changes nothing, or names no order of the account, is refused', () => {
    const bench = ruleMarket(subject, { accounts: [1, 2] });
    const id = bench.accept(placeLimit(MINE));
    expect(bench.outcome(amendOrder(1, id, { ticks: 9_900, lots: 10 }))).toBe('AMEND_UNCHANGED');
    expect(bench.outcome(amendOrder(2, id, { ticks: 9_900, lots: 5 }))).toBe('ORDER_UNKNOWN');
    expect(bench.outcome(amendOrder(1, id + 1, { ticks: 9_900, lots: 5 }))).toBe('ORDER_UNKNOWN');
    expect(bench.outcome(amendOrder(1, id, { ticks: HUNDRED, lots: 10 }))).toBe('accepted');
  });
});
