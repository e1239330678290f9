import { join } from 'node:path';
import {
  encodeSegmentHeader,
  SEGMENT_HEADER_BYTES,
  type SegmentHeader,
  segmentName,
} from '../format/segment-header.ts';
import { type JournalStorage, type StorageFile, writeWhole } from '../storage/storage.ts';

const ZEROS_BYTES = 1 << 20;
/** So that a sync of what is prepared never holds up the sync of a group for long. */
const ZEROS_BYTES_A_SYNC = 1 << 22;

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

interface PreparedFile {
  readonly index: number;
  readonly file: StorageFile;
}

type Preparation = { readonly prepared: PreparedFile } | { readonly fault: unknown };

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
  /** Never rejects: why a file could not be prepared matters only when it is needed. */
  #preparation: Promise<Preparation>;

  constructor(options: SegmentFilesOptions) {
    this.#options = options;
    this.#segments = [...options.segments];
    this.#nextIndex = options.nextIndex;
    this.#preparation = this.#prepare();
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
    try {
      await writeWhole(file, encodeSegmentHeader(this.#headerOf(beginning)), 0);
      await this.#datasync(file);
    } catch (error) {
      file.close();
      throw error;
    }
    this.#active?.close();
    this.#active = file;
    this.#position = SEGMENT_HEADER_BYTES;
    this.#segments.push({ index, firstSequence: beginning.firstSequence });
    this.#preparation = this.#prepare();
  }

  /** Writes behind what the active segment holds; durable when this resolves. */
  async write(bytes: Uint8Array): Promise<void> {
    const file = this.#active;
    if (file === null) throw new Error('no segment was begun');
    await writeWhole(file, bytes, this.#position);
    this.#position += bytes.length;
    await this.#datasync(file);
  }

  /**
   * Cuts the spare zeros of the active segment, and begins one without any behind it. Its header names the last frame, so
   * that damage to that frame cannot pass for a torn tail.
   */
  async seal(beginning: SegmentBeginning): Promise<void> {
    const { file } = await this.#takePrepared();
    try {
      await writeWhole(file, encodeSegmentHeader(this.#headerOf(beginning)), 0);
      await file.truncate(SEGMENT_HEADER_BYTES);
      await this.#active?.truncate(this.#position);
    } finally {
      file.close();
    }
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

  /** Closes what is open, after the file that is being prepared. */
  async close(): Promise<void> {
    const preparation = await this.#preparation;
    if ('prepared' in preparation) preparation.prepared.file.close();
    this.#preparation = Promise.resolve({ fault: new Error('the journal was closed') });
    this.#active?.close();
    this.#active = null;
  }

  #headerOf({ firstSequence, previousCrc }: SegmentBeginning): SegmentHeader {
    const { runId, epoch, segmentBytes } = this.#options;
    return { runId, epoch, segmentBytes, firstSequence, previousCrc };
  }

  async #takePrepared(): Promise<PreparedFile> {
    const preparation = await this.#preparation;
    if ('fault' in preparation) throw preparation.fault;
    this.#preparation = Promise.resolve({ fault: new Error('no further segment was prepared') });
    return preparation.prepared;
  }

  async #prepare(): Promise<Preparation> {
    const index = this.#nextIndex;
    this.#nextIndex += 1;
    const { storage, directory } = this.#options;
    try {
      const file = await storage.create(join(directory, segmentName(index)));
      try {
        await this.#fillWithZeros(file);
        await storage.syncDirectory(directory);
      } catch (error) {
        file.close();
        throw error;
      }
      return { prepared: { index, file } };
    } catch (fault) {
      return { fault };
    }
  }

  async #fillWithZeros(file: StorageFile): Promise<void> {
    const { segmentBytes } = this.#options;
    const zeros = new Uint8Array(Math.min(ZEROS_BYTES, segmentBytes));
    for (let position = 0; position < segmentBytes; position += zeros.length) {
      if (position > 0 && position % ZEROS_BYTES_A_SYNC === 0) await file.datasync();
      await writeWhole(file, zeros.subarray(0, Math.min(zeros.length, segmentBytes - position)), position);
    }
    await file.datasync();
  }

  async #datasync(file: StorageFile): Promise<void> {
    if (this.#options.isSynced) await file.datasync();
  }
}
