/** What is going on, read off the recent past of one run. */
export type MarketPhase =
  | 'waiting'
  | 'halted'
  | 'calm'
  | 'slide'
  | 'rally'
  | 'cascade'
  | 'recovery'
  | 'finished';

/** What the words are chosen from. Fractions are relative to the older price; windows end now. */
export interface MarketSigns {
  readonly runPhase: 'ready' | 'running' | 'paused' | 'finished';
  /** Whether trading of every instrument stands still. */
  readonly isHalted: boolean;
  /** Length of the window, simulated milliseconds. */
  readonly windowMs: number;
  /** The instrument that moved most within the window, such as `BTC`. */
  readonly mover: string;
  readonly change: number;
  /** Forced fills within the window, and the deepest wave among them. */
  readonly forcedFills: number;
  readonly deepestWave: number;
  readonly forcedMicros: number;
  /** Of the instrument that fell deepest: distance of its low from the high before, and of now from that low. */
  readonly fallen: { readonly name: string; readonly drawdown: number; readonly rebound: number };
}

const CASCADE_FILLS_MIN = 3;
const CASCADE_WAVE_MIN = 2;
const SLIDE_MIN = 0.004;
const FALL_MIN = 0.02;
const REBOUND_MIN = 0.25;

/**
 * The phase of the market. A cascade is forced selling that causes forced selling, so it takes several forced
 * fills of which one was itself set off by another (wave 2 or deeper).
 */
export function marketPhase(signs: MarketSigns): MarketPhase {
  if (signs.runPhase === 'ready') return 'waiting';
  if (signs.runPhase === 'finished') return 'finished';
  if (signs.isHalted) return 'halted';
  if (signs.forcedFills >= CASCADE_FILLS_MIN && signs.deepestWave >= CASCADE_WAVE_MIN) return 'cascade';
  if (signs.change <= -SLIDE_MIN) return 'slide';
  const { drawdown, rebound } = signs.fallen;
  if (drawdown >= FALL_MIN && rebound >= REBOUND_MIN * drawdown) return 'recovery';
  return signs.change >= SLIDE_MIN ? 'rally' : 'calm';
}
