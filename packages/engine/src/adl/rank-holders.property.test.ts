import { type Engine, type MarketRules, ratePpm } from '@spillway/protocol';
import {
  commandArbitrary,
  contribute,
  deposit,
  flatTier,
  isolated,
  listInstrument,
  MarketBench,
  mark,
  openAccount,
  plainInstrument,
  plainRules,
  rules,
  type UntimedCommand,
} from '@spillway/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NO_SLOT } from '../book/order-pool.ts';
import { marketOf } from '../engine.ts';
import { ENGINE_SUBJECT, HUNDRED, plainMarket, tradeBetween } from '../engine-subject.fixture.ts';
import { instrumentAt, type Market } from '../market.ts';
import { rankBySort } from '../reference/rank-by-sort.ts';
import type { Side } from './holder-ranking.ts';
import { rankHolders } from './rank-holders.ts';

const WORLD = {
  accountCount: 16,
  instrumentCount: 2,
  middleTicks: 10_000,
  lotsMax: 100_000,
  quoteMax: 3_000,
  contributionMax: 5,
};

/** A fund that holds next to nothing: what falls, falls on the winners. */
const setup = (deleveragingRanking: MarketRules['deleveragingRanking']): UntimedCommand[] => [
  rules(plainRules({ isTriggerInclusive: false, deleveragingRanking })),
  ...['ONEUSDT', 'TWOUSDT'].map((symbol) =>
    listInstrument(plainInstrument({ symbol, takerFeePpm: ratePpm(300), riskTiers: [flatTier(10_000, 50)] })),
  ),
  ...[0, 1].map((instrument) => mark(WORLD.middleTicks, { instrument })),
  contribute(1),
  ...Array.from({ length: WORLD.accountCount }, (_, index) => index + 1).flatMap((account) => [
    openAccount(account),
    deposit(account, 5_000),
    ...(account % 3 === 0 ? [isolated(account)] : []),
  ]),
];

/** How many holders a walk takes before it ends. */
const walkLength = fc.oneof(fc.nat({ max: 3 }), fc.constant(WORLD.accountCount + 1));
const steps = fc.array(fc.tuple(commandArbitrary(WORLD), fc.nat({ max: 1 }), walkLength), {
  minLength: 50,
  maxLength: 300,
  size: 'max',
});

function walk(
  market: Market,
  side: Side,
  limit: { readonly length: number; readonly liquidationId: number },
): number[] {
  const ranking = rankHolders(market, { id: limit.liquidationId }, side);
  const slots: number[] = [];
  while (slots.length < limit.length) {
    const slot = ranking.takeNext();
    if (slot === NO_SLOT) return slots;
    slots.push(slot);
  }
  return slots;
}

/** Compares a walk with the sort; returns its length, and whether the ranking was one that had been made before. */
function compare(
  engine: Engine,
  instrumentId: number,
  length: number,
): { taken: number; isRenewed: boolean } {
  const market = marketOf(engine);
  const side: Side = { instrument: instrumentAt(market, instrumentId), direction: length % 2 === 0 ? 1 : -1 };
  const isRenewed = market.rankings.find(side) !== undefined;
  const liquidationId = market.events.lastSequence;
  const sorted = rankBySort(market, { id: liquidationId }, side);
  const taken = walk(market, side, { length, liquidationId });
  expect(taken).toEqual(sorted.slice(0, length));
  return { taken: taken.length, isRenewed };
}

test.each(['profit-and-leverage', 'profit-and-margin-ratio', 'gain-and-leverage', 'rotation'] as const)(
  'D2 D6 %s: holders come in the order of a full sort after each of thousands of commands, however many are taken',
  (ranking) => {
    const seen = { taken: 0, renewed: 0, closed: 0 };
    fc.assert(
      fc.property(steps, (all) => {
        const bench = new MarketBench(ENGINE_SUBJECT, setup(ranking));
        for (const [command, instrument, length] of all) {
          bench.apply(command);
          const { taken, isRenewed } = compare(bench.engine, instrument, length);
          seen.taken += taken;
          if (isRenewed && taken > 1) seen.renewed += 1;
        }
        seen.closed += bench
          .of('liquidationFilled')
          .filter((fill) => fill.stage === 'auto-deleveraging').length;
      }),
      { numRuns: 40 },
    );
    expect(seen.taken).toBeGreaterThan(3_000);
    expect(seen.renewed).toBeGreaterThan(700);
    expect(seen.closed).toBeGreaterThan(10);
  },
);

test('D2 equal scores come by account number', () => {
  const bench = plainMarket();
  const sellers = [5, 2, 9, 4, 7];
  bench.fund(100_000, 1, ...sellers);
  for (const seller of sellers) tradeBetween(bench, { buyer: 1, seller, ticks: HUNDRED, lots: 100 });
  const market = marketOf(bench.engine);
  const side: Side = { instrument: instrumentAt(market, 0), direction: -1 };
  const slots = walk(market, side, { length: sellers.length, liquidationId: 1 });
  expect(slots.map((slot) => market.accounts.accountId(slot))).toEqual([2, 4, 5, 7, 9]);
});
