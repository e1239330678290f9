import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface K6Run {
  readonly k6Path: string;
  /** A file of this folder's parent, such as `smoke.ts`. */
  readonly scriptFile: string;
  /** What the script reads from `__ENV`. */
  readonly variables: Readonly<Record<string, string>>;
  readonly timeLimitMs: number;
  /** Stops the run before its time; k6 then ends with 105. */
  readonly stopSignal: AbortSignal;
}

/** What `timeout` of coreutils ends with, for a run that was stopped. */
const EXIT_TIMED_OUT = 124;

/**
 * Runs a script to its end. k6 reads TypeScript as it is.
 * @returns k6's exit code: 0 when every threshold was met, 99 when one was not, others for faults of the script.
 */
export async function runK6(run: K6Run): Promise<number> {
  const { k6Path, scriptFile, variables, timeLimitMs, stopSignal } = run;
  const script = fileURLToPath(new URL(`../${scriptFile}`, import.meta.url));
  const child = spawn(k6Path, ['run', '--no-usage-report', '--quiet', script], {
    stdio: 'inherit',
    // A proxy meant for the Internet must not stand between the test and this machine.
    env: {
      ...process.env,
      ...variables,
      K6_AUTO_EXTENSION_RESOLUTION: 'false',
      NO_PROXY: '127.0.0.1,localhost',
    },
  });
  let isTimedOut = false;
  const timer = setTimeout(() => {
    isTimedOut = true;
    child.kill('SIGKILL');
  }, timeLimitMs);
  const stop = (): void => void child.kill('SIGTERM');
  stopSignal.addEventListener('abort', stop);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearTimeout(timer);
  stopSignal.removeEventListener('abort', stop);
  if (isTimedOut) process.stderr.write(`k6 was stopped after ${timeLimitMs} ms\n`);
  return isTimedOut ? EXIT_TIMED_OUT : (code ?? 1);
}
