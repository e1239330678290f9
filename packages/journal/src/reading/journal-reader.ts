import { join } from 'node:path';
import {
  advance,
  type ChainState,
  type Frame,
  isNext,
  type JournalEntry,
  readFrame,
} from '../format/frame.ts';
import {
  chainBefore,
  SEGMENT_HEADER_BYTES,
  type SegmentHeader,
  segmentName,
} from '../format/segment-header.ts';
import { SegmentWindow } from '../format/segment-window.ts';
import { corruptAt, JournalError } from '../journal-error.ts';
import { type JournalSource, orUnusable, readHeader, segmentIndices } from '../recovery/scan-journal.ts';
import { nodeStorage } from '../storage/node-storage.ts';
import { type JournalStorage, type StorageFile, systemCode } from '../storage/storage.ts';

export interface JournalReaderOptions {
  /** Where to begin: behind this sequence; 0 from the beginning. */
  readonly afterSequence: number;
  readonly storage?: JournalStorage;
}

interface OpenSegment {
  readonly index: number;
  readonly file: StorageFile;
  readonly window: SegmentWindow;
}

/**
 * Reads a journal in order, also while another thread or process writes it. Takes no lock and changes nothing; keeps one
 * window of a segment in memory.
 */
export class JournalReader {
  readonly #source: JournalSource;
  #segment: OpenSegment | null = null;
  #position = 0;
  #chain: ChainState | null = null;
  #sequence: number;

  constructor(directory: string, { afterSequence, storage = nodeStorage }: JournalReaderOptions) {
    this.#source = { storage, directory };
    this.#sequence = afterSequence;
  }

  /** The last sequence that was read; the next call of `read` goes on behind it. */
  get sequence(): number {
    return this.#sequence;
  }

  /**
   * The entries that are there, up to a sequence that the writer says is durable. Without one it ends where whole frames
   * end, and the last of them may be lost in a power cut.
   *
   * @throws JournalError `corrupt` when an entry up to that sequence is not there or is damaged
   */
  *read(throughSequence: number = Number.POSITIVE_INFINITY): Generator<JournalEntry, void, undefined> {
    while (this.#sequence < throughSequence) {
      const frame = this.#nextFrame();
      if (frame === null) {
        if (throughSequence === Number.POSITIVE_INFINITY) return;
        throw this.#missing(`the writer says that sequence ${throughSequence} is durable`);
      }
      if (frame.sequence <= this.#sequence) continue;
      this.#sequence = frame.sequence;
      yield frame;
    }
  }

  close(): void {
    this.#segment?.file.close();
    this.#segment = null;
  }

  /** Moves to the next frame; null when there is none yet. */
  #nextFrame(): Frame | null {
    if (this.#segment === null && !this.#openFirst()) return null;
    return this.#tryFrame() ?? this.#lookAgain();
  }

  #tryFrame(): Frame | null {
    const { segment, chain } = this.#place();
    const frame = orUnusable(segmentName(segment.index), () => readFrame(segment.window, this.#position));
    if (frame === null || !isNext(frame, chain)) return null;
    advance(chain, frame);
    this.#position += frame.byteCount;
    return frame;
  }

  /** The writer may have gone on, in this segment or in a later one. */
  #lookAgain(): Frame | null {
    for (;;) {
      const { segment, chain } = this.#place();
      // Asked before the frames: what stands in a later segment was written after all of this one.
      const later = this.#laterSegment(segment.index);
      segment.window.refresh();
      const frame = this.#tryFrame();
      if (frame !== null || later === null) return frame;
      if (later.header.firstSequence !== chain.sequence + 1 || later.header.previousCrc !== chain.crc) {
        throw this.#missing(`the next segment begins at sequence ${later.header.firstSequence}`);
      }
      this.#enter(later.index, later.header);
      const entered = this.#tryFrame();
      if (entered !== null) return entered;
    }
  }

  #laterSegment(index: number): { readonly index: number; readonly header: SegmentHeader } | null {
    for (const later of segmentIndices(this.#source)) {
      if (later <= index) continue;
      const header = this.#headerOf(later);
      if (header !== null) return { index: later, header };
    }
    return null;
  }

  /** Enters the newest segment that begins before or with the entry that is wanted; false when there is no segment. */
  #openFirst(): boolean {
    let chosen: { index: number; header: SegmentHeader } | null = null;
    for (const index of segmentIndices(this.#source)) {
      const header = this.#headerOf(index);
      if (header === null) continue;
      if (chosen !== null && header.firstSequence > this.#sequence + 1) break;
      chosen = { index, header };
    }
    if (chosen === null) return false;
    const { firstSequence } = chosen.header;
    if (firstSequence > this.#sequence + 1) {
      throw new JournalError(
        `${this.#source.directory}: begins at sequence ${firstSequence}; expected ${this.#sequence + 1}, which was removed`,
        { fault: 'unusable' },
      );
    }
    this.#enter(chosen.index, chosen.header);
    return true;
  }

  #enter(index: number, header: SegmentHeader): void {
    this.#segment?.file.close();
    const file = this.#open(index);
    this.#segment = { index, file, window: new SegmentWindow(file) };
    this.#position = SEGMENT_HEADER_BYTES;
    this.#chain = chainBefore(header);
  }

  /** Null when it was not begun yet, and when it is gone: a writer removes what it prepared and does not need. */
  #headerOf(index: number): SegmentHeader | null {
    let file: StorageFile;
    try {
      file = this.#open(index);
    } catch (error) {
      if (error instanceof JournalError && systemCode(error.cause) === 'ENOENT') return null;
      throw error;
    }
    try {
      return readHeader(file, segmentName(index));
    } finally {
      file.close();
    }
  }

  #open(index: number): StorageFile {
    const name = segmentName(index);
    return orUnusable(name, () => this.#source.storage.open(join(this.#source.directory, name), 'read'));
  }

  #place(): { readonly segment: OpenSegment; readonly chain: ChainState } {
    if (this.#segment === null || this.#chain === null) throw new Error('no segment was entered');
    return { segment: this.#segment, chain: this.#chain };
  }

  #missing(why: string): JournalError {
    const place = {
      segment: this.#segment === null ? this.#source.directory : segmentName(this.#segment.index),
      offset: this.#position,
      sequence: (this.#chain?.sequence ?? this.#sequence) + 1,
    };
    return corruptAt(place, `no good frame, while ${why}`);
  }
}
