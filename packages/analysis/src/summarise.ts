import { formatMicros } from '@spillway/protocol';
import { type ForcedVolume, stageSumMicros } from './forced-volume.ts';
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
      notional: formatMicros(isolatedMicros + crossMicros),
      byMode: { isolated: formatMicros(isolatedMicros), cross: formatMicros(crossMicros) },
      byInstrument: Object.fromEntries(
        totals.instruments.map(({ specification, forced }) => [
          specification.symbol,
          formatMicros(bothModesMicros(forced)),
        ]),
      ),
    },
    insuranceFund: {
      start: formatMicros(totals.insurance.startMicros),
      end: formatMicros(totals.insurance.endMicros),
      min: formatMicros(totals.insurance.lowestMicros),
    },
    adl: { count: totals.deleveragingCount, notional: formatMicros(deleveragedMicros) },
    halts: { ...totals.halts, haltedMs: haltedMsBySymbol(metrics, simulatedMs) },
    badDebt: formatMicros(totals.payers.socialisedMicros),
    conservationError: formatMicros(conservationErrorMicros),
    maxDrawdown: Object.fromEntries(
      totals.instruments.map(({ specification, mark }) => [specification.symbol, mark?.maxDrawdown ?? 0]),
    ),
  };
}

function haltedMsBySymbol(metrics: RunMetrics, simulatedMs: number): Readonly<Record<string, number>> {
  const haltedMs = metrics.haltedMs(simulatedMs);
  return Object.fromEntries(
    metrics
      .totals()
      .instruments.map(({ specification }, index) => [specification.symbol, haltedMs[index] ?? 0]),
  );
}

function bothModesMicros(forced: ForcedVolume): bigint {
  return stageSumMicros(forced.isolated) + stageSumMicros(forced.cross);
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
