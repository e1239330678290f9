/** The answer of `GET /metrics`: what the process counted, and what the room says when it is asked. */
import { performance } from 'node:perf_hooks';
import type { RoomFigures } from '../rooms/room-figures.ts';
import type { RunGreeting } from '../rooms/room-messages.ts';
import { MetricSheet } from './metric-sheet.ts';
import { writeRoomFigures } from './room-metrics.ts';
import type { ThreadFigures, ThreadWatch } from './thread-watch.ts';
import type { Traffic } from './traffic.ts';

/** A room that is busy for longer is told of as it was. */
const ROOM_PATIENCE_MS = 1_000;

export interface MetricsPageOptions {
  readonly traffic: Traffic;
  readonly thread: ThreadWatch;
  readonly connections: () => number;
  readonly seats: () => number;
  readonly greeting: () => RunGreeting;
  readonly askRoom: () => Promise<RoomFigures>;
  /** Whether nothing more can be kept. */
  readonly isFailed: () => boolean;
}

export class MetricsPage {
  readonly #options: MetricsPageOptions;
  readonly #sheet = new MetricSheet();
  #figures: RoomFigures | null = null;
  #figuresMs = 0;

  constructor(options: MetricsPageOptions) {
    this.#options = options;
  }

  get contentType(): string {
    return this.#sheet.contentType;
  }

  /** The text that Prometheus reads. */
  async text(): Promise<string> {
    const isFresh = await this.#askRoom();
    this.#sheet.clear();
    this.#writeTraffic();
    this.#writeThread('main', this.#options.thread.figures());
    const ageSeconds = isFresh ? 0 : (performance.now() - this.#figuresMs) / 1_000;
    this.#sheet.set('spillway_room_figures_age_seconds', ageSeconds);
    if (this.#figures !== null) {
      writeRoomFigures(this.#sheet, this.#figures, this.#options.greeting());
      this.#writeThread('room', this.#figures.thread);
    }
    return await this.#sheet.text();
  }

  /** Whether the room answered in time. */
  async #askRoom(): Promise<boolean> {
    const { promise: patience, resolve } = Promise.withResolvers<null>();
    const timer = setTimeout(() => resolve(null), ROOM_PATIENCE_MS);
    // A room that broke down has nothing new to say.
    const figures = await Promise.race([this.#options.askRoom().catch(() => null), patience]);
    clearTimeout(timer);
    if (figures === null) return false;
    this.#figures = figures;
    this.#figuresMs = performance.now();
    return true;
  }

  #writeTraffic(): void {
    const { traffic, connections, seats, isFailed } = this.#options;
    const sheet = this.#sheet;
    sheet.set('spillway_connections', connections());
    sheet.set('spillway_seats', seats());
    sheet.set('spillway_journal_failed', Number(isFailed()));
    sheet.set('spillway_connections_opened_total', traffic.opened);
    sheet.set('spillway_rate_limited_total', traffic.rateLimited);
    sheet.set('spillway_expulsions_total', traffic.expelled);
    sheet.set('spillway_slow_consumers_dropped_total', traffic.slowDropped);
    sheet.set('spillway_frames_sent_total', traffic.framesSent);
    sheet.set('spillway_notices_sent_total', traffic.noticesSent);
    for (const [reason, count] of traffic.refusedConnections.entries())
      sheet.set('spillway_connections_refused_total', count, { reason });
    for (const [reason, count] of traffic.disconnections.entries())
      sheet.set('spillway_disconnections_total', count, { reason });
    for (const [message, counts] of traffic.answers) {
      for (const [code, count] of counts.entries())
        sheet.set('spillway_requests_total', count, { message, outcome: outcomeOf(code), code });
    }
    for (const [message, seconds] of traffic.answerSeconds)
      sheet.setBuckets('spillway_answer_seconds', seconds.figures(), { message });
  }

  #writeThread(thread: 'main' | 'room', figures: ThreadFigures): void {
    this.#sheet.setBuckets('spillway_event_loop_delay_seconds', figures.eventLoopDelay, { thread });
    this.#sheet.set('spillway_event_loop_active_seconds_total', figures.activeSeconds, { thread });
    this.#sheet.set('spillway_heap_used_bytes', figures.heapUsedBytes, { thread });
  }
}

function outcomeOf(code: string): 'accepted' | 'refused' | 'failed' {
  if (code === 'OK') return 'accepted';
  return code === 'SERVER_ERROR' ? 'failed' : 'refused';
}
