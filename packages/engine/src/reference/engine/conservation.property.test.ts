import {
  accountId,
  assetId,
  type Command,
  instrumentId,
  type MarketEvent,
  recordingSink,
} from '@spillway/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Tally } from '../../differential/tally.ts';
import { ALL_GROUPS, wideCommands } from '../../differential/wide-worlds.fixture.ts';
import { createReferenceEngine, type ReferenceEngine } from './engine.ts';

const ACCOUNTS = Array.from({ length: 12 }, (_, index) => accountId(index + 1));

/** What must hold in every market, whatever its rules (C1, C2 and B3). */
function expectSound(engine: ReferenceEngine): void {
  const open = ACCOUNTS.filter((id) => engine.hasAccount(id));
  engine.rules.assets.forEach((_, asset) => {
    expect(engine.conservationErrorMicros(assetId(asset))).toBe(0n);
  });
  for (let number = 0; number < engine.instrumentCount; number += 1) {
    const id = instrumentId(number);
    const lots = open.map((account) => engine.positionLots(account, id));
    const sum = lots.reduce((total, one) => total + one, engine.insuranceInventoryLots(id) as number);
    expect(sum).toBe(0);
    const bid = engine.bestTicks(id, 'buy');
    const ask = engine.bestTicks(id, 'sell');
    if (bid !== 0 && ask !== 0) expect(bid).toBeLessThan(ask);
  }
}

const EXPECTED = [
  'command PlaceTriggerOrder',
  'command PlaceOrders',
  'orderAmended',
  'triggerOrderPlaced',
  'triggerOrderFired',
  'orderClosed refused',
  'orderClosed expired',
  'orderClosed cancel-timer',
  'orderClosed self-trade',
  'orderClosed reduce-only',
  'orderClosed insolvent',
  'cancelTimerSet',
  'positionModeSet',
  'feeTierSet',
  'balanceMoved',
  'fundingSettled',
  'fundingPaid',
  'insuranceFundChanged funding',
  'tradingHalted command',
  'tradingHalted circuit-breaker',
  'tradingResumed',
  'liquidationStarted isolated',
  'liquidationStarted cross',
  'liquidationFilled netting',
  'liquidationFilled book',
  'liquidationFilled insurance',
  'liquidationFilled backstop',
  'liquidationFilled auto-deleveraging',
  'liquidationFinished in part',
  'liquidationFinished complete',
  'insuranceFundChanged bad-debt',
  'insuranceFundChanged leftover',
  ...[
    'TRADING_HALTED',
    'HALT_UNCHANGED',
    'EXPIRY_INVALID',
    'DISPLAY_SIZE_INVALID',
    'NOTIONAL_TOO_SMALL',
    'TRIGGER_PRICE_INVALID',
    'TRIGGER_WOULD_FIRE',
    'BATCH_INVALID',
    'TIME_INVALID',
    'POSITION_MISSING',
    'POSITION_SIDE_INVALID',
    'REDUCE_ONLY_IN_HEDGE_MODE',
    'POSITION_MODE_UNCHANGED',
    'POSITION_MODE_HAS_ORDERS',
    'POSITION_MODE_HAS_POSITION',
    'MODE_SCOPE_INVALID',
    'LEVERAGE_FIXED',
    'FEE_TIER_INVALID',
    'FUNDING_NOT_OFFERED',
    'OWNER_DIFFERS',
    'PARENT_INVALID',
    'ASSET_UNKNOWN',
  ].map((code) => `commandRejected ${code}`),
];

test('C1, C2 money is conserved and longs equal shorts after each of thousands of random commands of every kind', () => {
  const tally = new Tally();
  const runs = fc.property(
    wideCommands(ALL_GROUPS, { min: 200, max: 400 }),
    (commands: readonly Command[]) => {
      const events: MarketEvent[] = [];
      const engine = createReferenceEngine({ sink: recordingSink((event) => events.push(event)) });
      for (const command of commands) {
        engine.apply(command);
        expectSound(engine);
        tally.add(command, events.splice(0));
      }
    },
  );
  fc.assert(runs, { numRuns: 150, seed: 20_251_010, endOnFailure: true });
  expect(tally.missing(EXPECTED)).toEqual([]);
  // Every instrument of every world was listed, the inverse ones too.
  expect(tally.of('commandRejected INSTRUMENT_INVALID')).toBe(0);
});
