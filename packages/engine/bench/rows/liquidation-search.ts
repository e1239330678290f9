import { PlainScan } from '../markets/plain-scan.ts';
import { markPath } from '../markets/search-world.ts';
import { TallyingMarket } from '../markets/tallying-market.ts';
import { mean, percentile, type Span, timed } from '../measure.ts';
import { type BenchmarkRow, expectOutcome, type Measurement, scaled } from '../measurement.ts';

const ACCOUNTS = 1_000_000;
const INSTRUMENTS = 8;
const TICKS = 2_000;

/** The times of each tick, and how many accounts it liquidated. */
interface TickTimes {
  readonly cpuNs: Float64Array;
  readonly wallNs: Float64Array;
  readonly liquidated: Int32Array;
}

function emptyTimes(tickCount: number): TickTimes {
  return {
    cpuNs: new Float64Array(tickCount),
    wallNs: new Float64Array(tickCount),
    liquidated: new Int32Array(tickCount),
  };
}

/** Those of the times whose tick liquidated somebody, or nobody. */
function timesWhere(
  times: TickTimes,
  hasLiquidated: boolean,
): { readonly cpuNs: Float64Array; readonly wallNs: Float64Array } {
  const isWanted = (_: number, tick: number): boolean => (times.liquidated[tick] ?? 0) > 0 === hasLiquidated;
  return { cpuNs: times.cpuNs.filter(isWanted), wallNs: times.wallNs.filter(isWanted) };
}

function noteTick(times: TickTimes, tick: number, span: Span): void {
  times.cpuNs[tick] = span.cpuNs;
  times.wallNs[tick] = span.wallNs;
}

function microseconds(ns: number): string {
  return `${(ns / 1_000).toFixed(ns < 10_000 ? 2 : 0)} µs`;
}

function spread(wallNs: Float64Array): string {
  const p50Ns = percentile(wallNs, 0.5);
  const p99Ns = percentile(wallNs, 0.99);
  const worstNs = percentile(wallNs, 1);
  return `p50 ${microseconds(p50Ns)}, p99 ${microseconds(p99Ns)}, worst ${microseconds(worstNs)} on the clock`;
}

/** The first tick files those who changed last while the market was set up; this is what each of the others takes. */
function laterTicksLine(
  times: TickTimes,
  against: { readonly name: string; readonly cpuNs: number },
): Measurement {
  const cpuNs = times.cpuNs.subarray(1);
  const wallNs = times.wallNs.subarray(1);
  return {
    what: 'of these, all but the first',
    operations: cpuNs.length,
    cpuNs: mean(cpuNs),
    wallNs: mean(wallNs),
    against,
    judgement: null,
    notes: [
      `the first, which files the accounts that were set up last: ${microseconds(times.wallNs[0] ?? 0)} on the clock`,
      spread(wallNs),
    ],
  };
}

/** What is left of a tick that liquidates, a liquidation. */
function closeOutLine(times: TickTimes, quietCpuNs: number): Measurement {
  const busy = timesWhere(times, true);
  const liquidated = times.liquidated.reduce((sum, count) => sum + count, 0);
  const perLiquidation = (ns: Float64Array, searchNs: number): number =>
    (mean(ns) * ns.length - searchNs * ns.length) / liquidated;
  const quietWallNs = mean(timesWhere(times, false).wallNs);
  return {
    what: 'close-out of one account, search taken off',
    operations: liquidated,
    cpuNs: perLiquidation(busy.cpuNs, quietCpuNs),
    wallNs: perLiquidation(busy.wallNs, quietWallNs),
    against: null,
    judgement: null,
    notes: [],
  };
}

/** Engine and scan, tick by tick in turn. */
function raceAgainstScan(
  subject: TallyingMarket,
  scan: PlainScan,
  tickCount: number,
): { readonly engineTimes: TickTimes; readonly scanTimes: TickTimes } {
  const { market, tally, world } = subject;
  const engineTimes = emptyTimes(tickCount);
  const scanTimes = emptyTimes(tickCount);
  for (const [tick, step] of markPath(tickCount, world.instrumentCount).entries()) {
    subject.tick = tick;
    market.quote(step);
    const before = tally.count;
    const engineSpan = timed(() => market.setMark(step));
    noteTick(engineTimes, tick, engineSpan);
    engineTimes.liquidated[tick] = tally.count - before;
    const scanSpan = timed(() => scan.setMark(tick, step.instrument, step.markTicks));
    noteTick(scanTimes, tick, scanSpan);
  }
  return { engineTimes, scanTimes };
}

/** The engine's mark against a scan of all accounts, on the same accounts. */
export const liquidationSearch: BenchmarkRow = {
  name: 'liquidation-search',
  description: 'who a mark makes due among 1,000,000 accounts, against a plain scan',
  run: async (options) => {
    // The first 400 ticks hold two jumps of 1 %: fewer would liquidate nobody.
    const tickCount = Math.max(400, scaled(TICKS, options));
    const accountCount = scaled(ACCOUNTS, options);
    let subject: TallyingMarket | undefined;
    const setup = timed(() => {
      subject = new TallyingMarket({ accountCount, instrumentCount: INSTRUMENTS });
    });
    if (subject === undefined) throw new RangeError('a market was set up');
    const scan = new PlainScan(subject.world);
    const { engineTimes, scanTimes } = raceAgainstScan(subject, scan, tickCount);
    const { tally } = subject;
    expectOutcome(
      'accounts liquidated, in order',
      { count: tally.count, hash: tally.hash },
      { count: scan.tally.count, hash: scan.tally.hash },
    );
    expectOutcome('conservation error', String(subject.market.engine.conservationErrorMicros()), '0');
    const quiet = timesWhere(engineTimes, false);
    const scanCpuNs = mean(scanTimes.cpuNs);
    const engineCpuNs = mean(engineTimes.cpuNs);
    const against = { name: 'plain scan', cpuNs: scanCpuNs };
    const evaluations = Math.round(scan.evaluations / tickCount).toLocaleString('en');
    return [
      {
        what: `mark tick, ${accountCount.toLocaleString('en')} accounts`,
        operations: tickCount,
        cpuNs: engineCpuNs,
        wallNs: mean(engineTimes.wallNs),
        against,
        judgement: { value: scanCpuNs / engineCpuNs, unit: 'x', bound: 'at least', target: 100 },
        notes: [
          `${tally.count.toLocaleString('en')} liquidated, the same accounts in the same order as by the scan`,
          `the scan reckons margin ${evaluations} times a tick`,
          `set up before in ${(setup.cpuNs / 1e9).toFixed(1)} s of processor time, in which the commands filed their accounts`,
          spread(engineTimes.wallNs),
        ],
      },
      laterTicksLine(engineTimes, against),
      {
        what: 'of these, ticks that liquidate nobody',
        operations: quiet.cpuNs.length,
        cpuNs: mean(quiet.cpuNs),
        wallNs: mean(quiet.wallNs),
        against,
        judgement: null,
        notes: [spread(quiet.wallNs)],
      },
      ...(tally.count > 0 ? [closeOutLine(engineTimes, mean(quiet.cpuNs))] : []),
    ];
  },
};
