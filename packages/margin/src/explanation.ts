import { decimalText, type MarginDecimal } from './decimal.ts';

/**
 * One line of a calculation. The formula is written in the names of earlier terms and in numbers, with
 * `+ − × ÷ ( )`, `max(a, b)`, `min(a, b)`, `median(a, b, …)`, `exp(a)`, `up(a, step)` and `down(a, step)` (the next
 * multiple of a step), so that anybody can recompute it from top to bottom; a given number says where it is from
 * instead.
 */
export interface ExplainTerm {
  readonly term: string;
  readonly formula: string;
  /** A decimal string, or a word where there is no number. */
  readonly value: string;
}

/** Collects the terms of one result in the order of the calculation; each number is handed back as it came. */
export class Explanation {
  readonly #terms: ExplainTerm[] = [];

  /** A number that comes from the request or a table. */
  given(term: string, origin: string, value: MarginDecimal): MarginDecimal {
    this.#terms.push({ term, formula: `given: ${origin}`, value: decimalText(value) });
    return value;
  }

  /** A number that follows from the terms before. */
  derived(term: string, formula: string, value: MarginDecimal): MarginDecimal {
    this.#terms.push({ term, formula, value: decimalText(value) });
    return value;
  }

  /** An answer that is no number. */
  stated(term: string, because: string, value: string): void {
    this.#terms.push({ term, formula: `because: ${because}`, value });
  }

  get terms(): readonly ExplainTerm[] {
    return [...this.#terms];
  }
}

/** A number as it stands in a formula: a minus sign where programs write a hyphen. */
export function inFormula(value: MarginDecimal): string {
  return decimalText(value).replace('-', '−');
}
