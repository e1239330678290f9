/** A venue of two assets, with hedged accounts, sub-accounts and fee tiers: every rule about accounts has its turn. */
import { type Command, type MarketRules, type PlaceOrder, ratePpm } from '@spillway/protocol';
import {
  contribute,
  deposit,
  depositUnits,
  feeTier,
  flatTier,
  isolated,
  listInstrument,
  mark,
  openAccount,
  openSubAccount,
  positionMode,
  rules,
  type UntimedCommand,
  type WideWorld,
  wideSequenceArbitrary,
} from '@spillway/testkit';
import fc from 'fast-check';
import { HOUSE_RULES } from '../reference/engine/house-rules.ts';
import { SMALL_INSTRUMENT, type WorldSequence } from './worlds.fixture.ts';

const WORLD: WideWorld = {
  accountCount: 6,
  instrumentCount: 3,
  assetCount: 2,
  middleTicks: 10_000,
  lotsMax: 200_000,
  quoteMax: 3_000,
  contributionMax: 20,
  shockWeight: 2,
};

/** What this world is about; orders beyond the plain one, prices and halts have worlds of their own. */
const KINDS: ReadonlySet<Command['kind']> = new Set([
  'Deposit',
  'Withdraw',
  'FundInsurance',
  'TransferBetweenAccounts',
  'SetMarginMode',
  'SetPositionMode',
  'SetLeverage',
  'SetFeeTier',
  'AdjustIsolatedMargin',
  'PlaceOrder',
  'CancelOrder',
  'CancelAllOrders',
  'SetMarkPrice',
  'RecordShock',
  'OpenAccount',
]);

/** The accounts that are in hedge mode at first. */
const HEDGED: readonly number[] = [2, 3, 4];

/** Seven in eight orders name a leg that their account has, as long as it keeps its position mode. */
function withLeg<Order extends Omit<PlaceOrder, 'timeMs'>>(order: Order): Order {
  const { leg: _, ...rest } = order;
  if (order.clientOrderId % 8 === 0) return order;
  if (!HEDGED.includes(order.accountId)) return rest as Order;
  return { ...order, isReduceOnly: false, leg: order.clientOrderId % 3 === 0 ? 'short' : 'long' };
}

/** A command as a plain venue knows it, or nothing. */
function plainly(command: Command): UntimedCommand[] {
  if (!KINDS.has(command.kind)) return [];
  const { timeMs: _, ...untimed } = command;
  if (untimed.kind === 'AdjustIsolatedMargin') {
    return [{ ...untimed, leg: HEDGED.includes(untimed.accountId) ? 'long' : 'both' }];
  }
  if (untimed.kind !== 'PlaceOrder') return [untimed];
  const { displayLots: __, expiresAtMs: ___, isClosePosition, ...order } = untimed;
  if (isClosePosition === true) return [];
  const timeInForce = order.timeInForce === 'gtd' ? 'gtc' : order.timeInForce;
  const isDecrement = order.selfTradePrevention === 'decrement';
  return [
    {
      ...withLeg(order),
      timeInForce,
      selfTradePrevention: isDecrement ? 'cancel-both' : order.selfTradePrevention,
    },
  ];
}

const ruleChanges: fc.Arbitrary<Partial<MarketRules>> = fc.record({
  isHedgeNetted: fc.boolean(),
  hedgeInitialMargin: fc.constantFrom('both-legs', 'larger-leg'),
  isolatedRemovalFloor: fc.constantFrom('initial', 'initial-or-tenth'),
  marginModeScope: fc.constantFrom('instrument', 'instrument', 'account'),
  marginModeChange: fc.constantFrom('when-flat', 'when-covered', 'when-covered'),
  leverageLowering: fc.constantFrom('when-covered', 'not-when-isolated'),
  isLeverageChosen: fc.constantFrom(true, true, false),
  isTriggerInclusive: fc.boolean(),
  closeOutScope: fc.constantFrom('whole-account', 'largest-loss-first'),
  leftover: fc.constantFrom('user', 'fund'),
  insuranceInventoryPpmMax: fc.constantFrom(0, 1_000_000).map(ratePpm),
});

const FEE_TIERS = [
  { makerFeePpm: ratePpm(-100), takerFeePpm: ratePpm(300) },
  { makerFeePpm: ratePpm(0), takerFeePpm: ratePpm(100) },
];

function founding(changes: Partial<MarketRules>): UntimedCommand[] {
  const accounts = Array.from({ length: WORLD.accountCount }, (_, index) => index + 1);
  const assets = [
    { symbol: 'USDT', decimals: 6 },
    { symbol: 'USDC', decimals: 6 },
  ];
  return [
    rules({ ...HOUSE_RULES, assets, ...changes }),
    listInstrument({ ...SMALL_INSTRUMENT, feeTiers: FEE_TIERS }),
    listInstrument({ ...SMALL_INSTRUMENT, riskTiers: [flatTier(10_000, 50)], symbol: 'TWOUSDT' }),
    listInstrument({ ...SMALL_INSTRUMENT, symbol: 'ONEUSDC', settlementAsset: 'USDC', feeTiers: FEE_TIERS }),
    ...[0, 1, 2].map((instrument) => mark(WORLD.middleTicks, { instrument })),
    contribute(300),
    ...accounts.flatMap((account) => [
      account === 6 ? openSubAccount(6, 5) : openAccount(account),
      deposit(account, 3_000),
      depositUnits(account, 3_000_000_000, 1),
    ]),
    ...[2, 3, 4].map((account) => positionMode(account, 'hedge')),
    ...[1, 4].map((account) => isolated(account)),
    ...[1, 2].map((account) => feeTier(account, account)),
  ];
}

export const ACCOUNTS_SEQUENCES: fc.Arbitrary<WorldSequence> = fc.record({
  founding: ruleChanges.map(founding),
  commands: wideSequenceArbitrary(WORLD, { min: 500, max: 900, fromMs: 0 }).map((all) =>
    all.flatMap(plainly),
  ),
});
