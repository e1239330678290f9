export const CHAOS_HELP = `npm run chaos -- [options]

Starts an exchange that keeps its run in a temporary folder, lets four clients order and cancel as fast as they can, and
kills the process (SIGKILL) at random moments, again and again. Then it asks: is everything there that was acknowledged?
is nothing there twice? does the journal lead to the state? Addresses this machine alone, stops by itself, and removes what
it made. Exit code 1 when a promise was broken.

  --kills N     how often (50)
  --minutes N   for so long, in place of a number of kills
  --seed TEXT   what orders and moments follow from; the processes themselves are never twice the same (1)
  --early       acknowledge before anything is written: this must lose something, or the harness is blind
  --help        this text
`;

export type ReadChaosArguments =
  | {
      readonly kind: 'run';
      readonly kills: number | null;
      readonly minutes: number | null;
      readonly seed: string;
      readonly acknowledging: 'durable' | 'early';
    }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly line: string };

const KILLS_DEFAULT = 50;
const KILLS_MAX = 100_000;
const MINUTES_MAX = 1_440;

interface ChaosFlags {
  kills?: string;
  minutes?: string;
  seed?: string;
  early?: boolean;
  help?: boolean;
}

/** @param values - as `parseArgs` of Node.js reads them */
export function readChaosArguments(values: ChaosFlags): ReadChaosArguments {
  if (values.help === true) return { kind: 'help' };
  const kills = readNumber(values.kills);
  const minutes = readNumber(values.minutes);
  if (kills !== null && !(Number.isSafeInteger(kills) && kills >= 1 && kills <= KILLS_MAX)) {
    return wrong(`--kills: expected a whole number from 1 to ${KILLS_MAX}, got "${values.kills ?? ''}"`);
  }
  if (minutes !== null && !(minutes > 0 && minutes <= MINUTES_MAX)) {
    return wrong(
      `--minutes: expected a number above 0, at most ${MINUTES_MAX}, got "${values.minutes ?? ''}"`,
    );
  }
  if (kills !== null && minutes !== null) return wrong('--kills, --minutes: expected one of them, got both');
  return {
    kind: 'run',
    kills: minutes === null ? (kills ?? KILLS_DEFAULT) : null,
    minutes,
    seed: values.seed ?? '1',
    acknowledging: values.early === true ? 'early' : 'durable',
  };
}

function readNumber(text: string | undefined): number | null {
  if (text === undefined) return null;
  return text.trim() === '' ? Number.NaN : Number(text);
}

function wrong(line: string): ReadChaosArguments {
  return { kind: 'wrong', line: `spillway chaos: ${line} (see --help)` };
}
