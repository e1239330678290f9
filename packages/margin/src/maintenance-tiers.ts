import { MarginDecimal } from './decimal.ts';

/**
 * One band of notional. Maintenance margin is `notional × rate − amount`; the amount ("cum") makes it
 * continuous: `amount_n = amount_(n−1) + floor_n × (rate_n − rate_(n−1))`, `amount_1 = 0`.
 */
export interface MaintenanceTier {
  /** The band begins above this notional, in the quote currency. */
  readonly floor: MarginDecimal;
  /** A fraction: 0.004 is 0.4 %. */
  readonly rate: MarginDecimal;
  /** In the quote currency. */
  readonly amount: MarginDecimal;
}

/** From one tier up, ordered by floor; floors and rates rise, so maintenance is convex in notional. */
export type MaintenanceTable = readonly [MaintenanceTier, ...MaintenanceTier[]];

/**
 * The table of a single stated rate and amount, as calculators show them. Below `amount / rate` the formula would
 * give a negative maintenance; there it is 0, which is a first tier with the rate 0.
 */
export function tableFromRate(rate: MarginDecimal, amount: MarginDecimal): MaintenanceTable {
  const zero = new MarginDecimal(0);
  if (amount.isZero() || rate.isZero()) return [{ floor: zero, rate, amount: zero }];
  return [
    { floor: zero, rate: zero, amount: zero },
    { floor: amount.div(rate), rate, amount },
  ];
}

/** The maintenance amount that makes `rate` above `floor` continue `previous` without a jump. */
export function continuousAmount(
  previous: MaintenanceTier,
  next: { readonly floor: MarginDecimal; readonly rate: MarginDecimal },
): MarginDecimal {
  return previous.amount.add(next.floor.mul(next.rate.sub(previous.rate)));
}

/** Adds the same rate to every tier: a closing fee that must be left over beside maintenance. */
export function withAddedRate(table: MaintenanceTable, addedRate: MarginDecimal): MaintenanceTable {
  const raise = (tier: MaintenanceTier): MaintenanceTier => ({ ...tier, rate: tier.rate.add(addedRate) });
  const [first, ...others] = table;
  return [raise(first), ...others.map(raise)];
}

/** The tier whose band holds the notional; a notional on an edge belongs to the band below. */
export function tierAt(table: MaintenanceTable, notional: MarginDecimal): MaintenanceTier {
  return table.findLast((tier) => notional.gt(tier.floor)) ?? table[0];
}

/** The number of the tier that holds the notional, from 1 up. */
export function tierNumberAt(table: MaintenanceTable, notional: MarginDecimal): number {
  return table.indexOf(tierAt(table, notional)) + 1;
}

/** Maintenance margin of a notional, in the quote currency. */
export function maintenanceMargin(table: MaintenanceTable, notional: MarginDecimal): MarginDecimal {
  const tier = tierAt(table, notional);
  return notional.mul(tier.rate).sub(tier.amount);
}
