import { type ForcedVolume, stageSumMicros } from './forced-volume.ts';
import { microsText } from './number-text.ts';
import type { RunMetrics } from './run-metrics.ts';
import type { RunSummary } from './run-summary.ts';

/** What the events of a run do not say about it. */
export interface SummaryContext {
  readonly scenario: string;
  readonly seed: string;
  readonly stateHash: string;
  readonly commands: number;
  readonly simulatedMs: number;
  readonly wallMs: number;
  readonly conservationErrorMicros: bigint;
}

/** Puts a run into the form that `spillway run --json` prints and `summary.json` holds. */
export function summarise(metrics: RunMetrics, context: SummaryContext): RunSummary {
  const { conservationErrorMicros, scenario, seed, stateHash, commands, simulatedMs, wallMs } = context;
  const totals = metrics.totals();
  const cascades = metrics.cascades();
  const isolatedMicros = sum(totals.instruments.map(({ forced }) => stageSumMicros(forced.isolated)));
  const crossMicros = sum(totals.instruments.map(({ forced }) => stageSumMicros(forced.cross)));
  const deleveragedMicros = sum(
    totals.instruments.map(
      ({ forced }) => forced.isolated['auto-deleveraging'] + forced.cross['auto-deleveraging'],
    ),
  );
  return {
    scenario,
    seed,
    stateHash,
    commands,
    trades: totals.tradeCount,
    simulatedMs,
    wallMs,
    liquidations: {
      count: cascades.liquidationCount,
      notional: microsText(isolatedMicros + crossMicros),
      byMode: { isolated: microsText(isolatedMicros), cross: microsText(crossMicros) },
      byInstrument: Object.fromEntries(
        totals.instruments.map(({ specification, forced }) => [
          specification.symbol,
          microsText(bothModesMicros(forced)),
        ]),
      ),
    },
    insuranceFund: {
      start: microsText(totals.insurance.startMicros),
      end: microsText(totals.insurance.endMicros),
      min: microsText(totals.insurance.lowestMicros),
    },
    adl: { count: totals.deleveragingCount, notional: microsText(deleveragedMicros) },
    badDebt: microsText(totals.payers.socialisedMicros),
    conservationError: microsText(conservationErrorMicros),
    maxDrawdown: Object.fromEntries(
      totals.instruments.map(({ specification, mark }) => [specification.symbol, mark?.maxDrawdown ?? 0]),
    ),
  };
}

function bothModesMicros(forced: ForcedVolume): bigint {
  return stageSumMicros(forced.isolated) + stageSumMicros(forced.cross);
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
