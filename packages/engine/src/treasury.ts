import type { DrawdownRule } from '@spillway/protocol';
import { FundDrawdown } from './insurance/drawdown.ts';

/** What the venue has of one settlement asset: its insurance fund's cash, its fees, and what came from outside. */
export interface Treasury {
  /** Cash of the insurance fund (rule I7: one fund an asset). */
  fundCashMicros: number;
  /** In how many instruments the fund holds something: while in none, nobody looks at each of them. */
  inventoryCount: number;
  /** Whether the fund falls too fast (rule I6); null where the venue does not ask. */
  drawdown: FundDrawdown | null;
  feesMicros: number;
  /** Deposits − withdrawals + contributions to the fund. A total over accounts may pass 2^53. */
  netDepositsMicros: bigint;
}

export function createTreasury(rule: DrawdownRule | null): Treasury {
  return {
    fundCashMicros: 0,
    inventoryCount: 0,
    drawdown: drawdownOf(rule),
    feesMicros: 0,
    netDepositsMicros: 0n,
  };
}

/** A fund of which nothing was noted yet. */
export function drawdownOf(rule: DrawdownRule | null): FundDrawdown | null {
  return rule === null ? null : new FundDrawdown(rule);
}

/** Whether a treasury says more than a new one. */
export function isTreasuryUsed(treasury: Treasury): boolean {
  const { fundCashMicros, drawdown, feesMicros, netDepositsMicros } = treasury;
  const noted = drawdown?.state();
  const isNoted = noted !== undefined && (noted.isStopped || noted.peaks.length > 0);
  return fundCashMicros !== 0 || isNoted || feesMicros !== 0 || netDepositsMicros !== 0n;
}
