export type { RunSummary } from './run-summary.ts';
