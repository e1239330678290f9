/** Every world by name, and which of them the two engines must agree in. */
import type { RuleGroup } from '@spillway/testkit';
import { ALL_GROUPS, wideCommands } from './wide-worlds.fixture.ts';
import { type ComparedWorld, PLAIN_WORLDS } from './worlds.fixture.ts';

function wide(groups: readonly RuleGroup[]): ComparedWorld {
  return { ordersPerAccountMax: 30, sequences: wideCommands(groups, { min: 300, max: 600 }) };
}

export const WORLDS = {
  ...PLAIN_WORLDS,
  /** Triggers, icebergs, amended and dated orders, batches, timers, halts, bands and breakers. */
  orders: wide(['orders']),
  /** Inverse contracts, index prices, funding, maintenance bases, margin that rises with open interest. */
  contracts: wide(['contracts']),
  /** Two assets, hedge mode, sub-accounts, fee tiers, changes of mode. */
  accounts: wide(['accounts']),
  /** Every parameter of a liquidation. */
  liquidation: wide(['liquidation']),
  /** All of it at once. */
  full: wide(ALL_GROUPS),
} as const satisfies Readonly<Record<string, ComparedWorld>>;

export type WorldName = keyof typeof WORLDS;

export const WORLD_NAMES: readonly WorldName[] = Object.keys(WORLDS) as WorldName[];

/** The worlds whose rules the engine has. */
export const COMPARED_WORLD_NAMES = [
  'ordinary',
  'violent',
  'correlated',
  'careless',
  'orders',
  'contracts',
  'accounts',
  'liquidation',
  'full',
] as const satisfies readonly WorldName[];
