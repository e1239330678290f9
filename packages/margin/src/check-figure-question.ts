/** What has to fit together in a question about a figure, beyond the shape of its parts. */
import { type DecimalInput, isStated, MarginDecimal } from './decimal.ts';
import type { DeleveragingQuestion } from './deleveraging.ts';
import type { DeleveragingTriggerQuestion } from './deleveraging-trigger.ts';
import type { FigureQuestion } from './figure-question.ts';
import type { FundingQuestion } from './funding-rate.ts';
import type { InsuranceQuestion } from './insurance-delta.ts';
import type { PartialLiquidationQuestion } from './partial-liquidation.ts';
import type { FaultList } from './request-schema.ts';
import { resolveTierList } from './resolve-tiers.ts';
import type { SocialisedLossQuestion } from './socialised-loss.ts';

function checkFunding(question: FundingQuestion, faults: FaultList): void {
  const { premiums, samples, interest, interestDaily, cap, capFrom, payment } = question;
  const hasPremium = isStated(premiums) || isStated(samples);
  if (isStated(premiums) && isStated(samples))
    faults.add(['samples'], 'expected nothing where premiums are stated');
  if (isStated(interest) && isStated(interestDaily)) {
    faults.add(['interestDaily'], 'expected nothing where interest is stated');
  }
  if (isStated(cap) && isStated(capFrom)) faults.add(['capFrom'], 'expected nothing where a cap is stated');
  if (isStated(payment) && !hasPremium) {
    faults.add(['payment'], 'expected nothing where neither premiums nor samples are stated');
  }
  if (isStated(capFrom) && new MarginDecimal(capFrom.maintenanceRate).gt(capFrom.initialRate)) {
    faults.add(['capFrom', 'maintenanceRate'], 'expected no more than the initial rate');
  }
}

function checkPartialLiquidation(question: PartialLiquidationQuestion, faults: FaultList): void {
  if (question.method === 'tiers-down') {
    const [first, ...others] = question.tiers;
    if (first === undefined) return;
    resolveTierList(
      [first, ...others],
      (index) => (key, expected) => faults.add(['tiers', index, key], expected),
    );
  }
  if (question.method === 'block-cap' && new MarginDecimal(question.notionalMin).gt(question.notionalMax)) {
    faults.add(['notionalMin'], 'expected no more than notionalMax');
  }
  if (question.method !== 'restore-margin') return;
  const { insuranceFee, insuranceFeeMax, sliceShare, sliceAbove, qty } = question;
  if (isStated(insuranceFee) && isStated(insuranceFeeMax)) {
    faults.add(['insuranceFeeMax'], 'expected nothing where an insurance fee is stated');
  }
  if (isStated(sliceShare) !== isStated(sliceAbove)) {
    const missing = isStated(sliceShare) ? 'sliceAbove' : 'sliceShare';
    faults.add([missing], 'expected a decimal number: a slice needs both');
  }
  if (!isStated(qty) && (isStated(insuranceFeeMax) || isStated(sliceShare))) {
    faults.add(['qty'], 'expected a positive decimal number: the size of the position');
  }
}

/** Either both quotes; or a size with a price of the fill, and a bankruptcy price or what it follows from. */
function checkInsurance(question: InsuranceQuestion, faults: FaultList): void {
  const { fillQuote, bankruptcyQuote, bankruptcyPrice, entry, margin } = question;
  const isInQuotes = isStated(fillQuote) || isStated(bankruptcyQuote);
  const needed = isInQuotes ? (['fillQuote', 'bankruptcyQuote'] as const) : (['qty', 'fillPrice'] as const);
  const other = isInQuotes
    ? (['qty', 'fillPrice', 'bankruptcyPrice', 'entry', 'margin'] as const)
    : ([] as const);
  for (const key of needed) {
    if (!isStated(question[key])) faults.add([key], 'expected a decimal number');
  }
  for (const key of other) {
    if (isStated(question[key])) faults.add([key], 'expected nothing where quotes are stated');
  }
  if (isInQuotes) return;
  const isFromMargin = isStated(entry) && isStated(margin);
  if (isStated(bankruptcyPrice) ? isStated(entry) || isStated(margin) : !isFromMargin) {
    faults.add(['bankruptcyPrice'], 'expected a bankruptcy price, or in its place entry and margin');
  }
}

function checkIds(rows: readonly { readonly id: number }[], list: string, faults: FaultList): void {
  const ids = rows.map(({ id }) => id);
  for (const [index, id] of ids.entries()) {
    if (ids.indexOf(id) !== index)
      faults.add([list, index, 'id'], 'expected another account than those before');
  }
}

function checkDeleveraging(question: DeleveragingQuestion, faults: FaultList): void {
  const { candidates, bankrupt, closedAt, previousMark, ranking } = question;
  checkIds(candidates, 'candidates', faults);
  for (const [index, { side, maintenanceMargin }] of candidates.entries()) {
    if (side === bankrupt.side) {
      faults.add(['candidates', index, 'side'], 'expected the other side than the bankrupt position');
    }
    if (ranking === 'binance' && !isStated(maintenanceMargin)) {
      const path = ['candidates', index, 'maintenanceMargin'] as const;
      faults.add(path, 'expected a decimal number from 0 up: this ranking needs it');
    }
  }
  if ((closedAt === 'previous-mark') !== isStated(previousMark)) {
    const expected = closedAt === 'previous-mark' ? 'expected a positive decimal number' : 'expected nothing';
    faults.add(['previousMark'], expected);
  }
}

function checkTrigger(question: DeleveragingTriggerQuestion, faults: FaultList): void {
  if (new MarginDecimal(question.stopThreshold).lt(question.startThreshold)) {
    faults.add(['stopThreshold'], 'expected no less than the start threshold');
  }
}

function checkSocialisedLoss(question: SocialisedLossQuestion, faults: FaultList): void {
  if (question.method === 'by-profit') {
    checkIds(question.winners, 'winners', faults);
    return;
  }
  const isNobody = (qty: DecimalInput): boolean => new MarginDecimal(qty).isZero();
  if (isNobody(question.longQty) && isNobody(question.shortQty)) {
    faults.add(['longQty'], 'expected an open position on one side at least');
  }
}

/** Adds what does not fit together in a question whose shape is right. */
export function checkFigureQuestion({ kind, question }: FigureQuestion, faults: FaultList): void {
  switch (kind) {
    case 'funding':
      checkFunding(question, faults);
      return;
    case 'partial-liquidation':
      checkPartialLiquidation(question, faults);
      return;
    case 'insurance':
      checkInsurance(question, faults);
      return;
    case 'deleveraging':
      checkDeleveraging(question, faults);
      return;
    case 'deleveraging-trigger':
      checkTrigger(question, faults);
      return;
    case 'socialised-loss':
      checkSocialisedLoss(question, faults);
      return;
    case 'order-cost':
    case 'mark-price':
    case 'slippage-maintenance':
      return;
  }
}
