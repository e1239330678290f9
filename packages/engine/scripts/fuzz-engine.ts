/** Compares engine and reference engine for as long as one likes: the only place of the comparison that knows a clock. */
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { COMPARED_WORLD_NAMES, WORLD_NAMES, type WorldName } from '../src/differential/all-worlds.fixture.ts';
import { FUZZ_HELP, readFuzzArguments } from '../src/differential/fuzz-arguments.ts';
import { describeFailure, runRound } from '../src/differential/rounds.fixture.ts';
import { Tally } from '../src/differential/tally.ts';

const SEED_MODULUS = 2_147_483_648;
const MILLISECONDS_A_MINUTE = 60_000;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Runs every world with one seed after the other until the time is over; returns how many rounds differed. */
function fuzz(worlds: readonly WorldName[], minutes: number, firstSeed: number): number {
  const untilMs = performance.now() + minutes * MILLISECONDS_A_MINUTE;
  const tally = new Tally();
  let rounds = 0;
  let failures = 0;
  say(`seed ${firstSeed}, worlds ${worlds.join(', ')}, ${minutes} minutes`);
  for (let seed = firstSeed; performance.now() < untilMs; seed = (seed + 1) % SEED_MODULUS) {
    for (const world of worlds) {
      if (performance.now() >= untilMs) break;
      const failed = runRound({ world, seed }, tally);
      rounds += 1;
      if (failed === null) continue;
      failures += 1;
      say(`\n${describeFailure(failed)}\n`);
    }
  }
  say(`${rounds} rounds, ${tally.commands} commands, ${failures} rounds with a difference`);
  return failures;
}

const request = readFuzzArguments(process.argv.slice(2), WORLD_NAMES);
switch (request.kind) {
  case 'help':
    process.stdout.write(FUZZ_HELP);
    break;
  case 'wrong':
    process.stderr.write(`${request.line}\n`);
    process.exitCode = 2;
    break;
  case 'fuzz': {
    const named = WORLD_NAMES.filter((name) => name === request.world);
    const seed = request.seed ?? Date.now() % SEED_MODULUS;
    const failures = fuzz(named.length === 0 ? COMPARED_WORLD_NAMES : named, request.minutes, seed);
    process.exitCode = failures === 0 ? 0 : 1;
    break;
  }
}
