import type { Frame, Snapshot } from '@spillway/protocol/wire';
import { beforeEach, describe, expect, test } from 'vitest';
import { createFrameFollower, type FrameFollower } from './frame-follower.ts';

function frame(sequenceFrom: number, sequenceTo: number, runId = 'run-1'): Frame {
  return {
    runId,
    sequenceFrom,
    sequenceTo,
    simulatedMs: sequenceTo,
    prices: [],
    liquidations: [],
    shocks: [],
    halts: [],
    totals: {
      liquidationCount: 0,
      liquidationNotionalMicros: 0,
      byMode: { isolated: 0, cross: 0 },
      countByMode: { isolated: 0, cross: 0 },
      byInstrument: [],
      payers: {
        traderMarginMicros: 0,
        insuranceFundMicros: 0,
        autoDeleveragingMicros: 0,
        socialisedMicros: 0,
      },
      autoDeleveragedNotionalMicros: 0,
      insuranceFundMicros: 0,
      insuranceFundStartMicros: 0,
      tradeCount: 0,
      commandCount: 0,
      accountCount: 0,
      openInterestLots: [],
    },
  };
}

function snapshot(sequenceTo: number, runId = 'run-1'): Snapshot {
  return {
    ...frame(1, sequenceTo, runId),
    liquidationsOmitted: 0,
    run: {
      runId,
      scenario: 'quiet-day',
      title: 'Quiet day',
      seed: '1',
      phase: 'running',
      speed: 1,
      simulatedMs: sequenceTo,
      durationMs: 1_000,
      startsAt: null,
      haltReason: null,
    },
  };
}

describe('frame follower', () => {
  let log: string[];
  let follower: FrameFollower;

  beforeEach(() => {
    log = [];
    follower = createFrameFollower({
      requestSnapshot: () => log.push('request'),
      deliverSnapshot: ({ runId, sequenceTo }) => log.push(`snapshot ${runId} ${sequenceTo}`),
      deliverFrame: ({ sequenceFrom, sequenceTo }) => log.push(`frame ${sequenceFrom}-${sequenceTo}`),
    });
  });

  test('begins with a snapshot and then delivers frames that follow one another', () => {
    follower.restart();
    follower.acceptSnapshot(snapshot(10));
    follower.acceptFrame(frame(11, 15));
    follower.acceptFrame(frame(16, 15));
    follower.acceptFrame(frame(16, 20));
    expect(log).toEqual(['request', 'snapshot run-1 10', 'frame 11-15', 'frame 16-15', 'frame 16-20']);
  });

  test('holds frames that arrive before the snapshot and delivers what it does not cover', () => {
    follower.restart();
    follower.acceptFrame(frame(5, 10));
    follower.acceptFrame(frame(11, 12));
    expect(follower.isInSync).toBe(false);
    follower.acceptSnapshot(snapshot(10));
    expect(log).toEqual(['request', 'snapshot run-1 10', 'frame 11-12']);
    expect(follower.isInSync).toBe(true);
  });

  test('a gap leads to one new snapshot, and no frame is delivered out of order', () => {
    follower.restart();
    follower.acceptSnapshot(snapshot(10));
    follower.acceptFrame(frame(12, 13));
    follower.acceptFrame(frame(14, 15));
    follower.acceptSnapshot(snapshot(13));
    expect(log).toEqual(['request', 'snapshot run-1 10', 'request', 'snapshot run-1 13', 'frame 14-15']);
  });

  test('a frame of another run leads to a new snapshot', () => {
    follower.restart();
    follower.acceptSnapshot(snapshot(10));
    follower.acceptFrame(frame(11, 12, 'run-2'));
    follower.acceptSnapshot(snapshot(12, 'run-2'));
    expect(log).toEqual(['request', 'snapshot run-1 10', 'request', 'snapshot run-2 12']);
  });

  test('drops a frame that the snapshot covers already', () => {
    follower.restart();
    follower.acceptSnapshot(snapshot(10));
    follower.acceptFrame(frame(9, 10));
    expect(log).toEqual(['request', 'snapshot run-1 10']);
  });

  test('asks again about a second after a snapshot was refused, not on every frame', () => {
    follower.restart();
    follower.snapshotFailed();
    for (let sequence = 1; sequence <= 19; sequence += 1) follower.acceptFrame(frame(sequence, sequence));
    expect(log).toEqual(['request']);
    follower.acceptFrame(frame(20, 20));
    expect(log).toEqual(['request', 'request']);
  });
});
