export const FUZZ_HELP = `npm run fuzz:engine -- [options]

Sends random commands to the engine and to the reference engine until the time is over, and compares what they tell and
hold. Prints each round in which they differ: its seed, the shortest list of commands found, the first difference.

  --minutes N   for how long (default 1; fractions are fine, at most 10080)
  --seed S      a whole number from 0 to 2147483647 to begin with (default: from the clock); printed first
  --help        this text

Exit code 0: no difference, 1: a difference, 2: a wrong option.

Examples
  npm run fuzz:engine -- --minutes 10
  npm run fuzz:engine -- --seed 4711 --minutes 0.1
`;

const MINUTES_DEFAULT = 1;
const MINUTES_MAX = 10_080;
const SEED_MAX = 2_147_483_647;

export type FuzzRequest =
  | { readonly kind: 'fuzz'; readonly minutes: number; readonly seed: number | null }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly line: string };

/** The options that take a value: what it must be, in a test and in words. */
const OPTIONS: Readonly<
  Record<string, { readonly isRight: (value: number) => boolean; readonly expected: string }>
> = {
  '--minutes': {
    isRight: (value) => value > 0 && value <= MINUTES_MAX,
    expected: `above 0 and at most ${MINUTES_MAX}`,
  },
  '--seed': {
    isRight: (value) => Number.isInteger(value) && value >= 0 && value <= SEED_MAX,
    expected: `a whole number from 0 to ${SEED_MAX}`,
  },
};

function wrong(line: string): FuzzRequest {
  return { kind: 'wrong', line: `${line}; "npm run fuzz:engine -- --help" lists the options` };
}

/** Reads the command line; whatever is wrong with it is said in one line. */
export function readFuzzArguments(argv: readonly string[]): FuzzRequest {
  const values = new Map<string, number>();
  const rest = [...argv];
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    const [flag = '', inline] = argument.split(/=(.*)/s, 2);
    if (flag === '--help' || flag === '-h') return { kind: 'help' };
    const option = OPTIONS[flag];
    if (option === undefined) return wrong(`${argument} is no option`);
    const text = inline ?? rest.shift() ?? '';
    if (text.trim() === '') return wrong(`${flag} needs a value`);
    if (!option.isRight(Number(text))) return wrong(`${flag} must be ${option.expected}, got ${text}`);
    values.set(flag, Number(text));
  }
  return {
    kind: 'fuzz',
    minutes: values.get('--minutes') ?? MINUTES_DEFAULT,
    seed: values.get('--seed') ?? null,
  };
}
