import { AREAS, type Area, THRESHOLD_PERCENT } from './areas.ts';

export const MUTATION_HELP = `npm run mutate:engine -- [options]

Changes the code of the engine in one place at a time (a mutant), runs the tests that reach this place, and counts the
mutants that no test notices. Says first what it will do, then how far it is and which mutants live, last a table.
Works on a copy in packages/engine/.stryker-tmp, which it removes.

  --only AREA   ${AREAS.join(', ')}: one folder of packages/engine/src (default: all of them)
  --file PATH   a file, such as src/margin/exposure.ts; may be given again
  --workers N   so many mutants at a time, 1 to 64 (1)
  --minutes N   give up after so long, 1 to 1440 (180)
  --help        this text

Exit code 0: ${THRESHOLD_PERCENT} % are killed in each area, 1: fewer, or given up, 2: a wrong option.

Examples
  npm run mutate:engine -- --only margin
  npm run mutate:engine -- --file src/margin/exposure.ts --minutes 10
`;

export interface MutationRequest {
  readonly areas: readonly Area[];
  /** Below `packages/engine`; none for every file of the areas. */
  readonly files: readonly string[];
  readonly workers: number;
  readonly minutes: number;
}

export type ReadArguments =
  | ({ readonly kind: 'mutate' } & MutationRequest)
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly line: string };

/** The options that take a value: what it must be, in a test and in words. */
const OPTIONS: Readonly<
  Record<string, { readonly isRight: (text: string) => boolean; readonly expected: string }>
> = {
  '--only': {
    isRight: (text) => AREAS.some((area) => area === text),
    expected: `one of ${AREAS.join(', ')}`,
  },
  '--file': {
    isRight: (text) => areaOf(text) !== undefined && text.endsWith('.ts') && !text.includes('..'),
    expected: `a .ts file below src/${AREAS.join(', src/')}`,
  },
  '--workers': { isRight: isWholeUpTo(64), expected: 'a whole number from 1 to 64' },
  '--minutes': { isRight: isWholeUpTo(1_440), expected: 'a whole number from 1 to 1440' },
};

const PACKAGE = 'packages/engine/';
const WORKERS_DEFAULT = 1;
const MINUTES_DEFAULT = 180;

function isWholeUpTo(max: number): (text: string) => boolean {
  return (text) => Number.isInteger(Number(text)) && Number(text) >= 1 && Number(text) <= max;
}

/** A file may be named from the top of the repository as well. */
function belowPackage(file: string): string {
  return file.startsWith(PACKAGE) ? file.slice(PACKAGE.length) : file;
}

/** The area that a file is in. */
export function areaOf(file: string): Area | undefined {
  return AREAS.find((area) => belowPackage(file).startsWith(`src/${area}/`));
}

function wrong(line: string): ReadArguments {
  return { kind: 'wrong', line: `${line}; "npm run mutate:engine -- --help" lists the options` };
}

/** Reads the command line; whatever is wrong with it is said in one line. */
export function readArguments(argv: readonly string[]): ReadArguments {
  const values = new Map<string, string>();
  const files: string[] = [];
  const rest = [...argv];
  for (let flag = rest.shift(); flag !== undefined; flag = rest.shift()) {
    if (flag === '--help' || flag === '-h') return { kind: 'help' };
    const option = OPTIONS[flag];
    if (option === undefined) return wrong(`"${flag}" is no option`);
    const text = rest.shift() ?? '';
    if (!option.isRight(text)) return wrong(`${flag} is "${text}"; expected ${option.expected}`);
    if (flag === '--file') files.push(belowPackage(text));
    else values.set(flag, text);
  }
  const only = values.get('--only');
  const isAsked = (area: Area): boolean =>
    files.length === 0 ? only === undefined || area === only : files.some((file) => areaOf(file) === area);
  return {
    kind: 'mutate',
    areas: AREAS.filter(isAsked),
    files,
    workers: Number(values.get('--workers') ?? WORKERS_DEFAULT),
    minutes: Number(values.get('--minutes') ?? MINUTES_DEFAULT),
  };
}
