import { isReached, type Judgement, type Measurement } from './measurement.ts';

/** A row as it was run under one Node.js. */
export interface RowReport {
  readonly row: string;
  readonly nodeVersion: string;
  readonly measurements: readonly Measurement[];
  /** Why there are no measurements; null when there are. */
  readonly failure: string | null;
}

/** Where and how it was measured. */
export interface ReportHead {
  readonly cpuModel: string;
  readonly cpuCount: number;
  /** Over the last minute, five and fifteen, before the first row. */
  readonly loadAverage: readonly number[];
  readonly rounds: number;
  readonly scale: number;
}

const COLUMNS = ['what', 'operations', 'CPU each', 'wall each', 'against', 'result', 'target', 'reached'];
/** Columns of numbers, which end where the column ends. */
const RIGHT_ALIGNED = new Set([1, 2, 3, 4, 5, 6]);

function significant(value: number): string {
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return value
    .toPrecision(3)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
}

/** A time in the unit in which it is easiest to read. */
export function formatNs(ns: number | null): string {
  if (ns === null) return '';
  if (Math.abs(ns) < 1_000) return `${significant(ns)} ns`;
  if (Math.abs(ns) < 1_000_000) return `${significant(ns / 1_000)} µs`;
  if (Math.abs(ns) < 1_000_000_000) return `${significant(ns / 1_000_000)} ms`;
  return `${significant(ns / 1_000_000_000)} s`;
}

function withUnit(value: number, unit: Judgement['unit']): string {
  return unit === 'x' || unit === '%' ? `${significant(value)}${unit}` : `${significant(value)} ${unit}`;
}

function cellsOf(measurement: Measurement, isFullSize: boolean): readonly string[] {
  const { what, operations, cpuNs, wallNs, against, judgement } = measurement;
  const sign = judgement?.bound === 'at least' ? '≥' : '≤';
  return [
    what,
    operations.toLocaleString('en'),
    formatNs(cpuNs),
    formatNs(wallNs),
    against === null ? '' : `${formatNs(against.cpuNs)} ${against.name}`,
    judgement === null ? '' : withUnit(judgement.value, judgement.unit),
    judgement === null ? '' : `${sign} ${withUnit(judgement.target, judgement.unit)}`,
    judgement === null || !isFullSize ? '' : isReached(judgement) ? 'yes' : 'no',
  ];
}

interface Block {
  /** Cells of the table, or a single text over its whole width. */
  readonly cells: readonly string[] | string;
}

function blocksOf(reports: readonly RowReport[], isFullSize: boolean): Block[] {
  return reports.flatMap((report) => {
    const title: Block = { cells: `${report.row} (Node.js ${report.nodeVersion})` };
    if (report.failure !== null) return [title, { cells: `  no figures: ${report.failure}` }];
    const lines = report.measurements.flatMap((measurement): Block[] => [
      { cells: cellsOf({ ...measurement, what: `  ${measurement.what}` }, isFullSize) },
      ...measurement.notes.map((note) => ({ cells: `    ${note}` })),
    ]);
    return [title, ...lines];
  });
}

/** The head and the table, for a terminal. */
export function formatReport(head: ReportHead, reports: readonly RowReport[]): string {
  const load = head.loadAverage.map((value) => value.toFixed(2)).join(' ');
  const scale = head.scale === 1 ? '' : `; at scale ${head.scale}, while targets are for 1`;
  const blocks: Block[] = [{ cells: COLUMNS }, ...blocksOf(reports, head.scale === 1)];
  const widths = COLUMNS.map((_, column) =>
    Math.max(...blocks.map(({ cells }) => (typeof cells === 'string' ? 0 : (cells[column]?.length ?? 0)))),
  );
  const lines = blocks.map(({ cells }) => {
    if (typeof cells === 'string') return cells;
    const padded = cells.map((cell, column) =>
      RIGHT_ALIGNED.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
    );
    return padded.join('  ').trimEnd();
  });
  return [
    `${head.cpuModel}, ${head.cpuCount} processors, load average ${load}; ${head.rounds} rounds${scale}`,
    '',
    ...lines,
    '',
  ].join('\n');
}
