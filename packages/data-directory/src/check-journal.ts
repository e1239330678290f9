import { JournalError, type JournalStorage, nodeStorage, verifyJournal } from '@spillway/journal';

/** So often a journal is looked at again that is written while it is looked at. */
const LOOKS_MAX = 20;

/** What the bytes of a journal hold, whatever they mean. */
export interface JournalCheck {
  /** The last whole frame; 0 when there is none. */
  readonly lastSequence: number;
  /** Half-written behind the last whole frame: nobody was told of it, and the next start cuts it. */
  readonly tornBytes: number;
}

/**
 * Reads and checks every frame of a journal, also while an exchange writes it: checksums, sequence and chain.
 *
 * What looks damaged only because it was written just then is whole when it is looked at again: a group is written when
 * the one before it is on the disk. Damage is what stays the same.
 *
 * @throws JournalError that names segment and offset
 */
export function checkJournal(folder: string, storage: JournalStorage = nodeStorage): JournalCheck {
  let earlier: string | null = null;
  for (let look = 1; ; look += 1) {
    try {
      const { lastSequence, tornTail } = verifyJournal(folder, storage);
      return { lastSequence, tornBytes: tornTail?.byteCount ?? 0 };
    } catch (error) {
      if (!(error instanceof JournalError) || error.message === earlier) throw error;
      // Every look got further than the one before: all is whole up to where the last one stopped.
      if (look === LOOKS_MAX && error.place !== null) {
        return { lastSequence: error.place.sequence - 1, tornBytes: 0 };
      }
      earlier = error.message;
    }
  }
}
