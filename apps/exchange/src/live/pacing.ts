/** Simulated time against wall time. Pure: whoever calls says how much time went by. */

/** How often the market moves on, in wall time. */
export const TICK_MS = 25;
/** The longest stretch of work between two looks at the sockets. */
export const SLICE_BUDGET_MS = 10;
/** What a run may owe: more than this is dropped, so that a busy machine makes time slower and never jumpy. */
export const LAG_MS_MAX = 100;

export interface Pace {
  /** Where the run is. */
  readonly nowMs: number;
  /** Where it should have been at the last look; a fraction of a millisecond counts at low speeds. */
  readonly aimMs: number;
  readonly durationMs: number;
  /** Simulated milliseconds a wall millisecond. */
  readonly speed: number;
}

/** Wall time of `elapsedMs` that is given up, because the run would owe more than it may. */
export function droppedMs(pace: Pace, elapsedMs: number): number {
  const wantedMs = Math.max(pace.aimMs, pace.nowMs) + elapsedMs * pace.speed;
  const reachableMs = pace.nowMs + LAG_MS_MAX * pace.speed;
  return Math.max(0, Math.min(wantedMs, pace.durationMs) - reachableMs) / pace.speed;
}

/** Where the run should be after `elapsedMs` more of wall time: never further ahead than the lag it may owe. */
export function nextAimMs(pace: Pace, elapsedMs: number): number {
  const wantedMs = Math.max(pace.aimMs, pace.nowMs) + elapsedMs * pace.speed;
  const reachableMs = pace.nowMs + LAG_MS_MAX * pace.speed;
  return Math.min(wantedMs, reachableMs, pace.durationMs);
}
