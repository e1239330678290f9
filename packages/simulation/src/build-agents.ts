/** Turns the population of a plan into agents with money and streams, in a fixed order. */
import {
  type Agent,
  drawHolders,
  type HeldInstrument,
  IndexArbitrageur,
  LeveragedHolder,
  MarketMaker,
  MomentumTrader,
  NoiseTrader,
  planHedgers,
  type RandomStream,
  type StreamFactory,
} from '@spillway/agents';
import { instrumentId, type PriceTicks, type QuoteMicros, quoteMicros } from '@spillway/protocol';
import type { AgentGroup, SimulationPlan } from './simulation-plan.ts';

export interface FundedAgent {
  readonly agent: Agent;
  readonly depositMicros: QuoteMicros;
  /** Takes part in the opening: wakes at time 0, and its first orders travel in no time. */
  readonly isInOpening: boolean;
}

/**
 * @param openingTicks the first index of every instrument
 * @returns hedgers first (their orders rest in the opening), then holders, then everybody else
 */
export function buildAgents(
  plan: SimulationPlan,
  openingTicks: readonly PriceTicks[],
  streams: StreamFactory,
): readonly FundedAgent[] {
  const instruments = plan.instruments.map((instrument, index): HeldInstrument => {
    const opening = openingTicks[index];
    if (opening === undefined) throw new RangeError(`no opening price for instrument ${index}`);
    const { specification, holderWeight } = instrument;
    return { instrumentId: instrumentId(index), specification, openingTicks: opening, holderWeight };
  });
  const holders = drawHolders(plan.population.holders, { instruments, streams });
  const hedgers = planHedgers(plan.population.hedgers, holders, instruments);
  const opening = [...hedgers, ...holders].map((holder) => ({
    agent: new LeveragedHolder(holder, streams(holder.name, 'decision')),
    depositMicros: holder.depositMicros,
    isInOpening: true,
  }));
  return [...opening, ...plan.population.groups.flatMap((group) => buildGroup(group, plan, streams))];
}

function buildGroup(group: AgentGroup, plan: SimulationPlan, streams: StreamFactory): FundedAgent[] {
  return plan.instruments.flatMap(({ specification, activityScale }, index) =>
    Array.from({ length: group.countPerInstrument }, (_, member): FundedAgent => {
      const name = `${group.name}-${specification.symbol}-${member + 1}`;
      const random = streams(name, 'decision');
      return {
        agent: buildAgent(group, { name, instrument: index, random, scale: activityScale }),
        depositMicros: quoteMicros(Math.ceil(group.depositMicros * activityScale)),
        isInOpening: false,
      };
    }),
  );
}

function buildAgent(
  group: AgentGroup,
  member: { name: string; instrument: number; random: RandomStream; scale: number },
): Agent {
  const { name, random, scale } = member;
  const identity = { name, instrumentId: instrumentId(member.instrument), random };
  switch (group.kind) {
    case 'market-maker': {
      const { parameters } = group;
      const levelNotionalMicros = parameters.levelNotionalMicros * scale;
      const inventoryNotionalMicrosMax = parameters.inventoryNotionalMicrosMax * scale;
      return new MarketMaker({
        ...identity,
        parameters: { ...parameters, levelNotionalMicros, inventoryNotionalMicrosMax },
      });
    }
    case 'index-arbitrageur': {
      const { parameters } = group;
      const clipNotionalMicros = parameters.clipNotionalMicros * scale;
      const inventoryNotionalMicrosMax = parameters.inventoryNotionalMicrosMax * scale;
      return new IndexArbitrageur({
        ...identity,
        parameters: { ...parameters, clipNotionalMicros, inventoryNotionalMicrosMax },
      });
    }
    case 'momentum-trader': {
      const { parameters } = group;
      const clipNotionalMicros = parameters.clipNotionalMicros * scale;
      const inventoryNotionalMicrosMax = parameters.inventoryNotionalMicrosMax * scale;
      return new MomentumTrader({
        ...identity,
        parameters: { ...parameters, clipNotionalMicros, inventoryNotionalMicrosMax },
      });
    }
    case 'noise-trader': {
      const { parameters } = group;
      const sizeMedianMicros = parameters.sizeMedianMicros * scale;
      const inventoryNotionalMicrosMax = parameters.inventoryNotionalMicrosMax * scale;
      return new NoiseTrader({
        ...identity,
        parameters: { ...parameters, sizeMedianMicros, inventoryNotionalMicrosMax },
      });
    }
    default: {
      const unknown: never = group;
      throw new RangeError(`unknown agent group ${JSON.stringify(unknown)}`);
    }
  }
}
