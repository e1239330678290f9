/**
 * A command on its way from the socket to its fill, as whoever traces follows it. Nobody does unless he was asked to at
 * the start: then there is a tracer, and else a null in its place.
 */
import { performance } from 'node:perf_hooks';
import type { Answer } from '@spillway/protocol/wire';

/** When a room did what it was asked, in milliseconds of the epoch. */
export interface RoomTimes {
  readonly begunMs: number;
  readonly doneMs: number;
  /** When it would have survived a crash. */
  readonly durableMs: number;
}

/** A question to a room, as part of a command. */
export interface AskTrace {
  answered(times: RoomTimes): void;
}

/** One message. */
export interface CommandTrace {
  /** It was counted against the rate limit of its connection. */
  admitted(): void;
  /** It was held against its schema. */
  validated(): void;
  /** Does the work of the message; what it asks of a room in one go belongs to it. */
  within<Value>(work: () => Value): Value;
  /** It was answered. */
  answered(answer: Answer<unknown>): void;
}

export interface CommandTracer {
  begin(message: string): CommandTrace;
  /** A question is asked of a room now; null when it belongs to no message that is traced. */
  ask(question: string): AskTrace | null;
  /** Hands over what is known so far, and ends. */
  close(): Promise<void>;
}

/** Milliseconds of the epoch, with fractions: the same in every thread. */
export function epochMs(): number {
  return performance.timeOrigin + performance.now();
}
