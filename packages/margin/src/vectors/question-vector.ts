import type { FigureQuestions } from '../figure-question.ts';
import type { WrittenRequest } from '../margin-request.ts';

/** A question as `spillway margin` reads it. */
export type WrittenQuestion =
  | ({ readonly kind?: 'account' } & WrittenRequest)
  | {
      readonly [Kind in keyof FigureQuestions]: { readonly kind: Kind } & FigureQuestions[Kind];
    }[keyof FigureQuestions];

/** A decimal, compared within the tolerance; anything else exactly. */
export type ExpectedFigure = string | number | boolean | null;

/**
 * A case with a known answer to any kind of question. Ids begin with `V-` (published by a venue or in its help pages),
 * `O-` (numbers of an open-source project's tests or specification) or `D-` (derived by hand: checks regressions, is
 * no independent evidence); what follows a `/` tells parts of one case apart.
 */
export interface QuestionVector {
  readonly id: string;
  readonly source: string;
  readonly request: WrittenQuestion;
  /** By path in the answer; a position is named by its index: `positions.0.liquidationPrice`. */
  readonly expected: Readonly<Record<string, ExpectedFigure>>;
  /** Absolute, in the unit of the figure: what the source's own rounding allows. */
  readonly tolerance: string;
  /** How the case was put into a request, where that is not obvious. */
  readonly note?: string;
}
