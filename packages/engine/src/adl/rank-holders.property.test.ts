import { type Engine, ratePpm } from '@spillway/protocol';
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
import type { Direction } from '../direction.ts';
import { marketOf } from '../engine.ts';
import { ENGINE_SUBJECT, HUNDRED, plainMarket, tradeBetween } from '../engine-subject.fixture.ts';
import { instrumentAt, type Market } from '../market.ts';
import { rankBySort } from '../reference/rank-by-sort.ts';
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
const SETUP: UntimedCommand[] = [
  rules(plainRules({ isTriggerInclusive: false })),
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
  side: { readonly instrument: number; readonly direction: Direction },
  length: number,
): number[] {
  const instrument = instrumentAt(market, side.instrument);
  const ranking = rankHolders(market, { id: 1 }, { instrument, direction: side.direction });
  const slots: number[] = [];
  while (slots.length < length) {
    const slot = ranking.takeNext();
    if (slot === NO_SLOT) return slots;
    slots.push(slot);
  }
  return slots;
}

/** Compares a walk with the sort; returns its length, and whether the ranking was one that had been made before. */
function compare(engine: Engine, instrument: number, length: number): { taken: number; isRenewed: boolean } {
  const market = marketOf(engine);
  const direction = length % 2 === 0 ? 1 : -1;
  const isRenewed = market.rankings.ranking(instrument, direction).isAlive;
  const sorted = rankBySort(market, instrumentAt(market, instrument), direction);
  const taken = walk(market, { instrument, direction }, length);
  expect(taken).toEqual(sorted.slice(0, length));
  return { taken: taken.length, isRenewed };
}

test('D2 holders come in the order of a full sort after each of thousands of commands, however many are taken', () => {
  const seen = { taken: 0, renewed: 0, closed: 0 };
  fc.assert(
    fc.property(steps, (all) => {
      const bench = new MarketBench(ENGINE_SUBJECT, SETUP);
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
    { numRuns: 60 },
  );
  expect(seen.taken).toBeGreaterThan(5_000);
  expect(seen.renewed).toBeGreaterThan(1_000);
  expect(seen.closed).toBeGreaterThan(20);
});

test('D2 equal scores come by account number', () => {
  const bench = plainMarket();
  const sellers = [5, 2, 9, 4, 7];
  bench.fund(100_000, 1, ...sellers);
  for (const seller of sellers) tradeBetween(bench, { buyer: 1, seller, ticks: HUNDRED, lots: 100 });
  const market = marketOf(bench.engine);
  const slots = walk(market, { instrument: 0, direction: -1 }, sellers.length);
  expect(slots.map((slot) => market.accounts.accountId(slot))).toEqual([2, 4, 5, 7, 9]);
});
