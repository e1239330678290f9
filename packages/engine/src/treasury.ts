/** What the venue has of one settlement asset: its insurance fund's cash, its fees, and what came from outside. */
export interface Treasury {
  /** Cash of the insurance fund (rule I7: one fund an asset). */
  fundCashMicros: number;
  feesMicros: number;
  /** Deposits − withdrawals + contributions to the fund. A total over accounts may pass 2^53. */
  netDepositsMicros: bigint;
}

export function createTreasury(): Treasury {
  return { fundCashMicros: 0, feesMicros: 0, netDepositsMicros: 0n };
}

/** Whether a treasury says more than a new one. */
export function isTreasuryUsed(treasury: Treasury): boolean {
  return treasury.fundCashMicros !== 0 || treasury.feesMicros !== 0 || treasury.netDepositsMicros !== 0n;
}
