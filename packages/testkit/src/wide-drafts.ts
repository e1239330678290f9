/** Random commands of the kinds that a full venue knows besides: triggers, legs, assets, timers, funding, halts. */
import type {
  MarginMode,
  PositionLeg,
  SelfTradePrevention,
  Side,
  TimeInForce,
  TriggerType,
} from '@spillway/protocol';
import fc from 'fast-check';
import { placeLimit, placeMarket, type UntimedCommand } from './commands.ts';
import { type Draft, movesPpm, OFFSETS_PPM, oneIn, type SequenceWorld, ticksNear } from './drafts.ts';
import { amendOrder, cancelOrders, cancelTimer, placeBatch, placeTrigger } from './order-commands.ts';
import {
  advanceTime,
  depositUnits,
  feeTier,
  halt,
  indexPrice,
  marginMode,
  openSubAccount,
  positionMode,
  resume,
  settleFunding,
  transfer,
} from './venue-commands.ts';

/**
 * What a world has beside the plain kinds: orders of every kind with triggers, timers and halts; index prices and funding;
 * assets, legs, modes and sub-accounts; the passing of time that liquidations wait for.
 */
export type RuleGroup = 'orders' | 'contracts' | 'accounts' | 'liquidation';

export interface WideWorld extends SequenceWorld {
  readonly assetCount: number;
  readonly groups: readonly RuleGroup[];
}

function accountsOf(world: WideWorld): fc.Arbitrary<number> {
  return fc.integer({ min: 1, max: world.accountCount });
}

function instrumentsOf(world: WideWorld): fc.Arbitrary<number> {
  return fc.nat({ max: world.instrumentCount - 1 });
}

/** Legs where there are any. */
function legsOf(world: WideWorld): fc.Arbitrary<PositionLeg | undefined> {
  if (!world.groups.includes('accounts')) return fc.constant(undefined);
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    { weight: 4, arbitrary: fc.constantFrom<PositionLeg>('long', 'short') },
    { weight: 1, arbitrary: fc.constant<PositionLeg>('both') },
  );
}

const PREVENTIONS: fc.Arbitrary<SelfTradePrevention> = fc.constantFrom(
  'decrement',
  'decrement',
  'cancel-taker',
  'cancel-maker',
  'cancel-both',
);

/** A leg only where one is named: `exactOptionalPropertyTypes` wants no `undefined`. */
function legged(leg: PositionLeg | undefined): { readonly leg?: PositionLeg } {
  return leg === undefined ? {} : { leg };
}

/** Orders with a leg, a slice that they show, an expiry, or that close the position. */
function orderDrafts(world: WideWorld): fc.Arbitrary<Draft> {
  return fc
    .record({
      account: accountsOf(world),
      instrument: instrumentsOf(world),
      side: fc.constantFrom<Side>('buy', 'sell'),
      lots: fc.integer({ min: 1, max: world.lotsMax }),
      leg: legsOf(world),
      offsetPpm: OFFSETS_PPM,
      timeInForce: fc.constantFrom<TimeInForce>('gtc', 'gtd', 'gtd', 'ioc', 'fok'),
      lifeMs: fc.integer({ min: 0, max: 300 }),
      isIceberg: fc.boolean(),
      isReduceOnly: oneIn(8),
      isClosing: oneIn(6),
      selfTradePrevention: PREVENTIONS,
    })
    .map(
      (draw): Draft =>
        (around) => {
          around.orderCount += 1;
          const { account, instrument, side, lots, isReduceOnly, selfTradePrevention } = draw;
          const terms = { account, instrument, side, isReduceOnly, selfTradePrevention, ...legged(draw.leg) };
          if (draw.isClosing) return placeMarket({ ...terms, lots: 0, isClosePosition: true });
          return placeLimit({
            ...terms,
            lots,
            ticks: ticksNear(around, world, draw),
            timeInForce: draw.timeInForce,
            ...(draw.timeInForce === 'gtd' ? { expiresAt: around.nowMs + draw.lifeMs } : {}),
            ...(draw.isIceberg ? { display: Math.ceil(lots / 4) } : {}),
          });
        },
    );
}

function triggerDrafts(world: WideWorld): fc.Arbitrary<Draft> {
  return fc
    .record({
      account: accountsOf(world),
      instrument: instrumentsOf(world),
      side: fc.constantFrom<Side>('buy', 'sell'),
      lots: fc.integer({ min: 1, max: world.lotsMax }),
      leg: legsOf(world),
      offsetPpm: OFFSETS_PPM,
      limitPpm: fc.option(OFFSETS_PPM, { nil: null }),
      triggerType: fc.constantFrom<TriggerType>('stop', 'take-profit', 'trailing-stop'),
      triggerBy: fc.constantFrom('mark' as const, 'last' as const),
      callback: fc.integer({ min: 900, max: 30_000 }),
      isAtOnce: fc.boolean(),
      isClosePosition: oneIn(4),
      isReduceOnly: oneIn(5),
      lifeMs: fc.option(fc.integer({ min: 1, max: 5_000 }), { nil: null }),
    })
    .map(
      (draw): Draft =>
        (around) => {
          around.orderCount += 1;
          const { account, instrument, side, triggerType, triggerBy, isReduceOnly, limitPpm } = draw;
          const isTrailing = triggerType === 'trailing-stop';
          const expiry =
            draw.lifeMs === null || limitPpm === null
              ? {}
              : ({ timeInForce: 'gtd', expiresAt: around.nowMs + draw.lifeMs } as const);
          return placeTrigger({
            account,
            instrument,
            side,
            triggerType,
            triggerBy,
            isReduceOnly,
            lots: draw.isClosePosition ? 0 : draw.lots,
            ...(draw.isClosePosition ? { isClosePosition: true } : {}),
            trigger: isTrailing && draw.isAtOnce ? 0 : ticksNear(around, world, draw),
            callback: isTrailing ? draw.callback : 0,
            ...(limitPpm === null
              ? {}
              : { ticks: ticksNear(around, world, { instrument, offsetPpm: limitPpm }) }),
            ...legged(draw.leg),
            ...expiry,
          });
        },
    );
}

/** Changes of orders that were placed not long ago, and timers that cancel them. */
function changeDrafts(world: WideWorld): fc.Arbitrary<Draft> {
  const account = accountsOf(world);
  const ago = fc.nat({ max: 30 });
  return fc.oneof(
    fc
      .record({
        account,
        ago,
        instrument: instrumentsOf(world),
        offsetPpm: OFFSETS_PPM,
        lots: fc.integer({ min: 1, max: world.lotsMax }),
      })
      .map(
        (draw): Draft =>
          (around) => {
            const ticks = ticksNear(around, world, draw);
            return amendOrder(draw.account, Math.max(1, around.orderCount - draw.ago), {
              ticks,
              lots: draw.lots,
            });
          },
      ),
    fc.tuple(account, fc.array(ago, { maxLength: 4 })).map(
      ([id, agos]): Draft =>
        (around) => {
          return cancelOrders(
            id,
            agos.map((one) => Math.max(1, around.orderCount - one)),
          );
        },
    ),
    fc.tuple(account, fc.constantFrom(0, 5, 50, 500, 90_000_000)).map(
      ([id, ms]): Draft =>
        () =>
          cancelTimer(id, ms),
    ),
  );
}

function batchDrafts(world: WideWorld): fc.Arbitrary<Draft> {
  return fc.tuple(accountsOf(world), fc.array(orderDrafts(world), { maxLength: 4 })).map(
    ([account, drafts]): Draft =>
      (around) =>
        placeBatch(
          account,
          drafts.map((draft) => draft(around)),
        ),
  );
}

function accountDrafts(world: WideWorld): fc.Arbitrary<Draft> {
  const account = accountsOf(world);
  const instrument = instrumentsOf(world);
  const fixed = (arbitrary: fc.Arbitrary<UntimedCommand>): fc.Arbitrary<Draft> =>
    arbitrary.map((command) => () => command);
  const modes = fc.constantFrom<MarginMode>('isolated', 'cross');
  return fc.oneof(
    fixed(fc.tuple(account, modes, fc.option(instrument, { nil: null })).map((args) => marginMode(...args))),
    fixed(
      fc
        .tuple(account, fc.constantFrom('hedge' as const, 'one-way' as const))
        .map((args) => positionMode(...args)),
    ),
    fixed(fc.tuple(account, fc.nat({ max: 3 })).map((args) => feeTier(...args))),
    fixed(
      fc
        .tuple(account, account, fc.integer({ min: 0, max: world.quoteMax }))
        .map(([from, to, quote]) => transfer(from, to, quote)),
    ),
    fixed(
      fc
        .tuple(
          account,
          fc.integer({ min: 1, max: world.quoteMax * 1_000_000 }),
          fc.nat({ max: world.assetCount }),
        )
        .map((args) => depositUnits(...args)),
    ),
    fixed(fc.tuple(fc.integer({ min: 1, max: 12 }), account).map((args) => openSubAccount(...args))),
  );
}

/** Plain orders on a leg, of accounts that have two. */
function leggedDrafts(world: WideWorld): fc.Arbitrary<Draft> {
  return fc
    .record({
      account: accountsOf(world),
      instrument: instrumentsOf(world),
      side: fc.constantFrom<Side>('buy', 'sell'),
      lots: fc.integer({ min: 1, max: world.lotsMax }),
      leg: legsOf(world),
      isReduceOnly: oneIn(10),
      offsetPpm: OFFSETS_PPM,
    })
    .map(
      ({ leg, offsetPpm, ...terms }): Draft =>
        (around) => {
          around.orderCount += 1;
          const ticks = ticksNear(around, world, { instrument: terms.instrument, offsetPpm });
          return placeLimit({ ...terms, ticks, ...legged(leg) });
        },
    );
}

/** Index prices and funding. */
function indexDrafts(world: WideWorld): fc.Arbitrary<Draft> {
  const instrument = instrumentsOf(world);
  const indices = fc.tuple(instrument, movesPpm(world.shockWeight)).map(
    ([id, movePpm]): Draft =>
      (around) => {
        const ticks = ticksNear(around, world, { instrument: id, offsetPpm: movePpm });
        const isLost = ticks < world.middleTicks / 4 || ticks > world.middleTicks * 4;
        around.markTicks[id] = isLost ? world.middleTicks : ticks;
        return indexPrice(around.markTicks[id], id);
      },
  );
  return fc.oneof(
    { weight: 5, arbitrary: indices },
    {
      weight: 2,
      arbitrary: instrument.map(
        (id): Draft =>
          () =>
            settleFunding(id),
      ),
    },
  );
}

function haltDrafts(world: WideWorld): fc.Arbitrary<Draft> {
  const scope = fc.option(instrumentsOf(world), { nil: null, freq: 4 });
  return fc.oneof(
    {
      weight: 1,
      arbitrary: fc.tuple(scope, fc.constantFrom(0, 3, 40)).map(
        ([id, ms]): Draft =>
          (around) => {
            return halt(id, ms === 0 ? 0 : around.nowMs + ms);
          },
      ),
    },
    {
      weight: 2,
      arbitrary: scope.map(
        (id): Draft =>
          () =>
            resume(id),
      ),
    },
  );
}

/** Commands of the kinds that the plain drafts do not have, as far as the world has their rules. */
export function wideDrafts(world: WideWorld): fc.Arbitrary<Draft> {
  const ofGroup: Readonly<Record<RuleGroup, readonly fc.WeightedArbitrary<Draft>[]>> = {
    orders: [
      { weight: 8, arbitrary: orderDrafts(world) },
      { weight: 4, arbitrary: triggerDrafts(world) },
      { weight: 4, arbitrary: changeDrafts(world) },
      { weight: 2, arbitrary: batchDrafts(world) },
      { weight: 1, arbitrary: haltDrafts(world) },
    ],
    contracts: [{ weight: 3, arbitrary: indexDrafts(world) }],
    accounts: [
      { weight: 2, arbitrary: accountDrafts(world) },
      { weight: 4, arbitrary: leggedDrafts(world) },
    ],
    liquidation: [{ weight: 1, arbitrary: fc.constant<Draft>(() => advanceTime()) }],
  };
  return fc.oneof(...world.groups.flatMap((group) => ofGroup[group]));
}
