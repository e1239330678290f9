export type * from './commands.ts';
export {
  formatAmount,
  formatMicros,
  formatPrice,
  formatSize,
  microsPerTickLotOf,
  microTicksPerLotOf,
  type ParsedDecimal,
  parseAmount,
  parseMicros,
  parsePriceTicks,
  parseSizeLots,
} from './decimal-text.ts';
export type * from './engine-view.ts';
export { EVENT_KINDS, partialSink, recordingSink, teeSink } from './event-sinks.ts';
export type * from './events.ts';
export type * from './instrument.ts';
export { PLAIN_CONTRACT } from './instrument.ts';
export type * from './market-rules.ts';
export { HOUSE_RULES, PLAIN_ASSETS } from './market-rules.ts';
export { REJECT_CODES, type RejectCode } from './reject-codes.ts';
export {
  type AccountId,
  type AssetId,
  accountId,
  assetId,
  type CommandSequence,
  commandSequence,
  divCeil,
  divFloor,
  type EventSequence,
  eventSequence,
  type InstrumentId,
  instrumentId,
  type LiquidationId,
  liquidationId,
  MICROS_PER_QUOTE,
  mulDivCeil,
  mulDivFloor,
  notionalMicros,
  type OrderId,
  orderId,
  PPM,
  type PriceTicks,
  priceTicks,
  type QuoteMicros,
  quoteMicros,
  type RatePpm,
  ratePpm,
  type SimulatedMs,
  type SizeLots,
  simulatedMs,
  sizeLots,
} from './units.ts';
export { validateInstrument } from './validate-instrument.ts';
export { validateMarketRules } from './validate-market-rules.ts';
