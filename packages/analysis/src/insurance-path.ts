import type { EventSink, InsuranceFundReason } from '@spillway/protocol';

/** The account number under which events tell of the insurance fund. */
export const FUND_ACCOUNT_ID = 0;

/** The insurance fund's cash over the run, in micros. Inventory that it took over is not counted. */
export interface InsuranceTotals {
  /** Its cash when its first contributions were in, before anything else moved it. */
  readonly startMicros: bigint;
  readonly endMicros: bigint;
  readonly lowestMicros: bigint;
  /** What the fund paid: bad debt, losses on inventory, funding of it. */
  readonly paidMicros: bigint;
  /** What the fund took in: liquidation fees, leftovers, profits and funding of inventory. Contributions are not income. */
  readonly earnedMicros: bigint;
  readonly byReason: Readonly<Record<InsuranceFundReason, bigint>>;
  /** Notional of the inventory that an insolvent fund gave up to accounts on the other side. */
  readonly surrenderedMicros: bigint;
}

export interface InsurancePath {
  readonly sink: Pick<EventSink, 'insuranceFundChanged' | 'liquidationFilled'>;
  totals(): InsuranceTotals;
}

/** Follows the cash of the insurance fund. */
export function createInsurancePath(): InsurancePath {
  const byReason: Record<InsuranceFundReason, bigint> = {
    contribution: 0n,
    'liquidation-fee': 0n,
    leftover: 0n,
    'bad-debt': 0n,
    'inventory-profit': 0n,
    'inventory-loss': 0n,
    funding: 0n,
  };
  let hasBegun = false;
  let startMicros = 0n;
  let endMicros = 0n;
  let lowestMicros = 0n;
  let paidMicros = 0n;
  let earnedMicros = 0n;
  let surrenderedMicros = 0n;
  return {
    sink: {
      insuranceFundChanged: (event) => {
        const delta = BigInt(event.deltaMicros);
        endMicros = BigInt(event.balanceMicros);
        byReason[event.reason] += delta;
        if (event.reason === 'contribution') {
          if (!hasBegun) {
            startMicros = endMicros;
            lowestMicros = endMicros;
          }
          return;
        }
        hasBegun = true;
        if (delta < 0n) paidMicros -= delta;
        else earnedMicros += delta;
        if (endMicros < lowestMicros) lowestMicros = endMicros;
      },
      liquidationFilled: (event) => {
        if (event.accountId === FUND_ACCOUNT_ID) surrenderedMicros += BigInt(event.notionalMicros);
      },
    },
    totals: () => ({
      startMicros,
      endMicros,
      lowestMicros,
      paidMicros,
      earnedMicros,
      byReason: { ...byReason },
      surrenderedMicros,
    }),
  };
}
