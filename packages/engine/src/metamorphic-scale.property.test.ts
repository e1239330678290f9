/** What must double when sizes and balances do. */
import {
  type InstrumentSpecification,
  type MarketEvent,
  priceTicks,
  quoteMicros,
  ratePpm,
  type Side,
  sizeLots,
} from '@spillway/protocol';
import {
  adjustMargin,
  deposit,
  flatTier,
  isolated,
  leverage,
  listInstrument,
  MarketBench,
  mark,
  openAccount,
  placeLimit,
  plainInstrument,
  plainRules,
  rules,
  type UntimedCommand,
} from '@spillway/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ENGINE_SUBJECT } from './engine-subject.fixture.ts';

const ACCOUNTS = [1, 2, 3, 4, 5];
const FEES = { makerFeePpm: ratePpm(200), takerFeePpm: ratePpm(500), liquidationFeePpm: ratePpm(4_000) };

/**
 * Orders of whole units, of an instrument whose tick and lot are worth a million micros: positions up to 16 units close
 * without a remainder, because 9,009 × 1,000,000 / leverage is a multiple of every number up to 16, for these leverages.
 */
const UNIT_LOTS = 9_009;
const UNIT_LEVERAGES = [5, 10, 20, 25];

function unitInstrument(scale: number, symbol: string): InstrumentSpecification {
  return plainInstrument({
    ...FEES,
    symbol,
    tickSize: '1',
    lotSize: '1',
    microsPerTickLot: 1_000_000,
    sizeLotsMax: sizeLots(20 * scale * UNIT_LOTS),
    priceTicksMax: priceTicks(10_000),
    riskTiers: [
      flatTier(10_000, 50),
      {
        ...flatTier(20_000, 25),
        notionalFloorMicros: quoteMicros(scale * 20_000_000_000_000),
        maintenanceAmountMicros: quoteMicros(scale * 200_000_000_000),
      },
    ],
  });
}

/** The same deeds with sizes and amounts of one scale or the other. */
type Scaled = (scale: number) => UntimedCommand;

function unitFounding(scale: number): UntimedCommand[] {
  return [
    // The fund takes nothing over, so that lots stay whole units for as long as possible.
    rules(plainRules({ insuranceInventoryPpmMax: ratePpm(0) })),
    listInstrument(unitInstrument(scale, 'ONEUSDT')),
    listInstrument(unitInstrument(scale, 'TWOUSDT')),
    mark(1_000, { instrument: 0 }),
    mark(1_000, { instrument: 1 }),
    ...ACCOUNTS.flatMap((account) => [openAccount(account), deposit(account, scale * 3_000_000)]),
    ...[2, 4].map((account) => isolated(account)),
  ];
}

const scaledCommands: fc.Arbitrary<Scaled> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc
      .record({
        account: fc.constantFrom(...ACCOUNTS),
        instrument: fc.nat({ max: 1 }),
        side: fc.constantFrom<Side>('buy', 'sell'),
        units: fc.integer({ min: 1, max: 2 }),
        ticks: fc.integer({ min: 970, max: 1_030 }),
        isReduceOnly: fc.boolean(),
      })
      .map(
        ({ units, ...terms }): Scaled =>
          (scale) =>
            placeLimit({ ...terms, lots: scale * units * UNIT_LOTS }),
      ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.integer({ min: 900, max: 1_100 }), fc.nat({ max: 1 })).map(
      ([ticks, instrument]): Scaled =>
        () =>
          mark(ticks, { instrument }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...ACCOUNTS), fc.constantFrom(...UNIT_LEVERAGES), fc.nat({ max: 1 }))
      .map(
        (args): Scaled =>
          () =>
            leverage(...args),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(2, 4), fc.integer({ min: -10, max: 10 })).map(
      ([account, times]): Scaled =>
        (scale) =>
          adjustMargin(account, scale * times * UNIT_LOTS),
    ),
  },
);

/** Money and lots of an event, doubled; everything else as it is. */
function doubled(event: MarketEvent): unknown {
  const fields = Object.entries(event).map(([name, value]) => {
    const isAmount = /(?:Micros|Lots)$/.test(name) && typeof value === 'number';
    return [name, isAmount ? 2 * value : value];
  });
  return Object.fromEntries(fields);
}

/** The least common multiple of 1 to 16: what it divides can be shared out among up to 16 units exactly. */
const SHARED_EXACTLY = 720_720;

/** From here on roundings could show: of lots that are no whole units, or of a cost or bucket that no longer shares out. */
function isOutOfUnits(event: MarketEvent): boolean {
  if (event.kind === 'lossSocialised') return true;
  if (event.kind !== 'positionChanged') return false;
  const { sizeLots: lots, entryCostMicros, bucketMicros } = event;
  return (
    lots % UNIT_LOTS !== 0 || entryCostMicros % SHARED_EXACTLY !== 0 || bucketMicros % SHARED_EXACTLY !== 0
  );
}

describe('scale', () => {
  test('A3, A9, M1, L6 doubling all sizes and balances doubles every money figure, exactly where nothing is rounded', () => {
    const seen = { events: 0, liquidations: 0, trades: 0 };
    fc.assert(
      fc.property(fc.array(scaledCommands, { minLength: 60, maxLength: 200, size: 'max' }), (deeds) => {
        const single = new MarketBench(ENGINE_SUBJECT, unitFounding(1));
        const double = new MarketBench(ENGINE_SUBJECT, unitFounding(2));
        const begun = single.events.length;
        for (const deed of deeds) {
          single.apply(deed(1));
          double.apply(deed(2));
        }
        const whole = single.events.findIndex(isOutOfUnits);
        const end = whole === -1 ? single.events.length : whole;
        const compared = single.events.slice(begun, end);
        expect(double.events.slice(begun, end)).toEqual(compared.map(doubled));
        seen.events += compared.length;
        seen.trades += compared.filter(({ kind }) => kind === 'tradeExecuted').length;
        seen.liquidations += compared.filter(({ kind }) => kind === 'liquidationFinished').length;
      }),
      { numRuns: 100 },
    );
    expect(seen.events).toBeGreaterThan(5_000);
    expect(seen.trades).toBeGreaterThan(500);
    expect(seen.liquidations).toBeGreaterThan(20);
  });
});
