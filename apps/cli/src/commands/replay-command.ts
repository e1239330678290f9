import { join } from 'node:path';
import { createRunMetrics, type RunSummary, summarise } from '@spillway/analysis';
import { type JournalRecord, partialSink, recordingSink, teeSink } from '@spillway/protocol';
import { replayJournal } from '@spillway/simulation';
import { failure } from '../command-error.ts';
import { createHashedLines } from '../hashed-lines.ts';
import { readJournal, sha256OfFile } from '../journal-reader.ts';
import { createProgressBar } from '../progress-bar.ts';
import {
  JOURNAL_FILE,
  type RunManifest,
  readRunManifest,
  readRunSummary,
  SUMMARY_FILE,
} from '../run-directory.ts';

export interface ReplayOptions {
  readonly json: boolean;
}

interface Replay {
  readonly summary: RunSummary;
  readonly events: number;
  readonly eventsHash: string;
}

/** `spillway replay DIR`: applies the journal again and proves that it leads to the same state and figures. */
export function replayCommand(directory: string, options: ReplayOptions): void {
  const manifest = readRunManifest(directory);
  const recorded = readRunSummary(directory);
  const journalFile = join(directory, JOURNAL_FILE);
  checkJournalBytes(journalFile, manifest);
  const replayed = replay(journalFile, manifest);
  checkHashes(replayed, { directory, manifest });
  checkFigures(replayed.summary, recorded, join(directory, SUMMARY_FILE));
  const { stateHash, commands, wallMs } = replayed.summary;
  const { events } = replayed;
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ directory, isSame: true, stateHash, commands, events, wallMs }, null, 2)}\n`
      : `${directory}: ${commands} commands replayed in ${(wallMs / 1000).toFixed(1)} s, ${events} events; same figures, same state hash ${stateHash}\n`,
  );
}

/** A journal that cannot be read is told by its line; one that reads well but was changed, by its checksum. */
function checkJournalBytes(journalFile: string, manifest: RunManifest): void {
  const checksum = sha256OfFile(journalFile);
  if (checksum === manifest.hashes.journal) return;
  for (const record of readJournal(journalFile)) void record;
  throw failure(
    `${journalFile}: changed since the run: expected SHA-256 ${manifest.hashes.journal}, got ${checksum}`,
  );
}

function replay(journalFile: string, manifest: RunManifest): Replay {
  const startedAt = performance.now();
  const events = createHashedLines(null);
  const metrics = createRunMetrics();
  const progress = createProgressBar({
    stream: process.stderr,
    now: () => performance.now(),
    startsAt: null,
  });
  let commands = 0;
  let liquidationCount = 0;
  function* followed(): Generator<JournalRecord> {
    for (const record of readJournal(journalFile)) {
      commands += 1;
      const { timeMs } = record.command;
      progress.update({ simulatedMs: timeMs, durationMs: manifest.simulatedMs, liquidationCount });
      yield record;
    }
  }
  const counter = partialSink({
    liquidationStarted: () => {
      liquidationCount += 1;
    },
  });
  const recorder = recordingSink((event) => events.append(JSON.stringify(event)));
  const engine = replayJournal(followed(), teeSink([metrics.sink, counter, recorder]));
  progress.clear();
  const summary = summarise(metrics, {
    scenario: manifest.scenarioName,
    seed: manifest.seed,
    stateHash: engine.stateHash(),
    commands,
    simulatedMs: manifest.simulatedMs,
    wallMs: Math.round(performance.now() - startedAt),
    conservationErrorMicros: engine.conservationErrorMicros(),
  });
  return { summary, events: events.count, eventsHash: events.finish() };
}

function checkHashes(
  { summary, eventsHash }: Replay,
  { directory, manifest }: { readonly directory: string; readonly manifest: RunManifest },
): void {
  const checks: readonly [string, string, string][] = [
    ['state hash', manifest.hashes.state, summary.stateHash],
    ['hash of the events', manifest.hashes.events, eventsHash],
  ];
  for (const [name, expected, got] of checks) {
    if (expected !== got) {
      throw failure(`${directory}: the replay differs: ${name}: expected ${expected}, got ${got}`);
    }
  }
}

/** Every figure but the time that it took must be the one in `summary.json`. */
function checkFigures(replayed: RunSummary, recorded: Readonly<Record<string, unknown>>, file: string): void {
  for (const [name, value] of Object.entries(replayed)) {
    const expected = JSON.stringify(value);
    const got = JSON.stringify(recorded[name]);
    if (name !== 'wallMs' && expected !== got) {
      throw failure(`${file}: ${name}: the replay gives ${expected}, the file says ${got}`);
    }
  }
}
