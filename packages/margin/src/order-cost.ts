import { type DecimalInput, decimalText, MarginDecimal } from './decimal.ts';
import { type ExplainTerm, Explanation } from './explanation.ts';

export interface OrderCostQuestion {
  readonly side: 'buy' | 'sell';
  readonly orderPrice: DecimalInput;
  readonly markPrice: DecimalInput;
  readonly quantity: DecimalInput;
  readonly leverage: DecimalInput;
}

/** What an order that opens a position takes out of the available balance; decimal strings. */
export interface OrderCostReport {
  readonly initialMargin: string;
  /** What the position would have lost at the mark the moment it is filled; not negative. */
  readonly openLoss: string;
  readonly cost: string;
  readonly explain: readonly ExplainTerm[];
}

/**
 * Cost of an order in the sense of Binance USD-M: `price × quantity ÷ leverage`, and the open loss
 * `quantity × |min(0, side × (mark − price))|`. A reservation, never a loss: equity does not change.
 */
export function explainOrderCost(question: OrderCostQuestion): OrderCostReport {
  const explanation = new Explanation();
  const sign = question.side === 'buy' ? 1 : -1;
  const orderPrice = new MarginDecimal(question.orderPrice);
  const markPrice = new MarginDecimal(question.markPrice);
  const quantity = new MarginDecimal(question.quantity);
  const leverage = new MarginDecimal(question.leverage);
  const initialMargin = orderPrice.mul(quantity).div(leverage);
  const openLoss = MarginDecimal.max(0, orderPrice.sub(markPrice).mul(sign)).mul(quantity);
  explanation.given('side', sign === 1 ? '1 for a buy' : '−1 for a sell', new MarginDecimal(sign));
  explanation.given('order price', 'orderPrice', orderPrice);
  explanation.given('mark price', 'markPrice', markPrice);
  explanation.given('quantity', 'quantity', quantity);
  explanation.given('leverage', 'leverage', leverage);
  explanation.derived('initial margin', 'order price × quantity ÷ leverage', initialMargin);
  explanation.derived('open loss', 'quantity × max(0, side × (order price − mark price))', openLoss);
  explanation.derived('cost', 'initial margin + open loss', initialMargin.add(openLoss));
  return {
    initialMargin: decimalText(initialMargin),
    openLoss: decimalText(openLoss),
    cost: decimalText(initialMargin.add(openLoss)),
    explain: explanation.terms,
  };
}
