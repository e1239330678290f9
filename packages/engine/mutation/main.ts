/** `npm run mutate:engine`: how many small changes of the engine's code its tests notice. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { Stryker } from '@stryker-mutator/core';
import { THRESHOLD_PERCENT } from './areas.ts';
import { areaOf, MUTATION_HELP, type MutationRequest, readArguments } from './arguments.ts';
import { formatScores, percentOf, scoreOf, type TestedMutant } from './score.ts';
import { testedMutants } from './stryker-plugins.ts';

const EXIT_BELOW = 1;
const EXIT_USAGE = 2;
const MILLISECONDS_A_MINUTE = 60_000;
const PACKAGE_FOLDER = path.resolve(import.meta.dirname, '..');
/** Where Stryker works, below the package: a folder of this run, so that two runs do not disturb each other. */
const COPY_FOLDER = `.stryker-tmp/${process.pid}`;
/** What a mutant may take longer than the tests that reach it took before it was made. */
const TIMEOUT = { factor: 1.5, milliseconds: 5_000 };

type StrykerOptions = ConstructorParameters<typeof Stryker>[0];

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function optionsOf({ areas, files, workers }: MutationRequest): StrykerOptions {
  const sources = files.length === 0 ? areas.map((area) => `src/${area}/**/*.ts`) : files;
  return {
    mutate: [...sources, '!**/*.test.ts', '!**/*.fixture.ts'],
    testRunner: 'vitest',
    vitest: { configFile: 'mutation/vitest.mutation.config.ts', related: false },
    plugins: [
      import.meta.resolve('@stryker-mutator/vitest-runner'),
      import.meta.resolve('./stryker-plugins.ts'),
    ],
    ignorers: ['messages'],
    // A mutant of a constant would need every module loaded anew, and all tests with it.
    ignoreStatic: true,
    coverageAnalysis: 'perTest',
    concurrency: workers,
    timeoutFactor: TIMEOUT.factor,
    timeoutMS: TIMEOUT.milliseconds,
    reporters: ['progress-append-only', 'results'],
    allowConsoleColors: false,
    // Without a tsconfig.json of its own the copy has that of the folder around it, which finds what it extends.
    ignorePatterns: ['bench', 'scripts', 'tsconfig.json'],
    tempDirName: COPY_FOLDER,
    cleanTempDir: 'always',
  };
}

function tellPlan({ areas, files, workers, minutes }: MutationRequest): void {
  const sources = files.length === 0 ? areas.map((area) => `src/${area}`) : files;
  say(`Mutants of ${sources.join(', ')} in packages/engine.`);
  say(
    `${workers} at a time; gives up after ${minutes} minutes; at least ${THRESHOLD_PERCENT} % must be killed.`,
  );
  say('First the tests run once, to learn which of them reach which place.');
}

/** Prints the tables; returns whether enough were killed in each area. */
function report({ areas }: MutationRequest, mutants: readonly TestedMutant[]): boolean {
  const fileNames = [...new Set(mutants.map(({ fileName }) => fileName))].sort();
  const files = fileNames.map((name) =>
    scoreOf(
      name,
      mutants.filter(({ fileName }) => fileName === name),
    ),
  );
  const totals = areas.map((area) =>
    scoreOf(
      `src/${area}`,
      mutants.filter(({ fileName }) => areaOf(fileName) === area),
    ),
  );
  say(`\n${formatScores(files)}\n${formatScores(totals)}`);
  const notCounted = totals.reduce((sum, score) => sum + score.notCounted, 0);
  say(`${notCounted} mutants are not counted: constants of modules, and what errors say.`);
  return totals.every((score) => percentOf(score) >= THRESHOLD_PERCENT);
}

async function mutate(wanted: MutationRequest): Promise<boolean> {
  const startedAtMs = performance.now();
  tellPlan(wanted);
  process.chdir(PACKAGE_FOLDER);
  let isGivenUp = false;
  process.on('exit', () => {
    // Stryker removes its copy when it is done, but not when it is told to stop; and it has an exit code of its own then.
    rmSync(COPY_FOLDER, { recursive: true, force: true });
    if (isGivenUp) process.exitCode = EXIT_BELOW;
  });
  const limit = setTimeout(() => {
    isGivenUp = true;
    report(wanted, testedMutants);
    say(`Given up after ${wanted.minutes} minutes: the tables count what was tested until then.`);
    // Stryker ends its workers when it is told to stop.
    process.kill(process.pid, 'SIGTERM');
  }, wanted.minutes * MILLISECONDS_A_MINUTE);
  await new Stryker(optionsOf(wanted)).runMutationTest();
  clearTimeout(limit);
  const isEnough = report(wanted, testedMutants);
  say(`${((performance.now() - startedAtMs) / MILLISECONDS_A_MINUTE).toFixed(1)} minutes.`);
  return isEnough;
}

const request = readArguments(process.argv.slice(2));
switch (request.kind) {
  case 'help':
    process.stdout.write(MUTATION_HELP);
    break;
  case 'wrong':
    process.stderr.write(`${request.line}\n`);
    process.exitCode = EXIT_USAGE;
    break;
  case 'mutate':
    process.exitCode = (await mutate(request)) ? 0 : EXIT_BELOW;
    break;
}
