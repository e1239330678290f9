import {
  type BenchmarkRow,
  clockCpuNs,
  type Judgement,
  type Measurement,
  mean,
  percentile,
  type RunOptions,
  scaled,
  timed,
} from '@spillway/bench-kit';
import { markPath } from '../markets/search-world.ts';
import { TallyingMarket } from '../markets/tallying-market.ts';

const ACCOUNT_COUNTS = [10_000, 100_000, 1_000_000];
const INSTRUMENTS = 8;
const TICKS = 2_000;
/** The cost may at most double from the smallest market to the largest. */
const GROWTH_MAX = 2;

interface QuietCost {
  readonly accounts: string;
  readonly tickCount: number;
  /** Processor time, without that of reading the clocks. */
  readonly meanNs: number;
  readonly meanWallNs: number;
  readonly medianWallNs: number;
}

/** The ticks of one path that liquidate nobody in a market of so many accounts. */
function quietCost(accountCount: number, tickCount: number): QuietCost {
  const subject = new TallyingMarket({ accountCount, instrumentCount: INSTRUMENTS });
  const { market, tally } = subject;
  const cpuNs: number[] = [];
  const wallNs: number[] = [];
  for (const [tick, step] of markPath(tickCount, INSTRUMENTS).entries()) {
    subject.tick = tick;
    market.quote(step);
    const before = tally.count;
    const span = timed(() => market.setMark(step));
    if (tally.count > before) continue;
    cpuNs.push(span.cpuNs);
    wallNs.push(span.wallNs);
  }
  return {
    accounts: `${accountCount.toLocaleString('en')} accounts`,
    tickCount: wallNs.length,
    meanNs: mean(Float64Array.from(cpuNs)) - clockCpuNs(),
    meanWallNs: mean(Float64Array.from(wallNs)),
    medianWallNs: percentile(Float64Array.from(wallNs), 0.5),
  };
}

function growthFrom(smallestNs: number, ns: number): Judgement {
  return { value: ns / smallestNs, unit: 'x', bound: 'at most', target: GROWTH_MAX };
}

/** The middle tick, which finds nobody near, and the mean, in which those that look somebody up weigh most. */
function lines(cost: QuietCost, smallest: QuietCost): Measurement[] {
  const isSmallest = cost === smallest;
  const shared = { operations: cost.tickCount, notes: [] };
  return [
    {
      ...shared,
      what: `quiet tick, ${cost.accounts}, median`,
      cpuNs: null,
      wallNs: cost.medianWallNs,
      against: null,
      judgement: isSmallest ? null : growthFrom(smallest.medianWallNs, cost.medianWallNs),
    },
    {
      ...shared,
      what: `quiet tick, ${cost.accounts}, mean`,
      cpuNs: cost.meanNs,
      wallNs: cost.meanWallNs,
      against: isSmallest ? null : { name: smallest.accounts, cpuNs: smallest.meanNs },
      judgement: isSmallest ? null : growthFrom(smallest.meanNs, cost.meanNs),
    },
  ];
}

/** What a tick that liquidates nobody costs in markets of different size. */
export const quietTicks: BenchmarkRow = {
  name: 'quiet-ticks',
  description: 'marks that liquidate nobody, with 10,000 to 1,000,000 accounts',
  run: async (options: RunOptions) => {
    const tickCount = Math.max(200, scaled(TICKS, options));
    const costs = ACCOUNT_COUNTS.map((count) => quietCost(scaled(count, options), tickCount));
    const smallest = costs[0];
    if (smallest === undefined) throw new RangeError('there is a smallest market');
    return costs.flatMap((cost) => lines(cost, smallest));
  },
};
