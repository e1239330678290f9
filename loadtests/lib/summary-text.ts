import { EXPECTED_REJECT_CODES } from './objectives.ts';
import { type ReconciliationRow, reconcile } from './reconciliation.ts';

/** What k6 hands to `handleSummary`, as far as it is read here. */
export interface SummaryData {
  readonly metrics: Readonly<Record<string, SummaryMetric | undefined>>;
  readonly state: { readonly testRunDurationMs: number };
}

interface SummaryMetric {
  readonly values: Readonly<Record<string, number | undefined>>;
  readonly thresholds?: Readonly<Record<string, { readonly ok: boolean }>>;
}

export interface SummaryHeading {
  readonly script: string;
  readonly seed: string;
}

/** The report of a run on one screen: who saw what, how fast it was, and which objectives were not met. */
export function summaryText(data: SummaryData, { script, seed }: SummaryHeading): string {
  const counter = (name: string): number => data.metrics[name]?.values['count'] ?? 0;
  const seconds = (data.state.testRunDurationMs / 1000).toFixed(1);
  const missed = missedObjectives(data);
  return [
    '',
    `${script}: seed ${seed}, ${counter('seats')} seats, ${seconds} s, plan ${counter('plan_checksum')}`,
    '',
    ...reconciliationTable(reconcile(counter)),
    '',
    ...latencyTable(data),
    '',
    `refused: ${refusals(counter)}`,
    `frames: ${counter('frames')} received, ${counter('sequence_gaps')} out of sequence`,
    '',
    ...(missed.length === 0 ? ['all objectives met'] : ['objectives NOT met:', ...missed]),
    '',
  ].join('\n');
}

function reconciliationTable(rows: readonly ReconciliationRow[]): string[] {
  const header = alignRow(['', 'clients saw', 'server says', 'difference']);
  return [
    header,
    ...rows.map(({ title, client, server, difference, isEqual }) => {
      return `${alignRow([title, client, server, difference])}  ${isEqual ? 'equal' : 'NOT EQUAL'}`;
    }),
  ];
}

const LATENCY_ROWS: readonly (readonly [title: string, metric: string])[] = [
  ['order latency', 'order_latency'],
  ['  before the shock', 'order_latency{phase:calm}'],
  ['  after it', 'order_latency{phase:shock}'],
  ['  from actual send', 'order_latency_naive'],
  ['generator lateness', 'generator_lateness'],
  ['generator loop lag', 'generator_loop_lag'],
];

function latencyTable({ metrics }: SummaryData): string[] {
  const rows = LATENCY_ROWS.flatMap(([title, name]) => {
    const values = metrics[name]?.values;
    if (values === undefined) return [];
    const cells = ['med', 'p(99)', 'max'].map((statistic) => (values[statistic] ?? 0).toFixed(2));
    return [alignRow([title, ...cells])];
  });
  return [alignRow(['milliseconds', 'median', 'p99', 'max']), ...rows];
}

function refusals(counter: (name: string) => number): string {
  const listed = EXPECTED_REJECT_CODES.map(
    (code) => [code, counter(`orders_rejected{code:${code}}`)] as const,
  );
  const parts = listed.filter(([, count]) => count > 0).map(([code, count]) => `${code} ${count}`);
  const unexpected = counter('rejects_unexpected');
  if (unexpected > 0) parts.push(`UNEXPECTED ${unexpected}`);
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}

function missedObjectives({ metrics }: SummaryData): string[] {
  return Object.entries(metrics).flatMap(([name, metric]) =>
    Object.entries(metric?.thresholds ?? {})
      .filter(([, { ok }]) => !ok)
      .map(([expression]) => `  ${name}: ${expression}, found ${JSON.stringify(metric?.values)}`),
  );
}

const TITLE_WIDTH = 24;
const CELL_WIDTH = 20;

function alignRow([title = '', ...cells]: readonly string[]): string {
  return `  ${title.padEnd(TITLE_WIDTH)}${cells.map((cell) => cell.padStart(CELL_WIDTH)).join('')}`;
}
