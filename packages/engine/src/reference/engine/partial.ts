/** How much of a position a liquidation closes before it closes all of it (rules L5, L12 to L15). */
import type { PartialRule } from '@spillway/protocol';
import { exactLotsWorth, notionalAtMark } from './contract.ts';
import { type Exact, exact, MILLION, roundDown, roundUp } from './exact.ts';
import { type Held, pocketOf } from './holdings.ts';
import type { Liquidation } from './liquidation-books.ts';
import { type Margin, tierOf } from './margin.ts';
import type { Cause, Market } from './market.ts';
import { blockOf, lotsLeftInBlock } from './scopes.ts';

type RuleOf<Kind extends PartialRule['kind']> = Extract<PartialRule, { readonly kind: Kind }>;

/** A share of a position, rounded down, at least a lot. */
function sliceLots(heldLots: number, slicePpm: number): number {
  return Math.max(1, roundDown(exact(heldLots).mul(slicePpm).div(MILLION)).toNumber());
}

/** The lots whose notional at mark is the amount, rounded up. */
function lotsUp(held: Held, amount: Exact): number {
  return roundUp(exactLotsWorth(held.holding.instrument, amount)).toNumber();
}

/**
 * As much as brings equity above maintenance again: `shortage / (mark × (m − fee))`, rounded up, at most one slice. Where
 * the fee eats what the close frees, the whole slice.
 */
export function restoringLots(
  market: Market,
  held: Held,
  of: { readonly margin: Margin; readonly rule: RuleOf<'restore-margin'> },
): number {
  const { instrument } = held.holding;
  const heldLots = Math.abs(held.position.sizeLots);
  const slice = sliceLots(heldLots, of.rule.slicePpm);
  const target = tierOf(instrument, notionalAtMark(instrument, heldLots - slice));
  const freedPpm = target.maintenanceRatePpm - instrument.specification.liquidationFeePpm;
  if (freedPpm <= 0) return slice;
  // At equality an inclusive trigger still fires: safety begins one micro above maintenance.
  const step = market.rules.isTriggerInclusive ? 1 : 0;
  const shortage = of.margin.maintenance.sub(of.margin.equity).add(step);
  const notional = roundUp(shortage.mul(MILLION).div(freedPpm));
  return Math.min(slice, lotsUp(held, notional));
}

/** A slice of a large position that has not just cooled down; null when all of it is closed (rule L13). */
export function coolingSliceLots(held: Held, rule: RuleOf<'slice'>): number | null {
  const { position, holding } = held;
  const isLarge = notionalAtMark(holding.instrument, position.sizeLots).gt(rule.thresholdMicros);
  if (!isLarge || position.isCooledDown) return null;
  return sliceLots(Math.abs(position.sizeLots), rule.slicePpm);
}

/** All but the lots that the floor of its tier is worth, rounded down; null in the lowest tier (rule L14). */
export function tierLots(held: Held): number | null {
  const { instrument } = held.holding;
  const { notionalFloorMicros } = tierOf(instrument, notionalAtMark(instrument, held.position.sizeLots));
  if (notionalFloorMicros === 0) return null;
  const keptLots = roundDown(exactLotsWorth(instrument, exact(notionalFloorMicros))).toNumber();
  return Math.abs(held.position.sizeLots) - keptLots;
}

/** A share of the position within the bounds of a block, as far as they are not used up (rule L15). */
export function blockLots(market: Market, held: Held, rule: RuleOf<'block-cap'>): number {
  const heldLots = Math.abs(held.position.sizeLots);
  const share = sliceLots(heldLots, rule.sharePpm);
  const least = lotsUp(held, exact(rule.notionalMinMicros));
  return Math.min(heldLots, Math.max(share, least), lotsLeftInBlock(market, held));
}

/** What a later look at the account goes back to: what set off this liquidation (rule L22). */
function causeOfNextLook(liquidation: Liquidation, held: Held): Cause {
  return {
    ...liquidation.cause,
    instrument: held.holding.instrument,
    sequence: liquidation.startedSequence,
  };
}

/** Leaves the position alone for a while. */
export function startCoolDown(
  market: Market,
  liquidation: Liquidation,
  of: { readonly held: Held; readonly coolDownMs: number },
): void {
  const untilMs = market.outlet.nowMs + of.coolDownMs;
  of.held.position.coolDown = { untilMs, cause: causeOfNextLook(liquidation, of.held) };
}

/** Notes a forced order in the account's block: how much of the upper bound it used. */
export function useBlock(
  market: Market,
  liquidation: Liquidation,
  of: { readonly held: Held; readonly closedLots: number; readonly blockMs: number },
): void {
  const { account, instrument } = of.held.holding;
  const pocket = pocketOf(account, instrument.assetId);
  const index = blockOf(market, pocket, of.blockMs);
  const usedBefore = pocket.block?.usedMicros ?? exact(0);
  const usedMicros = usedBefore.add(notionalAtMark(instrument, of.closedLots));
  of.held.position.forcedBlock = index;
  pocket.block = { index, usedMicros, cause: causeOfNextLook(liquidation, of.held) };
}
