export { type CommandWorld, commandArbitrary } from './command-arbitrary.ts';
export { commandSequenceArbitrary, wideSequenceArbitrary } from './command-sequences.ts';
export {
  adjustMargin,
  cancelAll,
  cancelOrder,
  contribute,
  deposit,
  isolated,
  leverage,
  listInstrument,
  mark,
  type OrderTerms,
  openAccount,
  placeLimit,
  placeMarket,
  rules,
  shock,
  type UntimedCommand,
  withdraw,
} from './commands.ts';
export type { SequenceWorld } from './drafts.ts';
export { type EngineUnderTest, MarketBench, type MarketSubject } from './market-bench.ts';
export {
  amendOrder,
  cancelOrders,
  cancelTimer,
  placeBatch,
  placeTrigger,
  type TriggerTerms,
} from './order-commands.ts';
export {
  flatTier,
  PLAIN_COIN,
  plainInstrument,
  plainInverseInstrument,
  plainRules,
} from './plain-venue.ts';
export {
  advanceTime,
  depositUnits,
  feeTier,
  halt,
  indexPrice,
  marginMode,
  openSubAccount,
  positionMode,
  resume,
  settleFunding,
  transfer,
} from './venue-commands.ts';
export type { RuleGroup, WideWorld } from './wide-drafts.ts';
