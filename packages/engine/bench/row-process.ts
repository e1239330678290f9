import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Measurement } from './measurement.ts';
import type { RowReport } from './table.ts';

const RUN_ROW = path.join(import.meta.dirname, 'run-row.ts');
const ROW_LIMIT_MS = 6 * 60_000;
/** A market of a million accounts, its rivals and its streams; V8 alone would stop at less on a small machine. */
const HEAP_MEGABYTES = 6_000;

export interface RowTerms {
  readonly row: string;
  /** The executable, and what it calls itself. */
  readonly node: { readonly file: string; readonly version: string };
  readonly rounds: number;
  readonly scale: number;
  readonly profileFolder: string | null;
}

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly isTimedOut: boolean;
}

/** Where the processor profile of a row goes; null when none is wanted. */
export function profileFileOf({ row, node, profileFolder }: RowTerms): string | null {
  const major = node.version.slice(1).split('.')[0];
  return profileFolder === null ? null : path.join(profileFolder, `${row}-node${major}.cpuprofile`);
}

function nodeArguments(terms: RowTerms): string[] {
  const { row, rounds, scale } = terms;
  const profileFile = profileFileOf(terms);
  const profile =
    profileFile === null
      ? []
      : [
          '--cpu-prof',
          `--cpu-prof-dir=${path.dirname(profileFile)}`,
          `--cpu-prof-name=${path.basename(profileFile)}`,
        ];
  return [
    '--expose-gc',
    `--max-old-space-size=${HEAP_MEGABYTES}`,
    // Code that waits for its turn while another is measured stays compiled.
    '--no-flush-bytecode',
    // Node.js 22 says of every TypeScript file that this is new.
    '--disable-warning=ExperimentalWarning',
    ...profile,
    RUN_ROW,
    row,
    String(rounds),
    String(scale),
  ];
}

function runNode(file: string, nodeArgs: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(file, nodeArgs, { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    let isTimedOut = false;
    const limit = setTimeout(() => {
      isTimedOut = true;
      child.kill('SIGKILL');
    }, ROW_LIMIT_MS);
    const settle = (exitCode: number | null): void => {
      clearTimeout(limit);
      resolve({ exitCode, stdout, stderr, isTimedOut });
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', (error) => {
      stderr += error.message;
      settle(null);
    });
    child.once('close', settle);
  });
}

/** The line of an uncaught error that says what it was; the rest is where. */
function reasonIn(stderr: string): string {
  const lines = stderr.trim().split('\n');
  return (
    lines.find((line) => /^(?:\w*Error|FATAL ERROR|.*heap out of memory)/.test(line)) ?? lines.at(-1) ?? ''
  );
}

function failureOf(ended: Ended): string {
  if (ended.isTimedOut) return `stopped after ${ROW_LIMIT_MS / 60_000} minutes`;
  return reasonIn(ended.stderr) || `the process ended with ${ended.exitCode ?? 'a signal'}`;
}

/** Runs a row in a process of its own, so that no row warms up or fills the heap of another. */
export async function runRow(terms: RowTerms): Promise<RowReport> {
  const ended = await runNode(terms.node.file, nodeArguments(terms));
  const nodeVersion = terms.node.version;
  if (ended.exitCode !== 0) {
    return { row: terms.row, nodeVersion, measurements: [], failure: failureOf(ended) };
  }
  const { measurements } = JSON.parse(ended.stdout) as { readonly measurements: readonly Measurement[] };
  return { row: terms.row, nodeVersion, measurements, failure: null };
}
