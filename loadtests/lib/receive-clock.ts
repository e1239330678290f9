/** When a frame arrived, on the monotonic clock, and how long it then waited to be seen. */
export interface Arrival {
  readonly receivedMs: number;
  readonly lagMs: number;
}

export interface ReceiveClock {
  /**
   * @param timestampMs when the host read the frame, on its wall clock.
   * @param seenMs when JavaScript saw it, on the monotonic clock.
   */
  observe(timestampMs: number, seenMs: number): Arrival;
}

/**
 * k6 stamps a frame with the wall clock when it reads it, and hands it to JavaScript later. The difference
 * between the two clocks is a constant plus that wait, negated: `timestamp − seen = offset − lag`, with lag ≥ 0.
 * So the largest difference seen so far is the best estimate of the offset, and is wrong by the smallest lag.
 */
export function createReceiveClock(): ReceiveClock {
  let offsetMs = Number.NEGATIVE_INFINITY;
  return {
    observe(timestampMs, seenMs) {
      offsetMs = Math.max(offsetMs, timestampMs - seenMs);
      const receivedMs = timestampMs - offsetMs;
      return { receivedMs, lagMs: seenMs - receivedMs };
    },
  };
}
