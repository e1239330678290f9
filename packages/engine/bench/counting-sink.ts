import { EVENT_KINDS, type EventBase, type EventSink } from '@spillway/protocol';

/** Reads the number of every event, so that no event is made in vain; finds out when one is missing. */
export class EventCount {
  events = 0;
  #last = -1;
  #gaps = 0;

  /** The same for every kind. Overrides in `handlers` call it as well. */
  readonly note = (event: EventBase): void => {
    if (this.#last >= 0 && event.sequence !== this.#last + 1) this.#gaps += 1;
    this.#last = event.sequence;
    this.events += 1;
  };

  /** Times that an event did not have the number after the one before it: 0 in a correct market. */
  get gaps(): number {
    return this.#gaps;
  }
}

/** A sink that counts every event, and does what `handlers` says besides. */
export function countingSink(count: EventCount, handlers: Partial<EventSink> = {}): EventSink {
  const counters = Object.fromEntries(EVENT_KINDS.map((kind) => [kind, count.note]));
  return { ...(counters as unknown as EventSink), ...handlers };
}
