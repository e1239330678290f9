/**
 * - `locked`: another process writes this journal
 * - `corrupt`: bytes that were durable are damaged or missing
 * - `foreign`: the directory holds the journal of another run, or of another format
 * - `unusable`: the system refused to open or to read
 * - `broken`: a write or a sync failed; nothing more becomes durable
 * - `full`: more waits to become durable than may wait
 * - `closed`: the journal was closed
 */
export type JournalFault = 'locked' | 'corrupt' | 'foreign' | 'unusable' | 'broken' | 'full' | 'closed';

/** Where the bytes of a journal stopped to make sense. */
export interface JournalPlace {
  readonly segment: string;
  readonly offset: number;
  /** The sequence that was expected there. */
  readonly sequence: number;
}

interface JournalErrorOptions {
  readonly fault: JournalFault;
  readonly place?: JournalPlace;
  readonly cause?: unknown;
}

/** A journal that cannot be used as it was asked to be; the message is one line: what, where, what was expected. */
export class JournalError extends Error {
  override readonly name: string = 'JournalError';
  readonly fault: JournalFault;
  readonly place: JournalPlace | null;

  constructor(message: string, options: JournalErrorOptions) {
    super(message, { cause: options.cause });
    this.fault = options.fault;
    this.place = options.place ?? null;
  }
}

/** Damage, told with its place. */
export function corruptAt(place: JournalPlace, what: string): JournalError {
  const { segment, offset, sequence } = place;
  return new JournalError(`${segment}: offset ${offset}, sequence ${sequence}: ${what}`, {
    fault: 'corrupt',
    place,
  });
}

/** The reason of a failed system call in words: `no space left on device`. */
export function systemReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Node writes `ENOSPC: no space left on device, write`: the middle is what a person needs.
  return /^[A-Z]+: (.*?)(?:, \w+(?: '.*')?)?$/.exec(error.message)?.[1] ?? error.message;
}
