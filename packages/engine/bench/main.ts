/** `npm run bench:engine`: runs rows of the benchmark, each in a process of its own, and prints the table. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { type BenchArguments, benchHelp, readArguments } from './arguments.ts';
import { summariseProfileFile } from './profile-summary.ts';
import { profileFileOf, runRow } from './row-process.ts';
import { ROWS } from './rows.ts';
import { formatReport, type ReportHead, type RowReport } from './table.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
const NODE_OF_MAJOR = path.resolve(import.meta.dirname, '../../bootstrap/src/node-of-major.mjs');

interface NodeExecutable {
  readonly file: string;
  readonly version: string;
}

/** @throws when this machine has none of that version and npm cannot install one; the reason is on stderr then */
function nodeOfMajor(major: number): NodeExecutable {
  const ask = (command: string, nodeArgs: readonly string[]): string =>
    execFileSync(command, nodeArgs, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
  const file = ask(process.execPath, [NODE_OF_MAJOR, String(major)]);
  return { file, version: ask(file, ['--version']) };
}

/** Shows which functions the time of a row went to; everything that its process did is in it, set-up and peer as well. */
function tellProfile(file: string | null): void {
  if (file === null || !existsSync(file)) return;
  process.stderr.write(`${file}, by time of each function itself:\n`);
  for (const line of summariseProfileFile(file)) process.stderr.write(`  ${line}\n`);
}

async function runRows(terms: BenchArguments, nodes: readonly NodeExecutable[]): Promise<RowReport[]> {
  const reports: RowReport[] = [];
  for (const row of terms.rowNames) {
    for (const node of nodes) {
      process.stderr.write(`${row} under Node.js ${node.version} ...\n`);
      const rowTerms = { ...terms, row, node };
      reports.push(await runRow(rowTerms));
      tellProfile(profileFileOf(rowTerms));
    }
  }
  return reports;
}

async function bench(terms: BenchArguments): Promise<number> {
  const pinned = { file: process.execPath, version: process.version };
  const nodes = [pinned, ...terms.nodeMajors.map(nodeOfMajor)];
  if (terms.profileFolder !== null) mkdirSync(terms.profileFolder, { recursive: true });
  const head: ReportHead = {
    cpuModel: cpus()[0]?.model.trim() ?? 'unknown processor',
    cpuCount: cpus().length,
    loadAverage: loadavg(),
    rounds: terms.rounds,
    scale: terms.scale,
  };
  const reports = await runRows(terms, nodes);
  process.stdout.write(formatReport(head, reports));
  if (terms.jsonFile !== null) {
    writeFileSync(terms.jsonFile, `${JSON.stringify({ head, reports }, null, 2)}\n`);
  }
  return reports.some((report) => report.failure !== null) ? EXIT_FAILED : 0;
}

const read = readArguments(process.argv.slice(2), ROWS);
if (read.kind === 'help') {
  process.stdout.write(benchHelp(ROWS));
} else if (read.kind === 'wrong') {
  process.stderr.write(`${read.line}\n`);
  process.exitCode = EXIT_USAGE;
} else {
  process.exitCode = await bench(read.arguments);
}
