import {
  accountId,
  instrumentId,
  type SelfTradePrevention,
  type Side,
  type TimeInForce,
} from '@spillway/protocol';
import fc from 'fast-check';
import {
  adjustMargin,
  cancelAll,
  cancelOrder,
  contribute,
  deposit,
  leverage,
  mark,
  placeLimit,
  placeMarket,
  shock,
  type UntimedCommand,
  withdraw,
} from './commands.ts';
import { type Draft, movesPpm, OFFSETS_PPM, oneIn, type SequenceWorld, ticksNear } from './drafts.ts';

export function orderDrafts(world: SequenceWorld): fc.Arbitrary<Draft> {
  const terms = fc.record({
    account: fc.integer({ min: 1, max: world.accountCount }),
    instrument: fc.nat({ max: world.instrumentCount - 1 }),
    side: fc.constantFrom<Side>('buy', 'sell'),
    lots: fc.oneof(
      fc.integer({ min: 1, max: world.lotsMax }),
      fc.integer({ min: 1, max: Math.max(1, Math.floor(world.lotsMax / 20)) }),
    ),
    clientOrderId: fc.nat({ max: 3 }),
    isReduceOnly: oneIn(6),
    selfTradePrevention: fc.constantFrom<SelfTradePrevention>('cancel-taker', 'cancel-maker', 'cancel-both'),
  });
  const limits = fc.record({
    terms,
    offsetPpm: OFFSETS_PPM,
    timeInForce: fc.constantFrom<TimeInForce>('gtc', 'gtc', 'gtc', 'gtc', 'ioc', 'fok'),
    isPostOnly: oneIn(4),
  });
  const markets = fc.record({ terms, timeInForce: fc.constantFrom<TimeInForce>('ioc', 'ioc', 'fok', 'gtc') });
  return fc.oneof(
    {
      weight: 4,
      arbitrary: limits.map(
        (draw): Draft =>
          (around) => {
            around.orderCount += 1;
            const ticks = ticksNear(around, world, {
              instrument: draw.terms.instrument,
              offsetPpm: draw.offsetPpm,
            });
            return placeLimit({
              ...draw.terms,
              ticks,
              timeInForce: draw.timeInForce,
              isPostOnly: draw.isPostOnly,
            });
          },
      ),
    },
    {
      weight: 1,
      arbitrary: markets.map(
        (draw): Draft =>
          (around) => {
            around.orderCount += 1;
            return placeMarket({ ...draw.terms, timeInForce: draw.timeInForce });
          },
      ),
    },
  );
}

export function markDrafts(world: SequenceWorld): fc.Arbitrary<Draft> {
  return fc
    .record({
      instrument: fc.nat({ max: world.instrumentCount - 1 }),
      movePpm: movesPpm(world.shockWeight),
      cause: fc.oneof(fc.constant(0), fc.nat({ max: 200 })),
      liquidation: fc.oneof(fc.constant(0), fc.nat({ max: 20 })),
    })
    .map(
      ({ instrument, movePpm, cause, liquidation }): Draft =>
        (around) => {
          const ticks = ticksNear(around, world, { instrument, offsetPpm: movePpm });
          const isLost = ticks < world.middleTicks / 4 || ticks > world.middleTicks * 4;
          around.markTicks[instrument] = isLost ? world.middleTicks : ticks;
          return mark(around.markTicks[instrument], { instrument, cause, liquidation });
        },
    );
}

export function settingDrafts(world: SequenceWorld): fc.Arbitrary<Draft> {
  const account = fc.integer({ min: 1, max: world.accountCount });
  const anyAccount = fc.oneof({ weight: 30, arbitrary: account }, { weight: 1, arbitrary: fc.constant(99) });
  const instrument = fc.nat({ max: world.instrumentCount - 1 });
  const anyInstrument = fc.oneof(
    { weight: 30, arbitrary: instrument },
    { weight: 1, arbitrary: fc.constant(world.instrumentCount) },
  );
  const quote = fc.integer({ min: 0, max: world.quoteMax });
  const fixed = (arbitrary: fc.Arbitrary<UntimedCommand>): fc.Arbitrary<Draft> =>
    arbitrary.map((command) => () => command);
  const modes = fc.tuple(anyAccount, anyInstrument, fc.constantFrom('isolated', 'cross'));
  return fc.oneof(
    fixed(
      fc.tuple(anyAccount, fc.integer({ min: 0, max: 70 }), anyInstrument).map((args) => leverage(...args)),
    ),
    fixed(
      fc
        .tuple(anyAccount, fc.integer({ min: -world.quoteMax, max: world.quoteMax }), anyInstrument)
        .map((args) => adjustMargin(...args)),
    ),
    fixed(fc.tuple(anyAccount, quote).map((args) => deposit(...args))),
    fixed(fc.tuple(anyAccount, quote).map((args) => withdraw(...args))),
    fixed(fc.nat({ max: world.contributionMax }).map((amount) => contribute(amount))),
    fixed(
      modes.map(([id, listed, mode]) => ({
        kind: 'SetMarginMode',
        accountId: accountId(id),
        instrumentId: instrumentId(listed),
        mode,
      })),
    ),
    fc.tuple(anyAccount, fc.nat({ max: 40 })).map(
      ([id, ago]): Draft =>
        (around) => {
          return cancelOrder(id, Math.max(1, around.orderCount - ago));
        },
    ),
    fixed(fc.tuple(anyAccount, fc.option(anyInstrument, { nil: null })).map((args) => cancelAll(...args))),
    fixed(fc.constantFrom('a shock', 'x'.repeat(100)).map((label) => shock(label))),
  );
}
