/** What a forced close adds to the insurance fund or takes out of it. */
import { type DecimalInput, decimalText, isStated, MarginDecimal } from './decimal.ts';
import { type ExplainTerm, Explanation } from './explanation.ts';
import { type PositionSide, signOf } from './margin-position.ts';

export interface InsuranceQuestion {
  /** Of the position that was closed. */
  readonly side: PositionSide;
  /** In coin, with prices; absent where quotes are stated. */
  readonly qty?: DecimalInput | null | undefined;
  /** What the close brought (or cost), as a price or as quote currency. */
  readonly fillPrice?: DecimalInput | null | undefined;
  readonly fillQuote?: DecimalInput | null | undefined;
  /** What would have left nothing: as a price, as quote currency, or from the entry and the margin behind. */
  readonly bankruptcyPrice?: DecimalInput | null | undefined;
  readonly bankruptcyQuote?: DecimalInput | null | undefined;
  readonly entry?: DecimalInput | null | undefined;
  readonly margin?: DecimalInput | null | undefined;
  /** Of a surplus the fund takes at most this fraction of the fill (dYdX 1.5 %); all of it when absent. */
  readonly feeMax?: DecimalInput | null | undefined;
  readonly fund?: DecimalInput | null | undefined;
}

/** Decimal strings in quote currency; the last two are null where the question states no fund. */
export interface InsuranceReport {
  /** Fill less bankruptcy, by side: negative where the close fell short. */
  readonly surplus: string;
  /** What the fund gains, negative what it is asked for. */
  readonly insuranceDelta: string;
  /** What is left for the account. */
  readonly accountKeeps: string;
  readonly fundAfter: string | null;
  /** What the fund cannot pay, and deleveraging must find. */
  readonly uncovered: string | null;
  readonly explain: readonly ExplainTerm[];
}

interface Quotes {
  readonly fill: MarginDecimal;
  readonly bankruptcy: MarginDecimal;
}

function explainQuotes(question: InsuranceQuestion, explanation: Explanation): Quotes {
  const { qty, fillQuote, bankruptcyQuote, entry, margin, bankruptcyPrice, fillPrice } = question;
  if (isStated(fillQuote) && isStated(bankruptcyQuote)) {
    return {
      fill: explanation.given('fill quote', 'fillQuote', new MarginDecimal(fillQuote)),
      bankruptcy: explanation.given(
        'bankruptcy quote',
        'bankruptcyQuote',
        new MarginDecimal(bankruptcyQuote),
      ),
    };
  }
  const quantity = explanation.given('quantity', 'qty', new MarginDecimal(qty ?? 0));
  const price = explanation.given('fill price', 'fillPrice', new MarginDecimal(fillPrice ?? 0));
  const fill = explanation.derived('fill quote', 'quantity × fill price', quantity.mul(price));
  if (isStated(bankruptcyPrice)) {
    const bankrupt = explanation.given(
      'bankruptcy price',
      'bankruptcyPrice',
      new MarginDecimal(bankruptcyPrice),
    );
    const bankruptcy = quantity.mul(bankrupt);
    explanation.derived('bankruptcy quote', 'quantity × bankruptcy price', bankruptcy);
    return { fill, bankruptcy };
  }
  const entryPrice = explanation.given('entry price', 'entry', new MarginDecimal(entry ?? 0));
  const behind = explanation.given('margin behind', 'margin', new MarginDecimal(margin ?? 0));
  const bankruptcy = quantity.mul(entryPrice).sub(behind.mul(signOf(question)));
  explanation.derived('bankruptcy quote', 'quantity × entry price − side × margin behind', bankruptcy);
  return { fill, bankruptcy };
}

/** Of a surplus at most a fraction of the fill; all of a shortfall. */
function explainDelta(
  surplus: MarginDecimal,
  { feeMax, fill }: { readonly feeMax: DecimalInput | null; readonly fill: MarginDecimal },
  explanation: Explanation,
): MarginDecimal {
  if (feeMax === null || surplus.lte(0)) return explanation.derived('insurance delta', 'surplus', surplus);
  const rate = explanation.given('largest fee', 'feeMax', new MarginDecimal(feeMax));
  const fee = MarginDecimal.min(rate.mul(fill), surplus);
  return explanation.derived('insurance delta', 'min(largest fee × fill quote, surplus)', fee);
}

function explainFund(
  fund: DecimalInput,
  delta: MarginDecimal,
  explanation: Explanation,
): { readonly fundAfter: string; readonly uncovered: string } {
  const before = explanation.given('fund', 'fund', new MarginDecimal(fund));
  const balance = before.add(delta);
  const fundAfter = MarginDecimal.max(0, balance);
  const uncovered = MarginDecimal.max(0, balance.neg());
  explanation.derived('fund after', 'max(0, fund + insurance delta)', fundAfter);
  explanation.derived('uncovered', 'max(0, −(fund + insurance delta))', uncovered);
  return { fundAfter: decimalText(fundAfter), uncovered: decimalText(uncovered) };
}

/**
 * `delta = side × (fill − bankruptcy)`, and of a surplus `min(feeMax × fill, delta)`. Sources: dydxprotocol/v4-chain,
 * x/clob/keeper/liquidations.go, GetLiquidationInsuranceFundDelta; FLOX-Foundation/flox, liquidation engine.
 */
export function explainInsurance(question: InsuranceQuestion): InsuranceReport {
  const explanation = new Explanation();
  const sideText = question.side === 'long' ? '1 for a long' : '−1 for a short';
  const sign = explanation.given('side', sideText, new MarginDecimal(signOf(question)));
  const { fill, bankruptcy } = explainQuotes(question, explanation);
  const surplus = sign.mul(fill.sub(bankruptcy));
  explanation.derived('surplus', 'side × (fill quote − bankruptcy quote)', surplus);
  const delta = explainDelta(surplus, { feeMax: question.feeMax ?? null, fill }, explanation);
  const kept = explanation.derived('account keeps', 'surplus − insurance delta', surplus.sub(delta));
  const fund = question.fund ?? null;
  const funded = fund === null ? { fundAfter: null, uncovered: null } : explainFund(fund, delta, explanation);
  return {
    surplus: decimalText(surplus),
    insuranceDelta: decimalText(delta),
    accountKeeps: decimalText(kept),
    ...funded,
    explain: explanation.terms,
  };
}
