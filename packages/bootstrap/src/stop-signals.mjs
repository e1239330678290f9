import process from 'node:process';
import { stopAllChildren } from './child-process.mjs';
import { whenOrphaned } from './orphan-watch.mjs';

/** As shells count it: 128 + SIGINT. */
const EXIT_INTERRUPTED = 130;

/**
 * Until it is released: Ctrl+C, a request to terminate and the end of npm stop this program with all that it started.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {() => void} gives the signals back; the end of npm still sends a request to terminate
 */
export function stopOnSignals(env) {
  const stop = () => {
    stopAllChildren();
    process.exit(EXIT_INTERRUPTED);
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  whenOrphaned(env, () => process.kill(process.pid, 'SIGTERM'));
  return () => {
    process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop);
  };
}
