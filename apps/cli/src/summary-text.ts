import {
  groupThousands,
  type MetricTotals,
  type RunMetrics,
  type RunSummary,
  roundedMoneyText,
  stageSumMicros,
} from '@spillway/analysis';
import { clockText } from './progress-bar.ts';

const LABEL_WIDTH = 20;
const AMOUNT_WIDTH = 16;

export interface SummaryTextInput {
  readonly summary: RunSummary;
  readonly metrics: RunMetrics;
  /** The time that simulated 0 stands for; null when the scenario names none. */
  readonly startsAt: string | null;
}

/** A run in words and columns, for a person at a terminal. */
export function summaryText({ summary, metrics, startsAt }: SummaryTextInput): string {
  const totals = metrics.totals();
  return [
    heading(summary, startsAt),
    '',
    ...liquidationLines(summary, totals),
    '',
    ...payerLines(totals),
    '',
    ...fundLines(summary, totals),
    ...chainLines(metrics, startsAt),
    ...haltLines(summary),
    row('Deepest fall', drawdownText(summary)),
    row('Money', conservationText(summary)),
    row('State hash', summary.stateHash),
  ].join('\n');
}

function row(label: string, text: string): string {
  return `${label.padEnd(LABEL_WIDTH)}${text}`;
}

function amountRow(label: string, amounts: readonly string[]): string {
  return `${`  ${label}`.padEnd(LABEL_WIDTH)}${amounts.map((amount) => amount.padStart(AMOUNT_WIDTH)).join('')}`;
}

function heading(summary: RunSummary, startsAt: string | null): string {
  const span = `${clockText(0, startsAt)} to ${clockText(summary.simulatedMs, startsAt)}${startsAt === null ? '' : ' UTC'}`;
  const work = `${count(summary.commands)} commands, ${count(summary.trades)} trades`;
  return `${summary.scenario}, seed ${summary.seed}: ${span}, ${work}, in ${(summary.wallMs / 1000).toFixed(1)} s`;
}

function count(value: number): string {
  return groupThousands(String(value));
}

function liquidationLines(summary: RunSummary, totals: MetricTotals): readonly string[] {
  const { liquidations } = summary;
  if (liquidations.count === 0) return [row('Liquidations', 'none')];
  const perInstrument = totals.instruments.map(({ specification, forced }) => {
    const isolated = stageSumMicros(forced.isolated);
    const cross = stageSumMicros(forced.cross);
    return { symbol: specification.symbol, isolated, cross, both: isolated + cross };
  });
  const sumOf = (pick: (line: (typeof perInstrument)[number]) => bigint): bigint =>
    perInstrument.reduce((total, line) => total + pick(line), 0n);
  const all = {
    symbol: 'all',
    isolated: sumOf((line) => line.isolated),
    cross: sumOf((line) => line.cross),
    both: sumOf((line) => line.both),
  };
  return [
    row('Liquidations', `${count(liquidations.count)}; closed by force, in the quote currency:`),
    amountRow('', ['isolated', 'cross', 'both']),
    ...[...perInstrument, all].map((line) =>
      amountRow(line.symbol, [line.isolated, line.cross, line.both].map(roundedMoneyText)),
    ),
  ];
}

function payerLines({ payers, insurance }: MetricTotals): readonly string[] {
  const line = (label: string, micros: bigint, note: string): string =>
    `${amountRow(label, [roundedMoneyText(micros)])}  ${note}`;
  return [
    'Who paid',
    line('traders', payers.traderMarginMicros, 'margin of the positions closed by force'),
    line('insurance fund', insurance.paidMicros, 'bad debt, and losses on positions it took over'),
    line('winners', payers.autoDeleveragingMicros, 'profit forgone by auto-deleveraging'),
    line('everybody', payers.socialisedMicros, 'losses shared among accounts in profit'),
  ];
}

function fundLines(summary: RunSummary, totals: MetricTotals): readonly string[] {
  const { startMicros, endMicros, lowestMicros } = totals.insurance;
  const [start, end, lowest] = [startMicros, endMicros, lowestMicros].map(roundedMoneyText);
  const deleveraging =
    summary.adl.count === 0
      ? 'none'
      : `${count(summary.adl.count)} fills, ${groupThousands(summary.adl.notional.split('.')[0] ?? '')} in notional`;
  return [
    row('Insurance fund', `${start} at the start, ${end} at the end, ${lowest} at its lowest`),
    row('Auto-deleveraging', deleveraging),
  ];
}

function chainLines(metrics: RunMetrics, startsAt: string | null): readonly string[] {
  const worst = metrics.worstMinute();
  const cascades = metrics.cascades();
  const largest = cascades.largestCascade;
  if (worst === null || largest === null) return [];
  const minute = clockText(worst.minute * 60_000, startsAt).slice(0, 5);
  const worstText = `${minute}, ${roundedMoneyText(worst.forcedMicros)}, ${percentText(worst.share)} of all that was closed by force`;
  const waves = `${cascades.waves.length} deep; ${percentText(cascades.branchingRatio)} of the liquidations were caused by another`;
  const tree = `${count(largest.liquidationCount)} liquidations, ${roundedMoneyText(largest.notionalMicros)}, from ${clockText(largest.startedMs, startsAt)}`;
  return [row('Worst minute', worstText), row('Waves', waves), row('Largest cascade', tree)];
}

/** Nothing where nothing was halted: most venues have no halts. */
function haltLines({ halts }: RunSummary): readonly string[] {
  if (halts.count === 0) return [];
  const still = Object.entries(halts.haltedMs).map(([symbol, ms]) => `${symbol} ${clockText(ms, null)}`);
  const text = `${count(halts.count)}, ${count(halts.byCircuitBreaker)} of them by a circuit breaker; stood still for ${still.join(', ')}`;
  return [row('Halts', text)];
}

function percentText(fraction: number): string {
  return `${(fraction * 100).toFixed(1)} %`;
}

function drawdownText(summary: RunSummary): string {
  return Object.entries(summary.maxDrawdown)
    .map(([symbol, fraction]) => `${symbol} ${percentText(fraction)}`)
    .join(', ');
}

function conservationText(summary: RunSummary): string {
  return summary.conservationError === '0'
    ? 'conserved to the millionth'
    : `NOT CONSERVED: off by ${summary.conservationError}`;
}
