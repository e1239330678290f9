/** Mark prices: the median of three candidates, with a mean or an exponential average of the basis. */
import { type DecimalInput, decimalText, MarginDecimal, sumOf } from './decimal.ts';
import { type ExplainTerm, Explanation, inFormula } from './explanation.ts';
import { medianOf, weightedMedianOf } from './median.ts';

/**
 * Binance USD-M: median of the index with funding still to come, the index with the mean basis, and the last price.
 * The basis is `(bid + ask) ÷ 2 − index`, one sample a second over 30 seconds since 2025-09-18.
 */
export interface MeanBasisQuestion {
  readonly method: 'mean-basis';
  readonly index: DecimalInput;
  readonly lastFundingRate: DecimalInput;
  readonly hoursToFunding: DecimalInput;
  /** 8 when absent. */
  readonly intervalHours?: DecimalInput | null | undefined;
  readonly basisSamples: readonly DecimalInput[];
  readonly last: DecimalInput;
}

/** Hyperliquid: median of oracle with its average basis, of the own book, and of the perpetuals elsewhere. */
export interface AverageBasisQuestion {
  readonly method: 'average-basis';
  readonly oracle: DecimalInput;
  /** Basis samples `mid − oracle`, oldest first, each with the seconds since the one before. */
  readonly basisSamples: readonly { readonly seconds: DecimalInput; readonly basis: DecimalInput }[];
  readonly bid: DecimalInput;
  readonly ask: DecimalInput;
  readonly last: DecimalInput;
  /** Mid prices of the perpetual on other venues (weights 3, 2, 2, 1, 1 of Binance, OKX, Bybit, Gate, MEXC). */
  readonly perpetuals: readonly { readonly price: DecimalInput; readonly weight: DecimalInput }[];
}

export type MarkPriceQuestion = MeanBasisQuestion | AverageBasisQuestion;

export interface MarkPriceReport {
  readonly markPrice: string;
  /** The three whose median it is. */
  readonly candidates: readonly string[];
  readonly explain: readonly ExplainTerm[];
}

/** The average loses its memory by a factor of e in 2.5 minutes. */
const DECAY_SECONDS = 150;

function meanBasisCandidates(
  question: MeanBasisQuestion,
  explanation: Explanation,
): readonly MarginDecimal[] {
  const index = explanation.given('index price', 'index', new MarginDecimal(question.index));
  const rate = new MarginDecimal(question.lastFundingRate);
  const left = new MarginDecimal(question.hoursToFunding);
  const interval = new MarginDecimal(question.intervalHours ?? 8);
  explanation.given('last funding rate', 'lastFundingRate', rate);
  explanation.given('hours to funding', 'hoursToFunding', left);
  explanation.given('hours between payments', 'intervalHours', interval);
  const samples = question.basisSamples.map((sample) => new MarginDecimal(sample));
  const mean = explanation.derived(
    'mean basis',
    `(${samples.map(inFormula).join(' + ')}) ÷ ${samples.length}`,
    sumOf(samples).div(samples.length),
  );
  const funded = explanation.derived(
    'price with funding',
    'index price × (1 + last funding rate × hours to funding ÷ hours between payments)',
    index.mul(rate.mul(left).div(interval).add(1)),
  );
  const based = explanation.derived('price with basis', 'index price + mean basis', index.add(mean));
  const last = explanation.given('last price', 'last', new MarginDecimal(question.last));
  explanation.derived(
    'mark price',
    'median(price with funding, price with basis, last price)',
    medianOf([funded, based, last]),
  );
  return [funded, based, last];
}

/**
 * After t seconds a sample changes `sum → sum × exp(−t ÷ 150) + sample × t` and
 * `weight → weight × exp(−t ÷ 150) + t`; the average is sum ÷ weight.
 */
function explainAverageBasis(
  samples: AverageBasisQuestion['basisSamples'],
  explanation: Explanation,
): MarginDecimal {
  let sum = explanation.given('sum 0', 'before any sample', new MarginDecimal(0));
  let weight = explanation.given('weight 0', 'before any sample', new MarginDecimal(0));
  for (const [index, sample] of samples.entries()) {
    const seconds = new MarginDecimal(sample.seconds);
    const basis = new MarginDecimal(sample.basis);
    const decay = MarginDecimal.exp(seconds.neg().div(DECAY_SECONDS));
    const kept = `× exp(−${inFormula(seconds)} ÷ ${DECAY_SECONDS})`;
    const added = `(${inFormula(basis)}) × ${inFormula(seconds)}`;
    sum = explanation.derived(
      `sum ${index + 1}`,
      `sum ${index} ${kept} + ${added}`,
      sum.mul(decay).add(basis.mul(seconds)),
    );
    weight = explanation.derived(
      `weight ${index + 1}`,
      `weight ${index} ${kept} + ${inFormula(seconds)}`,
      weight.mul(decay).add(seconds),
    );
  }
  return explanation.derived(
    'average basis',
    `sum ${samples.length} ÷ weight ${samples.length}`,
    sum.div(weight),
  );
}

function averageBasisCandidates(
  question: AverageBasisQuestion,
  explanation: Explanation,
): readonly MarginDecimal[] {
  const average = explainAverageBasis(question.basisSamples, explanation);
  const oracle = explanation.given('oracle price', 'oracle', new MarginDecimal(question.oracle));
  const based = explanation.derived('price with basis', 'oracle price + average basis', oracle.add(average));
  const bid = explanation.given('best bid', 'bid', new MarginDecimal(question.bid));
  const ask = explanation.given('best ask', 'ask', new MarginDecimal(question.ask));
  const last = explanation.given('last price', 'last', new MarginDecimal(question.last));
  const own = medianOf([bid, ask, last]);
  explanation.derived('price of the book', 'median(best bid, best ask, last price)', own);
  const elsewhere = weightedMedianOf(
    question.perpetuals.map(({ price, weight }) => ({
      value: new MarginDecimal(price),
      weight: new MarginDecimal(weight),
    })),
  );
  explanation.given(
    'price elsewhere',
    'weighted median of perpetuals, the lowest with half the weight',
    elsewhere,
  );
  explanation.derived(
    'mark price',
    'median(price with basis, price of the book, price elsewhere)',
    medianOf([based, own, elsewhere]),
  );
  return [based, own, elsewhere];
}

/**
 * The mark price. Binance FAQ 360033525071, mark price; Hyperliquid documentation, robust price indices.
 */
export function explainMarkPrice(question: MarkPriceQuestion): MarkPriceReport {
  const explanation = new Explanation();
  const candidates =
    question.method === 'mean-basis'
      ? meanBasisCandidates(question, explanation)
      : averageBasisCandidates(question, explanation);
  return {
    markPrice: decimalText(medianOf(candidates)),
    candidates: candidates.map(decimalText),
    explain: explanation.terms,
  };
}
