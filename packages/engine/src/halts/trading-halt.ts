/** When trading stands still (rules H1, H2): a halt of an instrument and one of the market are two halts. */
import type { InstrumentState } from '../instrument-state.ts';
import type { Market } from '../market.ts';

/** One halt: of an instrument, or of the whole market. */
export interface TradingHalt {
  /** When it ends by itself; 0 when only a command ends it. */
  readonly untilMs: number;
  /** The timer that ends it; `NO_TIMER` when only a command does. */
  readonly timer: number;
}

/** `null`: no halt. */
export type HaltState = TradingHalt | null;

/** Whether an instrument stands still: by a halt of its own, or one of the market. */
export function isHalted(market: Market, instrument: InstrumentState): boolean {
  return instrument.halt !== null || market.halt !== null;
}
