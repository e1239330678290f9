/** Whatever is liquidated together (rules L1, H5, L13, L15 and L21): an isolated position, or the cross ones of an asset. */
import { exactLotsWorth } from './contract.ts';
import { exact, ppmOf, roundDown } from './exact.ts';
import { crossHeldIn, type Held, heldIn, pocketOf } from './holdings.ts';
import {
  crossEquity,
  crossMaintenance,
  isolatedEquity,
  isShort,
  type Margin,
  maintenanceOf,
} from './margin.ts';
import type { Account, Market, Pocket } from './market.ts';
import { isTrading } from './trading.ts';

export interface Scope {
  readonly account: Account;
  readonly assetId: number;
  /** The position of an isolated scope; null for cross. */
  readonly isolated: Held | null;
}

function isolatedScope(held: Held): Scope {
  const { account, instrument } = held.holding;
  return { account, assetId: instrument.assetId, isolated: held };
}

/** The positions of a scope that are not flat. */
export function heldOfScope({ account, assetId, isolated }: Scope): Held[] {
  if (isolated === null) return crossHeldIn(account, assetId);
  return isolated.position.sizeLots === 0 ? [] : [isolated];
}

export function marginOf(market: Market, { account, assetId, isolated }: Scope): Margin {
  if (isolated !== null) {
    return { equity: isolatedEquity(isolated), maintenance: maintenanceOf(market, isolated) };
  }
  return {
    equity: crossEquity(account, assetId),
    maintenance: crossMaintenance(market, account, assetId),
  };
}

export function isDue(market: Market, scope: Scope): boolean {
  return isShort(market, marginOf(market, scope));
}

/** Whether the fund takes the scope over at once: little is left of maintenance (rule L21). */
export function isForBackstop(market: Market, scope: Scope): boolean {
  const { backstopPpm } = market.rules;
  const { equity, maintenance } = marginOf(market, scope);
  return backstopPpm > 0 && equity.lt(ppmOf(maintenance, backstopPpm));
}

/** The block that an account is in: the one that has not ended for it yet, else that of the time (rules L15 and L22). */
export function blockOf(market: Market, pocket: Pocket, blockMs: number): number {
  return pocket.block?.index ?? Math.floor(market.outlet.nowMs / blockMs);
}

/** How many lots of a position the upper bound of a block still allows: at least one when nothing was closed in it. */
export function lotsLeftInBlock(market: Market, held: Held): number {
  const { partial } = market.rules;
  if (partial.kind !== 'block-cap') return Number.MAX_SAFE_INTEGER;
  const { account, instrument } = held.holding;
  const { block } = pocketOf(account, instrument.assetId);
  const used = block?.usedMicros ?? exact(0);
  const left = roundDown(exactLotsWorth(instrument, exact(partial.notionalMaxMicros).sub(used))).toNumber();
  return used.isZero() ? Math.max(1, left) : Math.max(0, left);
}

/** Whether a position is left alone for now: it cools down, or its block is used up (rules L13 and L15). */
function isWaiting(market: Market, scope: Scope, held: Held): boolean {
  const { partial } = market.rules;
  const { position } = held;
  if (isForBackstop(market, scope)) return false;
  if (partial.kind === 'slice') return position.coolDown !== null;
  if (partial.kind !== 'block-cap' || marginOf(market, scope).equity.lt(0)) return false;
  const pocket = pocketOf(scope.account, scope.assetId);
  const isOrderSent = position.forcedBlock === blockOf(market, pocket, partial.blockMs);
  return isOrderSent || lotsLeftInBlock(market, held) === 0;
}

/** The positions of a scope that may be closed now: their instruments trade, and they need not wait (rule H5). */
export function closableOf(market: Market, scope: Scope): Held[] {
  return heldOfScope(scope).filter(
    (held) => isTrading(market, held.holding.instrument) && !isWaiting(market, scope, held),
  );
}

/** Due, and something can be done about it. */
export function isToLiquidate(market: Market, scope: Scope): boolean {
  return isDue(market, scope) && closableOf(market, scope).length > 0;
}

/** What of an account is liquidated by itself, in its order (rule L2): its isolated positions, then what is cross. */
export function scopesOf(account: Account, assetId: number): Scope[] {
  const isolated = heldIn(account, assetId).filter(({ holding }) => holding.mode === 'isolated');
  return [...isolated.map(isolatedScope), { account, assetId, isolated: null }];
}

export function isAnythingDue(market: Market, account: Account, assetId: number): boolean {
  return scopesOf(account, assetId).some((scope) => isDue(market, scope));
}

export function isAnythingToLiquidate(market: Market, account: Account, assetId: number): boolean {
  return scopesOf(account, assetId).some((scope) => isToLiquidate(market, scope));
}
