/** What positions and open orders claim of the equity, and what is free beside that (rules M4 to M6 and M12). */
import type { PositionLeg } from '@spillway/protocol';
import { notionalAtMark, tradeCost, valueAtMark } from './contract.ts';
import { type Exact, greatest, least, roundUp, sumOf, ZERO } from './exact.ts';
import { holdingsIn, pocketOf } from './holdings.ts';
import { crossEquity, initialOfNotional, leverageOf } from './margin.ts';
import type { Account, Direction, Holding, Market, Position } from './market.ts';

/** As much of an order as its margin needs. */
export interface OpenOrder {
  readonly leg: PositionLeg;
  readonly direction: Direction;
  readonly lots: number;
  /** Its limit, or the price at which it is reckoned. */
  readonly priceTicks: number;
}

/** The resting orders of a holding that could increase a position: reduce-only ones cannot. */
export function openOrdersOf(market: Market, holding: Holding): OpenOrder[] {
  return market.restingOrders
    .filter((order) => order.account === holding.account && order.instrument === holding.instrument)
    .filter((order) => !order.isReduceOnly)
    .map((order) => ({
      leg: order.leg,
      direction: order.direction,
      lots: order.remainingLots,
      priceTicks: order.priceTicks,
    }));
}

/** A position with the orders of one direction that could add to it. */
interface Reach {
  readonly holding: Holding;
  readonly position: Position;
  readonly direction: Direction;
  readonly orders: readonly OpenOrder[];
}

function lotsOf(orders: readonly OpenOrder[]): number {
  return orders.reduce((sum, order) => sum + order.lots, 0);
}

/** The largest position that the orders could make, as lots in their direction. */
export function reachLots({ position, direction, orders }: Reach): number {
  return Math.max(0, direction * position.sizeLots + lotsOf(orders));
}

/** Each way in which a position could grow: both directions of a one-way position, its own of a leg. */
export function reachesOf(holding: Holding, orders: readonly OpenOrder[]): Reach[] {
  const reach = (position: Position, direction: Direction): Reach => ({
    holding,
    position,
    direction,
    orders: orders.filter((order) => order.leg === position.leg && order.direction === direction),
  });
  return holding.positions.flatMap((position) => {
    if (position.leg === 'both') return [reach(position, 1), reach(position, -1)];
    return [reach(position, position.leg === 'long' ? 1 : -1)];
  });
}

/** What the orders would lose against the mark if all of them traded now at their own prices. */
function openLoss({ holding, direction, orders }: Reach): Exact {
  const { instrument } = holding;
  const cost = sumOf(orders.map((order) => tradeCost(instrument, order)));
  return greatest(ZERO, cost.sub(valueAtMark(instrument, direction * lotsOf(orders))));
}

function initialOfLots(market: Market, holding: Holding, lots: number): Exact {
  const notional = notionalAtMark(holding.instrument, lots);
  return initialOfNotional(market, holding, { notional, leverage: leverageOf(market, holding, notional) });
}

/** Cross: position and orders together. Isolated: only what the orders would newly open, with their share of the loss. */
function claimOfReach(market: Market, reach: Reach): Exact {
  const { holding, position, direction, orders } = reach;
  const lots = reachLots(reach);
  if (holding.mode === 'cross') return initialOfLots(market, holding, lots).add(openLoss(reach));
  const openingLots = lots - Math.max(0, direction * position.sizeLots);
  if (openingLots === 0) return ZERO;
  const loss = roundUp(openLoss(reach).mul(openingLots).div(lotsOf(orders)));
  return initialOfLots(market, holding, openingLots).add(loss);
}

function largest(values: readonly Exact[]): Exact {
  return values.reduce(greatest, ZERO);
}

/** What a holding with these orders claims of the cross equity (rule M4). */
export function claimOf(market: Market, holding: Holding, orders: readonly OpenOrder[]): Exact {
  const claims = reachesOf(holding, orders).map((reach) => claimOfReach(market, reach));
  const isWorstOnly = holding.positions.length === 1 || market.rules.hedgeInitialMargin === 'larger-leg';
  return isWorstOnly ? largest(claims) : sumOf(claims);
}

function claimsIn(market: Market, account: Account, assetId: number): Exact {
  const holdings = holdingsIn(account, assetId);
  return sumOf(holdings.map((holding) => claimOf(market, holding, openOrdersOf(market, holding))));
}

/** `cross equity − claims` (rule M5); negative when the margin falls short. */
export function freeMargin(market: Market, account: Account, assetId: number): Exact {
  return crossEquity(account, assetId).sub(claimsIn(market, account, assetId));
}

/** `min(wallet, cross equity) − claims`: profit that is not realised cannot leave the account (rule M6). */
export function freeCash(market: Market, account: Account, assetId: number): Exact {
  const { walletMicros } = pocketOf(account, assetId);
  return least(walletMicros, crossEquity(account, assetId)).sub(claimsIn(market, account, assetId));
}
