/** The reason of a failed system call in words: `no space left on device`. */
export function systemReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Node writes `ENOSPC: no space left on device, write`: the middle is what a person needs.
  return /^[A-Z]+: (.*?)(?:, \w+(?: '.*')?)?$/.exec(error.message)?.[1] ?? error.message;
}
