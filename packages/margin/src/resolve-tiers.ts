/** Maintenance tiers as a request states them: one rate, tiers, or tiers of leverage. */
import { type DecimalInput, MarginDecimal } from './decimal.ts';
import {
  continuousAmount,
  type MaintenanceTable,
  type MaintenanceTier,
  tableFromRate,
} from './maintenance-tiers.ts';
import type { LeverageTierInput, RateInput, TierInput } from './margin-request.ts';
import type { FaultList } from './request-schema.ts';

type Refuse = (key: string, expected: string) => void;

const ZERO = new MarginDecimal(0);
const optional = (value: DecimalInput | null | undefined): MarginDecimal | null =>
  value === null || value === undefined ? null : new MarginDecimal(value);

/** The first tier starts at 0 with no amount; each later one above, at a higher rate, without a jump. */
function resolveTier(
  input: TierInput,
  previous: MaintenanceTier | undefined,
  refuse: Refuse,
): MaintenanceTier {
  const floor = new MarginDecimal(input.floor);
  const rate = new MarginDecimal(input.mmr);
  if (previous === undefined) {
    if (!floor.isZero()) refuse('floor', 'expected 0, where the first tier begins');
    if (!(optional(input.cum) ?? ZERO).isZero()) refuse('cum', 'expected 0, the amount of the first tier');
    return { floor: ZERO, rate, amount: ZERO };
  }
  if (floor.lte(previous.floor)) refuse('floor', `expected more than ${previous.floor.toFixed()}`);
  if (rate.lte(previous.rate)) refuse('mmr', `expected more than ${previous.rate.toFixed()}`);
  const amount = continuousAmount(previous, { floor, rate });
  if (!(optional(input.cum) ?? amount).eq(amount)) {
    refuse('cum', `expected ${amount.toFixed()}, which makes maintenance continuous`);
  }
  return { floor, rate, amount };
}

/** Tiers of a request from the lowest up; `refuseAt` names a fault in the one with this index. */
export function resolveTierList(
  [first, ...others]: readonly [TierInput, ...TierInput[]],
  refuseAt: (index: number) => Refuse,
): MaintenanceTable {
  let previous = resolveTier(first, undefined, refuseAt(0));
  const table: [MaintenanceTier, ...MaintenanceTier[]] = [previous];
  for (const [index, tier] of others.entries()) {
    previous = resolveTier(tier, previous, refuseAt(index + 1));
    table.push(previous);
  }
  return table;
}

/** Half of the initial margin at the largest leverage: `1 ÷ (2 × leverageMax)` (Hyperliquid). */
function rateOfLeverage(leverageMax: DecimalInput): MarginDecimal {
  return new MarginDecimal(1).div(new MarginDecimal(leverageMax).mul(2));
}

function resolveLeverageTiers(
  [first, ...others]: readonly [LeverageTierInput, ...LeverageTierInput[]],
  refuseAt: (index: number) => Refuse,
): MaintenanceTable {
  let previous: MaintenanceTier = { floor: ZERO, rate: rateOfLeverage(first.leverageMax), amount: ZERO };
  if (!new MarginDecimal(first.floor).isZero()) {
    refuseAt(0)('floor', 'expected 0, where the first tier begins');
  }
  if (previous.rate.gte(1)) refuseAt(0)('leverageMax', 'expected more than 0.5');
  const table: [MaintenanceTier, ...MaintenanceTier[]] = [previous];
  for (const [index, tier] of others.entries()) {
    const floor = new MarginDecimal(tier.floor);
    const rate = rateOfLeverage(tier.leverageMax);
    const refuse = refuseAt(index + 1);
    if (floor.lte(previous.floor)) refuse('floor', `expected more than ${previous.floor.toFixed()}`);
    if (rate.lte(previous.rate)) refuse('leverageMax', 'expected less than in the tier before');
    if (rate.gte(1)) refuse('leverageMax', 'expected more than 0.5');
    previous = { floor, rate, amount: continuousAmount(previous, { floor, rate }) };
    table.push(previous);
  }
  return table;
}

interface RateFaults {
  readonly path: readonly PropertyKey[];
  readonly faults: FaultList;
}

function resolveSingleRate(input: RateInput, { path, faults }: RateFaults): MaintenanceTable {
  const rate = optional(input.mmr);
  const amount = optional(input.cum) ?? ZERO;
  if (rate === null) {
    const expected = 'expected a maintenance rate, or tiers, or rules that name a preset for the symbol';
    faults.add([...path, 'mmr'], expected);
    return tableFromRate(ZERO, ZERO);
  }
  if (rate.isZero() && amount.gt(0)) faults.add([...path, 'cum'], 'expected no amount where the rate is 0');
  return tableFromRate(rate, amount);
}

/** True when a request states one rate and amount, and no tiers. */
export function isSingleRate(input: RateInput): boolean {
  return (input.tiers ?? []).length === 0 && (input.leverageTiers ?? []).length === 0;
}

/** The table that a position or an order states. */
export function resolveTable(input: RateInput, place: RateFaults): MaintenanceTable {
  const { path, faults } = place;
  const refuseIn =
    (list: string) =>
    (index: number): Refuse =>
    (key, expected) =>
      faults.add([...path, list, index, key], expected);
  const [tier, ...tiers] = input.tiers ?? [];
  const [leverageTier, ...leverageTiers] = input.leverageTiers ?? [];
  if (tier === undefined && leverageTier === undefined) return resolveSingleRate(input, place);
  const amount = optional(input.cum);
  if (optional(input.mmr) !== null) faults.add([...path, 'mmr'], 'expected nothing where tiers are given');
  else if (amount?.gt(0)) faults.add([...path, 'cum'], 'expected nothing where tiers are given');
  if (tier === undefined) {
    return leverageTier === undefined
      ? resolveSingleRate(input, place)
      : resolveLeverageTiers([leverageTier, ...leverageTiers], refuseIn('leverageTiers'));
  }
  if (leverageTier !== undefined) {
    faults.add([...path, 'leverageTiers'], 'expected nothing where tiers are given');
  }
  return resolveTierList([tier, ...tiers], refuseIn('tiers'));
}
