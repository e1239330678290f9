/** Watches for Ctrl+C and for a request to terminate, so that a command can clean up after itself. */
export interface Interruption {
  readonly isRequested: boolean;
  /** Gives the signals back to the process. */
  release(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export function watchInterruption(): Interruption {
  let isRequested = false;
  const note = (): void => {
    isRequested = true;
  };
  for (const signal of SIGNALS) process.on(signal, note);
  return {
    get isRequested() {
      return isRequested;
    },
    release: () => {
      for (const signal of SIGNALS) process.off(signal, note);
    },
  };
}
