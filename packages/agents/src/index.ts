export type { Agent, AgentCommand, AgentDecision, AgentView, RandomStream } from './agent.ts';
export { exponential, standardNormal } from './distributions.ts';
export {
  drawHolders,
  type HeldInstrument,
  type HolderParameters,
  type LeverageBucket,
  type StreamFactory,
} from './population/draw-holders.ts';
export { type HedgerParameters, planHedgers } from './population/plan-hedgers.ts';
export { IndexArbitrageur, type IndexArbitrageurParameters } from './strategies/index-arbitrageur.ts';
export { type HolderPlan, LeveragedHolder } from './strategies/leveraged-holder.ts';
export { MarketMaker, type MarketMakerParameters } from './strategies/market-maker.ts';
export { MomentumTrader, type MomentumTraderParameters } from './strategies/momentum-trader.ts';
export { NoiseTrader, type NoiseTraderParameters } from './strategies/noise-trader.ts';
