import type { Engine } from '@spillway/protocol';
import { partialSink } from '@spillway/protocol';
import { restoreEngine } from '../../src/index.ts';
import { SearchMarket } from '../markets/search-market.ts';
import { searchWorld } from '../markets/search-world.ts';
import { collectGarbage, medianSpan, type Span, timed } from '../measure.ts';
import { type BenchmarkRow, expectOutcome, type Measurement, scaled } from '../measurement.ts';

const ACCOUNTS = 1_000_000;
const INSTRUMENTS = 8;
const SECONDS_MAX = 1;

interface SnapshotSpans {
  readonly write: Span;
  readonly hash: Span;
  readonly restore: Span;
  readonly byteCount: number;
}

/** Writes, hashes and restores once; the restored market must have the same hash. */
function timeSnapshot(engine: Engine): SnapshotSpans {
  let bytes = new Uint8Array(0);
  let hash = '';
  let restored: Engine | undefined;
  collectGarbage();
  const write = timed(() => {
    bytes = new Uint8Array(engine.snapshot());
  });
  const hashed = timed(() => {
    hash = engine.stateHash();
  });
  const restore = timed(() => {
    restored = restoreEngine(bytes, partialSink({}));
  });
  expectOutcome('the hash of the restored market', restored?.stateHash(), hash);
  return { write, hash: hashed, restore, byteCount: bytes.length };
}

/** Writing, hashing and restoring a market of a million accounts with their positions. */
export const snapshot: BenchmarkRow = {
  name: 'snapshot',
  description: 'writes, hashes and restores a market of 1,000,000 accounts',
  run: async (options) => {
    const accountCount = scaled(ACCOUNTS, options);
    const world = searchWorld({ accountCount, instrumentCount: INSTRUMENTS });
    const { engine } = new SearchMarket(world, partialSink({}));
    const rounds = Array.from({ length: options.rounds }, () => timeSnapshot(engine));
    const megabytes = ((rounds[0]?.byteCount ?? 0) / 1_000_000).toFixed(0);
    const positions = (world.isolatedCount + world.positionLots.length).toLocaleString('en');
    const line = (verb: string, spans: readonly Span[], target: number | null): Measurement => {
      const span = medianSpan(spans);
      return {
        what: `${verb} of ${accountCount.toLocaleString('en')} accounts`,
        operations: accountCount,
        cpuNs: span.cpuNs / accountCount,
        wallNs: span.wallNs / accountCount,
        against: null,
        judgement: target === null ? null : { value: span.cpuNs / 1e9, unit: 's', bound: 'at most', target },
        notes: [],
      };
    };
    const written = line(
      'snapshot',
      rounds.map((round) => round.write),
      SECONDS_MAX,
    );
    const restored = line(
      'restore',
      rounds.map((round) => round.restore),
      SECONDS_MAX,
    );
    return [
      { ...written, notes: [`${megabytes} MB, ${positions} positions`] },
      { ...restored, notes: ['accounts filed for the search of who is due, which no mark pays for'] },
      line(
        'snapshot and hash',
        rounds.map((round) => round.hash),
        null,
      ),
    ];
  },
};
