import { performance } from 'node:perf_hooks';
import { type ChainState, FRAME_HEADER_BYTES } from '../format/frame.ts';
import { JournalError, systemReason } from '../journal-error.ts';
import type { TornTail } from '../recovery/scan-journal.ts';
import { GroupBuffer } from './group-buffer.ts';
import type { JournalLock } from './journal-lock.ts';
import type { SegmentFiles } from './segment-files.ts';

/** Beyond this a group grows no more: the next one is begun, and a sync stays short. */
const GROUP_BYTES_MAX = 1 << 20;

/** A group that became durable: what was written with one write and one sync. */
export interface DurableGroup {
  readonly frameCount: number;
  readonly byteCount: number;
  /** What writing and syncing took. */
  readonly wallMs: number;
}

export interface JournalListener {
  /** For figures; heard before `onDurable`. */
  readonly onGroup?: (group: DurableGroup) => void;
  /** Everything up to this sequence is on the disk. */
  readonly onDurable?: (sequence: number) => void;
  /** Nothing more becomes durable. */
  readonly onFailure?: (failure: JournalError) => void;
}

/** What opening found. */
export interface JournalRecovery {
  /** The oldest sequence that is still kept; one more than the last when there is none. */
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** What a power cut or a kill left half-written, and was cut. */
  readonly tornTail: TornTail | null;
}

export interface JournalParts {
  readonly directory: string;
  readonly runId: string;
  readonly epoch: number;
  readonly recovery: JournalRecovery;
  readonly files: SegmentFiles;
  readonly lock: JournalLock;
  /** As it stands after the last frame that was recovered. */
  readonly chain: ChainState;
  readonly backlogBytesMax: number;
}

/**
 * A journal that is open for writing. Appending copies into the group that waits; all that waits is written with one
 * write and one sync, one group after the other.
 *
 * It stops at the first fault: after a failed sync nobody knows what is on the disk, and asking again would answer
 * "done" without it being true. Then nothing more becomes durable, and `failure` says why.
 */
export class Journal {
  readonly directory: string;
  readonly runId: string;
  /** How often this journal has been opened for writing. */
  readonly epoch: number;
  readonly recovery: JournalRecovery;
  readonly #files: SegmentFiles;
  readonly #lock: JournalLock;
  readonly #chain: ChainState;
  readonly #backlogBytesMax: number;
  readonly #groupBytesMax: number;
  #filling = new GroupBuffer();
  /** Groups that are full and wait, oldest first. */
  readonly #full: GroupBuffer[] = [];
  readonly #spare: GroupBuffer[] = [];
  #isCommitting = false;
  #committing: Promise<void> = Promise.resolve();
  #backlogBytes = 0;
  #durableSequence: number;
  #failure: JournalError | null = null;
  #closing: Promise<void> | null = null;
  readonly #waiters = new Map<number, PromiseWithResolvers<void>>();
  readonly #listeners = new Set<JournalListener>();

  constructor(parts: JournalParts) {
    this.directory = parts.directory;
    this.runId = parts.runId;
    this.epoch = parts.epoch;
    this.recovery = parts.recovery;
    this.#files = parts.files;
    this.#lock = parts.lock;
    this.#chain = parts.chain;
    this.#durableSequence = parts.chain.sequence;
    this.#backlogBytesMax = parts.backlogBytesMax;
    this.#groupBytesMax = Math.min(GROUP_BYTES_MAX, parts.files.capacityBytes);
  }

  /** The sequence of the newest append; it may not be durable yet. */
  get lastSequence(): number {
    return this.#chain.sequence;
  }

  /** Everything up to here is on the disk, and may be acknowledged. */
  get durableSequence(): number {
    return this.#durableSequence;
  }

  /** Bytes that were appended and are not durable yet. A writer that looks at it can refuse work before it must. */
  get backlogBytes(): number {
    return this.#backlogBytes;
  }

  /** Why nothing more becomes durable; null while all is well. */
  get failure(): JournalError | null {
    return this.#failure;
  }

  /**
   * Takes bytes in, and returns their sequence. They are copied; `flags` are 32 bits for the caller. Durable they are
   * when `durableSequence` has reached that sequence.
   *
   * @throws JournalError `broken` after a fault, `full` when too much waits, `closed`
   * @throws RangeError when the payload does not fit into a segment
   */
  append(payload: Uint8Array, flags = 0): number {
    const byteCount = FRAME_HEADER_BYTES + payload.length;
    this.#refuseAppend(byteCount);
    const { byteCount: waitingBytes } = this.#filling;
    if (waitingBytes > 0 && waitingBytes + byteCount > this.#groupBytesMax) {
      this.#full.push(this.#filling);
      this.#filling = this.#spare.pop() ?? new GroupBuffer();
    }
    this.#filling.append(payload, flags, this.#chain);
    this.#backlogBytes += byteCount;
    if (!this.#isCommitting) {
      this.#isCommitting = true;
      // Not at once: what else is appended before the caller yields joins the same group.
      this.#committing = Promise.resolve().then(() => this.#commitWaiting());
    }
    return this.#chain.sequence;
  }

  /** Resolves when a sequence is durable; rejects with the failure when it never will be. */
  whenDurable(sequence: number): Promise<void> {
    if (sequence <= this.#durableSequence) return Promise.resolve();
    if (this.#failure !== null) return Promise.reject(this.#failure);
    if (sequence > this.#chain.sequence) {
      return Promise.reject(
        new RangeError(`sequence ${sequence} was not appended; the last is ${this.lastSequence}`),
      );
    }
    const waiting = this.#waiters.get(sequence);
    if (waiting !== undefined) return waiting.promise;
    const waiter = Promise.withResolvers<void>();
    this.#waiters.set(sequence, waiter);
    return waiter.promise;
  }

  /** Tells of every group that became durable, and of the failure; returns what ends it. */
  listen(listener: JournalListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Removes segments that hold nothing from a sequence on, never the newest; returns how many. What is in them is gone: they must lie behind
   * the oldest snapshot that is kept.
   */
  removeSegmentsBefore(sequence: number): Promise<number> {
    return this.#files.removeBefore(sequence);
  }

  /** Waits until all is durable, seals the end, and lets go of the directory. Rejects with the failure if there is one. */
  close(): Promise<void> {
    this.#closing ??= this.#drainAndClose();
    return this.#closing;
  }

  #refuseAppend(byteCount: number): void {
    if (this.#failure !== null) throw this.#failure;
    if (this.#closing !== null) {
      throw new JournalError(`${this.directory}: append after the journal was closed`, { fault: 'closed' });
    }
    if (byteCount > this.#files.capacityBytes) {
      const payloadBytesMax = this.#files.capacityBytes - FRAME_HEADER_BYTES;
      throw new RangeError(`payload of ${byteCount - FRAME_HEADER_BYTES} bytes; at most ${payloadBytesMax}`);
    }
    if (this.#backlogBytes > 0 && this.#backlogBytes + byteCount > this.#backlogBytesMax) {
      throw new JournalError(
        `${this.directory}: ${this.#backlogBytes} bytes wait to become durable; at most ${this.#backlogBytesMax}`,
        { fault: 'full' },
      );
    }
  }

  /** Never rejects: a fault is latched. */
  async #commitWaiting(): Promise<void> {
    let group = this.#takeGroup();
    while (group !== null) {
      const begunMs = performance.now();
      try {
        await this.#write(group);
      } catch (error) {
        this.#fail(group.firstSequence, error);
        return;
      }
      this.#tellGroup(group, performance.now() - begunMs);
      this.#announce(group);
      group = this.#takeGroup();
    }
    this.#isCommitting = false;
  }

  #takeGroup(): GroupBuffer | null {
    const oldest = this.#full.shift();
    if (oldest !== undefined) return oldest;
    if (this.#filling.frameCount === 0) return null;
    const group = this.#filling;
    this.#filling = this.#spare.pop() ?? new GroupBuffer();
    return group;
  }

  async #write(group: GroupBuffer): Promise<void> {
    if (!this.#files.hasRoomFor(group.byteCount)) await this.#files.begin(group);
    await this.#files.write(group.content());
  }

  #tellGroup({ frameCount, byteCount }: GroupBuffer, wallMs: number): void {
    for (const listener of this.#listeners) listener.onGroup?.({ frameCount, byteCount, wallMs });
  }

  #announce(group: GroupBuffer): void {
    const { firstSequence, lastSequence } = group;
    this.#durableSequence = lastSequence;
    this.#backlogBytes -= group.byteCount;
    group.clear();
    this.#spare.push(group);
    for (let sequence = firstSequence; this.#waiters.size > 0 && sequence <= lastSequence; sequence += 1) {
      this.#waiters.get(sequence)?.resolve();
      this.#waiters.delete(sequence);
    }
    for (const listener of this.#listeners) listener.onDurable?.(lastSequence);
  }

  #fail(firstSequence: number, error: unknown): void {
    const failure = new JournalError(
      `${this.directory}: ${systemReason(error)}; nothing from sequence ${firstSequence} on is durable`,
      { fault: 'broken', cause: error },
    );
    this.#failure = failure;
    for (const waiter of this.#waiters.values()) waiter.reject(failure);
    this.#waiters.clear();
    for (const listener of this.#listeners) listener.onFailure?.(failure);
  }

  async #drainAndClose(): Promise<void> {
    await this.#committing;
    try {
      if (this.#failure === null) await this.#seal();
    } finally {
      await this.#files.close();
      await this.#lock.release();
    }
    if (this.#failure !== null) throw this.#failure;
  }

  async #seal(): Promise<void> {
    const firstSequence = this.#chain.sequence + 1;
    try {
      await this.#files.seal({ firstSequence, previousCrc: this.#chain.crc });
    } catch (error) {
      this.#fail(firstSequence, error);
    }
  }
}
