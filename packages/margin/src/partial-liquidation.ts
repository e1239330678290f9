/** How much of a position a liquidation closes. Sizes in coin, amounts in quote currency. */
import { type DecimalInput, decimalText, isStated, MarginDecimal } from './decimal.ts';
import { type ExplainTerm, Explanation } from './explanation.ts';
import { type MaintenanceTable, tierNumberAt } from './maintenance-tiers.ts';
import type { TierInput } from './margin-request.ts';

/** Closes what restores margin (Drift; Binance's size is unpublished and taken to be this). */
export interface RestoreMarginQuestion {
  readonly method: 'restore-margin';
  /** Maintenance (with any buffer) less equity. */
  readonly marginShortage: DecimalInput;
  /** Of the tier that the position is reduced to. */
  readonly maintenanceRate: DecimalInput;
  readonly mark: DecimalInput;
  /** Price of the quote currency in the currency of the shortage; 1 when absent. */
  readonly quotePrice?: DecimalInput | null | undefined;
  /** The liquidator's and the fund's share of what is closed; 0 when absent. */
  readonly liquidationFee?: DecimalInput | null | undefined;
  readonly insuranceFee?: DecimalInput | null | undefined;
  /** In place of `insuranceFee`: at most this, as far as it leaves the margin restored (Drift). Needs `qty`. */
  readonly insuranceFeeMax?: DecimalInput | null | undefined;
  /** The position: no more than this is closed. */
  readonly qty?: DecimalInput | null | undefined;
  /** At most this share of a position that is worth more than `sliceAbove`. Needs `qty`. */
  readonly sliceShare?: DecimalInput | null | undefined;
  readonly sliceAbove?: DecimalInput | null | undefined;
}

/** Closes a share of a position above a notional, and all of one below it (Hyperliquid: 20 % above 100,000). */
export interface SliceQuestion {
  readonly method: 'slice';
  readonly qty: DecimalInput;
  readonly mark: DecimalInput;
  readonly sliceShare: DecimalInput;
  readonly sliceAbove: DecimalInput;
}

/** Closes down to the top of a lower tier (Bybit, Gate: one tier; OKX: two at a time from tier 3). */
export interface TiersDownQuestion {
  readonly method: 'tiers-down';
  readonly qty: DecimalInput;
  readonly mark: DecimalInput;
  readonly tiers: readonly TierInput[];
  /** 1 when absent. */
  readonly tiersDown?: DecimalInput | null | undefined;
}

/** Closes at most a share of the position in a block, within bounds of notional (dYdX: 10 %, 1,000 to 100,000). */
export interface BlockCapQuestion {
  readonly method: 'block-cap';
  readonly qty: DecimalInput;
  readonly mark: DecimalInput;
  readonly share: DecimalInput;
  readonly notionalMin: DecimalInput;
  readonly notionalMax: DecimalInput;
}

export type PartialLiquidationQuestion =
  | RestoreMarginQuestion
  | SliceQuestion
  | TiersDownQuestion
  | BlockCapQuestion;

export interface PartialLiquidationReport {
  /** To close now; null where no partial close restores margin and the position's size is not stated. */
  readonly size: string | null;
  /** What stays open; null where the position's size is not stated. */
  readonly sizeLeft: string | null;
  /** The rate that the fund takes of what is closed; null for methods without. */
  readonly insuranceFee: string | null;
  readonly explain: readonly ExplainTerm[];
}

/** What of the restored margin Drift lets its insurance fee take. */
const INSURANCE_SHARE = '0.95';

const ZERO = new MarginDecimal(0);
const given = (explanation: Explanation, term: string, [origin, value]: readonly [string, DecimalInput]) =>
  explanation.given(term, origin, new MarginDecimal(value));

/**
 * `min(largest fee, 0.95 × (rate − liquidation fee − shortage ÷ (quantity × price)))`, not below 0: what the fund may
 * take without undoing the close. Source: drift-labs/protocol-v2, math/liquidation.rs, calculate_perp_if_fee.
 */
function explainInsuranceFee(
  question: RestoreMarginQuestion,
  explanation: Explanation,
  quantity: MarginDecimal | null,
): MarginDecimal {
  if (!isStated(question.insuranceFeeMax) || quantity === null) {
    return given(explanation, 'insurance fee', ['insuranceFee', question.insuranceFee ?? 0]);
  }
  const feeMax = given(explanation, 'largest insurance fee', ['insuranceFeeMax', question.insuranceFeeMax]);
  const worth = quantity.mul(question.mark).mul(question.quotePrice ?? 1);
  const spare = new MarginDecimal(question.maintenanceRate)
    .sub(question.liquidationFee ?? 0)
    .sub(new MarginDecimal(question.marginShortage).div(worth));
  return explanation.derived(
    'insurance fee',
    `max(0, min(largest insurance fee, ${INSURANCE_SHARE} × (maintenance rate − liquidation fee − margin shortage ÷ (quantity × mark price × quote price))))`,
    MarginDecimal.max(0, MarginDecimal.min(feeMax, spare.mul(INSURANCE_SHARE))),
  );
}

/** `shortage ÷ (P × quote × (rate − liquidation fee) − P × insurance fee)`; null where a close frees nothing. */
function explainRestoringSize(
  question: RestoreMarginQuestion,
  explanation: Explanation,
  insuranceFee: MarginDecimal,
): MarginDecimal | null {
  const { marginShortage, maintenanceRate, mark } = question;
  const quotePrice = new MarginDecimal(question.quotePrice ?? 1);
  const spare = new MarginDecimal(maintenanceRate).sub(question.liquidationFee ?? 0);
  const freed = explanation.derived(
    'freed by one coin',
    'mark price × quote price × (maintenance rate − liquidation fee) − mark price × insurance fee',
    quotePrice.mul(mark).mul(spare).sub(insuranceFee.mul(mark)),
  );
  if (freed.lte(0)) {
    explanation.stated('restoring size', 'closing frees no more than it costs in fees', 'none');
    return null;
  }
  const size = new MarginDecimal(marginShortage).div(freed);
  return explanation.derived('restoring size', 'margin shortage ÷ freed by one coin', size);
}

interface Sized {
  readonly size: MarginDecimal | null;
  readonly quantity: MarginDecimal | null;
  readonly insuranceFee: MarginDecimal | null;
}

/** The share of a position above the notional, or all of it. */
function explainSlice(
  { sliceShare, sliceAbove, mark }: Pick<SliceQuestion, 'sliceShare' | 'sliceAbove' | 'mark'>,
  quantity: MarginDecimal,
  explanation: Explanation,
): MarginDecimal {
  const above = given(explanation, 'slice above', ['sliceAbove', sliceAbove]);
  if (quantity.mul(mark).lte(above)) {
    return explanation.derived('slice', 'quantity', quantity);
  }
  const share = given(explanation, 'slice share', ['sliceShare', sliceShare]);
  return explanation.derived('slice', 'quantity × slice share', quantity.mul(share));
}

function restoreMargin(question: RestoreMarginQuestion, explanation: Explanation): Sized {
  given(explanation, 'margin shortage', ['marginShortage', question.marginShortage]);
  given(explanation, 'maintenance rate', ['maintenanceRate', question.maintenanceRate]);
  given(explanation, 'mark price', ['mark', question.mark]);
  given(explanation, 'quote price', ['quotePrice', question.quotePrice ?? 1]);
  given(explanation, 'liquidation fee', ['liquidationFee', question.liquidationFee ?? 0]);
  const quantity = isStated(question.qty) ? given(explanation, 'quantity', ['qty', question.qty]) : null;
  const insuranceFee = explainInsuranceFee(question, explanation, quantity);
  const restoring = explainRestoringSize(question, explanation, insuranceFee);
  if (quantity === null) return { size: restoring, quantity, insuranceFee };
  const { sliceShare, sliceAbove } = question;
  const bound =
    isStated(sliceShare) && isStated(sliceAbove)
      ? explainSlice({ sliceShare, sliceAbove, mark: question.mark }, quantity, explanation)
      : explanation.derived('slice', 'quantity', quantity);
  if (restoring === null) {
    return { size: explanation.derived('size', 'slice', bound), quantity, insuranceFee };
  }
  const size = MarginDecimal.min(restoring, bound);
  return { size: explanation.derived('size', 'min(restoring size, slice)', size), quantity, insuranceFee };
}

function slice(question: SliceQuestion, explanation: Explanation): Sized {
  const quantity = given(explanation, 'quantity', ['qty', question.qty]);
  given(explanation, 'mark price', ['mark', question.mark]);
  const size = explainSlice(question, quantity, explanation);
  return { size, quantity, insuranceFee: null };
}

/** `(notional − top of the tier) ÷ mark`; below the lowest tier the top is 0, and all is closed. */
function tiersDown(question: TiersDownQuestion, table: MaintenanceTable, explanation: Explanation): Sized {
  const quantity = given(explanation, 'quantity', ['qty', question.qty]);
  const mark = given(explanation, 'mark price', ['mark', question.mark]);
  const notional = explanation.derived('notional', 'quantity × mark price', quantity.mul(mark));
  const now = tierNumberAt(table, notional);
  const down = new MarginDecimal(question.tiersDown ?? 1).toNumber();
  explanation.given('tier now', 'the one that holds the notional', new MarginDecimal(now));
  const left = Math.max(0, now - down);
  // The top of a tier is the floor of the next, and tiers are counted from 1.
  const top = table[left]?.floor ?? ZERO;
  explanation.given('top of what is left', left === 0 ? 'no tier is left' : `of tier ${left}`, top);
  const size = notional.sub(top).div(mark);
  explanation.derived('size', '(notional − top of what is left) ÷ mark price', size);
  return { size, quantity, insuranceFee: null };
}

function blockCap(question: BlockCapQuestion, explanation: Explanation): Sized {
  const quantity = given(explanation, 'quantity', ['qty', question.qty]);
  const mark = given(explanation, 'mark price', ['mark', question.mark]);
  const share = given(explanation, 'share of the position', ['share', question.share]);
  const least = given(explanation, 'least notional', ['notionalMin', question.notionalMin]);
  const most = given(explanation, 'largest notional', ['notionalMax', question.notionalMax]);
  const notional = explanation.derived('notional', 'quantity × mark price', quantity.mul(mark));
  const bounded = MarginDecimal.min(
    notional,
    MarginDecimal.min(most, MarginDecimal.max(least, notional.mul(share))),
  );
  explanation.derived(
    'notional closed',
    'min(notional, min(largest notional, max(least notional, notional × share of the position)))',
    bounded,
  );
  const size = explanation.derived('size', 'notional closed ÷ mark price', bounded.div(mark));
  return { size, quantity, insuranceFee: null };
}

function sized(
  question: PartialLiquidationQuestion,
  table: MaintenanceTable,
  explanation: Explanation,
): Sized {
  switch (question.method) {
    case 'restore-margin':
      return restoreMargin(question, explanation);
    case 'slice':
      return slice(question, explanation);
    case 'tiers-down':
      return tiersDown(question, table, explanation);
    case 'block-cap':
      return blockCap(question, explanation);
  }
}

/**
 * The size that a venue closes in one step, by the method of the question; `table` holds its tiers where it has any.
 * Exact: an engine rounds it up to its lot, so that margin is restored.
 */
export function explainPartialLiquidation(
  question: PartialLiquidationQuestion,
  table: MaintenanceTable,
): PartialLiquidationReport {
  const explanation = new Explanation();
  const { size, quantity, insuranceFee } = sized(question, table, explanation);
  return {
    size: size === null ? null : decimalText(size),
    sizeLeft: size === null || quantity === null ? null : decimalText(quantity.sub(size)),
    insuranceFee: insuranceFee === null ? null : decimalText(insuranceFee),
    explain: explanation.terms,
  };
}
