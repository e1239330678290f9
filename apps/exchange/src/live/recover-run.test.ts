import { decodeFrame, encodeFrame, type InputRequest } from '@spillway/data-directory';
import type { Answer, PlacedOrder } from '@spillway/protocol/wire';
import { describe, expect, test } from 'vitest';
import { writeShortScenario } from '../exchange.fixture.ts';
import { DurableRunLog, type FrameWriter, RunRecoveryError, type WrittenFrame } from './durable-run-log.ts';
import { createScenarioLoader, type LoadedScenario } from './load-scenario.ts';
import { redoWrittenRun } from './recover-run.ts';
import { type HostedRun, hostRun } from './run-store.ts';

const RUN_ID = 'run';

/** A journal in memory, of which every frame is durable at once. */
class MemoryWriter implements FrameWriter {
  readonly failure = null;
  readonly backlogBytes = 0;
  readonly frames: WrittenFrame[];

  constructor(frames: readonly WrittenFrame[] = []) {
    this.frames = [...frames];
  }

  append(payload: Uint8Array, flags: number): number {
    this.frames.push({ sequence: this.frames.length + 1, flags, payload });
    return this.frames.length;
  }

  get lastSequence(): number {
    return this.frames.length;
  }

  get durableSequence(): number {
    return this.frames.length;
  }

  async close(): Promise<void> {}
}

interface Played extends HostedRun {
  readonly writer: MemoryWriter;
}

function scenarioOfTest(): LoadedScenario {
  const file = writeShortScenario();
  return createScenarioLoader(file)(file, '7');
}

/** A run that goes on from what was written; a new one when nothing was. */
function open(scenario: LoadedScenario, frames: readonly WrittenFrame[] = []): Played {
  const writer = new MemoryWriter(frames);
  const log = new DurableRunLog(writer, frames);
  const founding = { runId: RUN_ID, scenario, phase: 'ready', speed: 10 } as const;
  const hosted = hostRun(founding, log, { seatsMax: 5 });
  redoWrittenRun(hosted, log);
  return { ...hosted, writer };
}

const JOIN: InputRequest = {
  actor: 'seat:ada',
  requestId: null,
  action: { kind: 'seat', name: 'ada', tokenHash: 'hash-of-ada' },
};

function buy(requestId: string, size: string): InputRequest {
  const request = { symbol: 'BTCUSDT', side: 'buy', type: 'market', size } as const;
  return { actor: 'seat:ada', requestId, action: { kind: 'trade', message: 'placeOrder', request } };
}

const SHOCK: InputRequest = {
  actor: 'operator',
  requestId: 'shock-1',
  action: { kind: 'shock', request: { percent: -8 } },
};

/** Half a minute of a run with a person in it, in slices as a host makes them. */
function play({ run, desk }: Played): Answer<unknown>[] {
  const answers: Answer<unknown>[] = [];
  desk.take({ actor: 'operator', requestId: null, action: { kind: 'phase', phase: 'running' } });
  for (let slice = 1; slice <= 60; slice += 1) {
    run.slice(50);
    if (slice === 4) answers.push(desk.take(JOIN));
    if (slice > 10 && slice % 9 === 0) answers.push(desk.take(buy(`order-${slice}`, '0.5')));
    if (slice === 40) answers.push(desk.take(SHOCK));
  }
  return answers;
}

function playToTheEnd({ run }: HostedRun): void {
  run.start();
  while (run.phase !== 'finished') run.slice(1_000);
}

describe('a run that is taken up', () => {
  test('stands where its journal ends, and gives the answers that it gave', () => {
    const scenario = scenarioOfTest();
    const first = open(scenario);
    const answers = play(first);
    const again = open(scenario, first.writer.frames);
    expect(again.run.stateHash()).toBe(first.run.stateHash());
    expect(again.run.commandCount).toBe(first.run.commandCount);
    expect(again.run.phase).toBe('running');
    expect(again.desk.seats.all()).toEqual(first.desk.seats.all());
    expect(again.writer.frames).toEqual(first.writer.frames);
    const last = answers.at(-1) as Answer<PlacedOrder>;
    expect(again.desk.take(buy('order-54', '0.5'))).toEqual(last);
    expect(again.writer.frames).toEqual(first.writer.frames);
  });

  test('goes on as if it had never ended', () => {
    const scenario = scenarioOfTest();
    const first = open(scenario);
    play(first);
    const again = open(scenario, first.writer.frames);
    playToTheEnd(first);
    playToTheEnd(again);
    expect(again.run.stateHash()).toBe(first.run.stateHash());
    expect(again.run.commandCount).toBe(first.run.commandCount);
    expect(again.run.state().haltReason).toBeNull();
  });

  test('from whatever is left of its journal, it does again what is there and finishes what was begun', () => {
    const scenario = scenarioOfTest();
    const first = open(scenario);
    play(first);
    const { frames } = first.writer;
    const isInput = ({ flags, payload }: WrittenFrame): boolean =>
      decodeFrame(flags, payload).kind === 'input';
    const afterInputs = frames.flatMap((frame, place) =>
      isInput(frame) ? [place, place + 1, place + 2] : [],
    );
    const cuts = [
      ...afterInputs,
      ...Array.from({ length: 12 }, (_, nth) => 1 + nth * Math.floor(frames.length / 12)),
    ];
    expect(afterInputs.length).toBeGreaterThan(12);
    for (const cut of cuts) {
      const again = open(scenario, frames.slice(0, cut));
      // What was begun before the cut is finished as it was; nothing else is made up.
      const { length } = again.writer.frames;
      expect(again.writer.frames).toEqual(frames.slice(0, length));
      expect(length).toBeGreaterThanOrEqual(cut);
    }
  });

  test('with another command in its journal is refused, with the place', () => {
    const scenario = scenarioOfTest();
    const first = open(scenario);
    play(first);
    const frames = [...first.writer.frames];
    const place = frames.findIndex(({ flags, payload }) => {
      const frame = decodeFrame(flags, payload);
      return frame.kind === 'command' && frame.content.command.kind === 'PlaceOrder';
    });
    const frame = frames[place];
    const changed = frame === undefined ? null : decodeFrame(frame.flags, frame.payload);
    if (frame === undefined || changed?.kind !== 'command') throw new Error('there is an order');
    const command = { ...changed.content.command, sizeLots: 1 } as typeof changed.content.command;
    const changedPayload = encodeFrame({ kind: 'command', content: { ...changed.content, command } });
    frames[place] = { ...frame, payload: changedPayload };
    expect(() => open(scenario, frames)).toThrow(RunRecoveryError);
    expect(() => open(scenario, frames)).toThrow(
      new RegExp(
        `^frame ${place + 1}: the run goes another way than its journal; expected .*"sizeLots":1[,}]`,
      ),
    );
  });

  test('of another seed is refused', () => {
    const first = open(scenarioOfTest());
    play(first);
    const file = writeShortScenario();
    const other = createScenarioLoader(file)(file, '8');
    expect(() => open(other, first.writer.frames)).toThrow(RunRecoveryError);
  });
});
