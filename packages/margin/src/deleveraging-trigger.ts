/** When a drawdown of the insurance pool starts and stops deleveraging, and how much it closes (Bybit). */
import { type DecimalInput, decimalText, MarginDecimal } from './decimal.ts';
import { type ExplainTerm, Explanation } from './explanation.ts';

export interface DeleveragingTriggerQuestion {
  /** The pool's highest balance of the last eight hours. */
  readonly poolPeak: DecimalInput;
  /** What the symbol has cost the pool in that time. */
  readonly loss: DecimalInput;
  /** Deleveraging starts below this drawdown, a fraction: -0.3. */
  readonly startThreshold: DecimalInput;
  /** And stops above this one: -0.25. */
  readonly stopThreshold: DecimalInput;
  /** What is in the pool; the peak less the loss when absent. */
  readonly pool?: DecimalInput | null | undefined;
  readonly isActive?: boolean | null | undefined;
}

export interface DeleveragingTriggerReport {
  /** Negative: what the symbol took of the peak, as a fraction. */
  readonly drawdown: string;
  /** Whether deleveraging begins now, or would begin. */
  readonly starts: boolean;
  /** Whether it is on after this look: begun, or not yet stopped. */
  readonly isActiveAfter: boolean;
  /** Loss to be closed against the winners, so that the drawdown is back at the start threshold. */
  readonly closesAmount: string;
  readonly explain: readonly ExplainTerm[];
}

/**
 * `drawdown = −loss ÷ peak`; starts below `startThreshold` or with an empty pool, closes `loss + startThreshold × peak`,
 * stops above `stopThreshold`. With an empty pool all of the loss is closed. Source: bybit-exchange/docs,
 * docs/v5/market/adl-alert.mdx.
 */
export function explainDeleveragingTrigger(question: DeleveragingTriggerQuestion): DeleveragingTriggerReport {
  const explanation = new Explanation();
  const peak = explanation.given('pool peak', 'poolPeak', new MarginDecimal(question.poolPeak));
  const loss = explanation.given('loss', 'loss', new MarginDecimal(question.loss));
  const start = explanation.given(
    'start threshold',
    'startThreshold',
    new MarginDecimal(question.startThreshold),
  );
  const stop = explanation.given(
    'stop threshold',
    'stopThreshold',
    new MarginDecimal(question.stopThreshold),
  );
  const pool = new MarginDecimal(question.pool ?? peak.sub(loss).toFixed());
  explanation.given('pool', 'pool, or peak less loss', pool);
  const drawdown = explanation.derived('drawdown', '−loss ÷ pool peak', loss.neg().div(peak));
  const isEmpty = pool.lte(0);
  const starts = drawdown.lt(start) || isEmpty;
  const isActiveAfter = starts || (question.isActive === true && drawdown.lte(stop));
  const excess = isEmpty
    ? explanation.derived('to close', 'loss', loss)
    : explanation.derived(
        'to close',
        'max(0, loss + start threshold × pool peak)',
        MarginDecimal.max(0, loss.add(start.mul(peak))),
      );
  return {
    drawdown: decimalText(drawdown),
    starts,
    isActiveAfter,
    closesAmount: decimalText(excess),
    explain: explanation.terms,
  };
}
