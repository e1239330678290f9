import { join } from 'node:path';
import {
  encodeSegmentHeader,
  SEGMENT_HEADER_BYTES,
  type SegmentHeader,
  segmentName,
} from '../format/segment-header.ts';
import { type JournalStorage, type StorageFile, writeWhole } from '../storage/storage.ts';
import { PreparedSegment } from './prepared-segment.ts';

/** The next segment is zero-filled so many times as fast as the active one is used, and is there at half of it. */
const PREPARATION_PACE = 2;

/** A segment that frames may be read from and, if it is the last, written to. */
export interface KnownSegment {
  readonly index: number;
  readonly firstSequence: number;
}

export interface SegmentFilesOptions {
  readonly storage: JournalStorage;
  readonly directory: string;
  readonly runId: string;
  readonly epoch: number;
  readonly segmentBytes: number;
  readonly isSynced: boolean;
  /** Those that are there already, oldest first. */
  readonly segments: readonly KnownSegment[];
  readonly nextIndex: number;
}

/** What the header of a new segment says of the frames before it. */
export interface SegmentBeginning {
  readonly firstSequence: number;
  readonly previousCrc: number;
}

interface NextSegment {
  readonly index: number;
  readonly preparation: PreparedSegment;
}

/**
 * The files of a journal that is being written: one is active, the next is zero-filled ahead of need, so that beginning
 * it costs one small write and one sync.
 */
export class SegmentFiles {
  readonly #options: SegmentFilesOptions;
  #segments: KnownSegment[];
  #nextIndex: number;
  #active: StorageFile | null = null;
  #position = 0;
  #next: NextSegment;

  constructor(options: SegmentFilesOptions) {
    this.#options = options;
    this.#segments = [...options.segments];
    this.#nextIndex = options.nextIndex;
    this.#next = this.#prepare();
  }

  /** How many bytes of frames a segment holds. */
  get capacityBytes(): number {
    return this.#options.segmentBytes - SEGMENT_HEADER_BYTES;
  }

  hasRoomFor(byteCount: number): boolean {
    return this.#active !== null && this.#position + byteCount <= this.#options.segmentBytes;
  }

  /** Makes the prepared file the active one: its header is durable when this resolves. Prepares the next. */
  async begin(beginning: SegmentBeginning): Promise<void> {
    const { index, file } = await this.#takePrepared();
    await writeWhole(file, encodeSegmentHeader(this.#headerOf(beginning)), 0);
    await this.#datasync(file);
    this.#active?.close();
    this.#active = file;
    this.#position = SEGMENT_HEADER_BYTES;
    this.#segments.push({ index, firstSequence: beginning.firstSequence });
    this.#next = this.#prepare();
  }

  /** Writes behind what the active segment holds; durable when this resolves. */
  async write(bytes: Uint8Array): Promise<void> {
    const file = this.#active;
    if (file === null) throw new Error('no segment was begun');
    await writeWhole(file, bytes, this.#position);
    this.#position += bytes.length;
    await this.#datasync(file);
    this.#next.preparation.want(this.#position * PREPARATION_PACE);
  }

  /**
   * Cuts the spare zeros of the active segment, and puts a header alone behind it, which names the last frame: damage to
   * that frame cannot pass for a torn tail then.
   */
  async seal(beginning: SegmentBeginning): Promise<void> {
    await this.#next.preparation.abandon();
    await this.#active?.truncate(this.#position);
    // An active segment without a frame is a seal already.
    if (this.#position <= SEGMENT_HEADER_BYTES) return;
    const { storage, directory } = this.#options;
    const file = await storage.create(join(directory, segmentName(this.#nextIndex)));
    try {
      await writeWhole(file, encodeSegmentHeader(this.#headerOf(beginning)), 0);
      await file.datasync();
    } finally {
      file.close();
    }
    await storage.syncDirectory(directory);
  }

  /** Removes every segment whose frames all come before a sequence, oldest first; returns how many. */
  async removeBefore(sequence: number): Promise<number> {
    const { storage, directory } = this.#options;
    let count = 0;
    while ((this.#segments[1]?.firstSequence ?? Number.POSITIVE_INFINITY) <= sequence) {
      const removed = this.#segments.shift();
      if (removed === undefined) break;
      await storage.remove(join(directory, segmentName(removed.index)));
      count += 1;
    }
    if (count > 0) await storage.syncDirectory(directory);
    return count;
  }

  /** Removes every segment but the active one that begins where the next one does. */
  async removeEmpty(): Promise<void> {
    const { storage, directory } = this.#options;
    const empty = this.#segments.filter(
      ({ firstSequence }, place) => this.#segments[place + 1]?.firstSequence === firstSequence,
    );
    for (const { index } of empty) await storage.remove(join(directory, segmentName(index)));
    if (empty.length === 0) return;
    await storage.syncDirectory(directory);
    this.#segments = this.#segments.filter((segment) => !empty.includes(segment));
  }

  /** Closes what is open, and removes what was being prepared. */
  async close(): Promise<void> {
    await this.#next.preparation.abandon();
    this.#active?.close();
    this.#active = null;
  }

  #headerOf({ firstSequence, previousCrc }: SegmentBeginning): SegmentHeader {
    const { runId, epoch, segmentBytes } = this.#options;
    return { runId, epoch, segmentBytes, firstSequence, previousCrc };
  }

  #prepare(): NextSegment {
    const { storage, directory, segmentBytes } = this.#options;
    const index = this.#nextIndex;
    this.#nextIndex += 1;
    const path = join(directory, segmentName(index));
    return { index, preparation: new PreparedSegment({ storage, directory, path, segmentBytes }) };
  }

  /**
   * What could not be prepared ahead is tried once more when it is needed: nothing of the journal was in it, and space may
   * have become free since.
   */
  async #takePrepared(): Promise<{ readonly index: number; readonly file: StorageFile }> {
    let prepared = await this.#finishPreparation();
    if ('fault' in prepared) {
      this.#next = this.#prepare();
      prepared = await this.#finishPreparation();
    }
    if ('fault' in prepared) throw prepared.fault;
    return { index: this.#next.index, file: prepared.file };
  }

  #finishPreparation(): Promise<{ readonly file: StorageFile } | { readonly fault: unknown }> {
    this.#next.preparation.want(this.#options.segmentBytes);
    return this.#next.preparation.whenDone;
  }

  async #datasync(file: StorageFile): Promise<void> {
    if (this.#options.isSynced) await file.datasync();
  }
}
