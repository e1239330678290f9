import { type MetricTotals, type RunMetrics, stageSumMicros } from '@spillway/analysis';
import { type EngineView, instrumentId } from '@spillway/protocol';
import type { RunTotals } from '@spillway/protocol/wire';

/** Micros of a total as the wire carries them. Exact up to 2^53 micros, nine milliards of the quote currency. */
const wireMicros = (micros: bigint): number => Number(micros);

function sumMicros(
  totals: MetricTotals,
  pick: (instrument: MetricTotals['instruments'][number]) => bigint,
): bigint {
  return totals.instruments.reduce((sum, instrument) => sum + pick(instrument), 0n);
}

/** The run's running totals in the form of the wire. */
export function runTotals(metrics: RunMetrics, engine: EngineView, commandCount: number): RunTotals {
  const totals = metrics.totals();
  const cascades = metrics.cascades();
  const isolatedMicros = sumMicros(totals, ({ forced }) => stageSumMicros(forced.isolated));
  const crossMicros = sumMicros(totals, ({ forced }) => stageSumMicros(forced.cross));
  const deleveragedMicros = sumMicros(
    totals,
    ({ forced }) => forced.isolated['auto-deleveraging'] + forced.cross['auto-deleveraging'],
  );
  return {
    liquidationCount: cascades.liquidationCount,
    liquidationNotionalMicros: wireMicros(isolatedMicros + crossMicros),
    byMode: { isolated: wireMicros(isolatedMicros), cross: wireMicros(crossMicros) },
    countByMode: { isolated: cascades.countByMode.isolated, cross: cascades.countByMode.cross },
    byInstrument: totals.instruments.map(({ instrumentId: id, forced }) => ({
      instrumentId: id,
      isolated: wireMicros(stageSumMicros(forced.isolated)),
      cross: wireMicros(stageSumMicros(forced.cross)),
    })),
    payers: {
      traderMarginMicros: wireMicros(totals.payers.traderMarginMicros),
      insuranceFundMicros: wireMicros(totals.insurance.paidMicros),
      autoDeleveragingMicros: wireMicros(totals.payers.autoDeleveragingMicros),
      socialisedMicros: wireMicros(totals.payers.socialisedMicros),
    },
    autoDeleveragedNotionalMicros: wireMicros(deleveragedMicros),
    insuranceFundMicros: wireMicros(totals.insurance.endMicros),
    insuranceFundStartMicros: wireMicros(totals.insurance.startMicros),
    tradeCount: totals.tradeCount,
    commandCount,
    accountCount: totals.accountCount,
    openInterestLots: totals.instruments.map((_, index) => engine.openInterestLots(instrumentId(index))),
  };
}
