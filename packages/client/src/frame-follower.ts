import type { Frame, Snapshot } from '@spillway/protocol/wire';

/** After a snapshot was refused, this many frames (about a second's worth) pass before the next try. */
const FRAMES_BEFORE_RETRY = 20;
/** Frames kept while a snapshot is on its way; more than that and the oldest are of no use any more. */
const FRAMES_HELD_MAX = 200;

/** Where a follower hands things to. */
export interface FollowerOutputs {
  /** Asks for a snapshot; the answer goes to `acceptSnapshot`, a failure to `snapshotFailed`. */
  readonly requestSnapshot: () => void;
  readonly deliverSnapshot: (snapshot: Snapshot) => void;
  readonly deliverFrame: (frame: Frame) => void;
}

export interface FrameFollower {
  /** True from the first snapshot on, while no frame is missing. */
  readonly isInSync: boolean;
  /** Forgets the position: a new connection or a new run begins. */
  restart(): void;
  acceptFrame(frame: Frame): void;
  acceptSnapshot(snapshot: Snapshot): void;
  snapshotFailed(): void;
}

interface Position {
  readonly runId: string;
  readonly sequenceTo: number;
}

/**
 * Keeps a reader of frames whole: a snapshot first, then only frames that follow one another without a gap. A
 * gap, or a frame of another run, leads to a new snapshot; what arrived in between is delivered after it.
 */
export function createFrameFollower(outputs: FollowerOutputs): FrameFollower {
  let position: Position | null = null;
  let isAwaitingSnapshot = false;
  let framesUntilRetry = 0;
  let held: Frame[] = [];

  function requestSnapshot(): void {
    position = null;
    isAwaitingSnapshot = true;
    outputs.requestSnapshot();
  }

  function holdFrame(frame: Frame): void {
    held.push(frame);
    if (held.length > FRAMES_HELD_MAX) held.shift();
  }

  function followFrame(frame: Frame, from: Position): void {
    const isCovered = frame.sequenceFrom <= from.sequenceTo && frame.sequenceTo <= from.sequenceTo;
    if (frame.runId === from.runId && isCovered) return;
    if (frame.runId !== from.runId || frame.sequenceFrom !== from.sequenceTo + 1) {
      holdFrame(frame);
      requestSnapshot();
      return;
    }
    position = { runId: frame.runId, sequenceTo: frame.sequenceTo };
    outputs.deliverFrame(frame);
  }

  return {
    get isInSync(): boolean {
      return position !== null;
    },
    restart: () => {
      held = [];
      framesUntilRetry = 0;
      requestSnapshot();
    },
    acceptFrame: (frame) => {
      if (position !== null) return followFrame(frame, position);
      holdFrame(frame);
      if (isAwaitingSnapshot) return;
      framesUntilRetry -= 1;
      if (framesUntilRetry <= 0) requestSnapshot();
    },
    acceptSnapshot: (snapshot) => {
      isAwaitingSnapshot = false;
      position = { runId: snapshot.runId, sequenceTo: snapshot.sequenceTo };
      outputs.deliverSnapshot(snapshot);
      const waiting = held.filter(({ runId, sequenceFrom, sequenceTo }) => {
        return runId === snapshot.runId && sequenceFrom > snapshot.sequenceTo && sequenceTo >= sequenceFrom;
      });
      held = [];
      for (const frame of waiting) {
        if (position === null) holdFrame(frame);
        else followFrame(frame, position);
      }
    },
    snapshotFailed: () => {
      isAwaitingSnapshot = false;
      framesUntilRetry = FRAMES_BEFORE_RETRY;
    },
  };
}
