import type { Direction } from '../direction.ts';

/** An order that rests in the reference book. */
export interface ReferenceOrder {
  readonly id: number;
  readonly direction: Direction;
  readonly priceTicks: number;
  lots: number;
}

/**
 * A price-time book as one would explain it: a list, in order of arrival, searched from the start each time.
 * Slow, obviously right, and what the fast book is tested against.
 */
export class ReferenceBook {
  readonly orders: ReferenceOrder[] = [];

  add(order: ReferenceOrder): void {
    this.orders.push({ ...order });
  }

  remove(id: number): void {
    const place = this.orders.findIndex((order) => order.id === id);
    if (place >= 0) this.orders.splice(place, 1);
  }

  /** Takes lots off an order; an order without lots leaves. */
  reduce(id: number, lots: number): void {
    const order = this.orders.find((resting) => resting.id === id);
    if (order === undefined) return;
    order.lots -= lots;
    if (order.lots === 0) this.remove(id);
  }

  /** The orders of a side as they would trade: better price first, then earlier arrival. */
  inPriority(direction: Direction): readonly ReferenceOrder[] {
    return this.orders
      .filter((order) => order.direction === direction)
      .sort((left, right) => (right.priceTicks - left.priceTicks) * direction);
  }
}
