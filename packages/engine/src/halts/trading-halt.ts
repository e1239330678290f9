/** When trading stands still (rules H1, H2): a halt of an instrument and one of the market are two halts. */

/** One halt: of an instrument, or of the whole market. */
export interface TradingHalt {
  /** When it ends by itself; 0 when only a command ends it. */
  readonly untilMs: number;
}

/** `null`: no halt. */
export type HaltState = TradingHalt | null;

/** Trading goes on when neither the instrument nor the market is halted. */
export function isTradingHalted(instrument: HaltState, market: HaltState): boolean {
  return instrument !== null || market !== null;
}

/** Whether a halt is over by itself at a time. */
export function hasHaltEnded(halt: HaltState, timeMs: number): boolean {
  return halt !== null && halt.untilMs !== 0 && halt.untilMs <= timeMs;
}
