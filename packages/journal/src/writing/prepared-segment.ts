import { type JournalStorage, type StorageFile, writeWhole } from '../storage/storage.ts';

const CHUNK_BYTES = 1 << 20;
/** So that a sync of what is prepared never holds up the sync of a group for long. */
const SYNC_BYTES = 1 << 22;

export interface PreparationTerms {
  readonly storage: JournalStorage;
  readonly directory: string;
  readonly path: string;
  readonly segmentBytes: number;
}

export type Preparation = { readonly file: StorageFile } | { readonly fault: unknown };

/**
 * A segment that is being zero-filled before it is needed: as fast as it is asked to, so that a busy disk is not asked for
 * all of it at once.
 */
export class PreparedSegment {
  /** Never rejects: why a file could not be prepared matters only when it is needed. */
  readonly whenDone: Promise<Preparation>;
  readonly #terms: PreparationTerms;
  #wantedBytes = 0;
  #isAbandoned = false;
  #abandoning: Promise<void> | null = null;
  #wake: () => void = () => undefined;

  constructor(terms: PreparationTerms) {
    this.#terms = terms;
    this.whenDone = this.#prepare();
  }

  /** So much of it should be there by now. */
  want(byteCount: number): void {
    this.#wantedBytes = Math.max(this.#wantedBytes, byteCount);
    this.#wake();
  }

  /** It is not needed: closes and removes it. Left behind by a crash, it is removed by the next opening. */
  abandon(): Promise<void> {
    this.#abandoning ??= this.#abandon();
    return this.#abandoning;
  }

  async #abandon(): Promise<void> {
    this.#isAbandoned = true;
    this.#wake();
    const preparation = await this.whenDone;
    if ('file' in preparation) await this.#discard(preparation.file);
  }

  async #prepare(): Promise<Preparation> {
    const { storage, directory, path } = this.#terms;
    try {
      const file = await storage.create(path);
      try {
        await this.#fill(file);
        await storage.syncDirectory(directory);
      } catch (error) {
        await this.#discard(file);
        throw error;
      }
      return { file };
    } catch (fault) {
      return { fault };
    }
  }

  async #fill(file: StorageFile): Promise<void> {
    const { segmentBytes } = this.#terms;
    const zeros = new Uint8Array(Math.min(CHUNK_BYTES, segmentBytes));
    for (let position = 0; position < segmentBytes; position += zeros.length) {
      while (position >= this.#wantedBytes && !this.#isAbandoned) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
      if (this.#isAbandoned) throw new Error(`${file.path} was abandoned`);
      await writeWhole(file, zeros.subarray(0, Math.min(zeros.length, segmentBytes - position)), position);
      if (position > 0 && position % SYNC_BYTES === 0) await file.datasync();
    }
    await file.datasync();
  }

  async #discard(file: StorageFile): Promise<void> {
    file.close();
    await this.#terms.storage.remove(this.#terms.path).catch(() => undefined);
  }
}
