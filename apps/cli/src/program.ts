import { QUESTION_KINDS } from '@spillway/margin';
import { SPILLWAY_VERSION } from '@spillway/run-directory';
import { VENUE_PRESETS } from '@spillway/venues';
import { Command, Option } from 'commander';
import { backupCommand, restoreCommand } from './commands/backup-command.ts';
import { marginCommand } from './commands/margin-command.ts';
import { pruneCommand } from './commands/prune-command.ts';
import { replayCommand } from './commands/replay-command.ts';
import { runCommand } from './commands/run-command.ts';
import { scenariosCommand } from './commands/scenarios-command.ts';
import { serveCommand } from './commands/serve-command.ts';
import { verifyCommand } from './commands/verify-command.ts';

const DEFAULT_SEED = '42';
const VENUES = Object.keys(VENUE_PRESETS);

const EXAMPLES = `
Examples:
  $ npx spillway scenarios
  $ npx spillway run october-2025 --seed 42
  $ npx spillway replay runs/october-2025-seed-42
  $ npx spillway serve --scenario october-2025 --speed 30

Exit codes: 0 done, 1 a check failed, 2 wrong input, 130 interrupted.`;

/** Every command and flag of `spillway`; what they do is in `commands/`. */
export function createProgram(): Command {
  const program = new Command('spillway')
    .description('A deterministic perpetual-futures exchange that you can break on purpose.')
    .version(SPILLWAY_VERSION, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .helpCommand(false)
    .addHelpText('after', EXAMPLES)
    .configureOutput({ outputError: (text, write) => write(oneErrorLine(text)) })
    .exitOverride()
    // What stands behind `serve` is for the exchange: commander wants to hear that here.
    .enablePositionalOptions();
  addRun(program);
  addReplay(program);
  addScenarios(program);
  addServe(program);
  addMargin(program);
  addVerify(program);
  addBackup(program);
  addRestore(program);
  addPrune(program);
  return program;
}

/** commander writes `error: …` and a suggestion on a line of its own; we write one line. */
function oneErrorLine(text: string): string {
  return `spillway: ${text
    .replace(/^error: /, '')
    .trim()
    .replace(/\s*\n\s*/g, ' ')}\n`;
}

function addRun(program: Command): void {
  program
    .command('run')
    .argument('<scenario>', 'a name from `spillway scenarios`, or a YAML file')
    .description('Run a scenario to its end, as fast as this machine can.')
    .option('--seed <seed>', 'what every random draw follows from', DEFAULT_SEED)
    .option('--set <path=value>', 'change one value of the scenario; may be repeated', collect)
    .option('--out <directory>', 'where to keep the run (default: "runs/<scenario>-seed-<seed>")')
    .option('--no-out', 'keep nothing')
    .option('--json', 'print one JSON object instead of text')
    .addHelpText(
      'after',
      `
Writes manifest.json, journal.ndjson and summary.json. The same scenario, seed and version give the
same state hash on every machine.

Examples:
  $ npx spillway run october-2025 --seed 42 --json
  $ npx spillway run october-2025 --set population.isolatedShare=1 --out runs/all-isolated
  $ npx spillway run my-scenario.yaml --no-out`,
    )
    .action(async (scenario, { seed, set, out, json }) => {
      await runCommand(scenario, { seed, set: set ?? [], out: out ?? true, json: json === true });
    });
}

function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}

function addReplay(program: Command): void {
  program
    .command('replay')
    .argument('<directory>', 'what `spillway run` has written, or a run below the folder of an exchange')
    .description('Apply the journal of a run again and prove that it leads to the same state.')
    .option('--json', 'print one JSON object instead of text')
    .addHelpText(
      'after',
      `
Exit code 0 when the journal is unchanged and events and state are the same, 1 when they are not,
2 when the directory cannot be read.

Example:
  $ npx spillway replay runs/october-2025-seed-42`,
    )
    .action((directory, { json }) => replayCommand(directory, { json: json === true }));
}

function addScenarios(program: Command): void {
  program
    .command('scenarios')
    .description('List the ready-made scenarios.')
    .option('--json', 'print a JSON array instead of text')
    .addHelpText('after', '\nExample:\n  $ npx spillway scenarios --json')
    .action(({ json }) => scenariosCommand({ json: json === true }));
}

function addServe(program: Command): void {
  program
    .command('serve')
    .argument(
      '[flags...]',
      'flags of the exchange: --scenario, --seed, --speed, --paused, --port, --host, --data, --new-run, --new-admin-token, --journal, --allow-origin, --log-format, --log-level, --config; `spillway serve -- --help` explains them',
    )
    .description(
      'Serve a live run with its console on http://localhost:4000; build the console with `npm start` first.',
    )
    .allowUnknownOption()
    .passThroughOptions()
    .addHelpText('after', '\nExample:\n  $ npx spillway serve --scenario october-2025 --seed 7 --port 4001')
    .action(async (flags) => serveCommand(flags));
}

const MARGIN_HELP = `
Input, an account: {"rules"?, "wallet", "positions": [{"symbol", "side", "qty", "entry", "mark", "mode",
        "margin"?, "leverage"?, "mmr"?, "cum"?, "tiers"?, …}], "orders"?, "closeOut"?, "target"?}
"rules": the name of a venue, or {"contract"?, "positionMode"?, "maintenanceBasis"?, "closingFee"?,
        "trigger"?, "ordersInMaintenance"?, "openingFee"?, "rounding"?}
Or a figure: {"kind": one of ${QUESTION_KINDS.slice(1, 5).join(', ')},
        ${QUESTION_KINDS.slice(5).join(', ')}, …}
Numbers may be strings. Without rates of their own, positions have the tiers of the venue.
All fields: docs/reference/margin-rules.md; a file for each kind: docs/examples.

Examples:
  $ echo '{"wallet": 2000, "positions": [{"symbol": "BTCUSDT", "side": "long", "qty": 1, "entry": 8800,
      "mark": 8800, "mode": "cross", "leverage": 10, "mmr": 0.01}]}' | npx spillway margin
  $ npx spillway margin docs/examples/hedged-pair.json
  $ npx spillway margin docs/examples/venue-rules.json --venue dydx-v4
  $ npx spillway margin docs/examples/deleveraging.json --json`;

function addMargin(program: Command): void {
  program
    .command('margin')
    .argument('[file]', 'a JSON file, or - for standard input')
    .description(
      'Margins, liquidation and bankruptcy prices of an account, or a figure of funding, insurance or deleveraging, with the calculation behind them.',
    )
    .addOption(
      new Option('--venue <name>', 'whose rules and tiers hold for an account that names no venue')
        .choices(VENUES)
        .default('spillway-house' as string),
    )
    .option('--json', 'print one JSON object instead of text')
    .addHelpText('after', MARGIN_HELP)
    .action((file, { json, venue }) => marginCommand(file, { json: json === true, venue }));
}

function addVerify(program: Command): void {
  program
    .command('verify')
    .argument('<directory>', 'the folder of an exchange (`--data`), a backup, or one of their runs')
    .description(
      'Prove every run that an exchange keeps: checksums, chain, replay to the state hash, checkpoints.',
    )
    .option('--json', 'print one JSON object instead of text')
    .addHelpText(
      'after',
      `
One line a run. What is damaged is told with its segment and offset, and ends with exit code 1. Changes
nothing; the exchange may be running.

Example:
  $ npx spillway verify data`,
    )
    .action((directory, { json }) => verifyCommand(directory, { json: json === true }));
}

function addBackup(program: Command): void {
  program
    .command('backup')
    .argument('<directory>', 'the folder of an exchange (`--data`)')
    .argument('<target>', 'a folder that does not exist yet')
    .description('Copy what an exchange keeps, also while it runs, and check the copy.')
    .option('--json', 'print one JSON object instead of text')
    .addHelpText(
      'after',
      `
Holds all that was acknowledged before it began. The copy has the secrets of the exchange in it.

Example:
  $ npx spillway backup data backups/monday`,
    )
    .action(async (directory, target, { json }) => backupCommand(directory, target, { json: json === true }));
}

function addRestore(program: Command): void {
  program
    .command('restore')
    .argument('<backup>', 'what `spillway backup` has written')
    .argument('<directory>', 'an empty folder, or one that does not exist yet')
    .description('Check a backup and put it where an exchange can take it up.')
    .option('--json', 'print one JSON object instead of text')
    .addHelpText('after', '\nExample:\n  $ npx spillway restore backups/monday data')
    .action(async (backup, directory, { json }) =>
      restoreCommand(backup, directory, { json: json === true }),
    );
}

function addPrune(program: Command): void {
  program
    .command('prune')
    .argument('<directory>', 'the folder of an exchange (`--data`)')
    .description('Remove the oldest runs of an exchange; the live one stays.')
    .requiredOption('--keep <count>', 'how many runs stay, the live one among them')
    .option('--json', 'print one JSON object instead of text')
    .addHelpText('after', '\nExample:\n  $ npx spillway prune data --keep 10')
    .action((directory, { keep, json }) => pruneCommand(directory, { keep, json: json === true }));
}
