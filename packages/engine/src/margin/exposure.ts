import type { PositionStore } from '../account/position-store.ts';
import type { Direction } from '../direction.ts';
import type { MarginTerms } from './margin-math.ts';

/**
 * A position together with the open orders that could add to it: what an instrument claims margin for. One object
 * is filled again and again, so that no order makes a new one.
 */
export class Exposure {
  /** Signed: negative when short. */
  sizeLots = 0;
  /** 0 where it is that of the risk tier (rule A2). */
  leverage = 1;
  /** Rate of the fee of closing that maintenance includes; 0 where it does not (rule M11). */
  closingFeePpm = 0;
  isIsolated = false;
  buyLots = 0;
  buyCostMicros = 0;
  sellLots = 0;
  sellCostMicros = 0;

  /** Takes the values of a row. */
  read(positions: PositionStore, row: number, closingFeePpm: number): this {
    this.sizeLots = positions.sizeLots(row);
    this.leverage = positions.leverage(row);
    this.closingFeePpm = closingFeePpm;
    this.isIsolated = positions.isIsolated(row);
    this.buyLots = positions.orderLots(row, 1);
    this.buyCostMicros = positions.orderCostMicros(row, 1);
    this.sellLots = positions.orderLots(row, -1);
    this.sellCostMicros = positions.orderCostMicros(row, -1);
    return this;
  }

  /** Takes the values of an account that has no row. */
  readNone({ leverage, closingFeePpm, isIsolated }: MarginTerms & { readonly isIsolated: boolean }): this {
    this.sizeLots = 0;
    this.leverage = leverage;
    this.closingFeePpm = closingFeePpm;
    this.isIsolated = isIsolated;
    this.buyLots = 0;
    this.buyCostMicros = 0;
    this.sellLots = 0;
    this.sellCostMicros = 0;
    return this;
  }

  /** Counts one more order in. */
  addOrder(direction: Direction, lots: number, costMicros: number): void {
    if (direction === 1) {
      this.buyLots += lots;
      this.buyCostMicros += costMicros;
    } else {
      this.sellLots += lots;
      this.sellCostMicros += costMicros;
    }
  }

  orderLots(direction: Direction): number {
    return direction === 1 ? this.buyLots : this.sellLots;
  }

  orderCostMicros(direction: Direction): number {
    return direction === 1 ? this.buyCostMicros : this.sellCostMicros;
  }

  /** Largest position that the orders of one side could make, as lots in that direction; 0 when none. */
  reachLots(direction: Direction): number {
    return Math.max(0, direction * this.sizeLots + this.orderLots(direction));
  }
}
