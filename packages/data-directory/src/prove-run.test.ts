import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DataDirectory } from './data-directory.ts';
import { findKeptRun, readKeptData, segmentFilesOf } from './kept-data.ts';
import { COMMANDS, commandOf, foundingOf, framesOf, openRun, writeRun } from './kept-run.fixture.ts';
import { proveRun } from './prove-run.ts';
import type { RunFrame } from './run-frames.ts';
import { temporaryFolder } from './temporary-folder.fixture.ts';

/** Changes one byte of a file. */
function flipByte(file: string, offset: number): void {
  const bytes = readFileSync(file);
  bytes[offset] = (bytes[offset] ?? 0) ^ 0x10;
  writeFileSync(file, bytes);
}

function proofOf(frames: readonly RunFrame[]): Promise<unknown> {
  return writeRun(temporaryFolder(onTestFinished), 'run-a', frames).then((run) => proveRun(run));
}

describe('a run', () => {
  test('is proved frame by frame, command by command, checkpoint by checkpoint', async () => {
    const run = await writeRun(temporaryFolder(onTestFinished), 'run-a');
    const fractions: number[] = [];
    expect(proveRun(run, { onProgress: (fraction) => fractions.push(fraction) })).toMatchObject({
      scenario: 'by-hand',
      seed: '7',
      frames: framesOf('run-a').length,
      commands: COMMANDS,
      checkpoints: 4,
      inputs: 0,
      simulatedMs: COMMANDS * 1_000,
      haltReason: null,
      tornBytes: 0,
      stateHash: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
  });

  test('is found by its own folder, and says whether it is live', async () => {
    const path = temporaryFolder(onTestFinished);
    const first = await writeRun(path, 'run-a');
    const second = await writeRun(path, 'run-b');
    expect(findKeptRun(first.folder)).toMatchObject({ runId: 'run-a', isLive: false });
    expect(findKeptRun(second.folder)).toMatchObject({ runId: 'run-b', isLive: true });
    expect(findKeptRun(path)).toBeNull();
    expect(() => readKeptData(first.folder)).toThrow('expected the folder of an exchange');
  });

  test('that was never begun holds nothing', async () => {
    const path = temporaryFolder(onTestFinished);
    const journal = await openRun(new DataDirectory(path), 'run-a');
    await journal.close();
    const [run] = readKeptData(path).runs;
    expect(run === undefined ? undefined : proveRun(run)).toBeNull();
  });

  test('that is damaged is told with its segment and offset', async () => {
    const run = await writeRun(temporaryFolder(onTestFinished), 'run-a');
    const [segment = ''] = segmentFilesOf(run.folder);
    flipByte(segment, 700);
    expect(() => proveRun(run)).toThrow(/^00000001\.segment: offset \d+, sequence \d+: /);
  });

  test('that was cut off in the middle of a write says how many bytes nobody was told of', async () => {
    const path = temporaryFolder(onTestFinished);
    const journal = await openRun(new DataDirectory(path), 'run-a');
    // Not closed: as a process leaves it that is killed. The bytes of the half-written frame are no frame.
    const run = {
      runId: 'run-a',
      folder: new DataDirectory(path).runFolder('run-a'),
      isLive: true,
      lastWrittenMs: 0,
    };
    const sequence = journal.append(new TextEncoder().encode(JSON.stringify(foundingOf('run-a'))), 0);
    await journal.whenDurable(sequence);
    const [segment = ''] = segmentFilesOf(run.folder);
    const bytes = readFileSync(segment);
    const end = bytes.findLastIndex((byte) => byte !== 0) + 1;
    bytes.fill(1, end, end + 9);
    writeFileSync(segment, bytes);
    expect(proveRun(run)).toMatchObject({ frames: 1, tornBytes: 9 });
    await journal.close().catch(() => undefined);
  });
});

describe('a journal that is whole and is not that of the run is refused', () => {
  test.each<readonly [string, readonly RunFrame[], string]>([
    ['another run', framesOf('run-b'), 'frame 1: founds the run run-b; expected run-a'],
    ['no founding', framesOf('run-a').slice(1), 'frame 1: command; expected one founding of a run'],
    [
      'a second founding',
      [...framesOf('run-a', 1), { kind: 'founding', content: foundingOf('run-a') }],
      'frame 3: founding; expected one founding of a run',
    ],
    [
      'a command that is missing',
      [...framesOf('run-a', 1), { kind: 'command', content: commandOf(3) }],
      'frame 3: command 3; expected 2',
    ],
    [
      'another state than was written down',
      [...framesOf('run-a', 1), { kind: 'checkpoint', content: { commands: 1, stateHash: '0'.repeat(16) } }],
      'expected 0000000000000000 after 1',
    ],
    [
      'another number of commands than was written down',
      [...framesOf('run-a', 9), { kind: 'checkpoint', content: { commands: 8, stateHash: '' } }],
      'after 9 commands the state hash is',
    ],
  ])('%s', async (_name, frames, line) => {
    await expect(proofOf(frames)).rejects.toThrow(line);
  });
});
