import { describe, expect, it } from 'vitest';
import { followTimetable, type SendMoment } from './follow-timetable.ts';
import { measureLatency } from './latency.ts';
import { createNodeHost } from './node-host.ts';
import { openStream } from './random-stream.ts';
import { createReceiveClock } from './receive-clock.ts';
import type { SessionHost } from './session-host.ts';
import { drawTimetable } from './timetable.ts';

const stream = (owner: string) => openStream({ seed: '5', owner, purpose: 'times' });

describe('drawTimetable', () => {
  it('is a Poisson process: counts of a second have mean and variance equal to the rate', () => {
    const seconds = 2000;
    const options = { ratePerSecond: 4, startMs: 500, endMs: 500 + seconds * 1000 };
    const counts = new Array<number>(seconds).fill(0);
    for (const dueMs of drawTimetable(stream('a'), options)) {
      const second = Math.floor((dueMs - 500) / 1000);
      counts[second] = (counts[second] ?? 0) + 1;
    }
    const mean = counts.reduce((sum, count) => sum + count, 0) / seconds;
    const variance = counts.reduce((sum, count) => sum + (count - mean) * (count - mean), 0) / (seconds - 1);
    // Standard errors for a Poisson count: sqrt(4/2000) of the mean, sqrt((4 + 2·16)/2000) of the variance.
    expect(Math.abs(mean - 4)).toBeLessThan(4 * Math.sqrt(4 / seconds));
    expect(Math.abs(variance - 4)).toBeLessThan(4 * Math.sqrt(36 / seconds));
  });

  it('rises, stays within its bounds, and is the same for the same stream', () => {
    const options = { ratePerSecond: 50, startMs: 100, endMs: 2100 };
    const times = drawTimetable(stream('b'), options);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.every((dueMs) => dueMs >= 100 && dueMs < 2100)).toBe(true);
    expect(drawTimetable(stream('b'), options)).toEqual(times);
    expect(drawTimetable(stream('c'), options)).not.toEqual(times);
  });

  it('refuses a rate of nothing', () => {
    expect(() => drawTimetable(stream('d'), { ratePerSecond: 0, startMs: 0, endMs: 1 })).toThrow(RangeError);
  });
});

/** A host whose clock only its timers move: what a timetable does can be read off to the millisecond. */
function createSteppedHost(): { host: SessionHost; run: () => void; stall: (durationMs: number) => void } {
  let nowMs = 0;
  const timers: { readonly dueMs: number; readonly callback: () => void }[] = [];
  const host: SessionHost = {
    openWebSocket: () => {
      throw new Error('no network here');
    },
    startTimer: (callback, delayMs) => {
      timers.push({ dueMs: nowMs + delayMs, callback });
      return () => undefined;
    },
    nowMs: () => nowMs,
  };
  return {
    host,
    run: () => {
      for (let timer = timers.shift(); timer !== undefined; timer = timers.shift()) {
        nowMs = Math.max(nowMs, timer.dueMs);
        timer.callback();
      }
    },
    stall: (durationMs) => {
      nowMs += durationMs;
    },
  };
}

describe('followTimetable', () => {
  it('never sends early, and sends everything that is due at one wake-up', async () => {
    const { host, run } = createSteppedHost();
    const moments: SendMoment[] = [];
    const dueTimesMs = [0.5, 10.2, 10.9, 40];
    const over = followTimetable(host, {
      dueTimesMs,
      send: (moment) => moments.push(moment),
      isOver: () => false,
    });
    run();
    await over;
    expect(moments).toEqual([
      { index: 0, intendedMs: 0.5, sentMs: 1 },
      { index: 1, intendedMs: 10.2, sentMs: 11 },
      { index: 2, intendedMs: 10.9, sentMs: 11 },
      { index: 3, intendedMs: 40, sentMs: 40 },
    ]);
  });

  it('counts a stall against every request that it held up, where naive latency forgets it', async () => {
    const { host, run, stall } = createSteppedHost();
    const latencies: number[][] = [];
    const over = followTimetable(host, {
      dueTimesMs: [10, 20, 30, 40],
      send: ({ index, intendedMs, sentMs }) => {
        // Each answer takes 2 ms; the first send is followed by a stall of 100 ms in which nothing runs.
        const { fromIntendedMs, fromSentMs, latenessMs } = measureLatency({
          intendedMs,
          sentMs,
          receivedMs: sentMs + 2,
        });
        latencies.push([fromIntendedMs, fromSentMs, latenessMs]);
        if (index === 0) stall(100);
      },
      isOver: () => false,
    });
    run();
    await over;
    expect(latencies).toEqual([
      [2, 2, 0],
      [92, 2, 90],
      [82, 2, 80],
      [72, 2, 70],
    ]);
  });

  it('stops when it is over', async () => {
    const { host, run } = createSteppedHost();
    let sentCount = 0;
    const over = followTimetable(host, {
      dueTimesMs: [1, 2, 3],
      send: () => {
        sentCount += 1;
      },
      isOver: () => sentCount === 2,
    });
    run();
    await over;
    expect(sentCount).toBe(2);
  });

  it('keeps time on a real host', async () => {
    const host = createNodeHost();
    const startMs = host.nowMs();
    const sent: number[] = [];
    const dueTimesMs = [5, 15, 25].map((offsetMs) => startMs + offsetMs);
    await followTimetable(host, { dueTimesMs, send: ({ sentMs }) => sent.push(sentMs), isOver: () => false });
    expect(sent.every((sentMs, index) => sentMs >= (dueTimesMs[index] ?? Number.POSITIVE_INFINITY))).toBe(
      true,
    );
  });
});

describe('createReceiveClock', () => {
  it('finds the offset between the clocks from the frame that waited least', () => {
    const clock = createReceiveClock();
    const offsetMs = 1_000_000;
    // [read at, seen at] on the monotonic clock: waits of 5, 0 and 3 ms.
    expect(clock.observe(offsetMs + 10, 15)).toEqual({ receivedMs: 15, lagMs: 0 });
    expect(clock.observe(offsetMs + 20, 20)).toEqual({ receivedMs: 20, lagMs: 0 });
    expect(clock.observe(offsetMs + 30, 33)).toEqual({ receivedMs: 30, lagMs: 3 });
  });
});
