/** A venue for every kind of order, with halts, bands and timers, under the rules of the house: one asset, no legs. */
import {
  type Command,
  type InstrumentSpecification,
  type OrderTerms,
  priceTicks,
  quoteMicros,
  ratePpm,
  simulatedMs,
} from '@spillway/protocol';
import {
  contribute,
  deposit,
  flatTier,
  isolated,
  leverage,
  listInstrument,
  mark,
  openAccount,
  rules,
  type UntimedCommand,
  type WideWorld,
  wideSequenceArbitrary,
} from '@spillway/testkit';
import fc from 'fast-check';
import { HOUSE_RULES } from '../reference/engine/house-rules.ts';
import { SMALL_INSTRUMENT } from './worlds.fixture.ts';

export const ORDER_WORLD: WideWorld = {
  accountCount: 5,
  instrumentCount: 2,
  assetCount: 1,
  middleTicks: 10_000,
  lotsMax: 100_000,
  quoteMax: 3_000,
  contributionMax: 20,
  shockWeight: 1,
};

/** When the founding of a venue is done. */
const FOUNDED_MS = 40;

const furnishings: fc.Arbitrary<Partial<InstrumentSpecification>> = fc.record({
  notionalMinMicros: fc.constantFrom(0, 20).map((quote) => quoteMicros(quote * 1_000_000)),
  tradingBand: fc.constantFrom(null, { widthPpm: ratePpm(20_000), referenceMs: 20 }),
  circuitBreaker: fc.constantFrom<InstrumentSpecification['circuitBreaker']>(
    null,
    { movePpm: ratePpm(100_000), windowMs: 200, haltMs: 30, scope: 'instrument' },
    { movePpm: ratePpm(200_000), windowMs: 200, haltMs: 30, scope: 'market' },
  ),
});

function founding(
  amendKeepsPriority: 'when-only-reduced' | 'never',
  extras: readonly Partial<InstrumentSpecification>[],
): UntimedCommand[] {
  const accounts = Array.from({ length: ORDER_WORLD.accountCount }, (_, index) => index + 1);
  const [first, second] = extras;
  return [
    rules({ ...HOUSE_RULES, amendKeepsPriority }),
    listInstrument({ ...SMALL_INSTRUMENT, riskTiers: [flatTier(10_000, 50)], ...first }),
    listInstrument({ ...SMALL_INSTRUMENT, riskTiers: [flatTier(10_000, 50)], symbol: 'TWOUSDT', ...second }),
    ...[0, 1].map((instrument) => mark(ORDER_WORLD.middleTicks, { instrument })),
    contribute(300),
    ...accounts.flatMap((account) => [openAccount(account), deposit(account, 20_000)]),
    isolated(1),
    ...accounts.map((account) => leverage(account, 20)),
  ];
}

/** Commands of other rules than those of orders, triggers, timers and halts. */
const LEFT_OUT: readonly Command['kind'][] = [
  'SettleFunding',
  'TransferBetweenAccounts',
  'SetPositionMode',
  'SetFeeTier',
  'Deposit',
];

function withoutLeg<Terms extends Partial<Pick<OrderTerms, 'leg'>>>(terms: Terms): Omit<Terms, 'leg'> {
  const { leg: _, ...rest } = terms;
  return rest;
}

/** The command as this world knows it: without legs, marks instead of indices, no mode of the whole account. */
function plain(command: Command): Command[] {
  if (LEFT_OUT.includes(command.kind)) return [];
  switch (command.kind) {
    case 'PlaceOrder':
      return [withoutLeg(command)];
    case 'PlaceTriggerOrder':
      return [withoutLeg(command)];
    case 'PlaceOrders':
      return [{ ...command, orders: command.orders.map(withoutLeg) }];
    case 'SetIndexPrice':
      return [{ ...command, kind: 'SetMarkPrice', markTicks: priceTicks(command.indexTicks) }];
    case 'OpenAccount':
      return command.parentAccountId === undefined ? [command] : [];
    case 'SetMarginMode':
      return command.instrumentId === null ? [] : [command];
    default:
      return [command];
  }
}

export function orderCommands(length: {
  readonly min: number;
  readonly max: number;
}): fc.Arbitrary<Command[]> {
  return fc
    .record({
      keeps: fc.constantFrom('when-only-reduced' as const, 'never' as const),
      extras: fc.tuple(furnishings, furnishings),
      later: wideSequenceArbitrary(ORDER_WORLD, { ...length, fromMs: FOUNDED_MS }),
    })
    .map(({ keeps, extras, later }) => {
      const first = founding(keeps, extras).map((command, place): Command => {
        return { ...command, timeMs: simulatedMs(Math.min(place, FOUNDED_MS)) };
      });
      return [...first, ...later.flatMap(plain)];
    });
}
