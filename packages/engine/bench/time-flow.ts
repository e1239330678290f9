import { collectGarbage, type Span, timed } from './measure.ts';
import type { OrderFlow } from './streams/order-flow.ts';

/** Whoever is sent a flow. */
export interface FlowSubject {
  sendUntil(rowCount: number): void;
  /** @throws OutcomeError when it has not come to what it must come to */
  expectWholeFlow(): void;
}

/** Fills the book, then times the rest of the flow. The outcome is looked at before the time is given out. */
export function timeFlow(flow: OrderFlow, subject: FlowSubject): Span {
  subject.sendUntil(flow.prefillCount);
  collectGarbage();
  const span = timed(() => subject.sendUntil(flow.rowCount));
  subject.expectWholeFlow();
  return span;
}
