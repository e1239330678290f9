/** A loss that nobody else pays, spread over those who hold positions or profits. */
import { type DecimalInput, decimalText, MarginDecimal, sumOf } from './decimal.ts';
import { type ExplainTerm, Explanation } from './explanation.ts';

/** Drift: every coin of open position, long or short, pays the same, through cumulative funding. */
export interface PerCoinLossQuestion {
  readonly method: 'per-coin';
  readonly loss: DecimalInput;
  readonly longQty: DecimalInput;
  readonly shortQty: DecimalInput;
  /** The charge is rounded up to a multiple of this, so that it covers the loss; exact when absent. */
  readonly step?: DecimalInput | null | undefined;
}

/** The house: accounts in profit pay in proportion to it, each at most its profit. */
export interface ByProfitLossQuestion {
  readonly method: 'by-profit';
  readonly loss: DecimalInput;
  readonly winners: readonly { readonly id: number; readonly profit: DecimalInput }[];
}

export type SocialisedLossQuestion = PerCoinLossQuestion | ByProfitLossQuestion;

export interface SocialisedLossReport {
  /** Null where the method has no such charge. */
  readonly chargePerCoin: string | null;
  /** Who pays what: the sides, or the accounts by number. */
  readonly payments: readonly { readonly payer: string; readonly amount: string }[];
  /** What nobody can bear. */
  readonly uncovered: string;
  readonly explain: readonly ExplainTerm[];
}

/**
 * `loss ÷ (long + short)`, rounded up: what is too much by rounding stays in the pool. Source:
 * drift-labs/protocol-v2, math/liquidation.rs, calculate_funding_rate_deltas_to_resolve_bankruptcy.
 */
function perCoin(question: PerCoinLossQuestion, explanation: Explanation): SocialisedLossReport {
  const loss = explanation.given('loss', 'loss', new MarginDecimal(question.loss));
  const longs = explanation.given('long coins', 'longQty', new MarginDecimal(question.longQty));
  const shorts = explanation.given('short coins', 'shortQty', new MarginDecimal(question.shortQty));
  const exact = loss.div(longs.add(shorts));
  const charge = question.step
    ? exact.toNearest(new MarginDecimal(question.step), MarginDecimal.ROUND_UP)
    : exact;
  const quotient = 'loss ÷ (long coins + short coins)';
  if (question.step) explanation.given('step', 'step', new MarginDecimal(question.step));
  explanation.derived('charge per coin', question.step ? `up(${quotient}, step)` : quotient, charge);
  const paidBy = (payer: string, coins: MarginDecimal) => ({
    payer,
    amount: decimalText(
      explanation.derived(`paid by ${payer}`, `${payer} coins × charge per coin`, coins.mul(charge)),
    ),
  });
  return {
    chargePerCoin: decimalText(charge),
    payments: [paidBy('long', longs), paidBy('short', shorts)],
    uncovered: '0',
    explain: explanation.terms,
  };
}

function byProfit({ loss, winners }: ByProfitLossQuestion, explanation: Explanation): SocialisedLossReport {
  const total = explanation.given('loss', 'loss', new MarginDecimal(loss));
  const profits = winners.map(({ profit }) => MarginDecimal.max(0, new MarginDecimal(profit)));
  const sum = explanation.given('profit of all', 'sum of the profits', sumOf(profits));
  const borne = explanation.derived('borne', 'min(loss, profit of all)', MarginDecimal.min(total, sum));
  const uncovered = explanation.derived('uncovered', 'loss − borne', total.sub(borne));
  const payments = winners.map(({ id }, index) => {
    const profit = explanation.given(`profit of ${id}`, `winners[${index}].profit`, profits[index] ?? sum);
    const amount = sum.isZero() ? sum : borne.mul(profit).div(sum);
    if (!sum.isZero())
      explanation.derived(`paid by ${id}`, `borne × profit of ${id} ÷ profit of all`, amount);
    return { payer: String(id), amount: decimalText(amount) };
  });
  return { chargePerCoin: null, payments, uncovered: decimalText(uncovered), explain: explanation.terms };
}

/** Who pays a loss that is socialised, and how much of it. */
export function explainSocialisedLoss(question: SocialisedLossQuestion): SocialisedLossReport {
  const explanation = new Explanation();
  return question.method === 'per-coin' ? perCoin(question, explanation) : byProfit(question, explanation);
}
