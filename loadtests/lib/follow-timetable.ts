import type { SessionHost } from './session-host.ts';

export interface SendMoment {
  /** Position in the timetable, from 0. */
  readonly index: number;
  /** When the timetable wanted it sent: latency counts from here. */
  readonly intendedMs: number;
  /** When it is sent. */
  readonly sentMs: number;
}

export interface FollowOptions {
  readonly dueTimesMs: readonly number[];
  readonly send: (moment: SendMoment) => void;
  /** Asked at every wake-up; true ends it before its time, such as when the connection is gone. */
  readonly isOver: () => boolean;
}

/** Sends at the times of a timetable, everything that is due at each wake-up. Resolves after the last. */
export function followTimetable(host: SessionHost, options: FollowOptions): Promise<void> {
  const { dueTimesMs, send, isOver } = options;
  return new Promise((resolve) => {
    let index = 0;
    const wake = (): void => {
      if (isOver()) {
        resolve();
        return;
      }
      const wokenMs = host.nowMs();
      for (
        let dueMs = dueTimesMs[index];
        dueMs !== undefined && dueMs <= wokenMs;
        dueMs = dueTimesMs[index]
      ) {
        send({ index, intendedMs: dueMs, sentMs: host.nowMs() });
        index += 1;
      }
      const nextMs = dueTimesMs[index];
      if (nextMs === undefined) {
        resolve();
        return;
      }
      // Timers count whole milliseconds: round up, never wake before it is due.
      host.startTimer(wake, Math.max(0, Math.ceil(nextMs - host.nowMs())));
    };
    wake();
  });
}
