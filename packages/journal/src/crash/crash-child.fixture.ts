import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { openJournal } from '../open-journal.ts';
import { JournalReader } from '../reading/journal-reader.ts';
import { isNumberedPayload } from './numbered-payload.fixture.ts';

const CHILD = path.join(import.meta.dirname, 'append-until-killed.fixture.ts');
const START_LIMIT_MS = 20_000;

export interface CrashWriter {
  readonly directory: string;
  /** The file on which it posts what is durable; on a disk that outlives the crash. */
  readonly board: string;
  /** How many appends it sends together. */
  readonly group: number;
  readonly segmentBytes: number;
  readonly isSyncOff: boolean;
}

export function pauseMs(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** The last sequence that was posted as durable; -1 before the first post. */
export function readBoard(board: string): number {
  const bytes = readFileSync(board);
  return new Float64Array(bytes.buffer, bytes.byteOffset, 1)[0] ?? Number.NaN;
}

/** Starts a process that appends; resolves when it has posted for the first time. */
export async function startWriter(writer: CrashWriter): Promise<ChildProcess> {
  writeFileSync(writer.board, new Uint8Array(new Float64Array([-1]).buffer));
  const { directory, board, group, segmentBytes, isSyncOff } = writer;
  const flags = [
    '--disable-warning=ExperimentalWarning',
    CHILD,
    directory,
    board,
    `${group}`,
    `${segmentBytes}`,
  ];
  const child = spawn(process.execPath, isSyncOff ? [...flags, '--sync-off'] : flags, {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  for (let waitedMs = 0; readBoard(board) < 0; waitedMs += 5) {
    if (child.exitCode !== null || waitedMs > START_LIMIT_MS)
      throw new Error(`the writer did not start: ${stderr}`);
    await pauseMs(5);
  }
  return child;
}

/** Ends a process as nothing can refuse; resolves when it is gone. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

export interface CrashOutcome {
  readonly acknowledged: number;
  readonly recovered: number;
  readonly isTorn: boolean;
}

/** Opens what a crash left behind, and reads all of it. @throws when an entry is not what was appended */
export async function recoverAfterCrash(writer: CrashWriter, acknowledged: number): Promise<CrashOutcome> {
  const { directory, segmentBytes } = writer;
  const journal = await openJournal(directory, { runId: 'crash', segmentBytes });
  const { lastSequence, tornTail } = journal.recovery;
  const reader = new JournalReader(directory, { afterSequence: 0 });
  for (const { sequence, payload } of reader.read(lastSequence)) {
    if (!isNumberedPayload(payload, sequence))
      throw new Error(`sequence ${sequence} is not what was appended`);
  }
  reader.close();
  await journal.close();
  return { acknowledged, recovered: lastSequence, isTorn: tornTail !== null };
}
