export const FUZZ_HELP = `npm run fuzz:engine -- [options]

Sends random commands to the engine and to the reference engine until the time is over, and compares what they tell and
hold. Prints each round in which they differ: its seed, the shortest list of commands found, the first difference.

  --minutes N   for how long (default 1; fractions are fine, at most 10080)
  --seed S      a whole number from 0 to 2147483647 to begin with (default: from the clock); printed first
  --world NAME  a single world: ordinary, violent, correlated, careless, orders, contracts, accounts, liquidation or
                full (default: each of those in which the engines must agree)
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
  | {
      readonly kind: 'fuzz';
      readonly minutes: number;
      readonly seed: number | null;
      readonly world: string | null;
    }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly line: string };

/** The options that take a value: what it must be, in a test and in words. */
type Options = Readonly<
  Record<string, { readonly isRight: (text: string) => boolean; readonly expected: string }>
>;

function optionsOf(worlds: readonly string[]): Options {
  return {
    '--minutes': {
      isRight: (text) => Number(text) > 0 && Number(text) <= MINUTES_MAX,
      expected: `above 0 and at most ${MINUTES_MAX}`,
    },
    '--seed': {
      isRight: (text) => Number.isInteger(Number(text)) && Number(text) >= 0 && Number(text) <= SEED_MAX,
      expected: `a whole number from 0 to ${SEED_MAX}`,
    },
    '--world': { isRight: (text) => worlds.includes(text), expected: `one of ${worlds.join(', ')}` },
  };
}

function wrong(line: string): FuzzRequest {
  return { kind: 'wrong', line: `${line}; "npm run fuzz:engine -- --help" lists the options` };
}

/**
 * Reads the command line; whatever is wrong with it is said in one line.
 * @param worlds - the names that a world may have
 */
export function readFuzzArguments(argv: readonly string[], worlds: readonly string[]): FuzzRequest {
  const options = optionsOf(worlds);
  const values = new Map<string, string>();
  const rest = [...argv];
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    const [flag = '', inline] = argument.split(/=(.*)/s, 2);
    if (flag === '--help' || flag === '-h') return { kind: 'help' };
    const option = options[flag];
    if (option === undefined) return wrong(`${argument} is no option`);
    const text = inline ?? rest.shift() ?? '';
    if (text.trim() === '') return wrong(`${flag} needs a value`);
    if (!option.isRight(text)) return wrong(`${flag} must be ${option.expected}, got ${text}`);
    values.set(flag, text);
  }
  const seed = values.get('--seed');
  return {
    kind: 'fuzz',
    minutes: Number(values.get('--minutes') ?? MINUTES_DEFAULT),
    seed: seed === undefined ? null : Number(seed),
    world: values.get('--world') ?? null,
  };
}
