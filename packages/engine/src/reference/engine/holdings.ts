/** Walks over accounts, holdings and positions, always in the order in which rules name them. */

import { valueAtMark } from './contract.ts';
import { type Exact, sumOf } from './exact.ts';
import type { Account, Holding, Instrument, Market, Pocket, Position, Treasury } from './market.ts';

/** A position with the holding that it belongs to. */
export interface Held {
  readonly holding: Holding;
  readonly position: Position;
}

export function accountsByNumber(market: Market): Account[] {
  return [...market.accounts].sort((left, right) => left.id - right.id);
}

export function accountOf(market: Market, id: number): Account | undefined {
  return market.accounts.find((account) => account.id === id);
}

export function instrumentAt(market: Market, id: number): Instrument {
  const instrument = market.instruments[id];
  if (instrument === undefined) throw new RangeError(`no instrument ${id}`);
  return instrument;
}

export function holdingOf(account: Account, instrument: Instrument): Holding {
  const holding = account.holdings[instrument.id];
  if (holding === undefined) throw new RangeError(`no holding of instrument ${instrument.id}`);
  return holding;
}

export function pocketOf(account: Account, assetId: number): Pocket {
  const pocket = account.pockets[assetId];
  if (pocket === undefined) throw new RangeError(`no asset ${assetId}`);
  return pocket;
}

export function treasuryOf(market: Market, assetId: number): Treasury {
  const treasury = market.treasuries[assetId];
  if (treasury === undefined) throw new RangeError(`no asset ${assetId}`);
  return treasury;
}

/** The holdings of an account that settle in an asset, by instrument number. */
export function holdingsIn(account: Account, assetId: number): Holding[] {
  return account.holdings.filter(({ instrument }) => instrument.assetId === assetId);
}

/** The positions of a holding: of hedge mode the long one first. */
export function positionsOf(holding: Holding): Held[] {
  return holding.positions.map((position) => ({ holding, position }));
}

/** Every position of an account in an asset that is not flat, by instrument number, then the long leg first. */
export function heldIn(account: Account, assetId: number): Held[] {
  return holdingsIn(account, assetId)
    .flatMap(positionsOf)
    .filter(({ position }) => position.sizeLots !== 0);
}

export function crossHeldIn(account: Account, assetId: number): Held[] {
  return heldIn(account, assetId).filter(({ holding }) => holding.mode === 'cross');
}

/** The position of a leg; `undefined` when the account's position mode has no such leg. */
export function positionOf(holding: Holding, leg: Position['leg']): Position | undefined {
  return holding.positions.find((position) => position.leg === leg);
}

/** Signed size of all legs. */
export function netLots(holding: Holding): number {
  return holding.positions.reduce((sum, position) => sum + position.sizeLots, 0);
}

/** Value at mark − entry cost (rule M3). */
export function unrealised({ holding, position }: Held): Exact {
  return valueAtMark(holding.instrument, position.sizeLots).sub(position.costMicros);
}

export function totalUnrealised(held: readonly Held[]): Exact {
  return sumOf(held.map(unrealised));
}
