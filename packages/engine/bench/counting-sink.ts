import { EVENT_KINDS, type EventBase, type EventSink } from '@spillway/protocol';

/** Reads the number of every event, so that no event is made in vain; finds out when one is missing. */
export class EventCount {
  events = 0;
  #last = -1;
  #gaps = 0;

  /** The same for every kind that is rare. */
  readonly note = (event: EventBase): void => {
    this.noteSequence(event.sequence);
  };

  /** For whoever has read the number of an event. */
  noteSequence(sequence: number): void {
    if (this.#last >= 0 && sequence !== this.#last + 1) this.#gaps += 1;
    this.#last = sequence;
    this.events += 1;
  }

  /** Times that an event did not have the number after the one before it: 0 in a correct market. */
  get gaps(): number {
    return this.#gaps;
  }
}

/** One function a kind, as a sink has that does something with each: a function of all kinds would see every shape of event. */
function frequentCounters(count: EventCount): Partial<EventSink> {
  return {
    orderAccepted: (event) => count.noteSequence(event.sequence),
    orderRested: (event) => count.noteSequence(event.sequence),
    orderClosed: (event) => count.noteSequence(event.sequence),
    tradeExecuted: (event) => count.noteSequence(event.sequence),
    positionChanged: (event) => count.noteSequence(event.sequence),
    markPriceChanged: (event) => count.noteSequence(event.sequence),
  };
}

/** A sink that counts every event, and does what `handlers` says besides. */
export function countingSink(count: EventCount, handlers: Partial<EventSink> = {}): EventSink {
  const counters = Object.fromEntries(EVENT_KINDS.map((kind) => [kind, count.note]));
  return { ...(counters as unknown as EventSink), ...frequentCounters(count), ...handlers };
}
