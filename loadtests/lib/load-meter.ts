import type { SequenceVerdict } from './frame-sequence.ts';
import type { Latency } from './latency.ts';
import type { MarginMode } from './seat-plan.ts';

/** The parts of a run that are judged apart. */
export type LoadPhase = 'calm' | 'shock';

/** Where a seat reports what it did and saw. k6 keeps it as metrics, a test in a list. */
export interface LoadMeter {
  answered(request: string, latency: Latency, phase: LoadPhase): void;
  orderAccepted(): void;
  rejected(request: string, code: string): void;
  /** A request without an answer: every one is a fault of the exchange or of the load test. */
  lost(request: string, cause: string): void;
  filled(isForced: boolean): void;
  /** The seat's own notice of one forced fill. */
  liquidated(mode: MarginMode, notionalMicros: number): void;
  frame(verdict: SequenceVerdict): void;
  /** A connection ended that should not have. */
  disconnected(reason: string): void;
  scriptFailed(error: unknown): void;
}
