/**
 * Compares what the clients saw with what the server says it did. k6 can compare a counter with a constant, but
 * not with another counter; so each compared quantity has a third counter, to which the clients add what they
 * see and the end of the test adds the server's total, negated. It must end at exactly 0.
 */
import type { SeatTotals } from '@spillway/protocol/wire';
import { formatMicros, parseMicros, toCounterValue } from './decimal-micros.ts';

export interface ReconciledQuantity {
  /** Names the counter of the clients; `server_…` and `difference_…` stand beside it. */
  readonly key: string;
  readonly title: string;
  readonly unit: 'micros' | 'count';
  /** The server's total, as a whole number of the unit. */
  readonly serverTotal: (totals: SeatTotals) => number;
}

export const RECONCILED_QUANTITIES = [
  {
    key: 'liquidation_notional_isolated',
    title: 'liquidated, isolated',
    unit: 'micros',
    serverTotal: (totals) => toCounterValue(parseMicros(totals.liquidationNotional.isolated)),
  },
  {
    key: 'liquidation_notional_cross',
    title: 'liquidated, cross',
    unit: 'micros',
    serverTotal: (totals) => toCounterValue(parseMicros(totals.liquidationNotional.cross)),
  },
  {
    key: 'liquidation_fills',
    title: 'forced fills',
    unit: 'count',
    serverTotal: (totals) => totals.liquidationFills,
  },
  {
    key: 'orders_accepted',
    title: 'orders accepted',
    unit: 'count',
    serverTotal: (totals) => totals.ordersAccepted,
  },
  { key: 'fills', title: 'fills', unit: 'count', serverTotal: (totals) => totals.fills },
] as const satisfies readonly ReconciledQuantity[];

export type ReconciledKey = (typeof RECONCILED_QUANTITIES)[number]['key'];

/** Reads a counter by name; 0 when nothing was ever added to it. */
export type ReadCounter = (name: string) => number;

export interface ReconciliationRow {
  readonly title: string;
  readonly client: string;
  readonly server: string;
  readonly difference: string;
  readonly isEqual: boolean;
}

/** The table of the summary. It computes the differences anew, on another path than the thresholds. */
export function reconcile(readCounter: ReadCounter): ReconciliationRow[] {
  return RECONCILED_QUANTITIES.map(({ key, title, unit }) => {
    const client = readCounter(key);
    const server = readCounter(`server_${key}`);
    const print = unit === 'micros' ? formatMicros : String;
    const difference = client - server;
    return {
      title,
      client: print(client),
      server: print(server),
      difference: print(difference),
      isEqual: difference === 0 && readCounter(`difference_${key}`) === 0,
    };
  });
}
