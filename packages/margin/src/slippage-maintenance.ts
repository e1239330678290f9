/** Maintenance margin that includes what leaving the position through the book would cost (Vega). */
import { type DecimalInput, decimalText, MarginDecimal, sumOf } from './decimal.ts';
import { type ExplainTerm, Explanation } from './explanation.ts';
import { type PositionSide, signOf } from './margin-position.ts';

export interface BookLevel {
  readonly price: DecimalInput;
  readonly qty: DecimalInput;
}

export interface SlippageMaintenanceQuestion {
  readonly side: PositionSide;
  readonly qty: DecimalInput;
  readonly mark: DecimalInput;
  /** Maintenance as a fraction of notional, without slippage. */
  readonly riskFactor: DecimalInput;
  /** The largest slippage that is counted, as a fraction of notional. */
  readonly slippageFactor: DecimalInput;
  /** The side of the book that the position would be closed against, best first; longs sell to bids. */
  readonly bids?: readonly BookLevel[] | null | undefined;
  readonly asks?: readonly BookLevel[] | null | undefined;
}

export interface SlippageMaintenanceReport {
  /** Mean price of closing as much as the book takes; null where it takes nothing. */
  readonly exitPrice: string | null;
  readonly slippage: string;
  readonly maintenanceMargin: string;
  readonly explain: readonly ExplainTerm[];
}

/** Volume-weighted price of taking `quantity` from levels, best first, as far as they reach. */
function exitPriceOf(levels: readonly BookLevel[], quantity: MarginDecimal): MarginDecimal | null {
  let left = quantity;
  const taken = levels.map(({ price, qty }) => {
    const size = MarginDecimal.min(left, new MarginDecimal(qty));
    left = left.sub(size);
    return { size, cost: size.mul(price) };
  });
  const size = sumOf(taken.map((each) => each.size));
  return size.isZero() ? null : sumOf(taken.map((each) => each.cost)).div(size);
}

/**
 * `max(0, min(notional × slippage factor, quantity × side × (mark − exit price))) + notional × risk factor`; the first
 * bound alone where the book is empty. Source: vegaprotocol/specs, protocol/0019-MCAL-margin_calculator.md.
 */
export function explainSlippageMaintenance(question: SlippageMaintenanceQuestion): SlippageMaintenanceReport {
  const explanation = new Explanation();
  const sideText = question.side === 'long' ? '1 for a long' : '−1 for a short';
  const sign = explanation.given('side', sideText, new MarginDecimal(signOf(question)));
  const quantity = explanation.given('quantity', 'qty', new MarginDecimal(question.qty));
  const mark = explanation.given('mark price', 'mark', new MarginDecimal(question.mark));
  const notional = explanation.derived('notional', 'quantity × mark price', quantity.mul(mark));
  const factor = new MarginDecimal(question.slippageFactor);
  explanation.given('slippage factor', 'slippageFactor', factor);
  const bound = explanation.derived('largest slippage', 'notional × slippage factor', notional.mul(factor));
  const levels = question.side === 'long' ? question.bids : question.asks;
  const exitPrice = exitPriceOf(levels ?? [], quantity);
  let slippage = bound;
  if (exitPrice === null) {
    explanation.derived('slippage', 'largest slippage', slippage);
  } else {
    explanation.given('exit price', 'mean price of the book for the size', exitPrice);
    slippage = MarginDecimal.max(0, MarginDecimal.min(bound, mark.sub(exitPrice).mul(sign).mul(quantity)));
    const formula = 'max(0, min(largest slippage, quantity × side × (mark price − exit price)))';
    explanation.derived('slippage', formula, slippage);
  }
  const riskFactor = explanation.given('risk factor', 'riskFactor', new MarginDecimal(question.riskFactor));
  const maintenance = slippage.add(notional.mul(riskFactor));
  explanation.derived('maintenance margin', 'slippage + notional × risk factor', maintenance);
  return {
    exitPrice: exitPrice === null ? null : decimalText(exitPrice),
    slippage: decimalText(slippage),
    maintenanceMargin: decimalText(maintenance),
    explain: explanation.terms,
  };
}
