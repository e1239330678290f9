import type { RunSummary } from '@spillway/analysis';
import { type EventSequence, type JournalRecord, type ShockRecorded, simulatedMs } from '@spillway/protocol';
import { createRunDirectory } from './create-run-directory.ts';
import { createRunRecord } from './record-streams.ts';

export const SUMMARY: RunSummary = {
  scenario: 'by-hand',
  seed: '42',
  stateHash: 'cc',
  commands: 3,
  trades: 0,
  simulatedMs: 60_000,
  wallMs: 1,
  liquidations: { count: 0, notional: '0', byMode: { isolated: '0', cross: '0' }, byInstrument: {} },
  insuranceFund: { start: '0', end: '0', min: '0' },
  adl: { count: 0, notional: '0' },
  halts: { count: 0, byCircuitBreaker: 0, haltedMs: {} },
  badDebt: '0',
  conservationError: '0',
  maxDrawdown: {},
};

export const JOURNAL: readonly JournalRecord[] = [1, 2, 3].map((sequence) => ({
  sequence,
  origin: 'operator',
  command: { kind: 'RecordShock', timeMs: simulatedMs(sequence), label: 'by hand' },
}));

/** `journal.ndjson` of that journal, written by hand. */
export const JOURNAL_TEXT = `{"sequence":1,"origin":"operator","command":{"kind":"RecordShock","timeMs":1,"label":"by hand"}}
{"sequence":2,"origin":"operator","command":{"kind":"RecordShock","timeMs":2,"label":"by hand"}}
{"sequence":3,"origin":"operator","command":{"kind":"RecordShock","timeMs":3,"label":"by hand"}}
`;

/** An event as the engine gives it. */
export function shockRecorded(sequence: number): ShockRecorded {
  return {
    sequence: sequence as EventSequence,
    timeMs: simulatedMs(sequence),
    causeSequence: 0 as EventSequence,
    label: 'by hand',
  };
}

/** Writes a run of three commands and two events. */
export function writeSmallRun(directory: string, isReplacing = false): void {
  const writer = createRunDirectory({ directory, isReplacing });
  const record = createRunRecord(writer.journalDescriptor);
  for (const entry of JOURNAL) record.journal(entry);
  record.sink.shockRecorded(shockRecorded(1));
  record.sink.shockRecorded(shockRecorded(2));
  const streams = record.finish();
  writer.commit({ scenario: { markIntervalMs: 1_000 }, overrides: ['a=1'], streams, summary: SUMMARY });
}
