/** Runs of an exchange, written by hand: shocks that an operator notes down, and what an exchange says of them. */
import { createEngine } from '@spillway/engine';
import { type Journal, openJournal } from '@spillway/journal';
import { type JournalRecord, partialSink, simulatedMs } from '@spillway/protocol';
import type { Scenario } from '@spillway/scenarios';
import { DataDirectory } from './data-directory.ts';
import { journalFolderIn } from './data-files.ts';
import { type KeptRun, readKeptData } from './kept-data.ts';
import { encodeFrame, flagsOf, type RunFounding, type RunFrame } from './run-frames.ts';

export const COMMANDS = 40;
const COMMANDS_A_CHECKPOINT = 10;
const SEGMENT_BYTES = 4_096;

export function foundingOf(runId: string): RunFounding {
  return {
    format: 'spillway-live-run',
    version: 1,
    runId,
    scenario: { name: 'by-hand' } as Scenario,
    seed: '7',
    phase: 'running',
    speed: 1,
  };
}

export function commandOf(sequence: number): JournalRecord {
  const timeMs = simulatedMs(sequence * 1_000);
  return {
    sequence,
    origin: 'operator',
    command: { kind: 'RecordShock', timeMs, label: `shock ${sequence}` },
  };
}

/** The frames of a run: each tenth command is followed by a checkpoint. */
export function framesOf(runId: string, commands: number = COMMANDS): readonly RunFrame[] {
  const engine = createEngine({ sink: partialSink({}) });
  const frames: RunFrame[] = [{ kind: 'founding', content: foundingOf(runId) }];
  for (let sequence = 1; sequence <= commands; sequence += 1) {
    const record = commandOf(sequence);
    engine.apply(record.command);
    frames.push({ kind: 'command', content: record });
    if (sequence % COMMANDS_A_CHECKPOINT !== 0) continue;
    frames.push({ kind: 'checkpoint', content: { commands: sequence, stateHash: engine.stateHash() } });
  }
  return frames;
}

export async function appendFrames(journal: Journal, frames: readonly RunFrame[]): Promise<void> {
  let sequence = 0;
  for (const frame of frames) sequence = journal.append(encodeFrame(frame), flagsOf(frame.kind));
  await journal.whenDurable(sequence);
}

/** A journal of a run, open: whoever opens it closes it. */
export function openRun(data: DataDirectory, runId: string): Promise<Journal> {
  return openJournal(journalFolderIn(data.runFolder(runId)), { runId, segmentBytes: SEGMENT_BYTES });
}

/** Writes a run whole, closes it, and makes it the live one. */
export async function writeRun(
  path: string,
  runId: string,
  frames: readonly RunFrame[] = framesOf(runId),
): Promise<KeptRun> {
  const data = new DataDirectory(path);
  const journal = await openRun(data, runId);
  await appendFrames(journal, frames);
  await journal.close();
  data.seatSecret();
  if (data.adminTokenDigest === null) data.createAdminToken();
  data.setLiveRun(runId);
  return keptRunOf(path, runId);
}

export function keptRunOf(path: string, runId: string): KeptRun {
  const run = readKeptData(path).runs.find((kept) => kept.runId === runId);
  if (run === undefined) throw new Error(`no run ${runId} in ${path}`);
  return run;
}
