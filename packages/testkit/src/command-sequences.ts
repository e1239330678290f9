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

/** The world in which a random sequence happens. */
export interface SequenceWorld {
  /** Account numbers 1 to this. */
  readonly accountCount: number;
  readonly instrumentCount: number;
  /** Where marks begin, in ticks; they wander, and are pulled back from a quarter and from four times of it. */
  readonly middleTicks: number;
  readonly lotsMax: number;
  /** The largest amount of a transfer, in the quote currency. */
  readonly quoteMax: number;
  /** The largest contribution to the insurance fund: small, so that the fund can be exhausted. */
  readonly contributionMax: number;
  /** How often a mark jumps; a breath and a small move have the weights 6 and 3. */
  readonly shockWeight: number;
  /** Further commands to mix in, one in about ten. */
  readonly others?: fc.Arbitrary<UntimedCommand>;
}

/** What a sequence knows of the market it is sent to, without asking it. */
interface Surroundings {
  /** By instrument: the last mark that was sent. */
  readonly markTicks: number[];
  /** An upper bound of the number of the last order. */
  orderCount: number;
}

/** A command that takes its prices from the mark of the moment, and names orders by how long ago they were placed. */
type Draft = (around: Surroundings) => UntimedCommand;

const PPM = 1_000_000;

/** A mark moved by a share of itself, at least 1. */
function moved(ticks: number, sharePpm: number): number {
  return Math.max(1, Math.floor((ticks * (PPM + sharePpm)) / PPM));
}

/** Shares of the mark: mostly close, sometimes further away than a price band allows. */
const OFFSETS_PPM: fc.Arbitrary<number> = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -3_000, max: 3_000 }) },
  { weight: 3, arbitrary: fc.integer({ min: -20_000, max: 20_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: -250_000, max: 250_000 }) },
);

/** Moves of the mark: mostly a breath, sometimes a shock. */
function movesPpm(shockWeight: number): fc.Arbitrary<number> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: -4_000, max: 4_000 }) },
    { weight: 3, arbitrary: fc.integer({ min: -40_000, max: 40_000 }) },
    { weight: shockWeight, arbitrary: fc.integer({ min: -350_000, max: 500_000 }) },
  );
}

function oneIn(count: number): fc.Arbitrary<boolean> {
  return fc.integer({ min: 1, max: count }).map((draw) => draw === count);
}

function orderDrafts(world: SequenceWorld): fc.Arbitrary<Draft> {
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
            const ticks = moved(around.markTicks[draw.terms.instrument] ?? world.middleTicks, draw.offsetPpm);
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

function markDrafts(world: SequenceWorld): fc.Arbitrary<Draft> {
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
          const ticks = moved(around.markTicks[instrument] ?? world.middleTicks, movePpm);
          const isLost = ticks < world.middleTicks / 4 || ticks > world.middleTicks * 4;
          around.markTicks[instrument] = isLost ? world.middleTicks : ticks;
          return mark(around.markTicks[instrument], { instrument, cause, liquidation });
        },
    );
}

function settingDrafts(world: SequenceWorld): fc.Arbitrary<Draft> {
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

function resolve(world: SequenceWorld, drafts: readonly Draft[]): UntimedCommand[] {
  const around: Surroundings = {
    markTicks: Array.from({ length: world.instrumentCount }, () => world.middleTicks),
    orderCount: 0,
  };
  return drafts.map((draft) => draft(around));
}

/**
 * A whole sequence of commands, good and bad alike, that keeps trading near the mark wherever it goes. Shrinks like any
 * array: commands fall out, and what is left keeps its distance from the mark.
 */
export function commandSequenceArbitrary(
  world: SequenceWorld,
  length: { readonly min: number; readonly max: number },
): fc.Arbitrary<UntimedCommand[]> {
  const { others } = world;
  const draft = fc.oneof(
    { weight: 14, arbitrary: orderDrafts(world) },
    { weight: 3, arbitrary: markDrafts(world) },
    { weight: 3, arbitrary: settingDrafts(world) },
    ...(others === undefined
      ? []
      : [
          {
            weight: 2,
            arbitrary: others.map(
              (command): Draft =>
                () =>
                  command,
            ),
          },
        ]),
  );
  return fc
    .array(draft, { minLength: length.min, maxLength: length.max, size: 'max' })
    .map((drafts) => resolve(world, drafts));
}
