/** Margin mode, leverage and position mode (rules A6, A7, A10 to A14). */
import type { MarginMode, RejectCode, SetLeverage, SetMarginMode, SetPositionMode } from '@spillway/protocol';
import { claimOf, freeCash, freeMargin, openOrdersOf, reachesOf, reachLots } from './claims.ts';
import { notionalAtMark } from './contract.ts';
import { least, sumOf, ZERO } from './exact.ts';
import { tellPosition } from './fills.ts';
import { type Held, pocketOf, positionsOf, unrealised } from './holdings.ts';
import { initialOf, tierOf } from './margin.ts';
import { type Account, emptyPosition, type Holding, type Market } from './market.ts';
import { restingOf, waitingOf } from './resting.ts';
import { isAnythingDue } from './scopes.ts';

function heldOf(holding: Holding): Held[] {
  return positionsOf(holding).filter(({ position }) => position.sizeLots !== 0);
}

function hasOrdersOn(market: Market, { account, instrument }: Holding): boolean {
  return restingOf(market, account).some((order) => order.instrument === instrument);
}

/** Moves initial margin from the wallet into the buckets, or the buckets into the wallet (rule A10). */
function moveMargin(market: Market, holding: Holding): void {
  const pocket = pocketOf(holding.account, holding.instrument.assetId);
  for (const held of heldOf(holding)) {
    const bucket = holding.mode === 'isolated' ? initialOf(market, held) : ZERO;
    pocket.walletMicros = pocket.walletMicros.add(held.position.bucketMicros).sub(bucket);
    held.position.bucketMicros = bucket;
  }
}

/** Changes the mode of one holding, with its margin, where rules A6 and A10 let it. */
function changeMode(market: Market, holding: Holding, mode: MarginMode): RejectCode | null {
  if (hasOrdersOn(market, holding)) return 'MODE_HAS_ORDERS';
  const held = heldOf(holding);
  if (held.length > 0 && market.rules.marginModeChange === 'when-flat') return 'MODE_HAS_POSITION';
  holding.mode = mode;
  if (mode === 'isolated') {
    const needed = sumOf(held.map((one) => initialOf(market, one)));
    // The position is isolated already, so that it claims nothing of what is free.
    const free = freeCash(market, holding.account, holding.instrument.assetId);
    if (held.length > 0 && needed.gt(free)) return 'MARGIN_INSUFFICIENT';
  }
  moveMargin(market, holding);
  return null;
}

/** Whether an account is safe in every asset after a change of mode (rule A10). */
function isSafe(market: Market, account: Account): boolean {
  return market.rules.assets.every((_, assetId) => {
    return !isAnythingDue(market, account, assetId) && freeMargin(market, account, assetId).gte(0);
  });
}

/** Everything that a change of mode may change, put back if it is refused. */
function attempt(account: Account, change: () => RejectCode | null): RejectCode | null {
  const wallets = account.pockets.map(({ walletMicros }) => walletMicros);
  const holdings = account.holdings.map(({ mode, positions }) => ({
    mode,
    buckets: positions.map(({ bucketMicros }) => bucketMicros),
  }));
  const fault = change();
  if (fault === null) return null;
  account.pockets.forEach((pocket, assetId) => {
    pocket.walletMicros = wallets[assetId] ?? ZERO;
  });
  account.holdings.forEach((holding, id) => {
    holding.mode = holdings[id]?.mode ?? holding.mode;
    holding.positions.forEach((position, place) => {
      position.bucketMicros = holdings[id]?.buckets[place] ?? ZERO;
    });
  });
  return fault;
}

/** Chooses between isolated and cross, for an instrument or for the whole account (rules A6, A10 and A11). */
export function setMarginMode(market: Market, command: SetMarginMode, account: Account): RejectCode | null {
  const { instrumentId, mode } = command;
  const isForAccount = market.rules.marginModeScope === 'account';
  if ((instrumentId === null) !== isForAccount) return 'MODE_SCOPE_INVALID';
  const chosen = instrumentId === null ? undefined : account.holdings[instrumentId];
  if (!isForAccount && chosen === undefined) return 'INSTRUMENT_UNKNOWN';
  const modeNow = chosen === undefined ? account.modeOfNew : chosen.mode;
  if (modeNow === mode) return 'MODE_UNCHANGED';
  const changing = chosen === undefined ? account.holdings : [chosen];
  const fault = attempt(account, () => {
    for (const holding of changing) {
      const refused = changeMode(market, holding, mode);
      if (refused !== null) return refused;
    }
    const isMoved = changing.some((holding) => heldOf(holding).length > 0);
    return isMoved && !isSafe(market, account) ? 'MARGIN_INSUFFICIENT' : null;
  });
  if (fault !== null) return fault;
  if (isForAccount) account.modeOfNew = mode;
  const causeSequence = market.outlet.emit('marginModeSet', 0, { accountId: account.id, instrumentId, mode });
  for (const held of changing.flatMap(heldOf)) tellPosition(market, held, { causeSequence, realised: ZERO });
  return null;
}

/** The largest position that the orders of a holding could make stays in a tier that allows the leverage. */
function isWithinTiers(market: Market, holding: Holding, leverage: number): boolean {
  const lots = reachesOf(holding, openOrdersOf(market, holding)).map(reachLots);
  const notional = notionalAtMark(holding.instrument, Math.max(...lots));
  return leverage <= tierOf(holding.instrument, notional).leverageMax;
}

/** Whether position and orders are still covered at another leverage (rule A7). */
function isCovered(market: Market, holding: Holding, leverage: number): boolean {
  if (leverage >= holding.leverage) return true;
  const { account, instrument } = holding;
  const orders = openOrdersOf(market, holding);
  const more = claimOf(market, { ...holding, leverage }, orders).sub(claimOf(market, holding, orders));
  const free = holding.mode === 'isolated' ? freeCash : freeMargin;
  if (more.gt(0) && more.gt(free(market, account, instrument.assetId))) return false;
  if (holding.mode === 'cross') return true;
  return heldOf(holding).every((held) => {
    const backing = held.position.bucketMicros.add(least(ZERO, unrealised(held)));
    return backing.gte(initialOf(market, held, leverage));
  });
}

/** Chooses the leverage of an instrument, with or without a position; the bucket stays as it is (rules A7 and A14). */
export function setLeverage(market: Market, command: SetLeverage, holding: Holding): RejectCode | null {
  const { leverage } = command;
  if (!market.rules.isLeverageChosen) return 'LEVERAGE_FIXED';
  if (!Number.isSafeInteger(leverage) || leverage < 1) return 'LEVERAGE_INVALID';
  if (!isWithinTiers(market, holding, leverage)) return 'LEVERAGE_INVALID';
  const isIsolatedOpen = holding.mode === 'isolated' && heldOf(holding).length > 0;
  const isLowered = leverage < holding.leverage;
  if (isLowered && isIsolatedOpen && market.rules.leverageLowering === 'not-when-isolated') {
    return 'LEVERAGE_LOWERED_ISOLATED';
  }
  if (!isCovered(market, holding, leverage)) return 'MARGIN_INSUFFICIENT';
  holding.leverage = leverage;
  market.outlet.emit('leverageSet', 0, {
    accountId: holding.account.id,
    instrumentId: holding.instrument.id,
    leverage,
  });
  return null;
}

/** Chooses between one position an instrument and two legs, for the whole account (rules A12 and A13). */
export function setPositionMode(
  market: Market,
  command: SetPositionMode,
  account: Account,
): RejectCode | null {
  const { mode } = command;
  if (mode === account.positionMode) return 'POSITION_MODE_UNCHANGED';
  if (!market.rules.isHedgeModeOffered) return 'HEDGE_MODE_NOT_OFFERED';
  if (restingOf(market, account).length > 0 || waitingOf(market, account).length > 0) {
    return 'POSITION_MODE_HAS_ORDERS';
  }
  if (account.holdings.some((holding) => heldOf(holding).length > 0)) return 'POSITION_MODE_HAS_POSITION';
  account.positionMode = mode;
  const legs = mode === 'one-way' ? (['both'] as const) : (['long', 'short'] as const);
  for (const holding of account.holdings) holding.positions = legs.map(emptyPosition);
  market.outlet.emit('positionModeSet', 0, { accountId: account.id, mode });
  return null;
}
