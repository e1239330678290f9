import { LiquidationTally, type SearchWorld, START_TICKS } from './search-world.ts';

/** 0.5 %, as a divisor: maintenance is what is held at mark divided by this. */
const MAINTENANCE_DIVISOR = 200;

/**
 * The baseline: at each mark it looks at every account in cross, and at every isolated one on that instrument, reckons
 * margin from scratch, and closes whoever is below maintenance. As fast as a plain scan of typed arrays can be.
 */
export class PlainScan {
  readonly tally: LiquidationTally = new LiquidationTally();
  evaluations = 0;
  readonly #world: SearchWorld;
  readonly #isolatedLots: Float64Array;
  readonly #positionLots: Float64Array;
  readonly #marks: Float64Array;

  constructor(world: SearchWorld) {
    this.#world = world;
    this.#isolatedLots = world.isolatedLots.slice();
    this.#positionLots = world.positionLots.slice();
    this.#marks = new Float64Array(world.instrumentCount).fill(START_TICKS);
  }

  setMark(tick: number, instrument: number, markTicks: number): void {
    this.#marks[instrument] = markTicks;
    this.#scanIsolated(tick, instrument, markTicks);
    this.#scanCross(tick);
  }

  #scanIsolated(tick: number, instrument: number, markTicks: number): void {
    const { isolatedCount, isolatedInstruments, isolatedEntryTicks, isolatedMargin } = this.#world;
    const sizes = this.#isolatedLots;
    for (let account = 0; account < isolatedCount; account += 1) {
      const lots = sizes[account] ?? 0;
      if (isolatedInstruments[account] !== instrument || lots === 0) continue;
      this.evaluations += 1;
      const gain = lots * (markTicks - (isolatedEntryTicks[account] ?? 0));
      const equity = (isolatedMargin[account] ?? 0) + gain;
      if (equity * MAINTENANCE_DIVISOR >= Math.abs(lots) * markTicks) continue;
      this.tally.add(tick, account + 1);
      sizes[account] = 0;
    }
  }

  #scanCross(tick: number): void {
    const { isolatedCount, crossCount, crossStarts, crossBalances } = this.#world;
    for (let account = 0; account < crossCount; account += 1) {
      const from = crossStarts[account] ?? 0;
      const to = crossStarts[account + 1] ?? 0;
      this.evaluations += 1;
      if (!this.#isCrossDue(crossBalances[account] ?? 0, from, to)) continue;
      this.tally.add(tick, isolatedCount + account + 1);
      this.#positionLots.fill(0, from, to);
    }
  }

  #isCrossDue(balance: number, from: number, to: number): boolean {
    const { positionInstruments, positionEntryTicks } = this.#world;
    let equity = balance;
    let held = 0;
    for (let row = from; row < to; row += 1) {
      const lots = this.#positionLots[row] ?? 0;
      const markTicks = this.#marks[positionInstruments[row] ?? 0] ?? 0;
      equity += lots * (markTicks - (positionEntryTicks[row] ?? 0));
      held += Math.abs(lots) * markTicks;
    }
    return equity * MAINTENANCE_DIVISOR < held;
  }
}
