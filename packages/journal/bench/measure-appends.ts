import { closeSync, fdatasync, openSync, rmSync, write, writeSync } from 'node:fs';
import path from 'node:path';
import { FRAME_HEADER_BYTES } from '../src/format/frame.ts';
import { openJournal } from '../src/open-journal.ts';

/** What one round does: so many appends in groups of so many, each group durable before the next is sent. */
export interface AppendRound {
  readonly folder: string;
  readonly groupSize: number;
  readonly groups: number;
  readonly payloadBytes: number;
}

export interface AppendTimes {
  readonly appendsPerSecond: number;
  /** Of each group, from its first append to its acknowledgement. */
  readonly groupMs: Float64Array;
}

const MS_A_SECOND = 1_000;

/** Appends through the journal. */
export async function timeJournal({
  folder,
  groupSize,
  groups,
  payloadBytes,
}: AppendRound): Promise<AppendTimes> {
  const directory = path.join(folder, 'journal');
  const journal = await openJournal(directory, { runId: 'bench' });
  const payload = new Uint8Array(payloadBytes).fill(7);
  const times = await timeGroups(groups, groupSize, async () => {
    for (let count = 0; count < groupSize; count += 1) journal.append(payload);
    await journal.whenDurable(journal.lastSequence);
  });
  await journal.close();
  rmSync(directory, { recursive: true });
  return times;
}

/** The same bytes with nothing but a write and a sync, into a file that was zero-filled as a segment is. */
export async function timeBareFile({
  folder,
  groupSize,
  groups,
  payloadBytes,
}: AppendRound): Promise<AppendTimes> {
  const file = path.join(folder, 'bare');
  const bytes = new Uint8Array(groupSize * (payloadBytes + FRAME_HEADER_BYTES)).fill(7);
  const descriptor = openSync(file, 'w');
  const zeros = new Uint8Array(1 << 20);
  for (let at = 0; at < bytes.length * groups; at += zeros.length)
    writeSync(descriptor, zeros, 0, zeros.length, at);
  await dataSynced(descriptor);
  let position = 0;
  const times = await timeGroups(groups, groupSize, async () => {
    await written(descriptor, bytes, position);
    await dataSynced(descriptor);
    position += bytes.length;
  });
  closeSync(descriptor);
  rmSync(file);
  return times;
}

async function timeGroups(
  groups: number,
  groupSize: number,
  sendGroup: () => Promise<void>,
): Promise<AppendTimes> {
  const groupMs = new Float64Array(groups);
  const begin = performance.now();
  let before = begin;
  for (let group = 0; group < groups; group += 1) {
    await sendGroup();
    const now = performance.now();
    groupMs[group] = now - before;
    before = now;
  }
  return { appendsPerSecond: (groups * groupSize * MS_A_SECOND) / (before - begin), groupMs };
}

function written(descriptor: number, bytes: Uint8Array, position: number): Promise<void> {
  return new Promise((resolve, reject) => {
    write(descriptor, bytes, 0, bytes.length, position, (error) =>
      error === null ? resolve() : reject(error),
    );
  });
}

function dataSynced(descriptor: number): Promise<void> {
  return new Promise((resolve, reject) => {
    fdatasync(descriptor, (error) => (error === null ? resolve() : reject(error)));
  });
}
