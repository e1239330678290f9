import { decimalText, type MarginDecimal } from './decimal.ts';

/**
 * One line of a calculation. The formula is written in the names of earlier terms and in numbers, with
 * `+ − × ÷ ( )` and `max(a, b)`, so that anybody can recompute it from top to bottom; a given number says where
 * it is from instead.
 */
export interface ExplainTerm {
  readonly term: string;
  readonly formula: string;
  /** A decimal string, or a word where there is no number. */
  readonly value: string;
}

/** Collects the terms of one result in the order of the calculation. */
export class Explanation {
  readonly #terms: ExplainTerm[] = [];

  /** A number that comes from the request or a table. */
  given(term: string, origin: string, value: MarginDecimal): void {
    this.#terms.push({ term, formula: `given: ${origin}`, value: decimalText(value) });
  }

  /** A number that follows from the terms before. */
  derived(term: string, formula: string, value: MarginDecimal): void {
    this.#terms.push({ term, formula, value: decimalText(value) });
  }

  /** An answer that is no number. */
  stated(term: string, because: string, value: string): void {
    this.#terms.push({ term, formula: `because: ${because}`, value });
  }

  get terms(): readonly ExplainTerm[] {
    return [...this.#terms];
  }
}
