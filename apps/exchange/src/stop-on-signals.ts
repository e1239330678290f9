import process from 'node:process';

/** After this long a clean stop has failed. */
const STOP_TIMEOUT_MS = 3_000;
/** One press of Ctrl+C may arrive twice: from the terminal, and handed on by whoever started this process. */
const SAME_REQUEST_MS = 250;
const EXIT_DONE = 0;
const EXIT_FAILED = 1;

/**
 * Ends this process when it is asked to: with code 0 once everything is closed, with code 1 when that fails or takes too
 * long, and at once when it is asked a second time.
 *
 * @param close - resolves when nothing is left to be kept
 * @param onStop - hears of the first request
 */
export function stopOnSignals(close: () => Promise<void>, onStop: () => void = () => undefined): void {
  let stoppingSinceMs: number | null = null;
  const stop = (): void => {
    if (stoppingSinceMs !== null) {
      if (performance.now() - stoppingSinceMs > SAME_REQUEST_MS) process.exit(EXIT_FAILED);
      return;
    }
    stoppingSinceMs = performance.now();
    onStop();
    setTimeout(() => process.exit(EXIT_FAILED), STOP_TIMEOUT_MS).unref();
    close().then(
      () => process.exit(EXIT_DONE),
      () => process.exit(EXIT_FAILED),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
}
