/** What a liquidation closes of a position before it closes all of it (rules L5, L12 to L15). */
import type { PartialRule } from '@spillway/protocol';
import { notionalMicros as contractNotionalMicros } from '../contract/contract.ts';
import { tierAt } from '../contract/maintenance.ts';
import type { InstrumentState } from '../instrument-state.ts';
import { positionNotionalMicros } from '../margin/account-margin.ts';
import type { Market } from '../market.ts';
import { startCoolDown, useBlock } from './defer-position.ts';
import { positionItem } from './deferrals.ts';
import { forcedBoundTicks } from './forced-bound.ts';
import { sendForcedOrder } from './forced-order.ts';
import { heldLots, type Liquidation, rowIn } from './liquidation.ts';
import { chargeFee } from './liquidation-fee.ts';
import {
  blockCapLots,
  type ForcedPosition,
  restoreMarginLots,
  sliceLots,
  tierStepLots,
} from './partial-size.ts';
import { isStillDue, scopeMargin } from './scope-margin.ts';

function forcedPosition(
  market: Market,
  liquidation: Liquidation,
  instrument: InstrumentState,
): ForcedPosition {
  const { specification, markTicks } = instrument;
  return {
    contract: instrument.contract,
    riskTiers: specification.riskTiers,
    heldLots: Math.abs(heldLots(market, liquidation, instrument)),
    markTicks,
  };
}

/** Sends an order for a part of the position and charges the fee on what it closed. */
function closePart(
  market: Market,
  liquidation: Liquidation,
  part: { readonly instrument: InstrumentState; readonly lots: number },
): void {
  const { instrument, lots } = part;
  const worstTicks = forcedBoundTicks(market, liquidation, instrument);
  sendForcedOrder(market, liquidation, { instrument, lots, worstTicks });
  chargeFee(market, liquidation, instrument);
}

function notionalMicros(market: Market, liquidation: Liquidation, instrument: InstrumentState): number {
  return positionNotionalMicros(market, instrument, rowIn(market, liquidation, instrument));
}

/** Closes as much of a large position as restores the margin, at most a slice (rule L5). */
function closeToRestoreMargin(
  market: Market,
  liquidation: Liquidation,
  instrument: InstrumentState,
): boolean {
  const { partial, isTriggerInclusive } = market.rules;
  if (partial.kind !== 'restore-margin') return false;
  if (notionalMicros(market, liquidation, instrument) <= partial.thresholdMicros) return false;
  const { equityMicros, maintenanceMicros } = scopeMargin(market, liquidation);
  // At equality an inclusive trigger still fires: safety begins one micro above maintenance.
  const stepMicros = isTriggerInclusive ? 1 : 0;
  const lots = restoreMarginLots(forcedPosition(market, liquidation, instrument), partial.slicePpm, {
    shortageMicros: maintenanceMicros - equityMicros + stepMicros,
    liquidationFeePpm: instrument.specification.liquidationFeePpm,
  });
  closePart(market, liquidation, { instrument, lots });
  return !isStillDue(market, liquidation);
}

/** Closes tier after tier until the margin is restored; a tier that the book does not take ends it (rule L14). */
function closeTierByTier(market: Market, liquidation: Liquidation, instrument: InstrumentState): boolean {
  const { specification } = instrument;
  for (;;) {
    const heldMicros = notionalMicros(market, liquidation, instrument);
    const { notionalFloorMicros } = tierAt(specification.riskTiers, heldMicros);
    if (notionalFloorMicros === 0) return false;
    const lots = tierStepLots(forcedPosition(market, liquidation, instrument));
    closePart(market, liquidation, { instrument, lots });
    if (!isStillDue(market, liquidation)) return true;
    if (notionalMicros(market, liquidation, instrument) > notionalFloorMicros) return false;
  }
}

type RuleOf<Kind extends PartialRule['kind']> = Extract<PartialRule, { readonly kind: Kind }>;

/** Closes a slice of a large position, then leaves it alone for a while; not after a cool-down (rule L13). */
function closeSlice(
  market: Market,
  liquidation: Liquidation,
  at: { readonly instrument: InstrumentState; readonly rule: RuleOf<'slice'> },
): boolean {
  const { instrument, rule } = at;
  const { slot } = liquidation;
  const { cooledDown } = market.deferrals;
  if (notionalMicros(market, liquidation, instrument) <= rule.thresholdMicros) return false;
  const item = positionItem(market, rowIn(market, liquidation, instrument));
  if (cooledDown !== null && cooledDown.slot === slot && cooledDown.item === item) return false;
  const lots = sliceLots(Math.abs(heldLots(market, liquidation, instrument)), rule.slicePpm);
  closePart(market, liquidation, { instrument, lots });
  startCoolDown(market, liquidation, { instrument, coolDownMs: rule.coolDownMs });
  return true;
}

/** Closes what the block of the account still allows; with equity below zero all of it goes at once (rule L15). */
function closeInBlock(
  market: Market,
  liquidation: Liquidation,
  at: { readonly instrument: InstrumentState; readonly rule: RuleOf<'block-cap'> },
): boolean {
  const { instrument, rule } = at;
  if (scopeMargin(market, liquidation).equityMicros < 0) return false;
  const usedMicros = market.deferrals.block(liquidation.slot)?.usedMicros ?? 0;
  const position = forcedPosition(market, liquidation, instrument);
  closePart(market, liquidation, { instrument, lots: blockCapLots(position, rule, usedMicros) });
  const closedLots = position.heldLots - Math.abs(heldLots(market, liquidation, instrument));
  const closedMicros = contractNotionalMicros(position.contract, closedLots, instrument.markTicks);
  useBlock(market, liquidation, { instrument, closedMicros, blockMs: rule.blockMs });
  return true;
}

/**
 * Closes what the venue closes of a position first.
 * @param isTested - whether the margin is tested after each position, so that a part may be enough (rule L8)
 * @returns whether that is all for now
 */
export function closeInParts(
  market: Market,
  liquidation: Liquidation,
  at: { readonly instrument: InstrumentState; readonly isTested: boolean },
): boolean {
  const { instrument, isTested } = at;
  const { partial } = market.rules;
  switch (partial.kind) {
    case 'none':
      return false;
    case 'restore-margin':
      return isTested && closeToRestoreMargin(market, liquidation, instrument);
    case 'tier-by-tier':
      return isTested && closeTierByTier(market, liquidation, instrument);
    case 'slice':
      return closeSlice(market, liquidation, { instrument, rule: partial });
    case 'block-cap':
      return closeInBlock(market, liquidation, { instrument, rule: partial });
  }
}
