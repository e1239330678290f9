import { accountId, instrumentId, type Side, type TimeInForce } from '@spillway/protocol';
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
  type UntimedCommand,
  withdraw,
} from './commands.ts';

/** The world in which random commands happen. */
export interface CommandWorld {
  /** Account numbers 1 to this. */
  readonly accountCount: number;
  readonly instrumentCount: number;
  /** The mark around which orders and marks are drawn, in ticks. */
  readonly middleTicks: number;
  readonly lotsMax: number;
  /** The largest amount of a transfer, in the quote currency. */
  readonly quoteMax: number;
  /** The largest contribution to the insurance fund, in the quote currency: small, so that it can be exhausted. */
  readonly contributionMax: number;
}

/** Prices near the middle mostly, sometimes far away: marks then jump hard enough to empty a fund. */
function ticksArbitrary(world: CommandWorld): fc.Arbitrary<number> {
  const within = (share: number) => {
    const reach = Math.floor(world.middleTicks * share);
    return fc.integer({ min: world.middleTicks - reach, max: world.middleTicks + reach });
  };
  return fc.oneof({ weight: 6, arbitrary: within(0.02) }, { weight: 2, arbitrary: within(0.5) });
}

function orderArbitrary(world: CommandWorld): fc.Arbitrary<UntimedCommand> {
  const terms = fc.record({
    account: fc.integer({ min: 1, max: world.accountCount }),
    instrument: fc.nat({ max: world.instrumentCount - 1 }),
    side: fc.constantFrom<Side>('buy', 'sell'),
    lots: fc.integer({ min: 1, max: world.lotsMax }),
    ticks: ticksArbitrary(world),
    timeInForce: fc.constantFrom<TimeInForce>('gtc', 'gtc', 'gtc', 'ioc', 'fok'),
    isPostOnly: fc.boolean(),
    isReduceOnly: fc.integer({ min: 0, max: 5 }).map((draw) => draw === 0),
    selfTradePrevention: fc.constantFrom('cancel-taker', 'cancel-maker', 'cancel-both'),
    isMarket: fc.integer({ min: 0, max: 3 }).map((draw) => draw === 0),
  });
  return terms.map(({ isMarket, ticks, timeInForce, isPostOnly, ...rest }) =>
    isMarket
      ? placeMarket(rest)
      : placeLimit({ ...rest, ticks, timeInForce, isPostOnly: isPostOnly && timeInForce === 'gtc' }),
  );
}

function settingArbitrary(world: CommandWorld): fc.Arbitrary<UntimedCommand> {
  const account = fc.integer({ min: 1, max: world.accountCount });
  const instrument = fc.nat({ max: world.instrumentCount - 1 });
  const quote = fc.integer({ min: 1, max: world.quoteMax });
  return fc.oneof(
    fc.tuple(account, fc.integer({ min: 1, max: 60 }), instrument).map((args) => leverage(...args)),
    fc
      .tuple(account, fc.integer({ min: -world.quoteMax, max: world.quoteMax }), instrument)
      .map((args) => adjustMargin(...args)),
    fc.tuple(account, quote).map((args) => deposit(...args)),
    fc.tuple(account, quote).map((args) => withdraw(...args)),
    fc.integer({ min: 1, max: world.contributionMax }).map((amount) => contribute(amount)),
    fc.tuple(account, instrument, fc.constantFrom('isolated', 'cross')).map(
      ([id, listed, mode]): UntimedCommand => ({
        kind: 'SetMarginMode',
        accountId: accountId(id),
        instrumentId: instrumentId(listed),
        mode,
      }),
    ),
    fc.tuple(account, fc.nat({ max: 400 })).map((args) => cancelOrder(...args)),
    fc.tuple(account, fc.option(instrument, { nil: null })).map((args) => cancelAll(...args)),
  );
}

function markArbitrary(world: CommandWorld): fc.Arbitrary<UntimedCommand> {
  return fc
    .tuple(ticksArbitrary(world), fc.nat({ max: world.instrumentCount - 1 }), fc.nat({ max: 20 }))
    .map(([ticks, instrument, liquidation]) => mark(ticks, { instrument, liquidation }));
}

/** Any command that accounts and the mark feed may send, good and bad alike, weighted towards trading. */
export function commandArbitrary(world: CommandWorld): fc.Arbitrary<UntimedCommand> {
  return fc.oneof(
    { weight: 12, arbitrary: orderArbitrary(world) },
    { weight: 3, arbitrary: markArbitrary(world) },
    { weight: 3, arbitrary: settingArbitrary(world) },
  );
}
