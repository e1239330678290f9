import { createEngine } from '@spillway/engine';
import { JournalError } from '@spillway/journal';
import { type Engine, type EventSink, partialSink } from '@spillway/protocol';
import { checkJournal } from './check-journal.ts';
import { journalFolderIn } from './data-files.ts';
import type { KeptRun } from './kept-data.ts';
import { readFrames } from './read-frames.ts';
import { decodeFrame, type RunCheckpoint, type RunFounding, type RunFrame } from './run-frames.ts';

/** The frames of a run are whole, but do not make a run, or not the one that they say. */
export class RunFaultError extends Error {}

export interface ProofOptions {
  /** Hears every event of the replay. */
  readonly sink?: EventSink | undefined;
  /** Hears how far the proof is, from 0 to 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** A fault, told with the run that it is of. */
export function faultOfRun(runId: string, error: unknown): unknown {
  if (!(error instanceof JournalError || error instanceof RunFaultError)) return error;
  return new RunFaultError(`run ${runId}: ${error.message}`, { cause: error });
}

/** What the journal of a run was shown to hold. */
export interface RunProof {
  readonly scenario: string;
  readonly seed: string;
  readonly frames: number;
  readonly commands: number;
  /** What people, bots and operators did. */
  readonly inputs: number;
  /** How often the state was compared with what the exchange wrote down of it. */
  readonly checkpoints: number;
  readonly simulatedMs: number;
  readonly stateHash: string;
  /** Why the market stopped for good at its last command; null when it did not. */
  readonly haltReason: string | null;
  readonly tornBytes: number;
}

const FRAMES_A_REPORT = 1_000;

/**
 * Proves a run: every frame by checksum and chain, every command applied to a new engine, every checkpoint compared. No
 * agent, no clock: nobody decides anything anew. Null when no frame was ever written: nothing was acknowledged then.
 *
 * @throws JournalError for damage, RunFaultError for a journal that is whole and is not that of the run
 */
export function proveRun(run: KeptRun, { sink, onProgress }: ProofOptions = {}): RunProof | null {
  const folder = journalFolderIn(run.folder);
  const { lastSequence, tornBytes } = checkJournal(folder);
  if (lastSequence === 0) return null;
  const proof = new Proof(run.runId, sink ?? partialSink({}));
  for (const { sequence, flags, payload } of readFrames(folder, { lastSequence })) {
    proof.take(sequence, decodedOrRefused({ sequence, flags, payload }));
    if (sequence % FRAMES_A_REPORT === 0) onProgress?.(sequence / lastSequence);
  }
  return { ...proof.finish(), frames: lastSequence, tornBytes };
}

function decodedOrRefused(entry: { sequence: number; flags: number; payload: Uint8Array }): RunFrame {
  try {
    return decodeFrame(entry.flags, entry.payload);
  } catch (error) {
    throw new RunFaultError(`frame ${entry.sequence}: no frame of a run`, { cause: error });
  }
}

class Proof {
  readonly #runId: string;
  readonly #engine: Engine;
  #founding: RunFounding | null = null;
  #commands = 0;
  #inputs = 0;
  #checkpoints = 0;
  #simulatedMs = 0;
  #haltReason: string | null = null;

  constructor(runId: string, sink: EventSink) {
    this.#runId = runId;
    this.#engine = createEngine({ sink });
  }

  take(sequence: number, frame: RunFrame): void {
    if ((this.#founding === null) !== (frame.kind === 'founding')) {
      throw new RunFaultError(
        `frame ${sequence}: ${frame.kind}; expected one founding of a run, the first frame`,
      );
    }
    switch (frame.kind) {
      case 'founding':
        this.#found(frame.content);
        break;
      case 'command':
        this.#apply(sequence, frame);
        break;
      case 'input':
        this.#inputs += 1;
        break;
      case 'checkpoint':
        this.#compare(sequence, frame.content);
        break;
    }
  }

  finish(): Omit<RunProof, 'frames' | 'tornBytes'> {
    return {
      scenario: this.#founding?.scenario.name ?? '',
      seed: this.#founding?.seed ?? '',
      commands: this.#commands,
      inputs: this.#inputs,
      checkpoints: this.#checkpoints,
      simulatedMs: this.#simulatedMs,
      stateHash: this.#engine.stateHash(),
      haltReason: this.#haltReason,
    };
  }

  #found(founding: RunFounding): void {
    if (founding.runId !== this.#runId) {
      throw new RunFaultError(
        `frame 1: founds the run ${founding.runId}; expected ${this.#runId}, as its folder`,
      );
    }
    this.#founding = founding;
  }

  #apply(sequence: number, { content }: Extract<RunFrame, { kind: 'command' }>): void {
    if (this.#haltReason !== null) {
      throw new RunFaultError(`frame ${sequence}: a command after the market stopped: ${this.#haltReason}`);
    }
    this.#commands += 1;
    if (content.sequence !== this.#commands) {
      throw new RunFaultError(`frame ${sequence}: command ${content.sequence}; expected ${this.#commands}`);
    }
    this.#simulatedMs = content.command.timeMs;
    try {
      this.#engine.apply(content.command);
    } catch (error) {
      // A market that breaks its own rules stops at this command; it is written before it is applied.
      this.#haltReason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    }
  }

  #compare(sequence: number, { commands, stateHash }: RunCheckpoint): void {
    this.#checkpoints += 1;
    const got = this.#engine.stateHash();
    if (commands === this.#commands && stateHash === got) return;
    throw new RunFaultError(
      `frame ${sequence}: after ${this.#commands} commands the state hash is ${got}; expected ${stateHash} after ${commands}`,
    );
  }
}
