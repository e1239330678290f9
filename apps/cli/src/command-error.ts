/** How a command ends. */
export const EXIT_CODES = {
  done: 0,
  /** The command was right, but what it checked or tried failed. */
  failed: 1,
  /** The input was wrong: nothing was started and nothing was written. */
  wrongInput: 2,
  /** Stopped by Ctrl+C or a request to terminate, as shells count it (128 + SIGINT). */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

/** Ends the command with clear lines on stderr (what, where, what was expected) and its exit code. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;

  constructor(message: string, options: { readonly exitCode: ExitCode; readonly cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'CommandError';
    this.exitCode = options.exitCode;
  }
}

/** The user's input is wrong; `cause` is kept for SPILLWAY_DEBUG. */
export function wrongInput(message: string, cause?: unknown): CommandError {
  return new CommandError(message, { exitCode: EXIT_CODES.wrongInput, cause });
}

/** What was asked could not be done, or a check did not hold. */
export function failure(message: string, cause?: unknown): CommandError {
  return new CommandError(message, { exitCode: EXIT_CODES.failed, cause });
}
