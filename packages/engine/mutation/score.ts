/** What became of mutants, counted and written down. */

/** As much of a result of Stryker as is counted here. */
export interface TestedMutant {
  readonly fileName: string;
  readonly status: string;
  readonly mutatorName: string;
  readonly replacement: string;
  readonly location: { readonly start: Place; readonly end: Place };
}

/** Lines and columns count from 1. */
interface Place {
  readonly line: number;
  readonly column: number;
}

/** Mutants of a file or of several. */
export interface Score {
  readonly name: string;
  readonly killed: number;
  /** Went on for so long that it was stopped: noticed as well. */
  readonly timedOut: number;
  readonly survived: number;
  /** No test reaches the place. */
  readonly uncovered: number;
  /** Could not be run, or was left out. */
  readonly notCounted: number;
}

const COLUMNS = ['', 'mutants', 'killed', 'timeout', 'survived', 'no coverage', 'score'];

/** Whether one wants to see a mutant: no test noticed it, or it was stopped, which a busy machine may do as well. */
export function isWorthALook({ status }: Pick<TestedMutant, 'status'>): boolean {
  return status === 'Survived' || status === 'NoCoverage' || status === 'Timeout';
}

export function scoreOf(name: string, mutants: readonly TestedMutant[]): Score {
  const count = (...statuses: readonly string[]): number =>
    mutants.filter(({ status }) => statuses.includes(status)).length;
  const counted = {
    killed: count('Killed'),
    timedOut: count('Timeout'),
    survived: count('Survived'),
    uncovered: count('NoCoverage'),
  };
  const sum = counted.killed + counted.timedOut + counted.survived + counted.uncovered;
  return { name, ...counted, notCounted: mutants.length - sum };
}

/** Mutants that count: all but those that were left out. */
export function mutantCount({ killed, timedOut, survived, uncovered }: Score): number {
  return killed + timedOut + survived + uncovered;
}

/** Killed mutants in a hundred; 100 where there are none to kill. */
export function percentOf(score: Score): number {
  const count = mutantCount(score);
  return count === 0 ? 100 : (100 * (score.killed + score.timedOut)) / count;
}

/** One decimal, rounded down: what falls short of the threshold is never shown as having reached it. */
function percentText(score: Score): string {
  return `${(Math.floor(percentOf(score) * 10) / 10).toFixed(1)} %`;
}

function cellsOf(score: Score): readonly string[] {
  const { name, killed, timedOut, survived, uncovered } = score;
  const numbers = [mutantCount(score), killed, timedOut, survived, uncovered];
  return [name, ...numbers.map(String), percentText(score)];
}

/** A table of Markdown, with a line for each score. */
export function formatScores(scores: readonly Score[]): string {
  const rows = [COLUMNS, ...scores.map(cellsOf)];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join(' | ')} |`;
  const rule = `|${widths.map((width, at) => (at === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  const [head = [], ...body] = rows.map(line);
  return `${[head, rule, ...body].join('\n')}\n`;
}

function textBetween(source: string, { start, end }: TestedMutant['location']): string {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const last = lines.length - 1;
  return lines
    .map((text, at) =>
      text.slice(at === 0 ? start.column - 1 : 0, at === last ? end.column - 1 : undefined).trim(),
    )
    .join(' ');
}

/**
 * A mutant in one line: where it is, what became of it, what was there, what stood there instead.
 * @param source - text of its file
 */
export function describeMutant(mutant: TestedMutant, source: string): string {
  const { fileName, status, mutatorName, replacement, location } = mutant;
  const place = `${fileName}:${location.start.line}:${location.start.column}`;
  const instead = replacement.replaceAll(/\s+/g, ' ');
  return `${place} ${mutatorName} (${status}): ${textBetween(source, location)} => ${instead}`;
}
