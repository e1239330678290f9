import { join } from 'node:path';
import { partialSink, recordingSink, teeSink } from '@spillway/protocol';
import { replayJournal } from '@spillway/simulation';
import { failure } from '../command-error.ts';
import { createHashedLines } from '../hashed-lines.ts';
import { readJournal, sha256OfFile } from '../journal-reader.ts';
import { JOURNAL_FILE, type RunManifest, readRunManifest } from '../run-directory.ts';

export interface ReplayOptions {
  readonly json: boolean;
}

interface ReplayProof {
  readonly stateHash: string;
  readonly eventsHash: string;
  readonly commands: number;
  readonly events: number;
}

/** `spillway replay DIR`: applies the journal again and proves that it leads to the same state. */
export function replayCommand(directory: string, options: ReplayOptions): void {
  const manifest = readRunManifest(directory);
  const journalFile = join(directory, JOURNAL_FILE);
  const startedAt = performance.now();
  checkJournalBytes(journalFile, manifest);
  const proof = replay(journalFile);
  checkProof(proof, { directory, manifest });
  const wallMs = Math.round(performance.now() - startedAt);
  const { commands, events, stateHash } = proof;
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ directory, isSame: true, stateHash, commands, events, wallMs }, null, 2)}\n`
      : `${directory}: ${commands} commands replayed in ${(wallMs / 1000).toFixed(1)} s, ${events} events; same state hash ${stateHash}\n`,
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

function replay(journalFile: string): ReplayProof {
  const events = createHashedLines(null);
  let commands = 0;
  function* counted(): Generator<
    ReturnType<typeof readJournal> extends Generator<infer Item> ? Item : never
  > {
    for (const record of readJournal(journalFile)) {
      commands += 1;
      yield record;
    }
  }
  const sink = teeSink([partialSink({}), recordingSink((event) => events.append(JSON.stringify(event)))]);
  const engine = replayJournal(counted(), sink);
  return { stateHash: engine.stateHash(), commands, events: events.count, eventsHash: events.finish() };
}

function checkProof(
  proof: ReplayProof,
  { directory, manifest }: { readonly directory: string; readonly manifest: RunManifest },
): void {
  const checks: readonly [string, string, string][] = [
    ['state hash', manifest.hashes.state, proof.stateHash],
    ['hash of the events', manifest.hashes.events, proof.eventsHash],
  ];
  for (const [name, expected, got] of checks) {
    if (expected !== got) {
      throw failure(`${directory}: the replay differs: ${name}: expected ${expected}, got ${got}`);
    }
  }
}
