import process from 'node:process';

const INTERVAL_MS = 500;

/**
 * Calls back once npm, which started this program, has gone. Ctrl+C reaches everything on a terminal, but a signal sent to
 * npm alone ends npm alone: what it had started would go on, hold its port, and belong to nobody.
 *
 * @param {NodeJS.ProcessEnv} env a program that npm did not start has no one to follow
 * @param {() => void} onOrphaned
 */
export function whenOrphaned(env, onOrphaned) {
  if (env['npm_lifecycle_event'] === undefined) {
    return;
  }
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== parent) {
      clearInterval(watch);
      onOrphaned();
    }
  }, INTERVAL_MS);
  watch.unref();
}
