export type { CascadeSummary, CascadeTotals, WaveTotals } from './cascade-tree.ts';
export { describeLiquidation, type LiquidationFacts } from './describe-liquidation.ts';
export { type ForcedVolume, type StageVolume, stageSumMicros } from './forced-volume.ts';
export type { HaltCounts } from './halt-times.ts';
export type { InsuranceTotals } from './insurance-path.ts';
export type { PayerTotals } from './loss-payers.ts';
export type { MarkPathTotals } from './mark-path.ts';
export type { MinuteRow, WorstMinute } from './minute-series.ts';
export { groupThousands, ordinal, roundedMoneyText } from './number-text.ts';
export {
  createRunMetrics,
  type InstrumentTotals,
  type MetricTotals,
  type RunMetrics,
} from './run-metrics.ts';
export type { RunSummary } from './run-summary.ts';
export { type SummaryContext, summarise } from './summarise.ts';
