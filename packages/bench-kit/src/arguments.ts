import type { BenchmarkRow, RunOptions } from './measurement.ts';

/** What was asked for on the command line. */
export interface BenchArguments extends RunOptions {
  /** Names of rows, in the order of the table. */
  readonly rowNames: readonly string[];
  /** Majors of Node.js to run under besides the one that the project pins. */
  readonly nodeMajors: readonly number[];
  readonly jsonFile: string | null;
  /** Where to put a processor profile of each row. */
  readonly profileFolder: string | null;
}

export type ReadArguments =
  | { readonly kind: 'run'; readonly arguments: BenchArguments }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly line: string };

/** An option that one benchmark alone has. */
export interface NumberSetting {
  readonly default: number;
  readonly isInLimits: (value: number) => boolean;
  /** Such as `a number above 0`. */
  readonly expected: string;
  /** For `--help`. */
  readonly description: string;
}

/** A benchmark, as it is asked for on the command line. */
export interface BenchProgram {
  /** Such as `npm run bench:engine`. */
  readonly command: string;
  /** What it measures, for `--help`: lines. */
  readonly about: string;
  readonly rows: readonly BenchmarkRow[];
  /** The program that runs one row of it. */
  readonly rowFile: string;
  /** By name, without dashes. */
  readonly settings?: Readonly<Record<string, NumberSetting>>;
}

type AskedProgram = Pick<BenchProgram, 'settings'> & {
  readonly rows: readonly Pick<BenchmarkRow, 'name' | 'description'>[];
};

const ROUNDS_MAX = 99;
/** The first Node.js that runs TypeScript without a flag. */
const NODE_MAJOR_MIN = 22;

const OPTION_WIDTH = 16;

export function benchHelp({ command, about, rows, settings = {} }: BenchProgram): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const list = rows.map(({ name, description }) => `  ${name.padEnd(width)}  ${description}`).join('\n');
  const own = Object.entries(settings).map(
    ([name, { description, default: value }]) =>
      `  ${`--${name} N`.padEnd(OPTION_WIDTH)}  ${description} (${value})\n`,
  );
  return `${command} -- [rows] [options]

${about}
Each row runs in a process of its own. An outcome is checked before its time is shown; if it is wrong, there is no time,
and the exit code is 1. A target that is missed is no error.

  --rounds N        interleaved rounds, of which medians are taken (3)
  --scale S         size of the work, above 0 up to 1; targets are for 1 (1)
  --node MAJOR      also under this major version of Node.js, installed from npm if it is not on the path
${own.join('')}  --json FILE       write the table as data as well
  --profile FOLDER  write a processor profile of each row (.cpuprofile) and tell where its time went
  --help            this text

Rows (all, when none is named)
${list}
`;
}

/** A value of an option, or what is wrong with it. */
type Read<Value> = { readonly value: Value } | { readonly fault: string };

function readNumber(
  option: string,
  text: string | undefined,
  limits: { readonly isInLimits: (value: number) => boolean; readonly expected: string },
): Read<number> {
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  return limits.isInLimits(value)
    ? { value }
    : { fault: `${option} is "${text ?? ''}"; expected ${limits.expected}` };
}

function readText(option: string, text: string | undefined, expected: string): Read<string> {
  return text === undefined || text === '' || text.startsWith('--')
    ? { fault: `${option} needs ${expected}` }
    : { value: text };
}

const LIMITS = {
  '--rounds': {
    isInLimits: (value: number) => Number.isSafeInteger(value) && value >= 1 && value <= ROUNDS_MAX,
    expected: `a whole number from 1 to ${ROUNDS_MAX}`,
  },
  '--scale': {
    isInLimits: (value: number) => value > 0 && value <= 1,
    expected: 'a number above 0 and up to 1',
  },
  '--node': {
    isInLimits: (value: number) => Number.isSafeInteger(value) && value >= NODE_MAJOR_MIN,
    expected: `a major version from ${NODE_MAJOR_MIN} up`,
  },
} as const;

type Draft = { -readonly [Field in keyof BenchArguments]: BenchArguments[Field] };

function settingOf({ settings = {} }: AskedProgram, option: string): NumberSetting | undefined {
  const name = option.slice(2);
  return option.startsWith('--') && Object.hasOwn(settings, name) ? settings[name] : undefined;
}

/** Puts one option into the draft; returns what is wrong with it, or null. */
function readOption(
  draft: Draft,
  { option, text }: { readonly option: string; readonly text: string | undefined },
  program: AskedProgram,
): string | null {
  const setting = settingOf(program, option);
  if (setting !== undefined) {
    const read = readNumber(option, text, setting);
    if ('fault' in read) return read.fault;
    draft.settings = { ...draft.settings, [option.slice(2)]: read.value };
    return null;
  }
  if (option === '--rounds' || option === '--scale' || option === '--node') {
    const read = readNumber(option, text, LIMITS[option]);
    if ('fault' in read) return read.fault;
    if (option === '--rounds') draft.rounds = read.value;
    else if (option === '--scale') draft.scale = read.value;
    else draft.nodeMajors = [...draft.nodeMajors, read.value];
    return null;
  }
  const read = readText(option, text, option === '--json' ? 'a file' : 'a folder');
  if ('fault' in read) return read.fault;
  if (option === '--json') draft.jsonFile = read.value;
  else draft.profileFolder = read.value;
  return null;
}

const OPTIONS = ['--rounds', '--scale', '--node', '--json', '--profile'];

/** Reads the command line. Whatever is wrong with it is said in one line. */
export function readArguments(argv: readonly string[], program: AskedProgram): ReadArguments {
  const { rows, settings = {} } = program;
  const draft: Draft = {
    rowNames: [],
    rounds: 3,
    scale: 1,
    settings: Object.fromEntries(Object.entries(settings).map(([name, setting]) => [name, setting.default])),
    nodeMajors: [],
    jsonFile: null,
    profileFolder: null,
  };
  const chosen = new Set<string>();
  for (let place = 0; place < argv.length; place += 1) {
    const argument = argv[place] ?? '';
    if (argument === '--help' || argument === '-h') return { kind: 'help' };
    if (OPTIONS.includes(argument) || settingOf(program, argument) !== undefined) {
      place += 1;
      const fault = readOption(draft, { option: argument, text: argv[place] }, program);
      if (fault !== null) return { kind: 'wrong', line: fault };
    } else if (rows.some(({ name }) => name === argument)) {
      chosen.add(argument);
    } else {
      const names = rows.map(({ name }) => name).join(', ');
      return { kind: 'wrong', line: `"${argument}" is no option and no row; the rows are ${names}` };
    }
  }
  const all = rows.map(({ name }) => name);
  draft.rowNames = chosen.size === 0 ? all : all.filter((name) => chosen.has(name));
  return { kind: 'run', arguments: draft };
}
