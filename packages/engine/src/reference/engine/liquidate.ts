/** Liquidates what is due of an account (rules L1 to L22). */
import { closePosition } from './close-position.ts';
import { opposite, signOf } from './contract.ts';
import { coverDeficit } from './deficit.ts';
import { type Exact, ZERO } from './exact.ts';
import { settleFill, tellPosition } from './fills.ts';
import { changeFundCash } from './fund.ts';
import { type Held, holdingOf, holdingsIn, pocketOf, positionsOf, unrealised } from './holdings.ts';
import {
  finishLiquidation,
  type Liquidation,
  partyOf,
  recordForcedClose,
  startLiquidation,
} from './liquidation-books.ts';
import type { Account, Cause, Holding, Market } from './market.ts';
import { closeIdleReduceOnly, closeRestingOf } from './resting.ts';
import { closableOf, heldOfScope, isDue, isToLiquidate, marginOf, type Scope, scopesOf } from './scopes.ts';

/** The holdings whose open orders are cancelled first (rules L4 and L11). */
function holdingsToClear(market: Market, { account, assetId, isolated }: Scope): Holding[] {
  const all = holdingsIn(account, assetId);
  switch (market.rules.orderCancelScope) {
    case 'scope':
      return isolated === null ? all.filter(({ mode }) => mode === 'cross') : [isolated.holding];
    case 'account':
      return all;
    case 'none':
      return [];
  }
}

/** The orders of a liquidation are closed instrument by instrument, oldest first. */
function clearOrders(market: Market, liquidation: Liquidation, scope: Scope): void {
  const closing = { reason: 'liquidation', causeSequence: liquidation.startedSequence } as const;
  for (const holding of holdingsToClear(market, scope)) {
    closeRestingOf(market, { account: scope.account, holdings: [holding] }, closing);
  }
}

/** Closes the two legs of a cross holding against each other at mark, as far as the smaller goes (rule L18). */
function netLegs(market: Market, liquidation: Liquidation, legs: readonly Held[]): void {
  const lots = Math.min(...legs.map(({ position }) => Math.abs(position.sizeLots)));
  for (const held of legs) {
    const positionDirection = signOf(held.position.sizeLots);
    const priceTicks = held.holding.instrument.markTicks;
    const sequence = recordForcedClose(market, liquidation, {
      party: partyOf(held),
      positionDirection,
      lots,
      priceTicks,
      stage: 'netting',
      counterpartyAccountId: held.holding.account.id,
      causeSequence: liquidation.startedSequence,
    });
    const direction = opposite(positionDirection);
    settleFill(market, { held, direction, lots, priceTicks, feeMicros: ZERO, isForced: true }, sequence);
    closeIdleReduceOnly(market, held, sequence);
  }
}

function netHedgedPairs(market: Market, liquidation: Liquidation, scope: Scope): void {
  if (!market.rules.isHedgeNetted || scope.isolated !== null) return;
  const closable = closableOf(market, scope);
  for (const holding of holdingsIn(scope.account, scope.assetId)) {
    const legs = closable.filter((held) => held.holding === holding);
    if (legs.length === 2) netLegs(market, liquidation, legs);
  }
}

/** The position with the largest loss at mark, ties by lower instrument number, the long leg first (rule L8). */
function largestLoss(held: readonly Held[]): Held | null {
  return held.reduce<Held | null>(
    (worst, next) => (worst === null || unrealised(next).lt(unrealised(worst)) ? next : worst),
    null,
  );
}

/** Closes positions until the scope is safe, or until none is left that may be closed now. */
function closePositions(market: Market, liquidation: Liquidation, scope: Scope): void {
  const isTested = scope.isolated !== null || market.rules.closeOutScope === 'largest-loss-first';
  let held = largestLoss(closableOf(market, scope));
  while (held !== null) {
    closePosition(market, { liquidation, scope, held }, isTested);
    if (isTested && !isDue(market, scope)) return;
    held = largestLoss(closableOf(market, scope));
  }
}

/** Where the margin that is left goes (rule L10); returns what the account gets. A hole is covered instead. */
function settleRemainder(market: Market, liquidation: Liquidation, remainder: Exact): Exact {
  if (remainder.lt(0)) {
    coverDeficit(market, liquidation, remainder.neg());
    return ZERO;
  }
  liquidation.leftover = remainder;
  if (market.rules.leftover === 'user') return remainder;
  changeFundCash(
    market,
    { assetId: liquidation.assetId, reason: 'leftover', delta: remainder },
    { causeSequence: liquidation.startedSequence, liquidationId: liquidation.id },
  );
  return ZERO;
}

/** Settles what a complete liquidation leaves in the bucket (isolated) or in the wallet (cross). */
function settleScope(market: Market, liquidation: Liquidation, { account, assetId, isolated }: Scope): void {
  const pocket = pocketOf(account, assetId);
  if (isolated === null) {
    pocket.walletMicros = settleRemainder(market, liquidation, pocket.walletMicros);
    return;
  }
  const { bucketMicros } = isolated.position;
  isolated.position.bucketMicros = ZERO;
  pocket.walletMicros = pocket.walletMicros.add(settleRemainder(market, liquidation, bucketMicros));
}

/** Tells how the position stands; of cross, the positions of the instrument that set it off. */
function tellScope(market: Market, liquidation: Liquidation, scope: Scope): void {
  const { account, isolated } = scope;
  const told = isolated === null ? positionsOf(holdingOf(account, liquidation.cause.instrument)) : [isolated];
  for (const held of told) {
    tellPosition(market, held, { causeSequence: liquidation.startedSequence, realised: ZERO });
  }
}

function liquidateScope(market: Market, scope: Scope, cause: Cause): void {
  const what = { scope, assetId: scope.assetId, cause };
  const liquidation = startLiquidation(market, what, marginOf(market, scope));
  clearOrders(market, liquidation, scope);
  if (isDue(market, scope)) netHedgedPairs(market, liquidation, scope);
  if (isDue(market, scope)) closePositions(market, liquidation, scope);
  const isComplete = heldOfScope(scope).length === 0;
  if (isComplete) settleScope(market, liquidation, scope);
  tellScope(market, liquidation, scope);
  finishLiquidation(market, liquidation, isComplete);
}

/** Liquidates each isolated position that is due, then what is cross (rules L2 and L3). */
export function liquidateAccount(market: Market, account: Account, cause: Cause): void {
  account.isLocked = true;
  const scopes = scopesOf(account, cause.instrument.assetId);
  for (const scope of scopes) {
    if (isToLiquidate(market, scope)) liquidateScope(market, scope, cause);
  }
  account.isLocked = false;
}
