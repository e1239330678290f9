import { byteAt, floatAt, intAt } from '../columns.ts';
import type { Direction } from '../direction.ts';

const ROWS_AT_START = 256;
const INSTRUMENTS_AT_START = 4;

/** Takes a row of the old layout to its place in the new one. */
interface Layout {
  readonly capacity: number;
  readonly stride: number;
}

function relaid<Column extends Float64Array | Int32Array | Uint8Array>(
  source: Column,
  target: Column,
  strides: { readonly from: number; readonly to: number },
): Column {
  for (let row = 0; row < source.length; row += 1) {
    const place = Math.floor(row / strides.from) * strides.to + (row % strides.from);
    if (place < target.length) target[place] = source[row] ?? 0;
  }
  return target;
}

/**
 * One row for each account and instrument: position, margin mode, leverage, and what the open orders of the
 * account on the instrument add up to. `row(accountSlot, instrumentId)` finds it.
 */
export class PositionStore {
  /** Signed: negative when short. */
  sizesLots: Float64Array = new Float64Array(ROWS_AT_START);
  /** Signed cost of entry: what the position was bought for, negative for what it was sold for. */
  entryCostsMicros: Float64Array = new Float64Array(ROWS_AT_START);
  /** Margin of an isolated position; 0 in cross. */
  bucketsMicros: Float64Array = new Float64Array(ROWS_AT_START);
  leverages: Int32Array = new Int32Array(ROWS_AT_START);
  isolatedFlags: Uint8Array = new Uint8Array(ROWS_AT_START);
  /** Resting orders that could increase exposure (reduce-only ones cannot), by side. */
  buyOrdersLots: Float64Array = new Float64Array(ROWS_AT_START);
  buyOrdersCostMicros: Float64Array = new Float64Array(ROWS_AT_START);
  sellOrdersLots: Float64Array = new Float64Array(ROWS_AT_START);
  sellOrdersCostMicros: Float64Array = new Float64Array(ROWS_AT_START);
  reduceOnlyCounts: Int32Array = new Int32Array(ROWS_AT_START);
  /** Place in the instrument's list of holders, plus one; 0 when flat. */
  holderPlaces: Int32Array = new Int32Array(ROWS_AT_START);
  #stride = INSTRUMENTS_AT_START;

  row(accountSlot: number, instrumentId: number): number {
    return accountSlot * this.#stride + instrumentId;
  }

  /** The account whose row it is. */
  slotOf(row: number): number {
    return Math.floor(row / this.#stride);
  }

  /** Makes room for so many accounts and instruments. */
  reserve(accountCount: number, instrumentCount: number): void {
    let stride = this.#stride;
    while (stride < instrumentCount) stride *= 2;
    let capacity = this.sizesLots.length;
    while (capacity < accountCount * stride) capacity *= 2;
    if (stride !== this.#stride || capacity !== this.sizesLots.length) this.#relay({ capacity, stride });
  }

  sizeLots(row: number): number {
    return floatAt(this.sizesLots, row);
  }

  entryCostMicros(row: number): number {
    return floatAt(this.entryCostsMicros, row);
  }

  bucketMicros(row: number): number {
    return floatAt(this.bucketsMicros, row);
  }

  leverage(row: number): number {
    return intAt(this.leverages, row);
  }

  isIsolated(row: number): boolean {
    return byteAt(this.isolatedFlags, row) === 1;
  }

  /** Lots of the resting orders of one direction that could increase exposure. */
  orderLots(row: number, direction: Direction): number {
    return floatAt(direction === 1 ? this.buyOrdersLots : this.sellOrdersLots, row);
  }

  /** What those orders would cost (or bring in) at their own prices; positive. */
  orderCostMicros(row: number, direction: Direction): number {
    return floatAt(direction === 1 ? this.buyOrdersCostMicros : this.sellOrdersCostMicros, row);
  }

  addOrderLots(row: number, direction: Direction, change: { lots: number; costMicros: number }): void {
    const lots = direction === 1 ? this.buyOrdersLots : this.sellOrdersLots;
    const costs = direction === 1 ? this.buyOrdersCostMicros : this.sellOrdersCostMicros;
    lots[row] = floatAt(lots, row) + change.lots;
    costs[row] = floatAt(costs, row) + change.costMicros;
  }

  #relay({ capacity, stride }: Layout): void {
    const strides = { from: this.#stride, to: stride };
    const floats = (column: Float64Array) => relaid(column, new Float64Array(capacity), strides);
    const ints = (column: Int32Array) => relaid(column, new Int32Array(capacity), strides);
    this.sizesLots = floats(this.sizesLots);
    this.entryCostsMicros = floats(this.entryCostsMicros);
    this.bucketsMicros = floats(this.bucketsMicros);
    this.leverages = ints(this.leverages);
    this.isolatedFlags = relaid(this.isolatedFlags, new Uint8Array(capacity), strides);
    this.buyOrdersLots = floats(this.buyOrdersLots);
    this.buyOrdersCostMicros = floats(this.buyOrdersCostMicros);
    this.sellOrdersLots = floats(this.sellOrdersLots);
    this.sellOrdersCostMicros = floats(this.sellOrdersCostMicros);
    this.reduceOnlyCounts = ints(this.reduceOnlyCounts);
    this.holderPlaces = ints(this.holderPlaces);
    this.#stride = stride;
  }
}
