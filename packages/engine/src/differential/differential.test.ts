import { describe, expect, test } from 'vitest';
import { describeFailure, runRound } from './rounds.fixture.ts';
import { Tally } from './tally.ts';
import { COMPARED_WORLDS, type ComparedWorldName } from './worlds.fixture.ts';

/** Four worlds of so many commands each: 200,000 in all. */
const COMMANDS_A_WORLD = 50_000;
const FIRST_SEED = 20_251_010;
/** Two engines, one of them slow on purpose, on a machine that may be busy with other tests. */
const TIMEOUT_MS = 400_000;

/** What must happen in a world, and happen more than once by accident. */
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
const PARTICULAR: Readonly<Record<ComparedWorldName, readonly string[]>> = {
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
  forced: [
    'liquidationFilled backstop',
    'liquidationFilled auto-deleveraging',
    'orderClosed liquidation',
    'lossSocialised',
    'insuranceFundChanged bad-debt',
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
};

describe.each(Object.keys(COMPARED_WORLDS) as ComparedWorldName[])('in the %s world', (world) => {
  test('C1 engine and reference tell the same events and hold the same balances', {
    timeout: TIMEOUT_MS,
  }, () => {
    const tally = new Tally();
    for (let seed = FIRST_SEED; tally.commands < COMMANDS_A_WORLD; seed += 1) {
      const failed = runRound({ world, seed }, tally);
      expect(failed === null ? null : describeFailure(failed)).toBeNull();
    }
    const refused = REFUSED.map((code) => `commandRejected ${code}`);
    expect(tally.missing([...EVERYWHERE, ...refused, ...PARTICULAR[world]])).toEqual([]);
  });
});
