/** Drives seats, as fast as they are answered or by a timetable, and writes down what came back. */
import { performance } from 'node:perf_hooks';
import { OutcomeError, percentile } from '@spillway/bench-kit';
import type { Request } from './order-stream.ts';
import type { LoadSeat } from './seats.ts';

/** What a load came to. */
export interface LoadResult {
  /** Answered. */
  readonly requests: number;
  /** Orders in them. */
  readonly orders: number;
  readonly wallMs: number;
  /** From when a request was due, until its answer was here. */
  readonly latenciesMs: Float64Array;
  /** How late the generator itself sent, at the 99th percentile: its latencies are worth no more than that. */
  readonly latenessMs: number;
}

interface Load {
  readonly seats: readonly LoadSeat[];
  readonly durationMs: number;
}

const TURN_MS = 1;
const DRAIN_LIMIT_MS = 20_000;

class Tally {
  readonly #latenciesMs: number[] = [];
  readonly #latenessMs: number[] = [];
  requests = 0;
  orders = 0;
  outstanding = 0;
  refusal: string | null = null;
  onDrained: (() => void) | null = null;

  send({ socket, stream }: LoadSeat, dueMs: number, onAnswer: () => void): void {
    const request = stream.next();
    this.outstanding += 1;
    this.#latenessMs.push(performance.now() - dueMs);
    socket.send(request.event, request.payload, (answer) => {
      this.#latenciesMs.push(performance.now() - dueMs);
      this.#settle(request, answer);
      onAnswer();
    });
  }

  result(startedMs: number): LoadResult {
    if (this.refusal !== null) throw new OutcomeError(`refused: ${this.refusal}`);
    return {
      requests: this.requests,
      orders: this.orders,
      wallMs: performance.now() - startedMs,
      latenciesMs: Float64Array.from(this.#latenciesMs),
      latenessMs: percentile(Float64Array.from(this.#latenessMs), 0.99),
    };
  }

  #settle(request: Request, answer: string): void {
    // Also of an order within a batch.
    if (answer.includes('"ok":false')) this.refusal ??= answer.slice(0, 200);
    this.requests += 1;
    this.orders += request.orders;
    this.outstanding -= 1;
    if (this.outstanding === 0) this.onDrained?.();
  }

  /** Waits for the answers that are still to come. */
  async drain(): Promise<void> {
    if (this.outstanding === 0) return;
    await new Promise<void>((resolve, reject) => {
      const limit = setTimeout(
        () => reject(new OutcomeError(`${this.outstanding} requests were never answered`)),
        DRAIN_LIMIT_MS,
      );
      this.onDrained = () => {
        clearTimeout(limit);
        resolve();
      };
    });
  }
}

/** Every seat sends again as soon as it is answered, with so many requests under way at a time. */
export async function closedLoop({
  seats,
  durationMs,
  outstanding,
}: Load & { readonly outstanding: number }): Promise<LoadResult> {
  const tally = new Tally();
  const startedMs = performance.now();
  const endMs = startedMs + durationMs;
  const sendFrom = (seat: LoadSeat): void => {
    const nowMs = performance.now();
    if (nowMs < endMs) tally.send(seat, nowMs, () => sendFrom(seat));
  };
  for (const seat of seats) {
    for (let request = 0; request < outstanding; request += 1) sendFrom(seat);
  }
  await tally.drain();
  return tally.result(startedMs);
}

/** Seats send by turns at an even pace, answered or not: what others wait when the server is not full. */
export async function openLoop({
  seats,
  durationMs,
  perSecond,
}: Load & { readonly perSecond: number }): Promise<LoadResult> {
  const tally = new Tally();
  const startedMs = performance.now();
  const total = Math.max(1, Math.floor((perSecond * durationMs) / 1_000));
  let sent = 0;
  await new Promise<void>((resolve) => {
    const turn = (): void => {
      const nowMs = performance.now();
      for (; sent < total; sent += 1) {
        const dueMs = startedMs + (sent * 1_000) / perSecond;
        const seat = seats[sent % seats.length];
        if (dueMs > nowMs || seat === undefined) break;
        tally.send(seat, dueMs, () => undefined);
      }
      if (sent < total) setTimeout(turn, TURN_MS);
      else resolve();
    };
    turn();
  });
  await tally.drain();
  return tally.result(startedMs);
}
