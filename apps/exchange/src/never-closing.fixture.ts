/** A process that is asked to stop and never gets there. */
import process from 'node:process';
import { stopOnSignals } from './stop-on-signals.ts';

// Something to live for: a promise alone keeps no process.
setInterval(() => undefined, 1_000);
stopOnSignals(
  () => new Promise(() => undefined),
  () => process.stdout.write('stopping\n'),
);
process.stdout.write('started\n');
