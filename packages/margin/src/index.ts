export { type DecimalInput, decimalText, MarginDecimal } from './decimal.ts';
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
export {
  explainInverseIsolated,
  type InverseQuestion,
  type InverseReport,
} from './inverse-isolated.ts';
export type { MaintenanceBasis, PositionSide } from './margin-position.ts';
export { type MarginPreset, marginPreset, type PresetCatalogue } from './margin-preset.ts';
export type { MarginRequest, MarginRulesInput, PositionInput, TierInput } from './margin-request.ts';
export { explainOrderCost, type OrderCostQuestion, type OrderCostReport } from './order-cost.ts';
export { type ParsedMarginRequest, parseMarginRequest } from './parse-margin-request.ts';
export type { MarginAccount, MarginRules } from './resolve-request.ts';
