export type { CloseOutReport } from './close-out.ts';
export { type DecimalInput, decimalText, MarginDecimal } from './decimal.ts';
export type { DeleveragedAccount, DeleveragingReport } from './deleveraging.ts';
export { displayAmount, displayPrice, liquidationPriceOnGrid } from './display.ts';
export {
  type AccountReport,
  explainMargin,
  type MarginReport,
  type NoPriceReason,
  type PositionReport,
  reportMargin,
} from './explain-margin.ts';
export type { ExplainTerm } from './explanation.ts';
export type { FigureKind, FigureQuestion, FigureQuestions } from './figure-question.ts';
export {
  explainInverseIsolated,
  type InverseQuestion,
  type InverseReport,
} from './inverse-isolated.ts';
export type { ContractKind, MaintenanceBasis, PositionSide } from './margin-position.ts';
export { type MarginPreset, marginPreset, type PresetCatalogue } from './margin-preset.ts';
export {
  answerFigureQuestion,
  answerMarginQuestion,
  type FigureAnswer,
  type MarginAnswer,
  type MarginQuestion,
  type ParsedMarginQuestion,
  parseMarginQuestion,
  QUESTION_KINDS,
} from './margin-question.ts';
export type {
  CloseOutInput,
  LeverageTierInput,
  MarginRequest,
  MarginRulesInput,
  OrderInput,
  PositionInput,
  RoundingInput,
  TierInput,
  WrittenRequest,
} from './margin-request.ts';
export { explainOrderCost, type OrderCostQuestion, type OrderCostReport } from './order-cost.ts';
export { type ParsedMarginRequest, parseMarginRequest } from './parse-margin-request.ts';
export type { MarginAccount, MarginRules } from './resolve-request.ts';
