/**
 * - `taken`: something stands where a run should be written
 * - `unwritable`: the system refused to write
 * - `unreadable`: the system refused to read, or what was read is no run
 * - `different`: it reads well, but is not what was recorded
 */
export type RunDirectoryFault = 'taken' | 'unwritable' | 'unreadable' | 'different';

/** A run directory that cannot be used; the message is one line: what, where, what was expected. */
export class RunDirectoryError extends Error {
  readonly fault: RunDirectoryFault;

  constructor(message: string, options: { readonly fault: RunDirectoryFault; readonly cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'RunDirectoryError';
    this.fault = options.fault;
  }
}

export function unreadable(message: string, cause?: unknown): RunDirectoryError {
  return new RunDirectoryError(message, { fault: 'unreadable', cause });
}

/** The reason of a failed system call in words: `no such file or directory`. */
export function systemReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Node writes `ENOENT: no such file or directory, open 'x'`: the middle is what a person needs.
  return /^[A-Z]+: (.*?)(?:, \w+(?: '.*')?)?$/.exec(error.message)?.[1] ?? error.message;
}
