import type { EventBase, EventKind, EventMap, EventSink } from '@spillway/protocol';
import { Decimal } from 'decimal.js';
import { type Exact, wholeNumber } from './exact.ts';

/** A field of an event as rules calculate it: numbers need no unit yet, and money is a decimal. */
type Calculated<Field> = Field extends number ? number | Exact : Field;

/** What the engine knows of an event before it has a number and a time. */
export type Payload<Kind extends EventKind> = {
  readonly [Name in keyof Omit<EventMap[Kind], keyof EventBase>]: Calculated<EventMap[Kind][Name]>;
};

/** Numbers the events, turns decimals into whole numbers, and hands them to the sink. */
export class Outlet {
  readonly #sink: EventSink;
  #lastSequence = 0;
  /** Simulated time; moved by whoever executes a command. */
  nowMs = 0;

  constructor(sink: EventSink) {
    this.#sink = sink;
  }

  /**
   * Tells the sink; returns the number of the event.
   * @param causeSequence - the event that led to this one; 0 when the command itself did
   */
  emit<Kind extends EventKind>(kind: Kind, causeSequence: number, payload: Payload<Kind>): number {
    this.#lastSequence += 1;
    const fields = Object.entries(payload).map(([name, value]) => {
      return [name, value instanceof Decimal ? wholeNumber(value) : value];
    });
    const event = {
      sequence: this.#lastSequence,
      causeSequence,
      timeMs: this.nowMs,
      ...Object.fromEntries(fields),
    };
    (this.#sink[kind] as (value: unknown) => void)(event);
    return this.#lastSequence;
  }
}
