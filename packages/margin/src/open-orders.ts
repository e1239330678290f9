/** What orders that rest in the book claim: margin for the worse side, and with some venues maintenance and fees. */
import { MarginDecimal, sumOf } from './decimal.ts';
import { maintenanceMargin, withAddedRate } from './maintenance-tiers.ts';
import { marginNotional, profitDirection, signOf, valueAt } from './margin-position.ts';
import type { MarginAccount, OpenOrder } from './resolve-request.ts';

const ZERO = new MarginDecimal(0);

/** Value at the order's own price. */
function orderNotional(order: OpenOrder): MarginDecimal {
  return valueAt(order, order.price);
}

/** What the order would have lost at the mark the moment it is filled; not negative. */
function openLoss(order: OpenOrder): MarginDecimal {
  const gain = valueAt(order, order.markPrice).sub(orderNotional(order)).mul(profitDirection(order));
  return MarginDecimal.max(0, gain.neg());
}

/** Maintenance as if the orders were filled at their prices, closing fee included (KuCoin cross, OKX). */
export function ordersMaintenance({ orders, rules }: MarginAccount): MarginDecimal {
  if (!rules.areOrdersInMaintenance) return ZERO;
  return sumOf(
    orders.map((order) =>
      maintenanceMargin(withAddedRate(order.tiers, rules.closingFee), orderNotional(order)),
    ),
  );
}

/** What filling the orders would cost in fees, where orders are in maintenance. */
export function openingFees({ orders, rules }: MarginAccount): MarginDecimal {
  if (!rules.areOrdersInMaintenance) return ZERO;
  return sumOf(orders.map(orderNotional)).mul(rules.openingFee);
}

/** Margin that one symbol claims, its cross position and its orders together; null when a leverage is not stated. */
function claimOf(account: MarginAccount, symbol: string): MarginDecimal | null {
  const { rules } = account;
  const held = account.positions.filter(
    (position) => position.symbol === symbol && position.mode === 'cross',
  );
  const orders = account.orders.filter((order) => order.symbol === symbol);
  const leverages = [...held, ...orders].map(({ leverage }) => leverage);
  if (leverages.includes(null)) return null;
  const leverageMin = MarginDecimal.min(...leverages.map((leverage) => leverage ?? ZERO));
  const heldNotional = (position: (typeof held)[number]) => marginNotional(position, rules.maintenanceBasis);
  const initialMargins = sumOf(held.map((position) => heldNotional(position).div(position.leverage ?? 1)));
  if (orders.length === 0) return initialMargins;
  const lossOf = (side: OpenOrder['side']) =>
    sumOf(orders.filter((order) => order.side === side).map(openLoss));
  const notionalOf = (side: OpenOrder['side']) =>
    sumOf(orders.filter((order) => order.side === side).map(orderNotional));
  if (rules.isHedgeMode) {
    const ordered = notionalOf('long').add(notionalOf('short')).div(leverageMin);
    return initialMargins.add(ordered).add(lossOf('long')).add(lossOf('short'));
  }
  const signed = sumOf(held.map((position) => heldNotional(position).mul(signOf(position))));
  const worse = (side: OpenOrder['side'], sign: 1 | -1) =>
    signed.add(notionalOf(side).mul(sign)).abs().div(leverageMin).add(lossOf(side));
  return MarginDecimal.max(initialMargins, worse('long', 1), worse('short', -1));
}

/**
 * Initial margin of all cross positions and of all orders. One-way: for each symbol the larger of (position with all
 * buys) and (position with all sells), at the lowest leverage stated there, with what those orders would lose at the
 * mark. Hedge: positions and orders of both sides. Null when a leverage is not stated.
 */
export function claimedMargin(account: MarginAccount): MarginDecimal | null {
  const cross = account.positions.filter(({ mode }) => mode === 'cross');
  const symbols = new Set([...cross, ...account.orders].map(({ symbol }) => symbol));
  let total = ZERO;
  for (const symbol of symbols) {
    const claim = claimOf(account, symbol);
    if (claim === null) return null;
    total = total.add(claim);
  }
  return total;
}
