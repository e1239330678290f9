/** Any question that the model answers: about an account, or about a figure by its `kind`. */
import { checkFigureQuestion } from './check-figure-question.ts';
import { MarginDecimal } from './decimal.ts';
import { type DeleveragingReport, explainDeleveraging } from './deleveraging.ts';
import { type DeleveragingTriggerReport, explainDeleveragingTrigger } from './deleveraging-trigger.ts';
import { type MarginReport, reportMargin } from './explain-margin.ts';
import {
  FIGURE_SCHEMAS,
  type FigureKind,
  type FigureQuestion,
  type OrderCostRequest,
} from './figure-question.ts';
import { explainFunding, type FundingReport } from './funding-rate.ts';
import { explainInsurance, type InsuranceReport } from './insurance-delta.ts';
import { tableFromRate } from './maintenance-tiers.ts';
import type { PresetCatalogue } from './margin-preset.ts';
import { accountRequestSchema, type MarginRequest } from './margin-request.ts';
import { explainMarkPrice, type MarkPriceReport } from './mark-price.ts';
import { explainOrderCost, type OrderCostReport } from './order-cost.ts';
import { NO_PRESETS, parseAccount } from './parse-margin-request.ts';
import {
  explainPartialLiquidation,
  type PartialLiquidationQuestion,
  type PartialLiquidationReport,
} from './partial-liquidation.ts';
import { checkShape, FaultList, faultLine } from './request-schema.ts';
import { type MarginAccount, resolveRounding } from './resolve-request.ts';
import { resolveTierList } from './resolve-tiers.ts';
import { roundedAmounts } from './rounded-figures.ts';
import { explainSlippageMaintenance, type SlippageMaintenanceReport } from './slippage-maintenance.ts';
import { explainSocialisedLoss, type SocialisedLossReport } from './socialised-loss.ts';

/** A question that has been checked. */
export type MarginQuestion =
  | { readonly kind: 'account'; readonly request: MarginRequest; readonly account: MarginAccount }
  | FigureQuestion;

export type ParsedMarginQuestion =
  | { readonly isParsed: true; readonly question: MarginQuestion }
  | { readonly isParsed: false; readonly faults: readonly string[] };

/** The figures of an order as a venue shows them, beside the exact ones, where the question asks for it. */
export type RoundedOrderCostReport = OrderCostReport & {
  readonly rounded?: Readonly<Record<string, string | null>>;
};

export type FigureAnswer =
  | ({ readonly kind: 'order-cost' } & RoundedOrderCostReport)
  | ({ readonly kind: 'funding' } & FundingReport)
  | ({ readonly kind: 'mark-price' } & MarkPriceReport)
  | ({ readonly kind: 'partial-liquidation' } & PartialLiquidationReport)
  | ({ readonly kind: 'insurance' } & InsuranceReport)
  | ({ readonly kind: 'deleveraging' } & DeleveragingReport)
  | ({ readonly kind: 'deleveraging-trigger' } & DeleveragingTriggerReport)
  | ({ readonly kind: 'socialised-loss' } & SocialisedLossReport)
  | ({ readonly kind: 'slippage-maintenance' } & SlippageMaintenanceReport);

export type MarginAnswer = ({ readonly kind: 'account' } & MarginReport) | FigureAnswer;

/** Every kind of question; `account` is meant where a question states none. */
export const QUESTION_KINDS: readonly MarginQuestion['kind'][] = [
  'account',
  ...(Object.keys(FIGURE_SCHEMAS) as FigureKind[]),
];

function isFigureKind(kind: unknown): kind is FigureKind {
  return typeof kind === 'string' && Object.hasOwn(FIGURE_SCHEMAS, kind);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

function parseFigure(kind: FigureKind, value: Readonly<Record<string, unknown>>): ParsedMarginQuestion {
  const { kind: _kind, ...stated } = value;
  const checked = checkShape<unknown>(FIGURE_SCHEMAS[kind], stated);
  if (!checked.isParsed) return checked;
  // The schema of a kind gives the question of that kind; the pair is one member of the union.
  const question = { kind, question: checked.request } as FigureQuestion;
  const faults = new FaultList(stated);
  checkFigureQuestion(question, faults);
  return faults.lines.length === 0 ? { isParsed: true, question } : { isParsed: false, faults: faults.lines };
}

/**
 * Checks a question of unknown origin. Never throws; each fault is one line with the path, what was expected and
 * what came.
 */
export function parseMarginQuestion(
  value: unknown,
  catalogue: PresetCatalogue = NO_PRESETS,
): ParsedMarginQuestion {
  const kind = isObject(value) ? (value['kind'] ?? 'account') : 'account';
  if (isObject(value) && isFigureKind(kind)) return parseFigure(kind, value);
  if (kind !== 'account') {
    const kinds = QUESTION_KINDS.map((each) => `"${each}"`).join(', ');
    return { isParsed: false, faults: [faultLine(['kind'], `expected one of ${kinds}`, value)] };
  }
  const checked = checkShape(accountRequestSchema, value);
  if (!checked.isParsed) return checked;
  const parsed = parseAccount(checked.request, catalogue);
  if (!parsed.isParsed) return parsed;
  return {
    isParsed: true,
    question: { kind: 'account', request: parsed.request, account: parsed.account },
  };
}

function answerOrderCost({ price, mark, qty, rounding, ...order }: OrderCostRequest): RoundedOrderCostReport {
  const report = explainOrderCost({ ...order, orderPrice: price, markPrice: mark, quantity: qty });
  const display = resolveRounding(rounding);
  if (display.amountStep === null) return report;
  const { initialMargin, openLoss, cost } = report;
  return { ...report, rounded: roundedAmounts({ initialMargin, openLoss, cost }, display) };
}

function answerPartialLiquidation(question: PartialLiquidationQuestion): PartialLiquidationReport {
  const zero = new MarginDecimal(0);
  const [first, ...others] = question.method === 'tiers-down' ? question.tiers : [];
  // Faults in the tiers were found when the question was parsed.
  const table =
    first === undefined
      ? tableFromRate(zero, zero)
      : resolveTierList([first, ...others], () => () => undefined);
  return explainPartialLiquidation(question, table);
}

/** The answer to a question about a figure, with its calculation. */
export function answerFigureQuestion({ kind, question }: FigureQuestion): FigureAnswer {
  switch (kind) {
    case 'order-cost':
      return { kind, ...answerOrderCost(question) };
    case 'funding':
      return { kind, ...explainFunding(question) };
    case 'mark-price':
      return { kind, ...explainMarkPrice(question) };
    case 'partial-liquidation':
      return { kind, ...answerPartialLiquidation(question) };
    case 'insurance':
      return { kind, ...explainInsurance(question) };
    case 'deleveraging':
      return { kind, ...explainDeleveraging(question) };
    case 'deleveraging-trigger':
      return { kind, ...explainDeleveragingTrigger(question) };
    case 'socialised-loss':
      return { kind, ...explainSocialisedLoss(question) };
    case 'slippage-maintenance':
      return { kind, ...explainSlippageMaintenance(question) };
  }
}

/** The answer to a question that `parseMarginQuestion` has checked. */
export function answerMarginQuestion(question: MarginQuestion): MarginAnswer {
  return question.kind === 'account'
    ? { kind: 'account', ...reportMargin(question.account) }
    : answerFigureQuestion(question);
}
