/** Random markets: what they begin with, and what happens to them. */
import { quoteMicros, ratePpm } from '@spillway/protocol';
import {
  type CommandWorld,
  commandArbitrary,
  contribute,
  deposit,
  flatTier,
  isolated,
  listInstrument,
  mark,
  openAccount,
  plainInstrument,
  plainRules,
  rules,
  type UntimedCommand,
} from '@spillway/testkit';
import fc from 'fast-check';

/** Two instruments and six accounts, for whom one account's forced sale is another's. */
export const SMALL_WORLD: CommandWorld = {
  accountCount: 6,
  instrumentCount: 2,
  middleTicks: 10_000,
  lotsMax: 300_000,
  quoteMax: 3_000,
  contributionMax: 20,
};

/** Accounts with positions and orders on several of many instruments. */
export const WIDE_WORLD: CommandWorld = { ...SMALL_WORLD, instrumentCount: 7, lotsMax: 100_000 };

interface SetupOptions {
  readonly fund: number;
  readonly leftover: 'user' | 'fund';
  readonly scope: 'whole-account' | 'largest-loss-first';
}

/** Instruments with fees and tiers, accounts of 5,000, and a fund that a violent mark can exhaust. */
function setup(world: CommandWorld, options: SetupOptions): UntimedCommand[] {
  const tiers = [
    flatTier(5_000, 60),
    {
      ...flatTier(20_000, 25),
      notionalFloorMicros: quoteMicros(50_000_000_000),
      maintenanceAmountMicros: quoteMicros(750_000_000),
    },
  ];
  const fees = {
    makerFeePpm: ratePpm(200),
    takerFeePpm: ratePpm(500),
    liquidationFeePpm: ratePpm(4_000),
    priceBandPpm: ratePpm(200_000),
    riskTiers: tiers,
  };
  const accounts = Array.from({ length: world.accountCount }, (_, index) => index + 1);
  const instruments = Array.from({ length: world.instrumentCount }, (_, index) => index);
  return [
    rules(
      plainRules({
        leftover: options.leftover,
        closeOutScope: options.scope,
        partial: {
          kind: 'restore-margin',
          thresholdMicros: quoteMicros(20_000_000_000),
          slicePpm: ratePpm(200_000),
        },
      }),
    ),
    ...instruments.map((index) => listInstrument(plainInstrument({ ...fees, symbol: `NUMBER${index}USDT` }))),
    ...instruments.map((instrument) => mark(world.middleTicks, { instrument })),
    contribute(options.fund),
    ...accounts.flatMap((account) => [openAccount(account), deposit(account, 5_000)]),
    ...accounts.filter((account) => account % 2 === 0).map((account) => isolated(account)),
  ];
}

/** What a random market begins with. */
export function setupArbitrary(world: CommandWorld): fc.Arbitrary<UntimedCommand[]> {
  return fc
    .record({
      fund: fc.constantFrom(1, 500, 20_000),
      leftover: fc.constantFrom('user' as const, 'fund' as const),
      scope: fc.constantFrom('whole-account' as const, 'largest-loss-first' as const),
    })
    .map((options) => setup(world, options));
}

/** What happens to it. */
export function sequenceArbitrary(world: CommandWorld): fc.Arbitrary<UntimedCommand[]> {
  return fc.array(commandArbitrary(world), { minLength: 20, maxLength: 300, size: 'max' });
}
