import { EXPECTED_REJECT_CODES, judge, missedObjectives } from './objectives.ts';
import { type ReconciliationRow, reconcile } from './reconciliation.ts';
import type { SummaryData } from './summary-data.ts';

export interface SummaryHeading {
  readonly script: string;
  readonly seed: string;
}

/** The report of a run on one screen: who saw what, how fast it was, and which objectives were not met. */
export function summaryText(data: SummaryData, { script, seed }: SummaryHeading): string {
  const counter = (name: string): number => data.metrics[name]?.values['count'] ?? 0;
  const seconds = (data.state.testRunDurationMs / 1000).toFixed(1);
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
    ...verdictLines(data),
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
  ['  while calm', 'order_latency{phase:calm}'],
  ['  after the shock', 'order_latency{phase:shock}'],
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

function verdictLines(data: SummaryData): string[] {
  const missed = missedObjectives(data).map(({ metric, expression, values }) => {
    return `  ${metric}: ${expression}, found ${JSON.stringify(values)}`;
  });
  switch (judge(data)) {
    case 'met':
      return ['all objectives met'];
    case 'missed':
      return ['objectives NOT met:', ...missed];
    case 'void':
      return ['void: k6 itself was too late to say anything about speed', ...missed];
  }
}

const TITLE_WIDTH = 24;
const CELL_WIDTH = 20;

function alignRow([title = '', ...cells]: readonly string[]): string {
  return `  ${title.padEnd(TITLE_WIDTH)}${cells.map((cell) => cell.padStart(CELL_WIDTH)).join('')}`;
}
