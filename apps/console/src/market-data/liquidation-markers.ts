import type { MarginMode, Side } from '@spillway/protocol';
import type { LiquidationRow } from '@spillway/protocol/wire';

/** All forced fills of one mode and side within a span of simulated time, drawn as one mark on the price. */
export interface LiquidationMarker {
  readonly second: number;
  readonly mode: MarginMode;
  readonly positionSide: Side;
  readonly notionalMicros: number;
  /** Average price weighted by notional, in ticks; a place on a chart, not a sum of money. */
  readonly priceTicks: number;
  readonly count: number;
}

/** A chart stays fluent up to some 2,000 marks: 500 spans of two modes and two sides. */
const SPANS_MAX = 500;

/** Gathers the forced fills of one instrument into at most 2,000 markers (see `SPANS_MAX`). */
export class LiquidationMarkers {
  readonly spanSeconds: number;
  readonly #markers = new Map<string, LiquidationMarker>();
  #version = 0;

  constructor(durationMs: number) {
    this.spanSeconds = Math.max(1, Math.ceil(durationMs / 1000 / SPANS_MAX));
  }

  /** Grows with every fill that was added. */
  get version(): number {
    return this.#version;
  }

  get size(): number {
    return this.#markers.size;
  }

  add(row: LiquidationRow): void {
    const span = Math.floor(row.simulatedMs / 1000 / this.spanSeconds);
    const key = `${span}/${row.mode}/${row.positionSide}`;
    const before = this.#markers.get(key);
    const notionalBefore = before?.notionalMicros ?? 0;
    const notionalMicros = notionalBefore + row.notionalMicros;
    const weight = notionalMicros > 0 ? row.notionalMicros / notionalMicros : 1;
    const priceBefore = before?.priceTicks ?? row.priceTicks;
    this.#markers.set(key, {
      second: span * this.spanSeconds,
      mode: row.mode,
      positionSide: row.positionSide,
      notionalMicros,
      priceTicks: priceBefore + (row.priceTicks - priceBefore) * weight,
      count: (before?.count ?? 0) + 1,
    });
    this.#version += 1;
  }

  /** In order of first appearance, which is order of time. */
  list(): LiquidationMarker[] {
    return [...this.#markers.values()];
  }
}
