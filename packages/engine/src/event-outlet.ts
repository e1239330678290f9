import {
  type EventBase,
  type EventKind,
  type EventMap,
  type EventSink,
  eventSequence,
  simulatedMs,
} from '@spillway/protocol';

/** Numbers the events of a market and hands them to its sink. */
export class EventOutlet {
  readonly #sink: EventSink;
  #lastSequence: number;
  #timeMs: number;

  constructor(sink: EventSink, lastSequence: number, timeMs: number) {
    this.#sink = sink;
    this.#lastSequence = lastSequence;
    this.#timeMs = timeMs;
  }

  get lastSequence(): number {
    return this.#lastSequence;
  }

  get timeMs(): number {
    return this.#timeMs;
  }

  /** Time does not run backwards: a command that claims an earlier time happens now. */
  moveTimeTo(timeMs: number): void {
    if (Number.isSafeInteger(timeMs) && timeMs > this.#timeMs) this.#timeMs = timeMs;
  }

  /**
   * Tells the sink, and returns the number of the event.
   * @param causeSequence - the event that led to this one; 0 when the command itself did
   */
  emit<Kind extends EventKind>(
    kind: Kind,
    causeSequence: number,
    payload: Omit<EventMap[Kind], keyof EventBase>,
  ): number {
    this.#lastSequence += 1;
    const event = {
      sequence: eventSequence(this.#lastSequence),
      causeSequence: eventSequence(causeSequence),
      timeMs: simulatedMs(this.#timeMs),
      ...payload,
    };
    // The payload type is the event type without its base, which the line above put back.
    (this.#sink[kind] as (value: unknown) => void)(event);
    return this.#lastSequence;
  }
}
