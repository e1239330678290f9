/** One answered request, on one clock. */
export interface RequestTimes {
  readonly intendedMs: number;
  readonly sentMs: number;
  readonly receivedMs: number;
}

export interface Latency {
  /**
   * From when the request should have left. A stall of the exchange also holds up what was to be sent during the
   * stall, and those waits belong to it.
   */
  readonly fromIntendedMs: number;
  /** From when it did leave: the figure that most tools print, which forgets them (coordinated omission). */
  readonly fromSentMs: number;
  /** How late the generator itself was. A run in which this is large says nothing about the exchange. */
  readonly latenessMs: number;
}

export function measureLatency({ intendedMs, sentMs, receivedMs }: RequestTimes): Latency {
  return {
    fromIntendedMs: receivedMs - intendedMs,
    fromSentMs: receivedMs - sentMs,
    latenessMs: sentMs - intendedMs,
  };
}
