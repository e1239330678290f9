/** Funding: premium index, interest, clamp, cap, and the payment. Rates are fractions: 0.0001 is 0.01 %. */
import { type DecimalInput, decimalText, isStated, MarginDecimal, sumOf } from './decimal.ts';
import { type ExplainTerm, Explanation, inFormula } from './explanation.ts';
import { type PositionSide, signOf } from './margin-position.ts';
import { medianOf } from './median.ts';

/** `time-weighted`: weights 1, 2, … n, the latest heaviest (Binance). `mean`: Bybit, Hyperliquid. `median`: dYdX. */
export type PremiumAveraging = 'time-weighted' | 'mean' | 'median';

/** Impact prices: what selling or buying the impact notional would bring or cost on average. */
export interface ImpactSample {
  readonly impactBid: DecimalInput;
  readonly impactAsk: DecimalInput;
  readonly index: DecimalInput;
}

export interface FundingQuestion {
  /** Premium index samples, oldest first; or the books that they follow from. */
  readonly premiums?: readonly DecimalInput[] | null | undefined;
  readonly samples?: readonly ImpactSample[] | null | undefined;
  readonly averaging?: PremiumAveraging | null | undefined;
  /** The interest component; or the daily rates of both currencies that it follows from. */
  readonly interest?: DecimalInput | null | undefined;
  readonly interestDaily?:
    | { readonly quote: DecimalInput; readonly base: DecimalInput; readonly intervalsPerDay: DecimalInput }
    | null
    | undefined;
  /** How far interest may pull the rate away from the premium; null adds premium and interest (dYdX). */
  readonly clamp?: DecimalInput | null | undefined;
  /** The largest absolute rate before it is spread over an interval; or what it follows from. */
  readonly cap?: DecimalInput | null | undefined;
  readonly capFrom?:
    | {
        readonly initialRate: DecimalInput;
        readonly maintenanceRate: DecimalInput;
        readonly factor: DecimalInput;
      }
    | null
    | undefined;
  /** Hours between payments; 8 when absent. */
  readonly intervalHours?: DecimalInput | null | undefined;
  /** Whether premium and interest are for eight hours, to be spread over an interval, or for the interval itself. */
  readonly ratesFor?: 'eight-hours' | 'interval' | null | undefined;
  readonly payment?:
    | { readonly side: PositionSide; readonly qty: DecimalInput; readonly mark: DecimalInput }
    | null
    | undefined;
}

/** Decimal strings; null where the question does not state what it would take. */
export interface FundingReport {
  readonly interestRate: string;
  readonly averagePremium: string | null;
  readonly rateCap: string | null;
  readonly isCapped: boolean;
  /** For one payment; positive when longs pay. */
  readonly fundingRate: string | null;
  /** What the position pays, negative when it receives. */
  readonly payment: string | null;
  readonly explain: readonly ExplainTerm[];
}

const EIGHT_HOURS = new MarginDecimal(8);

/** `(max(0, impact bid − index) − max(0, index − impact ask)) ÷ index` (Binance, Bybit, dYdX). */
export function premiumIndex({ impactBid, impactAsk, index }: ImpactSample): MarginDecimal {
  const reference = new MarginDecimal(index);
  const above = MarginDecimal.max(0, new MarginDecimal(impactBid).sub(reference));
  const below = MarginDecimal.max(0, reference.sub(impactAsk));
  return above.sub(below).div(reference);
}

function explainPremiums(question: FundingQuestion, explanation: Explanation): readonly MarginDecimal[] {
  if (question.premiums) {
    return question.premiums.map((premium, index) =>
      explanation.given(`premium ${index + 1}`, `premiums[${index}]`, new MarginDecimal(premium)),
    );
  }
  return (question.samples ?? []).map((sample, index) => {
    const text = (value: DecimalInput): string => inFormula(new MarginDecimal(value));
    const [bid, ask, reference] = [text(sample.impactBid), text(sample.impactAsk), text(sample.index)];
    const formula = `(max(0, ${bid} − ${reference}) − max(0, ${reference} − ${ask})) ÷ ${reference}`;
    return explanation.derived(`premium ${index + 1}`, formula, premiumIndex(sample));
  });
}

/** The average of the samples, oldest first. */
function averagePremium(premiums: readonly MarginDecimal[], averaging: PremiumAveraging): MarginDecimal {
  if (averaging === 'median') return medianOf(premiums);
  if (averaging === 'mean') return sumOf(premiums).div(premiums.length);
  const weights = (premiums.length * (premiums.length + 1)) / 2;
  return sumOf(premiums.map((premium, index) => premium.mul(index + 1))).div(weights);
}

function averageFormula(count: number, averaging: PremiumAveraging): string {
  const names = Array.from({ length: count }, (_, index) => `premium ${index + 1}`);
  if (averaging === 'median') return `median(${names.join(', ')})`;
  if (averaging === 'mean') return `(${names.join(' + ')}) ÷ ${count}`;
  const weighted = names.map((name, index) => `${index + 1} × ${name}`);
  return `(${weighted.join(' + ')}) ÷ ${(count * (count + 1)) / 2}`;
}

function explainInterest(question: FundingQuestion, explanation: Explanation): MarginDecimal {
  const { interestDaily } = question;
  if (!interestDaily) {
    return explanation.given('interest rate', 'interest', new MarginDecimal(question.interest ?? 0));
  }
  const quote = explanation.given(
    'daily quote rate',
    'interestDaily.quote',
    new MarginDecimal(interestDaily.quote),
  );
  const base = explanation.given(
    'daily base rate',
    'interestDaily.base',
    new MarginDecimal(interestDaily.base),
  );
  const origin = 'interestDaily.intervalsPerDay';
  const intervals = explanation.given(
    'intervals a day',
    origin,
    new MarginDecimal(interestDaily.intervalsPerDay),
  );
  const formula = '(daily quote rate − daily base rate) ÷ intervals a day';
  return explanation.derived('interest rate', formula, quote.sub(base).div(intervals));
}

/** dYdX: `factor × (initial − maintenance margin rate)`, 600 % of it. */
function explainCap({ cap, capFrom }: FundingQuestion, explanation: Explanation): MarginDecimal | null {
  if (!capFrom) return isStated(cap) ? explanation.given('rate cap', 'cap', new MarginDecimal(cap)) : null;
  const { initialRate, maintenanceRate, factor } = capFrom;
  const initial = explanation.given(
    'initial margin rate',
    'capFrom.initialRate',
    new MarginDecimal(initialRate),
  );
  const kept = new MarginDecimal(maintenanceRate);
  explanation.given('maintenance margin rate', 'capFrom.maintenanceRate', kept);
  const times = explanation.given('cap factor', 'capFrom.factor', new MarginDecimal(factor));
  const formula = 'cap factor × (initial margin rate − maintenance margin rate)';
  return explanation.derived('rate cap', formula, times.mul(initial.sub(kept)));
}

/** `premium + clamp(interest − premium, ±clamp)`; without a clamp their sum. */
function combined(
  { clamp }: FundingQuestion,
  { premium, interest }: { readonly premium: MarginDecimal; readonly interest: MarginDecimal },
  explanation: Explanation,
): MarginDecimal {
  if (!isStated(clamp)) {
    return explanation.derived('rate before cap', 'average premium + interest rate', premium.add(interest));
  }
  const bound = explanation.given('clamp', 'clamp', new MarginDecimal(clamp));
  const pull = MarginDecimal.max(bound.neg(), MarginDecimal.min(bound, interest.sub(premium)));
  const formula = 'average premium + max(−clamp, min(clamp, interest rate − average premium))';
  return explanation.derived('rate before cap', formula, premium.add(pull));
}

interface Rate {
  readonly rate: MarginDecimal;
  readonly isCapped: boolean;
}

function capped(rate: MarginDecimal, cap: MarginDecimal | null, explanation: Explanation): Rate {
  if (cap === null) {
    return { rate: explanation.derived('rate after cap', 'rate before cap', rate), isCapped: false };
  }
  const within = MarginDecimal.max(cap.neg(), MarginDecimal.min(cap, rate));
  explanation.derived('rate after cap', 'max(−rate cap, min(rate cap, rate before cap))', within);
  return { rate: within, isCapped: !within.eq(rate) };
}

function forInterval(
  question: FundingQuestion,
  rate: MarginDecimal,
  explanation: Explanation,
): MarginDecimal {
  const hours = new MarginDecimal(question.intervalHours ?? 8);
  if (question.ratesFor === 'interval') {
    return explanation.derived('funding rate', 'rate after cap', rate);
  }
  explanation.given('hours between payments', 'intervalHours', hours);
  const formula = 'rate after cap × hours between payments ÷ 8';
  return explanation.derived('funding rate', formula, rate.mul(hours).div(EIGHT_HOURS));
}

/** `side × quantity × mark × rate`: longs pay when the rate is positive. */
function explainPayment(
  payment: NonNullable<FundingQuestion['payment']>,
  rate: MarginDecimal,
  explanation: Explanation,
): MarginDecimal {
  const sign = new MarginDecimal(signOf(payment));
  explanation.given('side', payment.side === 'long' ? '1 for a long' : '−1 for a short', sign);
  const quantity = explanation.given('quantity', 'payment.qty', new MarginDecimal(payment.qty));
  const mark = explanation.given('mark price', 'payment.mark', new MarginDecimal(payment.mark));
  const formula = 'side × quantity × mark price × funding rate';
  return explanation.derived('payment', formula, sign.mul(quantity).mul(mark).mul(rate));
}

/**
 * The funding rate of one payment, as Binance (since 2025-09-18), Bybit, Hyperliquid and dYdX v4 set it:
 * `F = cap(P + clamp(I − P)) × hours ÷ 8`. Binance FAQ 360033525031; Bybit help centre, funding rate; Hyperliquid
 * documentation, funding; dydxprotocol/v4-documentation, funding.
 */
export function explainFunding(question: FundingQuestion): FundingReport {
  const explanation = new Explanation();
  const premiums = explainPremiums(question, explanation);
  const averaging = question.averaging ?? 'time-weighted';
  const premium = premiums.length === 0 ? null : averagePremium(premiums, averaging);
  if (premium !== null) {
    explanation.derived('average premium', averageFormula(premiums.length, averaging), premium);
  }
  const interest = explainInterest(question, explanation);
  const cap = explainCap(question, explanation);
  const rate =
    premium === null
      ? null
      : capped(combined(question, { premium, interest }, explanation), cap, explanation);
  const fundingRate = rate === null ? null : forInterval(question, rate.rate, explanation);
  const payment =
    question.payment && fundingRate !== null
      ? explainPayment(question.payment, fundingRate, explanation)
      : null;
  const text = (value: MarginDecimal | null): string | null => (value === null ? null : decimalText(value));
  return {
    interestRate: decimalText(interest),
    averagePremium: text(premium),
    rateCap: text(cap),
    isCapped: rate?.isCapped ?? false,
    fundingRate: text(fundingRate),
    payment: text(payment),
    explain: explanation.terms,
  };
}
