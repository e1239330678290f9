import { describe, expect, test } from 'vitest';
import { COMPARED_WORLD_NAMES } from './all-worlds.fixture.ts';
import { describeFailure, runRound } from './rounds.fixture.ts';
import { Tally } from './tally.ts';
import { PLAIN_WORLDS } from './worlds.fixture.ts';

/** So many commands in each world. */
const COMMANDS_A_WORLD = 50_000;
const FIRST_SEED = 20_251_010;
/** Two engines, one of them slow on purpose, on a machine that may be busy with other tests. */
const TIMEOUT_MS = 400_000;

/** What must happen in a small world, and happen more than once by accident. */
const EVERYWHERE = [
  'accountOpened',
  'balanceTransferred',
  'insuranceFundChanged contribution',
  'insuranceFundChanged liquidation-fee',
  'marginModeSet',
  'leverageSet',
  'isolatedMarginAdjusted',
  'orderAccepted',
  'orderRested',
  'orderClosed filled',
  'orderClosed cancelled',
  'orderClosed immediate-or-cancel',
  'orderClosed self-trade',
  'orderClosed reduce-only',
  'tradeExecuted',
  'positionChanged',
  'markPriceChanged',
  'shockRecorded',
  'liquidationStarted isolated',
  'liquidationStarted cross',
  'liquidationFilled book',
  'liquidationFilled insurance',
  'liquidationFinished complete',
  'liquidationFinished in part',
];
const REFUSED = [
  'ACCOUNT_UNKNOWN',
  'INSTRUMENT_UNKNOWN',
  'AMOUNT_INVALID',
  'BALANCE_INSUFFICIENT',
  'PRICE_OUTSIDE_BAND',
  'SIZE_INVALID',
  'ORDER_UNKNOWN',
  'ORDER_INVALID',
  'MARGIN_INSUFFICIENT',
  'POST_ONLY_WOULD_TRADE',
  'REDUCE_ONLY_WOULD_INCREASE',
  'FILL_OR_KILL_UNFILLABLE',
  'MODE_UNCHANGED',
  'MODE_HAS_ORDERS',
  'MODE_HAS_POSITION',
  'LEVERAGE_INVALID',
  'ISOLATED_POSITION_MISSING',
];
const PARTICULAR: Readonly<Record<(typeof COMPARED_WORLD_NAMES)[number], readonly string[]>> = {
  ordinary: [
    'orderClosed liquidation',
    'orderClosed auto-deleveraging',
    'orderClosed insolvent',
    'insuranceFundChanged leftover',
    'insuranceFundChanged inventory-profit',
    'insuranceFundChanged inventory-loss',
    'liquidationFilled auto-deleveraging',
    'commandRejected POSITION_LIMIT_EXCEEDED',
  ],
  violent: [
    'liquidationStarted fund',
    'lossSocialised',
    'insuranceFundChanged bad-debt',
    'orderClosed insolvent',
    'liquidationFilled auto-deleveraging',
  ],
  correlated: [
    'orderClosed liquidation',
    'orderClosed auto-deleveraging',
    'liquidationFilled auto-deleveraging',
    'commandRejected POSITION_LIMIT_EXCEEDED',
  ],
  accounts: [
    'balanceMoved',
    'positionModeSet',
    'feeTierSet',
    'liquidationFilled auto-deleveraging',
    'liquidationFilled netting',
    'commandRejected POSITION_SIDE_INVALID',
    'commandRejected MODE_SCOPE_INVALID',
    'commandRejected POSITION_MODE_HAS_ORDERS',
    'commandRejected POSITION_MODE_HAS_POSITION',
    'commandRejected OWNER_DIFFERS',
    'commandRejected ASSET_UNKNOWN',
    'commandRejected FEE_TIER_INVALID',
    'commandRejected LEVERAGE_FIXED',
    'commandRejected LEVERAGE_LOWERED_ISOLATED',
  ],
  careless: [
    'commandRejected ACCOUNT_EXISTS',
    'commandRejected INSTRUMENT_INVALID',
    'commandRejected INSTRUMENT_EXISTS',
    'commandRejected RULES_INVALID',
    'commandRejected MARK_PRICE_MISSING',
    'commandRejected PRICE_INVALID',
    'commandRejected ORDERS_TOO_MANY',
  ],
  orders: [
    'triggerOrderFired',
    'orderAmended',
    'orderClosed expired',
    'orderClosed cancel-timer',
    'tradingHalted command',
    'tradingHalted circuit-breaker',
    'tradingResumed',
    'commandRejected TRADING_HALTED',
    'commandRejected NOTIONAL_TOO_SMALL',
  ],
  contracts: [
    'fundingSettled',
    'fundingPaid',
    'insuranceFundChanged funding',
    'markPriceChanged',
    'liquidationStarted isolated',
    'liquidationStarted cross',
    'liquidationFilled book',
    'liquidationFilled insurance',
    'liquidationFilled auto-deleveraging',
    'commandRejected FUNDING_NOT_OFFERED',
    'commandRejected MARGIN_INSUFFICIENT',
  ],
  liquidation: [
    'liquidationStarted isolated',
    'liquidationStarted cross',
    'liquidationFilled book',
    'liquidationFilled insurance',
    'liquidationFilled backstop',
    'liquidationFilled auto-deleveraging',
    'liquidationFinished complete',
    'liquidationFinished in part',
    'orderClosed liquidation',
    'lossSocialised',
    'insuranceFundChanged bad-debt',
  ],
  full: [
    'triggerOrderFired',
    'fundingPaid',
    'positionModeSet',
    'tradingHalted command',
    'liquidationFilled netting',
    'liquidationFilled backstop',
    'liquidationFilled auto-deleveraging',
  ],
};

/** Worlds made of groups of rules reach other things than those that every small world reaches. */
function mustHappen(world: (typeof COMPARED_WORLD_NAMES)[number]): readonly string[] {
  const isSmall = Object.keys(PLAIN_WORLDS).includes(world);
  const refused = REFUSED.map((code) => `commandRejected ${code}`);
  return isSmall ? [...EVERYWHERE, ...refused, ...PARTICULAR[world]] : PARTICULAR[world];
}

describe.each(COMPARED_WORLD_NAMES)('in the %s world', (world) => {
  test('C1 engine and reference tell the same events and hold the same balances', {
    timeout: TIMEOUT_MS,
  }, () => {
    const tally = new Tally();
    for (let seed = FIRST_SEED; tally.commands < COMMANDS_A_WORLD; seed += 1) {
      const failed = runRound({ world, seed }, tally);
      expect(failed === null ? null : describeFailure(failed)).toBeNull();
    }
    expect(tally.missing(mustHappen(world))).toEqual([]);
  });
});
