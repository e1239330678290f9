import { type JournalRecord, partialSink, simulatedMs } from '@spillway/protocol';
import { replayJournal } from '@spillway/simulation';
import { describe, expect, test } from 'vitest';
import { writeShortScenario } from '../exchange.fixture.ts';
import { LiveRun, type LiveRunOptions, type RunHalt } from './live-run.ts';
import { createScenarioLoader } from './load-scenario.ts';

const SILENT = { sink: null, journal: () => undefined };

function openRun(outputs: Pick<LiveRunOptions, 'journal' | 'sink' | 'onHalt'> = SILENT): LiveRun {
  const file = writeShortScenario();
  const scenario = createScenarioLoader(file)(file, '7');
  // A clock that stands still: a slice is never cut short.
  return new LiveRun({ runId: 'test', scenario, speed: 10, phase: 'running', clock: () => 0, ...outputs });
}

describe('a live run', () => {
  test('moves on by wall time times speed, slice by slice, and ends at its end', () => {
    const run = openRun();
    expect(run.slice(50)).toBe(false);
    expect(run.nowMs).toBe(500);
    run.pause();
    run.slice(50);
    expect(run.nowMs).toBe(500);
    run.start();
    for (let slices = 0; slices < 200; slices += 1) run.slice(50);
    expect(run.state()).toMatchObject({ phase: 'finished', simulatedMs: 60_000, haltReason: null });
  });

  test('a slice that runs out of budget asks for another at once', () => {
    const file = writeShortScenario();
    const scenario = createScenarioLoader(file)(file, '7');
    let nowMs = 0;
    const hurried = (): number => {
      nowMs += 1_000;
      return nowMs;
    };
    const run = new LiveRun({
      runId: 'test',
      scenario,
      speed: 1_000,
      phase: 'running',
      clock: hurried,
      ...SILENT,
    });
    expect(run.slice(50)).toBe(true);
    expect(run.nowMs).toBeLessThan(50_000);
  });

  test('a step goes on at any speed and tells its caller when it is there', async () => {
    const run = openRun();
    run.pause();
    const done = run.step(10_000);
    expect(run.isMoving).toBe(true);
    run.slice(1);
    await done;
    expect(run.nowMs).toBe(10_000);
    expect(run.isMoving).toBe(false);
  });

  test('when its record cannot be written it halts, says why, and still shows what it was', () => {
    let lines = 0;
    const halts: RunHalt[] = [];
    const run = openRun({
      sink: null,
      onHalt: (halt) => halts.push(halt),
      journal: () => {
        lines += 1;
        if (lines > 500) throw new Error('ENOSPC: no space left on device, write');
      },
    });
    for (let slices = 0; slices < 200; slices += 1) run.slice(50);
    expect(run.state()).toMatchObject({
      phase: 'finished',
      haltReason: 'Error: ENOSPC: no space left on device, write',
    });
    expect(run.nowMs).toBeLessThan(60_000);
    expect(halts).toHaveLength(1);
    const { commands, lastCommands, simulatedMs: haltedMs } = halts[0] ?? {};
    expect(commands).toBe(501);
    expect(haltedMs).toBe(run.nowMs);
    expect(lastCommands?.map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 501 }, (_, place) => 1 + place),
    );
    expect(run.flush().totals.accountCount).toBeGreaterThan(0);
    expect(run.snapshot().run.haltReason).not.toBeNull();
    const amountMicros = run.scenario.seatDepositMicros;
    expect(
      run.submit({ kind: 'FundInsurance', timeMs: simulatedMs(0), amountMicros }, 'operator'),
    ).toBeNull();
  });

  test('its journal, with what people did, replays to the same state', () => {
    const journal: JournalRecord[] = [];
    const run = openRun({ sink: null, journal: (record) => void journal.push(structuredClone(record)) });
    for (let slices = 0; slices < 20; slices += 1) run.slice(50);
    run.shock({ instrumentId: null, movePpm: -50_000, label: 'the test shock' });
    for (let slices = 0; slices < 20; slices += 1) run.slice(50);
    const replayed = replayJournal(journal, partialSink({}));
    expect(replayed.stateHash()).toBe(run.stateHash());
    expect(journal.some(({ command }) => command.kind === 'RecordShock')).toBe(true);
  });
});
