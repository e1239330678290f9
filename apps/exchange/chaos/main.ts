/** Kills an exchange for as long as one likes, and says what became of its promises. */
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { CHAOS_HELP, type ReadChaosArguments, readChaosArguments } from './arguments.ts';
import { type KillRunOutcome, runKills } from './kill-run.ts';

const MILLISECONDS_A_MINUTE = 60_000;
const BROKEN_SHOWN_MAX = 20;

function readCommandLine(): ReadChaosArguments {
  try {
    const { values } = parseArgs({
      options: {
        kills: { type: 'string' },
        minutes: { type: 'string' },
        seed: { type: 'string' },
        early: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
    return readChaosArguments(values);
  } catch (error) {
    const line = error instanceof Error ? error.message.split('. ', 1)[0] : String(error);
    return { kind: 'wrong', line: `spillway chaos: ${line} (see --help)` };
  }
}

function describe({ kills, acknowledged, broken, liveStateHash, replayedStateHash }: KillRunOutcome): string {
  const lines = broken.slice(0, BROKEN_SHOWN_MAX).map(({ trader, what }) => `  ${trader}: ${what}`);
  if (broken.length > BROKEN_SHOWN_MAX) lines.push(`  and ${broken.length - BROKEN_SHOWN_MAX} more`);
  return [
    `${kills} kills, ${acknowledged} acknowledged, ${broken.length} promises broken`,
    ...lines,
    `state ${liveStateHash}, by its journal ${replayedStateHash}`,
  ].join('\n');
}

async function run(wanted: Extract<ReadChaosArguments, { kind: 'run' }>): Promise<number> {
  const { kills, minutes, seed, acknowledging } = wanted;
  const untilMs = minutes === null ? 0 : performance.now() + minutes * MILLISECONDS_A_MINUTE;
  const isGoingOn = (done: number): boolean => (kills === null ? performance.now() < untilMs : done < kills);
  const tell = (done: number, acknowledged: number): void => {
    process.stderr.write(`\r${done} kills, ${acknowledged} acknowledged`);
  };
  const outcome = await runKills({ seed, isGoingOn, acknowledging, onKill: tell });
  process.stderr.write('\n');
  process.stdout.write(`${describe(outcome)}\n`);
  return outcome.broken.length === 0 && outcome.liveStateHash === outcome.replayedStateHash ? 0 : 1;
}

const request = readCommandLine();
switch (request.kind) {
  case 'help':
    process.stdout.write(CHAOS_HELP);
    break;
  case 'wrong':
    process.stderr.write(`${request.line}\n`);
    process.exitCode = 2;
    break;
  case 'run':
    process.exitCode = await run(request);
    break;
}
