/** Accounts with many positions, of which a trade files one anew: what a mark passes over must be safe all the same. */
import { type Engine, type MarketRules, ratePpm } from '@spillway/protocol';
import {
  commandArbitrary,
  contribute,
  deposit,
  flatTier,
  listInstrument,
  MarketBench,
  mark,
  openAccount,
  PLAIN_COIN,
  placeLimit,
  plainInstrument,
  plainInverseInstrument,
  plainRules,
  rules,
  type UntimedCommand,
  withdraw,
} from '@spillway/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { marketOf } from '../engine.ts';
import { ENGINE_SUBJECT } from '../engine-subject.fixture.ts';
import { checkInvariants } from '../index.ts';
import { crossMargin } from '../margin/account-margin.ts';
import { fileStaleAccounts } from './file-account.ts';
import { spareFloorMicros } from './file-wide-account.ts';

const WORLD = {
  accountCount: 3,
  instrumentCount: 12,
  middleTicks: 10_000,
  lotsMax: 60_000,
  quoteMax: 2_000,
  contributionMax: 5,
};

const INSTRUMENTS = Array.from({ length: WORLD.instrumentCount }, (_, instrument) => instrument);

function specification(isInverse: boolean, instrument: number) {
  const changes = {
    symbol: `WIDE${instrument}`,
    takerFeePpm: ratePpm(300),
    riskTiers: [flatTier(10_000, 50)],
  };
  return isInverse ? plainInverseInstrument(changes) : plainInstrument(changes);
}

/** Accounts 1 and 2 hold every instrument, long or short; account 3 has the other side of both. */
function setup(
  { isInverse, thousands }: { isInverse: boolean; thousands: number },
  changes: Partial<MarketRules>,
): UntimedCommand[] {
  return [
    rules(plainRules({ ...changes, ...(isInverse ? { assets: [PLAIN_COIN] } : {}) })),
    ...INSTRUMENTS.map((instrument) => listInstrument(specification(isInverse, instrument))),
    ...INSTRUMENTS.map((instrument) => mark(WORLD.middleTicks, { instrument })),
    contribute(1),
    ...[1, 2, 3].flatMap((account) => [openAccount(account), deposit(account, account < 3 ? 6_000 : 12_000)]),
    ...INSTRUMENTS.flatMap((instrument) => {
      const terms = { instrument, ticks: WORLD.middleTicks, lots: thousands * (isInverse ? 1_000 : 10_000) };
      const side = instrument % 3 === 0 ? 'sell' : 'buy';
      const otherSide = side === 'buy' ? 'sell' : 'buy';
      return [1, 2].flatMap((account) => [
        placeLimit({ ...terms, account, side }),
        placeLimit({ ...terms, account: 3, side: otherSide }),
      ]);
    }),
  ];
}

/** Files everybody, or leaves it to the market; then nobody is due whom a mark passes over, and no floor is above what it is of. */
function check(engine: Engine, isFiled: boolean): number {
  const market = marketOf(engine);
  if (isFiled) fileStaleAccounts(market);
  checkInvariants(engine);
  let floors = 0;
  for (const slot of market.accounts.slotsById()) {
    const floorMicros = spareFloorMicros(market, slot);
    const { equityMicros, maintenanceMicros } = crossMargin(market, slot);
    expect(floorMicros).toBeLessThanOrEqual(equityMicros - maintenanceMicros);
    if (floorMicros >= 0) floors += 1;
  }
  checkInvariants(engine);
  return floors;
}

/** Whoever is filed and then takes his money out has less to lose than he was filed for. */
const withdrawals = fc
  .tuple(fc.integer({ min: 1, max: WORLD.accountCount }), fc.integer({ min: 1, max: 6_000 }))
  .map((args) => withdraw(...args));
const commands = fc.oneof(
  { weight: 4, arbitrary: commandArbitrary(WORLD) },
  { weight: 1, arbitrary: withdrawals },
);
const steps = fc.array(fc.tuple(commands, fc.boolean()), {
  minLength: 40,
  maxLength: 200,
  size: 'max',
});

test.each([
  { isInverse: false, isClosingFeeInMaintenance: false },
  { isInverse: false, isClosingFeeInMaintenance: true },
  { isInverse: true, isClosingFeeInMaintenance: true },
])(
  'L1 L2 accounts of up to twelve positions are due when they are, and known to be safe only when they are ($isInverse, $isClosingFeeInMaintenance)',
  ({ isInverse, isClosingFeeInMaintenance }) => {
    const seen = { floors: 0, liquidations: 0 };
    fc.assert(
      fc.property(steps, fc.constantFrom(3, 9), (all, thousands) => {
        const bench = new MarketBench(
          ENGINE_SUBJECT,
          setup({ isInverse, thousands }, { isClosingFeeInMaintenance }),
        );
        for (const [command, isFiled] of all) {
          bench.apply(command);
          seen.floors += check(bench.engine, isFiled);
        }
        seen.liquidations += bench.of('liquidationStarted').length;
      }),
      { numRuns: 30, endOnFailure: true },
    );
    expect(seen.floors).toBeGreaterThan(500);
    expect(seen.liquidations).toBeGreaterThan(2);
  },
);
