/** Auto-deleveraging: which accounts on the other side are closed against a bankrupt one, how far, at which price. */
import { type DecimalInput, decimalText, isStated, MarginDecimal } from './decimal.ts';
import {
  type DeleveragingRanking,
  deleveragingScore,
  explainScoreTerms,
  profitOf,
  type ScoredPosition,
} from './deleveraging-score.ts';
import { type ExplainTerm, Explanation } from './explanation.ts';
import { type PositionSide, signOf } from './margin-position.ts';

export interface BankruptInput {
  readonly side: PositionSide;
  readonly qty: DecimalInput;
  readonly entry: DecimalInput;
  /** Cash behind the position: its bucket, or in cross the wallet. */
  readonly balance: DecimalInput;
}

export interface CandidateInput {
  readonly id: number;
  readonly side: PositionSide;
  readonly qty: DecimalInput;
  readonly entry: DecimalInput;
  readonly balance: DecimalInput;
  readonly maintenanceMargin?: DecimalInput | null | undefined;
}

export interface DeleveragingQuestion {
  readonly ranking: DeleveragingRanking;
  readonly mark: DecimalInput;
  readonly bankrupt: BankruptInput;
  /** What the insurance fund may spend before anybody is deleveraged. */
  readonly fund: DecimalInput;
  readonly candidates: readonly CandidateInput[];
  /** `bankruptcy` (Binance, Bybit, BitMEX, dYdX), `mark` (OKX), `previous-mark` (Hyperliquid). */
  readonly closedAt?: 'bankruptcy' | 'mark' | 'previous-mark' | null | undefined;
  readonly previousMark?: DecimalInput | null | undefined;
}

export interface DeleveragedAccount {
  readonly id: number;
  readonly qty: string;
  readonly realisedProfit: string;
  readonly balanceAfter: string;
}

/** Decimal strings in quote currency. */
export interface DeleveragingReport {
  readonly bankruptcyPrice: string;
  /** What the bankrupt account cannot pay at the mark. */
  readonly deficit: string;
  /** Of the deficit; the fund takes over so much of the position that it spends this. */
  readonly fundUsed: string;
  readonly fundAfter: string;
  /** Null where the fund takes it all. */
  readonly closingPrice: string | null;
  /** Candidates on the other side by score, equal ones by lower account number. */
  readonly ranking: readonly { readonly id: number; readonly score: string | null }[];
  readonly closed: readonly DeleveragedAccount[];
  /** What no candidate was left to take. */
  readonly uncoveredQty: string;
  /** Of the deficit: what the winners were spared by a closing price other than the bankruptcy price. */
  readonly leftWithVenue: string;
  /** The bankrupt account's cash afterwards: nothing, when closed at its bankruptcy price. */
  readonly bankruptBalanceAfter: string;
  readonly explain: readonly ExplainTerm[];
}

interface Candidate extends ScoredPosition {
  readonly id: number;
  readonly score: MarginDecimal | null;
}

const ZERO = new MarginDecimal(0);
/** Of a size that follows from a quotient: as many as are printed. */
const SIZE_DIGITS = 20;

function explainCandidate(
  input: CandidateInput,
  { ranking, mark }: { readonly ranking: DeleveragingRanking; readonly mark: MarginDecimal },
  explanation: Explanation,
): Candidate {
  const position: ScoredPosition = {
    sign: signOf(input),
    quantity: new MarginDecimal(input.qty),
    entryPrice: new MarginDecimal(input.entry),
    markPrice: mark,
    balance: new MarginDecimal(input.balance),
    maintenanceMargin: new MarginDecimal(input.maintenanceMargin ?? 0),
  };
  explainScoreTerms(input.id, position, explanation);
  const score = deleveragingScore(ranking, input.id, position);
  if (score !== null) explanation.derived(`score of ${input.id}`, score.formula, score.value);
  return { ...position, id: input.id, score: score?.value ?? null };
}

/** Highest score first, equal scores by lower number; those without a score last. */
function ranked(candidates: readonly Candidate[], ranking: DeleveragingRanking): readonly Candidate[] {
  if (ranking === 'in-order') return candidates;
  const worth = ({ score }: Candidate): MarginDecimal => score ?? new MarginDecimal(Number.NEGATIVE_INFINITY);
  return [...candidates].sort((left, right) => worth(right).cmp(worth(left)) || left.id - right.id);
}

/** Where the balance is used up: `entry − side × balance ÷ quantity`. */
function explainBankrupt(
  { side, qty, entry, balance }: BankruptInput,
  mark: MarginDecimal,
  explanation: Explanation,
): { readonly bankruptcyPrice: MarginDecimal; readonly deficit: MarginDecimal } {
  const sign = explanation.given('bankrupt side', 'bankrupt.side', new MarginDecimal(signOf({ side })));
  const quantity = explanation.given('bankrupt quantity', 'bankrupt.qty', new MarginDecimal(qty));
  const entryPrice = explanation.given('bankrupt entry', 'bankrupt.entry', new MarginDecimal(entry));
  const cash = explanation.given('bankrupt balance', 'bankrupt.balance', new MarginDecimal(balance));
  explanation.given('mark price', 'mark', mark);
  const bankruptcyPrice = explanation.derived(
    'bankruptcy price',
    'bankrupt entry − bankrupt side × bankrupt balance ÷ bankrupt quantity',
    entryPrice.sub(sign.mul(cash).div(quantity)),
  );
  const beyond = bankruptcyPrice.sub(mark).mul(sign).mul(quantity);
  const deficit = explanation.derived(
    'deficit',
    'max(0, bankrupt side × bankrupt quantity × (bankruptcy price − mark price))',
    MarginDecimal.max(0, beyond),
  );
  return { bankruptcyPrice, deficit };
}

/** The part that the fund takes over at the bankruptcy price; each coin costs it the distance to the mark. */
function explainFund(
  fund: DecimalInput,
  { deficit, quantity }: { readonly deficit: MarginDecimal; readonly quantity: MarginDecimal },
  explanation: Explanation,
): { readonly fundUsed: MarginDecimal; readonly left: MarginDecimal } {
  const available = explanation.given('fund', 'fund', new MarginDecimal(fund));
  const fundUsed = explanation.derived(
    'fund used',
    'min(fund, deficit)',
    MarginDecimal.min(available, deficit),
  );
  if (deficit.isZero()) {
    explanation.stated('left to deleverage', 'the account can pay: nothing is forced on others', 'none');
    return { fundUsed, left: ZERO };
  }
  const left = quantity.mul(deficit.sub(fundUsed)).div(deficit);
  const formula = 'bankrupt quantity × (deficit − fund used) ÷ deficit';
  explanation.derived('left to deleverage', formula, left);
  return { fundUsed, left };
}

function closingPriceOf(question: DeleveragingQuestion, bankruptcyPrice: MarginDecimal): MarginDecimal {
  if (question.closedAt === 'mark') return new MarginDecimal(question.mark);
  if (question.closedAt === 'previous-mark' && isStated(question.previousMark)) {
    return new MarginDecimal(question.previousMark);
  }
  return bankruptcyPrice;
}

/** How much of a candidate can be closed at the price without taking its balance below zero. */
function bearable(candidate: Candidate, price: MarginDecimal): MarginDecimal {
  const lossPerCoin = candidate.entryPrice.sub(price).mul(candidate.sign);
  if (lossPerCoin.lte(0)) return candidate.quantity;
  // Rounded down, so that the balance afterwards cannot be a hair below zero.
  const most = MarginDecimal.max(0, candidate.balance)
    .div(lossPerCoin)
    .toSignificantDigits(SIZE_DIGITS, MarginDecimal.ROUND_DOWN);
  return MarginDecimal.min(candidate.quantity, most);
}

interface Closing {
  readonly closed: readonly DeleveragedAccount[];
  readonly uncovered: MarginDecimal;
}

/** Closes candidates in their order until nothing is left; the winner gives up what the price takes from it. */
function close(
  candidates: readonly Candidate[],
  { left, price }: { readonly left: MarginDecimal; readonly price: MarginDecimal },
  explanation: Explanation,
): Closing {
  let uncovered = left;
  const closed: DeleveragedAccount[] = [];
  for (const candidate of candidates) {
    const { id, balance, entryPrice, sign } = candidate;
    const quantity = MarginDecimal.min(uncovered, bearable(candidate, price));
    if (quantity.lte(0)) continue;
    uncovered = uncovered.sub(quantity);
    explanation.given(`closed of ${id}`, 'what is left, at most its position and what it can bear', quantity);
    const profit = explanation.derived(
      `realised profit of ${id}`,
      `side of ${id} × closed of ${id} × (closing price − entry of ${id})`,
      price.sub(entryPrice).mul(quantity).mul(sign),
    );
    const formula = `balance of ${id} + realised profit of ${id}`;
    const after = explanation.derived(`balance after of ${id}`, formula, balance.add(profit));
    closed.push({
      id,
      qty: decimalText(quantity),
      realisedProfit: decimalText(profit),
      balanceAfter: decimalText(after),
    });
  }
  return { closed, uncovered };
}

/**
 * A bankrupt position, the fund first, then the other side by rank. At the bankruptcy price the winners give up exactly
 * the deficit, so that no money comes or goes; at the mark the rest of the deficit remains with the venue.
 */
export function explainDeleveraging(question: DeleveragingQuestion): DeleveragingReport {
  const explanation = new Explanation();
  const mark = new MarginDecimal(question.mark);
  const quantity = new MarginDecimal(question.bankrupt.qty);
  const sign = signOf(question.bankrupt);
  const { bankruptcyPrice, deficit } = explainBankrupt(question.bankrupt, mark, explanation);
  const { fundUsed, left } = explainFund(question.fund, { deficit, quantity }, explanation);
  const opposite = question.candidates.filter(({ side }) => side !== question.bankrupt.side);
  const candidates = ranked(
    opposite.map((input) => explainCandidate(input, { ranking: question.ranking, mark }, explanation)),
    question.ranking,
  );
  const price = closingPriceOf(question, bankruptcyPrice);
  explanation.given('closing price', `closedAt ${question.closedAt ?? 'bankruptcy'}`, price);
  const { closed, uncovered } = close(candidates, { left, price }, explanation);
  const balance = new MarginDecimal(question.bankrupt.balance);
  const profitAtMark = profitOf({
    sign,
    quantity,
    entryPrice: new MarginDecimal(question.bankrupt.entry),
    markPrice: mark,
    balance,
    maintenanceMargin: ZERO,
  });
  return {
    bankruptcyPrice: decimalText(bankruptcyPrice),
    deficit: decimalText(deficit),
    fundUsed: decimalText(fundUsed),
    fundAfter: decimalText(new MarginDecimal(question.fund).sub(fundUsed)),
    closingPrice: left.isZero() ? null : decimalText(price),
    ranking: candidates.map(({ id, score }) => ({ id, score: score === null ? null : decimalText(score) })),
    closed,
    uncoveredQty: decimalText(uncovered),
    leftWithVenue: decimalText(bankruptcyPrice.sub(price).mul(sign).mul(left.sub(uncovered))),
    bankruptBalanceAfter: decimalText(MarginDecimal.max(0, balance.add(profitAtMark))),
    explain: explanation.terms,
  };
}
