/** What the rows of the benchmark report, and by what they are judged. */

/** How large the work is and how often it is done. */
export interface RunOptions {
  /** Interleaved rounds, of which medians are taken. */
  readonly rounds: number;
  /** 1 is the size that the targets are for; less is for trying out. */
  readonly scale: number;
  /** Those of the options that are this benchmark's own, by name. */
  readonly settings: Settings;
}

export type Settings = Readonly<Record<string, number>>;

/** A figure with the bound that it should keep. */
export interface Judgement {
  readonly value: number;
  /** `x` is a ratio to what is named in `against`, or between two of our own figures. */
  readonly unit: 'x' | 's' | 'ms' | 'bytes' | '%' | 'M/s';
  readonly bound: 'at least' | 'at most';
  readonly target: number;
}

/** A line of the table. */
export interface Measurement {
  readonly what: string;
  readonly operations: number;
  /** For one operation; null where time is not what is measured. */
  readonly cpuNs: number | null;
  readonly wallNs: number | null;
  /** The peer or baseline of the same run, for one operation. */
  readonly against: { readonly name: string; readonly cpuNs: number } | null;
  readonly judgement: Judgement | null;
  /** What else was seen, a sentence each. */
  readonly notes: readonly string[];
}

/** A row of the benchmark: some lines of the table that are measured together. */
export interface BenchmarkRow {
  readonly name: string;
  /** For `--help`. */
  readonly description: string;
  /**
   * Measures.
   * @throws OutcomeError when an outcome is wrong: a time of other work is worth nothing
   */
  readonly run: (options: RunOptions) => Promise<readonly Measurement[]>;
  /** How long it may take before it is stopped; six minutes when absent. */
  readonly limitMs?: (options: RunOptions) => number;
}

/** The work that was timed did not come to what it must come to. */
export class OutcomeError extends Error {
  override readonly name: string = 'OutcomeError';
}

/** Compares an outcome with what is expected, before any time is believed. */
export function expectOutcome(what: string, actual: unknown, expected: unknown): void {
  const [actualText, expectedText] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (actualText !== expectedText) {
    throw new OutcomeError(`${what}: expected ${expectedText}, got ${actualText}`);
  }
}

export function isReached(judgement: Judgement): boolean {
  return judgement.bound === 'at least'
    ? judgement.value >= judgement.target
    : judgement.value <= judgement.target;
}

/** A number of the full-size run, made smaller by the scale; at least one. */
export function scaled(count: number, options: RunOptions): number {
  return Math.max(1, Math.round(count * options.scale));
}
