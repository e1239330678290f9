export {
  addSpans,
  clockCpuNs,
  collectGarbage,
  liveBytes,
  mean,
  median,
  medianSpan,
  percentile,
  type Span,
  timed,
} from './measure.ts';
export {
  type BenchmarkRow,
  expectOutcome,
  type Judgement,
  type Measurement,
  OutcomeError,
  type RunOptions,
  type Settings,
  scaled,
} from './measurement.ts';
export { runBench } from './run-bench.ts';
export { runRowHere, tellProgress } from './run-row-here.ts';
