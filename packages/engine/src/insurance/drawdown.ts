import { type DrawdownRule, mulDivCeil, mulDivFloor, PPM } from '@spillway/protocol';
import { SlidingExtreme, type WindowEntry } from '../windows/sliding-extreme.ts';

/** What a snapshot keeps of a fund's drawdown. */
export interface DrawdownState {
  readonly isStopped: boolean;
  readonly peaks: readonly WindowEntry[];
}

/**
 * Whether a fund falls too fast to take anything over (rule I6): it stops when its equity is more than `start` below the
 * highest of the window, and goes on when it is less than `stop` below. Its equity is noted at each mark, and looked at
 * there and before each takeover.
 */
export class FundDrawdown {
  readonly #rule: DrawdownRule;
  readonly #peak: SlidingExtreme;
  #isStopped = false;

  constructor(rule: DrawdownRule) {
    this.#rule = rule;
    this.#peak = new SlidingExtreme(1, rule.windowMs);
  }

  /** Notes the equity at a mark. */
  note(timeMs: number, equityMicros: number): void {
    this.#peak.add(timeMs, equityMicros);
    this.mayTakeOver(timeMs, equityMicros);
  }

  /** Looks at the equity of now. @returns whether the fund takes anything over */
  mayTakeOver(timeMs: number, equityMicros: number): boolean {
    this.#peak.expire(timeMs);
    const peakMicros = Math.max(this.#peak.extreme() ?? equityMicros, equityMicros);
    const fallMicros = peakMicros - equityMicros;
    // Falls are whole micros: more than a share is more than the share rounded down, less than it less than it up.
    this.#isStopped = this.#isStopped
      ? fallMicros >= mulDivCeil(peakMicros, this.#rule.stopPpm, PPM)
      : fallMicros > mulDivFloor(peakMicros, this.#rule.startPpm, PPM);
    return !this.#isStopped;
  }

  state(): DrawdownState {
    return { isStopped: this.#isStopped, peaks: this.#peak.entries() };
  }

  /** Goes on from what a snapshot kept; nothing was noted before. */
  restore({ isStopped, peaks }: DrawdownState): void {
    for (const { timeMs, value } of peaks) this.#peak.add(timeMs, value);
    this.#isStopped = isStopped;
  }
}
