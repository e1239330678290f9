/** `npm run bench:exchange`: measures the exchange. */
import path from 'node:path';
import process from 'node:process';
import { runBench } from '@spillway/bench-kit';
import { ROWS } from './rows.ts';

const MINUTES_MAX = 1_440;

const ABOUT = `Measures the exchange over the wire and prints a table: processor time of the server for one operation, and the ratio to a
bare Socket.IO server of the same settings, measured by turns in the same run. The servers and the load generator are
processes of their own. Speaks to this machine alone, keeps what it must in a folder for temporary files, and removes it.`;

process.exitCode = await runBench(
  {
    command: 'npm run bench:exchange',
    about: ABOUT,
    rows: ROWS,
    rowFile: path.join(import.meta.dirname, 'run-row.ts'),
    settings: {
      minutes: {
        default: 1,
        isInLimits: (value) => value > 0 && value <= MINUTES_MAX,
        expected: `a number above 0 and up to ${MINUTES_MAX}`,
        description: 'how long the soak lasts; its journal takes about a GB a minute',
      },
    },
  },
  process.argv.slice(2),
);
