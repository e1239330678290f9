/** A benchmark as a program: runs rows, each in a process of its own, and prints the table. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { type BenchArguments, type BenchProgram, benchHelp, readArguments } from './arguments.ts';
import type { BenchmarkRow } from './measurement.ts';
import { summariseProfileFile } from './profile-summary.ts';
import { profileFileOf, type RowTerms, runRow } from './row-process.ts';
import { formatReport, type ReportHead, type RowReport } from './table.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
const ROW_LIMIT_MS = 6 * 60_000;
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

/**
 * Shows which functions the time of a row went to; everything that its process did is in it, set-up and peer as well. What
 * the row started writes profiles beside its own, under names that begin alike.
 */
function tellProfiles(file: string | null): void {
  if (file === null) return;
  const folder = path.dirname(file);
  const start = path.basename(file, '.cpuprofile');
  for (const name of readdirSync(folder).filter((each) => each.startsWith(start))) {
    process.stderr.write(`${path.join(folder, name)}, by time of each function itself:\n`);
    for (const line of summariseProfileFile(path.join(folder, name))) process.stderr.write(`  ${line}\n`);
  }
}

function rowsOf(program: BenchProgram, terms: BenchArguments): readonly BenchmarkRow[] {
  return program.rows.filter(({ name }) => terms.rowNames.includes(name));
}

async function runRows(
  program: BenchProgram,
  terms: BenchArguments,
  nodes: readonly NodeExecutable[],
): Promise<RowReport[]> {
  const reports: RowReport[] = [];
  for (const row of rowsOf(program, terms)) {
    for (const node of nodes) {
      process.stderr.write(`${row.name} under Node.js ${node.version} ...\n`);
      const rowTerms: RowTerms = {
        ...terms,
        row: row.name,
        node,
        rowFile: program.rowFile,
        limitMs: row.limitMs?.(terms) ?? ROW_LIMIT_MS,
        onProgress: (line) => void process.stderr.write(`  ${line}\n`),
      };
      reports.push(await runRow(rowTerms));
      tellProfiles(profileFileOf(rowTerms));
    }
  }
  return reports;
}

async function bench(program: BenchProgram, terms: BenchArguments): Promise<number> {
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
  const reports = await runRows(program, terms, nodes);
  process.stdout.write(formatReport(head, reports));
  if (terms.jsonFile !== null) {
    writeFileSync(terms.jsonFile, `${JSON.stringify({ head, reports }, null, 2)}\n`);
  }
  return reports.some((report) => report.failure !== null) ? EXIT_FAILED : 0;
}

/**
 * Does what the command line asks for.
 * @returns the exit code: 1 when an outcome was wrong, 2 when the command line is; a target that is missed is no error
 */
export async function runBench(program: BenchProgram, argv: readonly string[]): Promise<number> {
  const read = readArguments(argv, program);
  if (read.kind === 'run') return await bench(program, read.arguments);
  if (read.kind === 'help') {
    process.stdout.write(benchHelp(program));
    return 0;
  }
  process.stderr.write(`${read.line}\n`);
  return EXIT_USAGE;
}
